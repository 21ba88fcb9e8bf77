"""Who may bid where there was a pre-qualification, and what became of one's own application."""

from uuid import UUID

from django.utils.translation import gettext_noop as _

from bidding.models import Qualification
from trading.domain.actors import Actor, Role
from trading.domain.qualified import MAIN, envelope_of
from trading.domain.stages import Stage
from trading.models import Lot

NOT_QUALIFIED = _("未通过资格预审的申请人不能投标（招标投标法实施条例第三十六条）。")


def may_bid(lot: Lot, organisation_id: UUID) -> bool:
    """Whether the lot takes something from the organisation now: bids after a pre-qualification from those who passed."""
    if not lot.trade.prequalification or envelope_of(Stage(lot.stage)) != MAIN:
        return True
    return Qualification.objects.filter(lot=lot, organisation_id=organisation_id, passed=True).exists()


def own_qualification(actor: Actor, lot: Lot) -> Qualification | None:
    """The result of the actor's own application, when the review is finished."""
    if actor.role is not Role.BIDDER or actor.organisation_id is None:
        return None
    return Qualification.objects.filter(lot=lot, organisation_id=actor.organisation_id).first()
