"""Whom to tell: organisations that took the documents, asked or bid. Nobody is shown who they are (TL 22, O20 21)."""

from uuid import UUID

from trading.domain import awarded, bodies, clarified, qualified, retendering, stopped
from trading.domain.actors import Actor, Role
from trading.models import Entry, Follower, Lot, Message, Organisation, Trade
from trading.selectors.awards import bidders_of
from trading.services.moments import database_time
from trading.services.readers import READERS, Reader

TOLD = (
    clarified.CLARIFIED,
    clarified.OBJECTED,
    clarified.ANSWERED,
    clarified.TERMINATED,
    bodies.INCIDENT_EXTENDED,
    bodies.INCIDENT_DISMISSED,
    bodies.LOT_FAILED,
    "calendar.affected",
    qualified.REVIEWED,
    qualified.PREQUALIFICATION_ANNOUNCED,
    bodies.ANNOUNCED,
    stopped.ORDERED,
    stopped.LIFTED,
    stopped.DECIDED,
    retendering.ANALYSED,
    retendering.LEFT,
    awarded.CANDIDATES_SHOWN,
    awarded.CANDIDATES_OBJECTED,
    awarded.CANDIDATES_ANSWERED,
    awarded.VALIDITY_ASKED,
    awarded.VALIDITY_EXTENDED,
    awarded.AWARDED,
    awarded.CONTRACT_SIGNED,
)
"""The entries that a follower of a trade is told of (O20 22)."""

FIRST_NOTICES = (qualified.PREQUALIFICATION_ANNOUNCED, bodies.ANNOUNCED)

TO_BIDDERS = (awarded.VALIDITY_ASKED, awarded.VALIDITY_EXTENDED, awarded.AWARDED)
"""Those that bidders are told of as well, whether they follow or not."""


def follow(trade: Trade, by: Actor) -> None:
    """From now on the bidder's organisation is told what happens to the trade. Of others nothing is kept."""
    if by.role is Role.BIDDER and by.organisation_id is not None and trade.announced_at is not None:
        rows = [Follower(trade=trade, organisation_id=by.organisation_id)]
        Follower.objects.bulk_create(rows, ignore_conflicts=True)


def tell(entry: Entry) -> None:
    """A message to each follower. After a crash the same entry makes no second one."""
    if entry.trade_id is None:
        return
    followers = Follower.objects.filter(trade_id=entry.trade_id, since__lte=entry.recorded_at)
    messages = [Message(organisation_id=pk, entry=entry) for pk in followers.values_list("organisation_id", flat=True)]
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)


def tell_bidders(entry: Entry) -> None:
    """To the followers, and to all whose bids were opened: winner and losers learn the result at once (TL 45)."""
    tell(entry)
    lot = Lot.objects.select_related("trade").filter(pk=entry.content.body["lot"]).first()
    if lot is not None:
        bidders = Organisation.objects.filter(uscc__in=bidders_of(lot)).values_list("pk", flat=True)
        messages = [Message(organisation_id=pk, entry=entry) for pk in bidders]
        Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)


def tell_one(organisation_id: UUID, entry: Entry, text: str) -> None:
    """A message to one organisation, with what the entry means for it alone; the reader adds no second one."""
    Message.objects.create(organisation_id=organisation_id, entry=entry, text=text)


def tell_anew(organisation_id: UUID, entry: Entry, text: str) -> None:
    """The same for news of an old entry: if the organisation was told of it before, that message is fresh again."""
    fresh = {"text": text, "read_at": None, "sent_at": database_time()}
    Message.objects.update_or_create(organisation_id=organisation_id, entry=entry, defaults=fresh)


def tell_again(entry: Entry) -> None:
    """Whoever followed a trade that failed is told that it is tendered again, by its first notice.

    A tender after its pre-qualification is told to whoever follows it; first notices of first tenders to nobody.
    """
    trade = entry.trade
    if trade is not None and trade.prequalification and entry.type == bodies.ANNOUNCED:
        tell(entry)
        return
    chain = []
    while trade is not None and trade.previous is not None:
        trade = trade.previous
        chain.append(trade.pk)
    followers = Follower.objects.filter(trade_id__in=chain).values_list("organisation_id", flat=True).distinct()
    messages = [Message(organisation_id=pk, entry=entry) for pk in followers]
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=1000)


def mark_read(by: Actor) -> None:
    """The messages of the actor's organisation have been looked at."""
    if by.organisation_id is not None:
        Message.objects.filter(organisation_id=by.organisation_id, read_at=None).update(read_at=database_time())


def register() -> None:
    handlers = dict.fromkeys(TOLD, tell) | dict.fromkeys(TO_BIDDERS, tell_bidders)
    handlers |= dict.fromkeys(FIRST_NOTICES, tell_again)
    READERS.append(Reader("trading.messages", handlers))
