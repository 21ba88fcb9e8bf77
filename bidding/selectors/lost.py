"""Whether the platform still has the form of one's own bid, as it was signed (O20 31)."""

from bidding.domain.bids import BidObject, read_bid
from bidding.models import Submission
from bidding.selectors import versions_of
from trading.domain.actors import Actor, BiddersOnly
from trading.domain.stages import Stage
from trading.models import Lot
from trading.services import files

SUPPLIED_IN = (Stage.DECRYPTING, Stage.UNLOCKING)
"""From the opening on, when everybody may know who bids, until everything is opened."""


def may_supply(lot: Lot) -> bool:
    """Whether a form that is lost may be handed in again now."""
    return Stage(lot.stage) in SUPPLIED_IN and lot.trade.spec.lost_form_again


def lost_form(by: Actor, lot: Lot) -> str:
    """The hash of the form of the actor's own live bid, where it has to be handed in again; empty where not."""
    form = own_form(by, lot) if may_supply(lot) else None
    return form.sha256 if form is not None and not is_stored(form) else ""


def own_form(by: Actor, lot: Lot) -> BidObject | None:
    """The sealed form of the actor's own live bid."""
    try:
        bid = versions_of(by.as_bidder(), lot).first()
    except BiddersOnly:
        return None
    if bid is None or bid.kind != Submission.Kind.BID:
        return None
    return read_bid(bytes(bid.statement)).value.form


def is_stored(form: BidObject) -> bool:
    """A damaged object is as good as none."""
    place = files.path_of(form.sha256)
    return place.exists() and place.stat().st_size == form.size and files.hash_of(place) == form.sha256
