"""What the pages after the evaluation show: candidates, days and duties, reports, the contract."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from trading.domain import award_days
from trading.domain.actors import Actor
from trading.domain.award import AwardDuty, FallGround
from trading.domain.awarded import Standing, read_awarded
from trading.domain.canonical import decode
from trading.domain.kinds.spec import DutyRule
from trading.domain.later_stages import AFTER_EVALUATION
from trading.domain.periods import Counted, day_of
from trading.domain.stages import Stage
from trading.models import (
    Award,
    AwardReport,
    CandidateDisplay,
    Contract,
    ContractText,
    Evaluated,
    Lot,
    Organisation,
    ValidityRequest,
)
from trading.selectors.awards import (
    award_of,
    bidders_of,
    candidates_of,
    is_unable,
    validity_of,
)
from trading.selectors.calendar import working_calendar
from trading.selectors.clocks import time_of
from trading.selectors.trades import OF_PUBLIC, NoSuchLot

MOST = 200


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Something that is to be done by a day; `done_at` None while it is not."""

    duty: AwardDuty
    due: date
    provisional: bool
    done_at: datetime | None
    overdue: bool
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An award for the supervisor: whether it was reported, and by when it is due."""

    lot: Lot
    award: Award
    winner: str
    duty: DutyLine | None


def displayed(lot: Lot) -> CandidateDisplay | None:
    return CandidateDisplay.objects.filter(lot=lot).first()


def contract_of(lot: Lot) -> Contract | None:
    return Contract.objects.select_related("text").filter(lot=lot).first()


def offered_to(award: Award | None) -> ContractText | None:
    """The contract that waits for the winner, or that it signed."""
    return None if award is None else award.contract_texts.order_by("-pk").first()


def winner_of(award: Award | None) -> Standing | None:
    return None if award is None else read_awarded(award.entry.content.body).winner


def told_of(lot: Lot, award: Award | None) -> list[Organisation]:
    """The bidders who are told of the award, the winner first; nobody before it, nor once the lot failed."""
    if award is None or lot.stage == Stage.FAILED:
        return []
    bidders = Organisation.objects.filter(uscc__in=bidders_of(lot)).order_by("name")
    return sorted(bidders, key=lambda one: one.pk != award.organisation_id)


def still_standing(lot: Lot) -> list[Standing]:
    """The candidates that no decision passed over yet."""
    award = award_of(lot)
    gone = {one.rank for one in read_awarded(award.entry.content.body).passed} if award is not None else set()
    return [one for one in candidates_of(lot) if one.rank not in gone]


def grounds_against(lot: Lot) -> dict[int, list[FallGround]]:
    """By rank, why the law lets the candidate be passed over; as unable only after a look that says so (TR 56)."""
    rule = lot.trade.spec.law.fall_grounds
    grounds = rule.value if rule is not None else ()
    return {
        one.rank: [ground for ground in grounds if ground is not FallGround.UNABLE or is_unable(lot, one.rank)]
        for one in candidates_of(lot)
    }


def open_request(lot: Lot) -> ValidityRequest | None:
    """The request for longer validity that is not carried out yet."""
    return lot.validity_requests.filter(extension=None).first()


def award_moments(lot: Lot) -> tuple[datetime | None, ...]:
    """When the report came, the candidates were shown, the decision in force was taken, the contract signed."""
    if lot.stage not in (*AFTER_EVALUATION, Stage.FAILED):
        return (None,) * 4
    report, award = Evaluated.objects.filter(lot=lot).first(), award_of(lot)
    shown, contract = displayed(lot), contract_of(lot)
    return (
        report.received_at if report else None,
        shown.shown_at if shown else None,
        award.at if award else None,
        contract.signed_at if contract else None,
    )


def duties_of_lot(lot: Lot, at: datetime) -> list[DutyLine]:
    """Everything with a day since the report, in the order of the law."""
    return [line for rule in lot.trade.spec.duties if (line := _line(lot, rule, at)) is not None]


def reports_for(actor: Actor, real: datetime) -> list[ReportLine]:
    """The awards of all lots, what is not reported yet in front. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    lots = Lot.objects.filter(OF_PUBLIC, awards__isnull=False).distinct().select_related("trade")
    lines = [_report(lot, real) for lot in lots.order_by("-pk")[:MOST]]
    return sorted(lines, key=lambda line: (line.duty is None or line.duty.done_at is not None, _due(line)))


def report_of(actor: Actor, award: Award) -> dict[str, Any]:
    """What was reported on this decision. Raises `SupervisorsOnly`, `NoSuchLot`."""
    actor.check_supervisor()
    row = AwardReport.objects.filter(award=award).first()
    if row is None:
        raise NoSuchLot
    return decode(bytes(row.content))


def _report(lot: Lot, real: datetime) -> ReportLine:
    award = award_of(lot)
    assert award is not None
    duties = duties_of_lot(lot, time_of(lot.trade, real))
    duty = next((line for line in duties if line.duty is AwardDuty.REPORT_AWARD), None)
    return ReportLine(lot, award, award.organisation.name, duty)


def _due(line: ReportLine) -> date:
    return line.duty.due if line.duty is not None else date.max


def _line(lot: Lot, rule: DutyRule, at: datetime) -> DutyLine | None:
    counted, done = _counted(lot, rule.duty)
    if counted is None:
        return None
    late = day_of(done or at) > counted.day
    return DutyLine(rule.duty, counted.day, counted.provisional, done, late, rule.period.articles)


def _counted(lot: Lot, duty: AwardDuty) -> tuple[Counted | None, datetime | None]:
    """By when it is due, and when it was done; (None, None) while it is not owed."""
    spec, calendar, award, contract = lot.trade.spec, working_calendar(), award_of(lot), contract_of(lot)
    match duty:
        case AwardDuty.SHOW_CANDIDATES:
            shown = displayed(lot)
            return award_days.publish_by(spec, lot.evaluated.received_at, calendar), shown.shown_at if shown else None
        case AwardDuty.ANSWER_OBJECTION:
            return _objections(lot)
        case AwardDuty.REPORT_AWARD if award is not None:
            report = AwardReport.objects.filter(award=award).first()
            return award_days.report_by(spec, award.at, award.at, calendar), report.at if report else None
        case AwardDuty.SIGN_CONTRACT if award is not None:
            due = award_days.contract_by(spec, award.at, validity_of(lot), calendar)
            return due, contract.signed_at if contract else None
        case AwardDuty.RETURN_DEPOSITS if contract is not None:
            return award_days.deposits_back_by(spec, contract.signed_at, calendar), None
        case _:
            return None, None


def _objections(lot: Lot) -> tuple[Counted | None, datetime | None]:
    first = lot.candidate_objections.filter(answer=None).order_by("answer_by").first()
    return (None, None) if first is None else (Counted(first.answer_by, first.answer_by, provisional=False), None)
