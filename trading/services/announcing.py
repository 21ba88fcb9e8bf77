"""From a draft to an announced trade: one door, checked by the law."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import transaction

from trading.domain import codes
from trading.domain.actors import PLATFORM, Actor
from trading.domain.canonical import at_text, encode, sha256_hex
from trading.domain.checks import Code, Refusal, check_schedule
from trading.domain.entries import Method
from trading.domain.kinds import edition_for
from trading.domain.periods import day_of
from trading.domain.stages import NoFacts, Outcome
from trading.models import DepositRequirement, Lot, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.documents import documents_at, documents_of
from trading.selectors.trades import draft_for
from trading.services.codes import next_serial
from trading.services.deposits import check_deposits
from trading.services.ledger import Json, News, record
from trading.services.moments import Moment, moment_of, segments_of
from trading.services.retendering import check_retender, previous_form
from trading.services.stages import advance
from trading.services.training import segment_form

Keyholders: TypeAlias = Mapping[UUID, Sequence[Mapping[str, str]]]
"""By lot: the members of each keyholder as docs/spec/bid.md writes them. The spine does not read them."""


class TradeIncomplete(Exception):
    """Something that a notice needs is missing; `parts` names the tasks: basics, lots, documents, timetable, keys."""

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
    """Publish the notice. From here on documents, dates and keys stand; `keyholders` by lot.

    Raises `NoSuchTrade`, `TradeIncomplete`, `TimetableRefused`, `DepositsUnlawful`, `RetenderRefused`; then nothing has
    changed.
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
    for lot in lots:
        lot.trade = trade
        _start_documents(lot, moment)
        rule = trade.spec.law.extension_decision
        lot.decision = rule.value if rule is not None else timedelta()
        lot.deal_code = _deal_code(trade, moment)
        lot.save()
    trade.save()
    record(News("trade.created", _created(trade), method=Method.SYSTEM), trade=trade, moment=moment, by=PLATFORM)
    record(News("trade.announced", _announced(trade, lots, keyholders)), trade=trade, moment=moment, by=by)
    for lot in lots:
        advance(lot=lot, outcome=Outcome.ANNOUNCED, facts=NoFacts(), moment=moment, by=by, news=None)
    return trade


def missing_parts(trade: Trade, keyholders: Keyholders) -> list[str]:
    """The tasks of the draft that are not done, in the order of the task list."""
    lots = list(trade.lots.all())
    done = {
        "basics": bool(trade.title and trade.principal and trade.region),
        "lots": bool(lots),
        "documents": documents_of(trade).exists(),
        "timetable": bool(lots) and all(lot.deadline for lot in lots),
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
    refusals = refusals_of(lot, moment)
    if refusals:
        raise TimetableRefused(refusals)


def refusals_if_announced_now(lot: Lot) -> list[Refusal]:
    """What announcing the draft's lot at this moment would be refused for; its timetable is filled in."""
    assert lot.documents_from is not None
    moment = moment_of(lot.trade)
    start, lot.documents_from = lot.documents_from, max(lot.documents_from, moment.at)
    try:
        return refusals_of(lot, moment)
    finally:
        lot.documents_from = start


def refusals_of(lot: Lot, moment: Moment) -> list[Refusal]:
    """What the law has against the lot's timetable if it were announced now.

    Training binds nobody, so its dates may lie in a year whose holidays are not published yet.
    """
    found = check_schedule(lot.trade.spec, lot.schedule, working_calendar(), announced_at=moment.at)
    return [refusal for refusal in found if not (lot.trade.training and refusal.code is Code.YEAR_NOT_PUBLISHED)]


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


def _announced(trade: Trade, lots: Sequence[Lot], keyholders: Keyholders) -> dict[str, Json]:
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
        "state_controlled": trade.state_controlled,
        "summary": trade.summary,
        "title": trade.title,
        "trade_class": trade.trade_class,
        "validity_days": trade.validity_days,
    }


def _lot(lot: Lot, keyholders: Sequence[Mapping[str, str]]) -> dict[str, Json]:
    schedule = lot.schedule
    return {
        "ceiling": None if lot.ceiling is None else f"{lot.ceiling:.2f}",
        "code": lot.code,
        "deal_code": lot.deal_code,
        "deposit": _deposit(lot),
        "envelope": "main",
        "keyholders": [dict(keyholder) for keyholder in keyholders],
        "lot": str(lot.pk),
        "opening_items": lot.trade.opening_items,
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


def _deposit(lot: Lot) -> Json:
    requirement = DepositRequirement.objects.filter(lot=lot).first()
    return None if requirement is None else requirement.ask.members()
