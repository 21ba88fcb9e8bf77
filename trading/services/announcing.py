"""From a draft to an announced trade: one door, checked by the law."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import transaction

from trading.domain import codes
from trading.domain.actors import PLATFORM, Actor
from trading.domain.bodies import ANNOUNCED
from trading.domain.canonical import at_text, encode, sha256_hex
from trading.domain.checks import Code, Refusal, check_schedule
from trading.domain.entries import Method
from trading.domain.facts import DraftFacts
from trading.domain.kinds import edition_for
from trading.domain.periods import day_of
from trading.domain.phases import Phase, phase_of
from trading.domain.qualified import MAIN, PREQUALIFICATION_ANNOUNCED, QUALIFICATION
from trading.domain.stages import Outcome, Stage
from trading.models import DepositRequirement, Lot, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.documents import documents_at, documents_of
from trading.selectors.fairness import cleared_in, is_reviewed
from trading.selectors.schemes import scheme_of
from trading.selectors.trades import draft_for
from trading.services.codes import next_serial
from trading.services.deposits import check_deposits
from trading.services.ledger import Json, News, record
from trading.services.moments import Moment, moment_of, segments_of
from trading.services.retendering import check_retender, previous_form
from trading.services.schemes import check_scheme
from trading.services.stages import advance
from trading.services.training import segment_form

Keyholders: TypeAlias = Mapping[UUID, Sequence[Mapping[str, str]]]
"""By lot: the members of each keyholder as docs/spec/bid.md writes them. The spine does not read them."""

NOTICES = {Outcome.ANNOUNCED: ANNOUNCED, Outcome.PREQUALIFICATION_ANNOUNCED: PREQUALIFICATION_ANNOUNCED}


class TradeIncomplete(Exception):
    """Something that a notice needs is missing; `parts` names the tasks: basics, lots, documents, timetable, fairness,
    keys."""

    def __init__(self, parts: Sequence[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = tuple(parts)


class TimetableRefused(Exception):
    """The law does not allow these dates; `refusals` say which, by which article, and what is the earliest."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = tuple(refusals)


@transaction.atomic
def announce_trade(*, trade_id: UUID, keyholders: Keyholders, by: Actor) -> Trade:
    """Publish the notice: the tender's, or first that of its pre-qualification, if the draft has one.

    From here on documents, dates and keys stand; `keyholders` by lot.

    Raises `NoSuchTrade`, `TradeIncomplete`, `TimetableRefused`, `DepositsUnlawful`, `SchemeUnlawful`,
    `RetenderRefused`; then nothing has changed.
    """
    trade = draft_for(by, trade_id, lock=True)
    lots = list(trade.lots.order_by("number"))
    missing = missing_parts(trade, keyholders)
    if missing:
        raise TradeIncomplete(missing)
    check_retender(trade)
    moment = moment_of(trade)
    _pin(trade, moment)
    check_deposits(lots)
    check_scheme(trade, lots)
    for lot in lots:
        lot.trade = trade
        _start_documents(lot, moment)
        rule = trade.spec.law.extension_decision
        lot.decision = rule.value if rule is not None else timedelta()
        lot.deal_code = _deal_code(trade, moment)
        lot.save()
    trade.save()
    record(News("trade.created", _created(trade), method=Method.SYSTEM), trade=trade, moment=moment, by=PLATFORM)
    outcome = Outcome.PREQUALIFICATION_ANNOUNCED if trade.prequalification else Outcome.ANNOUNCED
    body = notice_body(trade, lots, keyholders) | {"fairness": [rule.concern.value for rule in trade.spec.fairness]}
    record(News(NOTICES[outcome], body), trade=trade, moment=moment, by=by)
    facts = DraftFacts(cleared_in(trade))
    for lot in lots:
        advance(lot=lot, outcome=outcome, facts=facts, moment=moment, by=by, news=None)
    return trade


def missing_parts(trade: Trade, keyholders: Keyholders) -> list[str]:
    """The tasks of the draft that are not done, in the order of the task list."""
    lots = list(trade.lots.all())
    done = {
        "basics": bool(trade.title and trade.principal and trade.region),
        "lots": bool(lots),
        "documents": documents_of(trade).exists(),
        "timetable": bool(lots) and all(lot.deadline for lot in lots),
        "fairness": is_reviewed(trade),
        "keys": bool(lots) and (not trade.spec.bids_are_sealed or all(keyholders.get(lot.pk) for lot in lots)),
    }
    return [part for part, is_done in done.items() if not is_done]


def _pin(trade: Trade, moment: Moment) -> None:
    """A notice stands under the edition of its day."""
    trade.edition = edition_for(trade.kind, day_of(moment.at)).edition.id
    trade.announced_at = moment.at
    trade.document_hash = document_hash_of(trade)


def _start_documents(lot: Lot, moment: Moment) -> None:
    """Documents cannot have been on offer before the notice; then the whole timetable must still be lawful."""
    assert lot.documents_from is not None
    lot.documents_from = max(lot.documents_from, moment.at)
    refusals = refusals_of(lot, moment, phase_in_hand(lot))
    if refusals:
        raise TimetableRefused(refusals)


def refusals_if_announced_now(lot: Lot) -> list[Refusal]:
    """What announcing the draft's lot at this moment would be refused for; its timetable is filled in."""
    assert lot.documents_from is not None
    moment = moment_of(lot.trade)
    start, lot.documents_from = lot.documents_from, max(lot.documents_from, moment.at)
    try:
        return refusals_of(lot, moment, phase_in_hand(lot))
    finally:
        lot.documents_from = start


