"""What the supervisor does about a complaint, and what the agency says to it (TR 61).

A decision is public at once, in words fit for everybody; who complained is not in it.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.bodies import LOT_FAILED
from trading.domain.facts import NoFacts
from trading.domain.matters import Measure, reason_of
from trading.domain.stages import Outcome, Stage
from trading.domain.stopped import DECIDED
from trading.models import Complaint, ComplaintStep, Lot, Trade
from trading.selectors.complaints import Standing, standing_of
from trading.selectors.trades import NoSuchTrade, trades_of
from trading.services.ledger import News, record
from trading.services.lots import locked_lots
from trading.services.moments import Moment, moment_of
from trading.services.stages import advance

LONGEST_TEXT = 5000
Kind = ComplaintStep.Kind


class DecisionRefused(Exception):
    """Nothing was done; the message says why, for people."""

    code = "decision_refused"


@transaction.atomic
def accept_complaint(*, complaint_id: UUID, text: str, by: Actor) -> ComplaintStep:
    """Accept it; from now on the time for the decision runs, and the agency may read it.

    Raises `SupervisorsOnly`, `NoSuchTrade`, `DecisionRefused`; then nothing has changed. So do all services here.
    """
    user, words = by.as_supervisor(), _checked(text)
    complaint, moment = _in(complaint_id, (Standing.RECEIVED,))
    return _step(complaint, Kind.ACCEPTED, words, user, moment)


@transaction.atomic
def refuse_complaint(*, complaint_id: UUID, text: str, by: Actor) -> ComplaintStep:
    """Do not take it up, with the reason for the complainant."""
    user, words = by.as_supervisor(), _checked(text)
    complaint, moment = _in(complaint_id, (Standing.RECEIVED,))
    return _step(complaint, Kind.REFUSED, words, user, moment)


@transaction.atomic
def begin_break(*, complaint_id: UUID, text: str, by: Actor) -> ComplaintStep:
    """From the next day on the time for the decision stands still: a test, an appraisal, an expert review."""
    user, words = by.as_supervisor(), _checked(text)
    complaint, moment = _in(complaint_id, (Standing.ACCEPTED,))
    return _step(complaint, Kind.BREAK_BEGUN, words, user, moment)


@transaction.atomic
def end_break(*, complaint_id: UUID, text: str, by: Actor) -> ComplaintStep:
    """The result is there; from the next day on the time runs again."""
    user, words = by.as_supervisor(), _checked(text)
    complaint, moment = _in(complaint_id, (Standing.IN_BREAK,))
    return _step(complaint, Kind.BREAK_ENDED, words, user, moment)


@transaction.atomic
def decide_complaint(
    *, complaint_id: UUID, measures: Sequence[Measure], text: str, by: Actor, lots: Collection[UUID] | None = None
) -> ComplaintStep:
    """Decide and publish: with measures it is upheld, with none dismissed. `text` is for everybody.

    What is void, or ordered to be tendered anew, ends with the decision: `lots`, or None for all that run. After that
    they are analysed and tendered again as any lot that failed.
    """
    user, words = by.as_supervisor(), _checked(text)
    complaint, moment = _in(complaint_id, (Standing.ACCEPTED, Standing.IN_BREAK))
    chosen = [measure for measure in Measure if measure in measures]
    ended, moment = _to_end(complaint.trade, lots, moment) if reason_of(chosen) else ([], moment)
    names = [measure.value for measure in chosen]
    body = {
        "complaint": str(complaint.pk),
        "lots": [str(lot.pk) for lot in ended],
        "measures": names,
        "text": words,
        "upheld": bool(names),
    }
    record(News(DECIDED, body), trade=complaint.trade, moment=moment, by=by)
    for lot in ended:
        news = News(LOT_FAILED, {"complaint": str(complaint.pk), "lot": str(lot.pk), "reason": reason_of(chosen)})
        advance(lot=lot, outcome=Outcome.VOIDED, facts=NoFacts(), moment=moment, by=by, news=news)
    return _step(complaint, Kind.DECIDED, words, user, moment, upheld=bool(names), measures=names)


def lots_to_end(trade: Trade) -> list[Lot]:
    """Those that a decision can end: they run and are not contracted."""
    return list(trade.lots.filter(stage__in=_ways(trade)).order_by("number"))


def _to_end(trade: Trade, wanted: Collection[UUID] | None, moment: Moment) -> tuple[list[Lot], Moment]:
    """Those lots, locked. Where there are any, the decision names at least one."""
    found, moment = locked_lots(trade, _ways(trade))
    lots = [lot for lot in found if wanted is None or lot.pk in wanted]
    if (found and not lots) or (wanted is not None and len(lots) != len(set(wanted))):
        raise DecisionRefused("请选择决定所涉及的标段：尚未签订合同、没有终止的。")
    return lots, moment


def _ways(trade: Trade) -> list[Stage]:
    return [stage for stage in trade.spec.stages if trade.spec.transition(stage, Outcome.VOIDED) is not None]


@transaction.atomic
def state_view(*, complaint_id: UUID, text: str, by: Actor) -> ComplaintStep:
    """What the agency, against which the complaint goes, says to it. Raises `NoSuchTrade`, `DecisionRefused`."""
    trades = trades_of(by).values("pk")
    own = Complaint.objects.filter(pk=complaint_id, trade__in=trades, steps__kind=Kind.ACCEPTED)
    if by.user_id is None or not own.exists():
        raise NoSuchTrade
    words = _checked(text)
    complaint, moment = _in(complaint_id, (Standing.ACCEPTED, Standing.IN_BREAK))
    return _step(complaint, Kind.STATED, words, by.user_id, moment)


def _in(complaint_id: UUID, standings: tuple[Standing, ...]) -> tuple[Complaint, Moment]:
    """The complaint, if it stands so; one thing at a time is done in its trade."""
    complaint = Complaint.objects.select_related("trade").filter(pk=complaint_id).first()
    if complaint is None:
        raise NoSuchTrade
    Trade.objects.select_for_update(no_key=True).get(pk=complaint.trade_id)
    if standing_of(complaint.steps.all()) not in standings:
        raise DecisionRefused("投诉已经进入别的环节，请刷新后再试。")
    return complaint, moment_of(complaint.trade)


def _step(
    complaint: Complaint,
    kind: Kind,
    text: str,
    user: UUID,
    moment: Moment,
    *,
    upheld: bool | None = None,
    measures: Sequence[str] = (),
) -> ComplaintStep:
    return ComplaintStep.objects.create(
        complaint=complaint, kind=kind.value, text=text, upheld=upheld, measures=measures, by_id=user, at=moment.at
    )


def _checked(text: str) -> str:
    words = text.strip()
    if not words or len(words) > LONGEST_TEXT:
        raise DecisionRefused("请写明理由，不超过 5000 字。")
    return words
