"""All tables of the spine."""

from trading.models.calendar import CalendarDay, CalendarDecision, CalendarProposal, CalendarYear
from trading.models.ledger import (
    Checkpoint,
    Cursor,
    Entry,
    EntryBody,
    ErasureStep,
    Heartbeat,
    PendingEntry,
    Position,
    UnwantedFile,
)
from trading.models.parties import (
    AccountKey,
    DisclosedKey,
    Invitation,
    Membership,
    MembershipChange,
    Organisation,
    User,
)
from trading.models.trades import ClockSegment, CodeCounter, Document, Lot, Trade

__all__ = [
    "AccountKey",
    "CalendarDay",
    "CalendarDecision",
    "CalendarProposal",
    "CalendarYear",
    "Checkpoint",
    "ClockSegment",
    "CodeCounter",
    "Cursor",
    "DisclosedKey",
    "Document",
    "Entry",
    "EntryBody",
    "ErasureStep",
    "Heartbeat",
    "Invitation",
    "Lot",
    "Membership",
    "MembershipChange",
    "Organisation",
    "PendingEntry",
    "Position",
    "Trade",
    "UnwantedFile",
    "User",
]