def phase_in_hand(lot: Lot) -> Phase:
    """The phase that the lot's timetable is for: a draft's first, then the one it stands in."""
    stage = Stage(lot.stage)
    if stage is Stage.DRAFT:
        return Phase.PREQUALIFICATION if lot.trade.prequalification else Phase.BIDDING
    return phase_of(stage)


def refusals_of(lot: Lot, moment: Moment, phase: Phase) -> list[Refusal]:
    """What the law has against the lot's timetable if it were announced now.

    Training binds nobody, so its dates may lie in a year whose holidays are not published yet.
    """
    found = check_schedule(lot.trade.spec, lot.schedule, working_calendar(), announced_at=moment.at, phase=phase)
    return [refusal for refusal in found if not (lot.trade.training and refusal.code is Code.YEAR_NOT_PUBLISHED)]


def asked_items(trade: Trade, envelope: str) -> list[dict[str, Any]]:
    """What the form in this envelope states: what the opening announces, or what a reviewer judges.

    Where joint bids are taken, joint applications are, with the same item for their members.
    """
    if envelope != QUALIFICATION:
        return list(trade.opening_items)
    joint = trade.spec.members_item
    members = [item for item in trade.opening_items if joint is not None and item["key"] == joint.key]
    return [*(item.form() for item in trade.spec.qualification_items), *members]


def _deal_code(trade: Trade, moment: Moment) -> str:
    day = day_of(moment.at)
    serial = next_serial(f"deal/{trade.trade_class}{day:%Y%m%d}")
    return codes.deal_code(trade.trade_class, settings.PLATFORM_USCC, day, serial)


def document_list(trade: Trade, version: int | None = None) -> list[Json]:
    """The files in force, or those of another version, by name; the hash of this list is the hash of the documents (docs/spec/ledger.md)."""
    return [
        {"media_type": file.media_type, "name": file.name, "sha256": file.sha256, "size": file.size}
        for file in documents_at(trade, trade.version if version is None else version)
    ]


def document_hash_of(trade: Trade, version: int | None = None) -> str:
    """The hash of `document_list`, which a bid names."""
    return sha256_hex(encode(document_list(trade, version)))


def _created(trade: Trade) -> dict[str, Json]:
    (segment,) = segments_of(trade)
    return {
        "clock": {"segment": segment_form(segment), "training": trade.training},
        "edition": trade.edition,
        "kind": trade.kind,
        "project_code": trade.project_code,
        "tender_code": trade.tender_code,
    }


def notice_body(trade: Trade, lots: Sequence[Lot], keyholders: Keyholders) -> dict[str, Json]:
    """What a notice says of these lots, in the phase that their timetable is for."""
    return {
        "agency": {"name": trade.agency.name, "party": trade.agency.uscc},
        "documents": {"files": document_list(trade), "hash": trade.document_hash},
        "grounds": {"law": [rule.ground.value for rule in trade.spec.grounds], "own": list(trade.own_grounds)},
        "industry": trade.industry,
        "joint_most": trade.joint_most,
        "lots": [_lot(lot, keyholders.get(lot.pk, ())) for lot in lots],
        "needs_approval": trade.needs_approval,
        "previous": previous_form(trade, lots),
        "principal": trade.principal,
        "region": trade.region,
        "scheme": _scheme(trade),
        "state_controlled": trade.state_controlled,
        "summary": trade.summary,
        "title": trade.title,
        "trade_class": trade.trade_class,
        **({"version": trade.version} if trade.version else {}),
        "validity_days": trade.validity_days,
    }


def _lot(lot: Lot, keyholders: Sequence[Mapping[str, str]]) -> dict[str, Json]:
    schedule = lot.schedule
    applied_for = phase_in_hand(lot) is Phase.PREQUALIFICATION
    return {
        "ceiling": None if lot.ceiling is None else f"{lot.ceiling:.2f}",
        "code": lot.code,
        "deal_code": lot.deal_code,
        "deposit": None if applied_for else _deposit(lot),
        "envelope": QUALIFICATION if applied_for else MAIN,
        "keyholders": [dict(keyholder) for keyholder in keyholders],
        "lot": str(lot.pk),
        "opening_items": asked_items(lot.trade, QUALIFICATION if applied_for else MAIN),
        "schedule": {
            "confirmation_seconds": int(schedule.confirmation.total_seconds()),
            "deadline": at_text(schedule.deadline),
            "documents_from": at_text(schedule.documents_from),
            "decision_seconds": int(schedule.decision.total_seconds()),
            "documents_until": at_text(schedule.documents_until),
            "extension_seconds": int(schedule.extension.total_seconds()),
            "keys_allowance_seconds": int(schedule.keys_allowance.total_seconds()),
            "objections_seconds": int(schedule.objections.total_seconds()),
            "window_seconds": int(schedule.window.total_seconds()),
        },
        "scope": lot.scope,
        "title": lot.title,
    }


def _scheme(trade: Trade) -> Json:
    terms = scheme_of(trade)
    return None if terms is None else terms.members()


def _deposit(lot: Lot) -> Json:
    requirement = DepositRequirement.objects.filter(lot=lot).first()
    return None if requirement is None else requirement.ask.members()
