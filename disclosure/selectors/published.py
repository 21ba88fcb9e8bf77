"""The notices of a trade, each at an address that stays: read from the ledger, and from nothing that changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, assert_never
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.domain.notices import (
    NOTICES,
    NoticeKind,
    Part,
    Show,
    Shown,
    articles_of,
    fields_of,
    number_of,
    round_of,
    title_of,
)
from disclosure.selectors.candidates import CandidateShown, PassedShown, candidates_in, passed_in
from disclosure.selectors.medium import Elsewhere, elsewhere
from disclosure.selectors.schemes import SchemeNotice, scheme_notice
from trading.domain.actors import Role
from trading.domain.bodies import ANNOUNCED
from trading.domain.canonical import parse_at
from trading.domain.duties import Duty
from trading.domain.facts import TerminationCause
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED, QUALIFICATION
from trading.domain.retendering import FailureCause
from trading.domain.scheme_terms import scheme_in
from trading.domain.stages import Stage
from trading.models import Entry, Organisation, Position, Trade
from trading.selectors.dialogue import ClarificationShown, clarifications_of
from trading.selectors.failures import due_of, duties_by_stage
from trading.selectors.lists import region_word
from trading.templatetags.mz import FAILURE_CAUSES, FAILURES, TERMINATIONS, day, moment, money

MOST = 200
ENDED_BY = {"lot.failed": Stage.FAILED, "trade.terminated": Stage.TERMINATED}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice in the list of its trade. `title` is a message id."""

    seq: int
    number: str
    title: str
    round: int
    at: datetime
    url: str
    log_index: int


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field in words; `lang` where they are people's own. `url`: a file to download."""

    label: str
    value: str
    prose: bool = False
    lang: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot as it was announced."""

    number: int
    title: str
    code: str
    ceiling: Decimal | None
    documents_from: datetime
    documents_until: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class TenderPart:
    """What a tender notice has beside its fields. `previous`: the trade before a re-tender, its id and tender code.

    `applied_for`: it is that of a pre-qualification, whose documents and times these are.
    """

    lots: Sequence[LotLine]
    files: Sequence[Mapping[str, Any]]
    document_hash: str
    previous: tuple[UUID, str] | None
    applied_for: bool = False
    scheme: SchemeNotice | None = None


@dataclass(frozen=True, slots=True)
class DutyLine:
    duty: Duty
    due: date | None


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One notice. Exactly one of the parts is there, or none; `passed` beside any. `elsewhere`: on the designated medium."""

    line: NoticeLine
    trade_id: UUID
    trade_title: str
    tender_code: str
    by: str
    fields: Sequence[FieldShown]
    articles: tuple[str, ...]
    commitment: str
    part: str
    tender: TenderPart | None = None
    clarification: ClarificationShown | None = None
    duties: Sequence[DutyLine] = ()
    duty_articles: tuple[str, ...] = ()
    candidates: Sequence[CandidateShown] = ()
    passed: Sequence[PassedShown] = ()
    elsewhere: Elsewhere | None = None


def notices_in(trade: Trade) -> list[NoticeLine]:
    """All of them, the newest first."""
    return [_line(trade, row, NOTICES[row.entry.type]) for row in _rows(trade).order_by("-trade_seq")[:MOST]]


def notice_at(trade: Trade, seq: int) -> NoticePage | None:
    """The notice at this place of the trade's ledger; None where there is none."""
    row = _rows(trade).filter(trade_seq=seq).first()
    return None if row is None else _page(trade, row, NOTICES[row.entry.type])


def notice_url(trade_id: UUID, seq: int) -> str:
    return reverse("trades:notice", args=[trade_id, seq])


def paper_url(trade_id: UUID, seq: int) -> str:
    return reverse("trades:notice_pdf", args=[trade_id, seq])


def _rows(trade: Trade) -> QuerySet[Position]:
    rows = Position.objects.filter(trade=trade, entry__type__in=NOTICES, entry__visibility="public")
    return rows.filter(entry__content__isnull=False).select_related("entry__content")


def _line(trade: Trade, row: Position, kind: NoticeKind) -> NoticeLine:
    body = row.entry.content.body
    return NoticeLine(
        seq=row.trade_seq,
        number=number_of(trade.tender_code, row.trade_seq),
        title=title_of(kind, body),
        round=round_of(body),
        at=row.entry.at,
        url=notice_url(trade.pk, row.trade_seq),
        log_index=row.log_index,
    )


