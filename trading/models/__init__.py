"""All tables of the spine."""

from trading.models.award import (
    Award,
    AwardReport,
    CandidateDisplay,
    Contract,
    ContractText,
    Evaluated,
    ValidityExtension,
    ValidityReply,
    ValidityRequest,
)
from trading.models.calendar import CalendarDay, CalendarDecision, CalendarProposal, CalendarYear
from trading.models.complaints import Complaint, ComplaintFile, ComplaintStep, StopLifting, StopOrder
from trading.models.deposits import DepositRequirement
from trading.models.dialogue import (
    Answer,
    Clarification,
    DocumentAnswer,
    DocumentObjection,
    Follower,
    Message,
    Question,
)
from trading.models.failures import FailureAnalysis, LeavingOff
from trading.models.fairness import FairnessReview
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
from trading.models.relations import OrganisationDeclaration
from trading.models.schemes import SchemeDraft
from trading.models.trades import ClockSegment, CodeCounter, Document, Lot, Trade
from trading.models.venues import BookedSeat, Booking, CheckIn, Room, Seat

__all__ = [
    "AccountKey",
    "Answer",
    "Award",
    "AwardReport",
    "BookedSeat",
    "Booking",
    "CalendarDay",
    "CalendarDecision",
    "CalendarProposal",
    "CalendarYear",
    "CandidateDisplay",
    "CheckIn",
    "Checkpoint",
    "Clarification",
    "ClockSegment",
    "CodeCounter",
    "Complaint",
    "ComplaintFile",
    "ComplaintStep",
    "Contract",
    "ContractText",
    "Cursor",
    "DepositRequirement",
    "DisclosedKey",
    "Document",
    "DocumentAnswer",
    "DocumentObjection",
    "Entry",
    "EntryBody",
    "ErasureStep",
    "Evaluated",
    "FailureAnalysis",
    "FairnessReview",
    "Follower",
    "Heartbeat",
    "Invitation",
    "LeavingOff",
    "Lot",
    "Membership",
    "MembershipChange",
    "Message",
    "Organisation",
    "OrganisationDeclaration",
    "PendingEntry",
    "Position",
    "Question",
    "Room",
    "SchemeDraft",
    "Seat",
    "StopLifting",
    "StopOrder",
    "Trade",
    "UnwantedFile",
    "User",
    "ValidityExtension",
    "ValidityReply",
    "ValidityRequest",
]
