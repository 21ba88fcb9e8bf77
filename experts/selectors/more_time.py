"""How long a committee has, and whether its members find that too short: EX-12 (TR 48)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from experts.domain.committee import may_ask_for_time
from experts.models import CommitteeRequest, Evaluation
from experts.selectors.seats import committee_of
from trading.domain.phases import Phase
from trading.models import Lot


@dataclass(frozen=True, slots=True)
class TimeShown:
    """`until`: the end as it was asked for. `short`: how many of the `members` find it too early; `due`: more than the law
    lets be; `own`: the seat that looks is one of them."""

    until: datetime
    short: int
    members: int
    due: bool
    own: bool


def time_of(lot: Lot, seat: UUID | None = None) -> TimeShown | None:
    """None before the evaluation, and where nobody asked for the committee, so that no end is known."""
    evaluation, request = Evaluation.objects.filter(lot=lot).first(), request_of(lot)
    rule = lot.trade.spec.law.more_time_share
    if evaluation is None or request is None or rule is None:
        return None
    sitting = {str(member.seat) for member in committee_of(lot)}
    short = sitting.intersection(evaluation.short_of_time)
    due = may_ask_for_time(len(short), len(sitting), rule.value)
    return TimeShown(request.evaluation_until, len(short), len(sitting), due, str(seat) in short)


def request_of(lot: Lot) -> CommitteeRequest | None:
    """The request from which the committee came: the last whose experts were called."""
    return (
        CommitteeRequest.objects.filter(lot=lot, phase=Phase.BIDDING.value, formed_at__isnull=False)
        .order_by("-at")
        .first()
    )