def _page(trade: Trade, row: Position, kind: NoticeKind) -> NoticePage:
    entry, body = row.entry, row.entry.content.body
    announced = _first_notice(trade)
    titles = {lot["lot"]: lot["title"] for lot in announced["lots"]}
    stage = ENDED_BY.get(entry.type)
    rule = duties_by_stage(trade.spec)[stage] if stage is not None and kind.part is Part.DUTIES else None
    return NoticePage(
        line=_line(trade, row, kind),
        trade_id=trade.pk,
        trade_title=announced["title"],
        tender_code=trade.tender_code,
        by=_publisher(entry, announced["agency"]["name"]),
        fields=[_field(trade, shown, titles) for shown in fields_of(kind, body)],
        articles=articles_of(kind, trade.spec, body),
        commitment=bytes(row.commitment).hex(),
        part=kind.part.value,
        tender=_tender(body) if kind.part is Part.TENDER else None,
        clarification=_clarification(trade, body) if kind.part is Part.CLARIFICATION else None,
        duties=[DutyLine(duty, due_of(duty, entry.at)) for duty in rule.value] if rule is not None else (),
        duty_articles=rule.articles if rule is not None else (),
        candidates=candidates_in(body, trade.opening_items) if kind.part is Part.CANDIDATES else (),
        passed=passed_in(trade.pk, body),
        elsewhere=elsewhere(trade.pk, row.trade_seq),
    )


def _first_notice(trade: Trade) -> Mapping[str, Any]:
    """The notice with which the trade began; it names every lot."""
    rows = Entry.objects.filter(trade=trade, type__in=(PREQUALIFICATION_ANNOUNCED, ANNOUNCED))
    body: Mapping[str, Any] = rows.select_related("content").order_by("order")[0].content.body
    return body


def _field(trade: Trade, shown: Shown, titles: Mapping[str, str]) -> FieldShown:
    value: Any = shown.value
    match shown.show:
        case Show.TEXT | Show.PROSE:
            return FieldShown(shown.label, value, prose=shown.show is Show.PROSE, lang="zh-CN")
        case Show.LOTS:
            lots = [value] if isinstance(value, str) else value
            return FieldShown(shown.label, "；".join(titles.get(lot, lot) for lot in lots), lang="zh-CN")
        case Show.REGION:
            return FieldShown(shown.label, region_word(value), lang="zh-CN")
        case Show.FILE:
            url = reverse("trades:document", args=[trade.pk, value["sha256"]])
            return FieldShown(shown.label, value["name"], lang="zh-CN", url=url)
        case _:
            return FieldShown(shown.label, _words(shown.show, value))


def _words(show: Show, value: Any) -> str:
    match show:
        case Show.DAY:
            return day(date.fromisoformat(value))
        case Show.MOMENT:
            return moment(parse_at(value))
        case Show.TERMINATION:
            return str(TERMINATIONS[TerminationCause(value)])
        case Show.FAILURE:
            return str(FAILURES.get(value, value))
        case Show.CAUSES:
            return "；".join(str(FAILURE_CAUSES[FailureCause(cause)]) for cause in value)
        case Show.NUMBER:
            return str(value)
        case Show.MONEY:
            return _("%(amount)s 元") % {"amount": money(Decimal(value))}
        case Show.TEXT | Show.PROSE | Show.LOTS | Show.REGION | Show.FILE:
            return str(value)
        case _:
            assert_never(show)


def _tender(body: Mapping[str, Any]) -> TenderPart:
    before = body.get("previous")
    return TenderPart(
        lots=_lots(body["lots"]),
        files=body["documents"]["files"],
        document_hash=body["documents"]["hash"],
        previous=(UUID(before["trade"]), before["tender_code"]) if before else None,
        applied_for=any(lot["envelope"] == QUALIFICATION for lot in body["lots"]),
        scheme=scheme_notice(scheme_in(dict(body))),
    )


def _lots(lots: Iterable[Mapping[str, Any]]) -> list[LotLine]:
    return [
        LotLine(
            number=number,
            title=lot["title"],
            code=lot["code"],
            ceiling=None if lot["ceiling"] is None else Decimal(lot["ceiling"]),
            documents_from=parse_at(lot["schedule"]["documents_from"]),
            documents_until=parse_at(lot["schedule"]["documents_until"]),
            deadline=parse_at(lot["schedule"]["deadline"]),
        )
        for number, lot in enumerate(lots, start=1)
    ]


def _clarification(trade: Trade, body: Mapping[str, Any]) -> ClarificationShown:
    return next(each for each in clarifications_of(trade) if each.number == body["number"])


def _publisher(entry: Entry, agency: str) -> str:
    """Who published it: the agency, a supervisor by its name; empty for the platform, which publishes for all others."""
    if entry.by["role"] == Role.AGENCY:
        return agency
    if entry.by["role"] != Role.SUPERVISOR:
        return ""
    return Organisation.objects.filter(uscc=entry.by["party"]).values_list("name", flat=True).first() or ""
