"""Failed lots: what was done after each, and what may be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from trading.domain.actors import Actor
from trading.domain.bodies import LOT_FAILED
from trading.domain.duties import Duty
from trading.domain.kinds.spec import KindSpec
from trading.domain.kinds.values import Value
from trading.domain.matters import RETENDER_ORDERED, VOIDED
from trading.domain.periods import day_of, last_day
from trading.domain.retendering import Attempt, Hindrance, NextStep, failures_in, hindrance, needs_consent
from trading.domain.stages import Stage
from trading.models import Entry, FailureAnalysis, LeavingOff, Lot, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchTrade, is_agency_of

LONGEST_CHAIN = 50
ENDS = (Stage.FAILED.value, Stage.TERMINATED.value)


@dataclass(frozen=True, slots=True)
class FailedLot:
    """A lot that failed, for its agency. `draft`: the trade in which it is tendered again, not announced yet."""

    lot: Lot
    failures: int
    needs_consent: bool
    analysed: bool
    left: bool
    draft: UUID | None
    again: Trade | None
    hindrances: Mapping[NextStep, Hindrance | None]


@dataclass(frozen=True, slots=True)
class DutyShown:
    """What the end of lots obliges the tenderer to do; `due` None where the law says promptly and no day."""

    duty: Duty
    lots: Sequence[Lot]
    since: datetime
    due: date | None
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AfterFailure:
    """What the public reads of a failed lot: the bodies of the entries that analysed and left it, and what follows."""

    lot_id: UUID
    analysis: Mapping[str, Any] | None
    leaving: Mapping[str, Any] | None
    again: Trade | None
    reason: str = ""


def chain_of(lot: Lot) -> list[Attempt]:
    """The attempts to tender the same thing, from the first to this lot."""
    chain, each = [], lot
    for _link in range(LONGEST_CHAIN):
        chain.append(_attempt(each))
        if each.previous is None:
            break
        each = each.previous
    return chain[::-1]


def failed_lots(actor: Actor, trade: Trade) -> list[FailedLot]:
    """Those of its own trade, by number. Raises `NoSuchTrade`."""
    if not is_agency_of(actor, trade):
        raise NoSuchTrade
    lots = trade.lots.select_related("trade", "again__trade", "previous").filter(stage=Stage.FAILED.value)
    return [_failed(lot) for lot in lots.order_by("number")]


def duties_of(actor: Actor, trade: Trade) -> list[DutyShown]:
    """What the trade's ended lots oblige its agency to do. Raises `NoSuchTrade`."""
    if not is_agency_of(actor, trade):
        raise NoSuchTrade
    ended = trade.lots.filter(stage__in=ENDS).order_by("number")
    found: list[DutyShown] = []
    for stage, rule in duties_by_stage(trade.spec).items():
        lots = [lot for lot in ended if lot.stage == stage]
        if lots and rule is not None:
            found += [_duty(trade, duty, lots, rule.articles) for duty in rule.value]
    return found


def duties_by_stage(spec: KindSpec) -> dict[Stage, Value[tuple[Duty, ...]] | None]:
    return {Stage.FAILED: spec.law.failure_duties, Stage.TERMINATED: spec.law.termination_duties}


def due_of(duty: Duty, since: datetime) -> date | None:
    """The last day for it, by the calendar; None where the law names none."""
    return None if duty.within is None else last_day(working_calendar(), day_of(since), duty.within).day


def after_failures(trade: Trade) -> list[AfterFailure]:
    """For the public: each failed lot with what was said and done about it."""
    lots = list(trade.lots.select_related("again__trade").filter(stage=Stage.FAILED.value).order_by("number"))
    if not lots:
        return []
    analyses = _bodies(FailureAnalysis, trade)
    leavings = _bodies(LeavingOff, trade)
    return [
        AfterFailure(lot.pk, analyses.get(lot.pk), leavings.get(lot.pk), announced_again(lot), reason_for(lot))
        for lot in lots
    ]


def announced_again(lot: Lot) -> Trade | None:
    """The trade that tenders it again, once the public may know of it."""
    again: Lot | None = getattr(lot, "again", None)
    if again is None or again.trade.announced_at is None or again.trade.erased_at is not None:
        return None
    return again.trade


def _attempt(lot: Lot) -> Attempt:
    again = _again(lot)
    announced = again is not None and again.announced_at is not None
    return Attempt(
        stage=Stage(lot.stage),
        analysed=FailureAnalysis.objects.filter(lot=lot).exists(),
        drafted=again is not None and not announced,
        again=announced,
        left=LeavingOff.objects.filter(lot=lot).exists(),
        needs_approval=lot.trade.needs_approval,
        voided=lot.stage == Stage.FAILED and reason_for(lot) in (VOIDED, RETENDER_ORDERED),
    )


def reason_for(lot: Lot) -> str:
    """Why the lot failed, as its entry says; empty where it did not, or nobody may know any more."""
    rows = Entry.objects.filter(trade_id=lot.trade_id, type=LOT_FAILED, content__body__lot=str(lot.pk))
    body = rows.values_list("content__body", flat=True).last()
    return str(body["reason"]) if body else ""


def _failed(lot: Lot) -> FailedLot:
    chain, again = chain_of(lot), _again(lot)
    announced = again is not None and again.announced_at is not None
    # Whether a file will come with it is seen when it comes.
    steps = {step: hindrance(lot.trade.spec, step, chain, consent=True) for step in NextStep}
    return FailedLot(
        lot=lot,
        failures=failures_in(chain),
        needs_consent=needs_consent(chain),
        analysed=chain[-1].analysed,
        left=chain[-1].left,
        draft=again.pk if again is not None and not announced else None,
        again=again if announced else None,
        hindrances=steps,
    )


def _again(lot: Lot) -> Trade | None:
    again = Lot.objects.select_related("trade").filter(previous=lot).first()
    return again.trade if again else None


def _duty(trade: Trade, duty: Duty, lots: Sequence[Lot], articles: tuple[str, ...]) -> DutyShown:
    ids = {str(lot.pk) for lot in lots}
    rows = Entry.objects.filter(trade=trade, type__in=("lot.failed", "trade.terminated")).select_related("content")
    ends = [row.at for row in rows.order_by("order") if ids & _named(row.content.body)]
    return DutyShown(duty, lots, ends[0], due_of(duty, ends[0]), articles)


def _named(body: Mapping[str, Any]) -> set[str]:
    return {str(body.get("lot", "")), *map(str, body.get("lots", ()))}


def _bodies(model: type[FailureAnalysis] | type[LeavingOff], trade: Trade) -> dict[UUID, Mapping[str, Any]]:
    rows = model.objects.filter(lot__trade=trade).select_related("entry__content")
    return {row.lot_id: row.entry.content.body for row in rows}
