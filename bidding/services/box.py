"""The box that is closed at the deadline, and what follows at once."""

from secrets import token_hex

from bidding.domain.box import blanks_needed
from bidding.domain.box import close_box as reckon_box
from bidding.models import ClosedBox, Submission
from bidding.selectors import live_bids, newest_versions
from trading.domain.actors import PLATFORM
from trading.domain.canonical import at_text
from trading.domain.entries import Method, Visibility
from trading.domain.facts import BoxFacts
from trading.domain.stages import Outcome, Step
from trading.models import Lot
from trading.services.clock import handles
from trading.services.ledger import News
from trading.services.moments import Moment
from trading.services.parties import disclose_keys
from trading.services.stages import advance


@handles(Step.CLOSE_BOX)
def close_box(lot: Lot, moment: Moment) -> None:
    """Nothing gets in any more: the clock holds the lot's exclusive lock. What was in the box is fixed by its root.

    Of a lot that fails nobody learns how many bids it had: then only the parties see the entry, and blank leaves hide
    the number from them.
    """
    newest = list(newest_versions(lot))
    bids = sum(row.kind == Submission.Kind.BID for row in newest)
    enough = bids >= lot.trade.spec.minimum_bidders
    box = reckon_box([row.hash for row in newest], blanks=() if enough else _blanks(len(newest)))
    ClosedBox.objects.create(
        lot=lot, leaves=list(box.leaves), root=box.root, size=box.size, bids=bids, closed_at=moment.at
    )
    visibility = Visibility.PUBLIC if enough else Visibility.PARTIES
    body = {"leaves": list(box.leaves), "lot": str(lot.pk), "root": box.root, "size": box.size}
    advance(
        lot=lot,
        outcome=Outcome.BOX_CLOSED,
        facts=BoxFacts(bids=bids),
        moment=moment,
        by=PLATFORM,
        news=News("box.closed", body, visibility, Method.SYSTEM),
    )


@handles(Step.START_OPENING)
def start_opening(lot: Lot, moment: Moment) -> None:
    """Open the decryption window, or fail the lot where too few bid (TL 28, TR 44)."""
    bids = lot.box.bids
    if bids < lot.trade.spec.minimum_bidders:
        fail(lot, moment, bids, "too_few_bids")
        return
    disclose_keys([row.account_key for row in newest_versions(lot).select_related("account_key__organisation")], moment)
    advance(
        lot=lot,
        outcome=Outcome.OPENING_STARTED,
        facts=BoxFacts(bids=bids),
        moment=moment,
        by=PLATFORM,
        news=News("opening.started", _bidders(lot), method=Method.SYSTEM),
    )


def fail(lot: Lot, moment: Moment, bids: int, reason: str) -> None:
    """The lot ends for want of bidders that count; the notice does not say how many there were."""
    news = News("lot.failed", {"lot": str(lot.pk), "reason": reason}, method=Method.SYSTEM)
    advance(lot=lot, outcome=Outcome.TOO_FEW_BIDS, facts=BoxFacts(bids=bids), moment=moment, by=PLATFORM, news=news)


def _blanks(real: int) -> list[str]:
    return [token_hex(32) for _ in range(blanks_needed(real))]


def _bidders(lot: Lot) -> dict[str, object]:
    return {
        "bids": [
            {
                "bid": row.hash,
                "bidder": row.organisation.uscc,
                "name": row.organisation.name,
                "received_at": at_text(row.received_at),
            }
            for row in live_bids(lot)
        ],
        "lot": str(lot.pk),
    }
