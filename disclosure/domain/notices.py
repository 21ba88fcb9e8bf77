"""Which entries of the ledger are notices, what each is called and shows, and on which articles it stands. Pure.

One mechanism for all notices: a new one is a line in `NOTICES`. Its words are Chinese, and English in the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from trading.domain import awarded, bodies, clarified, qualified, retendering, stopped
from trading.domain.bodies import read_previous
from trading.domain.canonical import FormatError, JsonObject
from trading.domain.kinds.spec import KindSpec, Transition
from trading.domain.kinds.values import Value
from trading.domain.matters import RETENDER_ORDERED, VOIDED
from trading.domain.stages import Outcome, Stage


class Show(StrEnum):
    """How the value of a field is written."""

    TEXT = "text"
    PROSE = "prose"
    DAY = "day"
    MOMENT = "moment"
    LOTS = "lots"
    FILE = "file"
    NUMBER = "number"
    REGION = "region"
    TERMINATION = "termination"
    FAILURE = "failure"
    CAUSES = "causes"
    MONEY = "money"


class Part(StrEnum):
    """What follows the fields: a piece of the page with a template of its own."""

    NONE = ""
    TENDER = "tender"
    CLARIFICATION = "clarification"
    DUTIES = "duties"
    CANDIDATES = "candidates"


Articles = Callable[[KindSpec, JsonObject], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NoticeField:
    """`name` is the member of the body; a dot leads into an object."""

    label: str
    name: str
    show: Show = Show.TEXT


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """How an entry of one type is published. `again`: its title in a re-tender."""

    type: str
    title: str
    fields: tuple[NoticeField, ...]
    articles: Articles
    part: Part = Part.NONE
    again: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with what the body says; None is not shown."""

    label: str
    show: Show
    value: object


def notice_kind(type_: str) -> NoticeKind | None:
    """The notice that an entry of this type is, or None."""
    return NOTICES.get(type_)


def title_of(kind: NoticeKind, body: JsonObject) -> str:
    """Its title in Chinese."""
    return kind.again if kind.again and round_of(body) > 1 else kind.title


def articles_of(kind: NoticeKind, spec: KindSpec, body: JsonObject) -> tuple[str, ...]:
    """The articles on which it stands; a re-tender stands on its own as well."""
    again = _by_law("retender_after_analysis")(spec, body) if kind.again and round_of(body) > 1 else ()
    return _each_once(iter((*kind.articles(spec, body), *again)))


def round_of(body: JsonObject) -> int:
    """Which tender of the project an announcement opens: 1, or what a re-tender says."""
    try:
        previous = read_previous(body)
    except FormatError:
        return 1
    return previous.round if previous is not None else 1


def number_of(tender_code: str, seq: int) -> str:
    """The number of a notice: of its tender, and its place in the ledger of the trade. It never changes."""
    return f"{tender_code}-{seq:04d}"


def fields_of(kind: NoticeKind, body: JsonObject) -> Iterator[Shown]:
    """What the notice says, in order; members that are absent, null or empty are left out."""
    for field in kind.fields:
        value: object = body
        for name in field.name.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value not in (None, "", []):
            yield Shown(field.label, field.show, value)


def _by_law(*names: str) -> Articles:
    """The articles of values of the edition."""

    def articles(spec: KindSpec, body: JsonObject) -> tuple[str, ...]:
        found = (getattr(spec.law, name) for name in names)
        return _each_once(article for value in found if isinstance(value, Value) for article in value.articles)

    return articles


def _by_way(*outcomes: Outcome) -> Articles:
    """The articles of the ways by these outcomes."""

    def articles(spec: KindSpec, body: JsonObject) -> tuple[str, ...]:
        return _of_ways(way for way in spec.transitions if way.outcome in outcomes)

    return articles


def _by_announcement(spec: KindSpec, body: JsonObject) -> tuple[str, ...]:
    """The articles of a tender's notice; one that comes after a pre-qualification is a version after that's documents."""
    ways = [way for way in spec.transitions if way.outcome is Outcome.ANNOUNCED]
    first = not body.get("version")
    return _of_ways(way for way in ways if (way.start is Stage.DRAFT) is first)


def _by_failure(spec: KindSpec, body: JsonObject) -> tuple[str, ...]:
    """The articles of the way on which the lot failed; of every way to a failure where the reason is not known here."""
    ways = [way for way in spec.transitions if way.end is Stage.FAILED]
    outcome = _FAILED_BY.get(str(body.get("reason")))
    return _of_ways(way for way in ways if outcome in (None, way.outcome))


_FAILED_BY: Final = {
    "too_few_bids": Outcome.TOO_FEW_BIDS,
    "window_key_missing": Outcome.KEYS_MISSING,
    "candidates_fell": Outcome.CANDIDATES_FELL,
    "too_few_qualified": Outcome.TOO_FEW_QUALIFIED,
    "all_rejected": Outcome.ALL_REJECTED,
    "competition_missing": Outcome.COMPETITION_MISSING,
    VOIDED: Outcome.VOIDED,
    RETENDER_ORDERED: Outcome.VOIDED,
}


def _of_ways(ways: Iterable[Transition]) -> tuple[str, ...]:
    return _each_once(article for way in ways for article in way.articles)


def _each_once(articles: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(articles))


_LOT: Final = NoticeField("标段", "lot", Show.LOTS)
_LOTS: Final = NoticeField("标段", "lots", Show.LOTS)

NOTICES: Final = {
    kind.type: kind
    for kind in (
        NoticeKind(
            bodies.ANNOUNCED,
            "招标公告",
            (
                NoticeField("招标人", "principal"),
                NoticeField("代理机构", "agency.name"),
                NoticeField("项目所在地", "region", Show.REGION),
                NoticeField("项目概况", "summary", Show.PROSE),
            ),
            _by_announcement,
            Part.TENDER,
            again="重新招标公告",
        ),
        NoticeKind(clarified.CLARIFIED, "澄清、修改公告", (), _by_way(Outcome.CLARIFIED), part=Part.CLARIFICATION),
        NoticeKind(
            clarified.OBJECTED,
            "暂停招标公告",
            (_LOTS, NoticeField("答复期限", "answer_by", Show.DAY)),
            _by_way(Outcome.OBJECTED),
        ),
        NoticeKind(
            clarified.ANSWERED, "异议答复公告", (NoticeField("答复", "text", Show.PROSE),), _by_way(Outcome.ANSWERED)
        ),
        NoticeKind(
            clarified.TERMINATED,
            "终止公告",
            (
                _LOTS,
                NoticeField("原因", "cause", Show.TERMINATION),
                NoticeField("理由", "reason", Show.PROSE),
            ),
            _by_way(Outcome.TERMINATED),
            Part.DUTIES,
        ),
        NoticeKind(
            bodies.LOT_FAILED,
            "流标公告",
            (_LOT, NoticeField("原因", "reason", Show.FAILURE), NoticeField("理由", "text", Show.PROSE)),
            _by_failure,
            Part.DUTIES,
        ),
        NoticeKind(
            retendering.ANALYSED,
            "流标原因分析与整改措施",
            (
                _LOTS,
                NoticeField("原因", "causes", Show.CAUSES),
                NoticeField("分析", "text", Show.PROSE),
                NoticeField("采取的措施", "measures", Show.PROSE),
            ),
            _by_law("retender_after_analysis"),
        ),
        NoticeKind(
            retendering.LEFT,
            "不再招标公告",
            (
                _LOTS,
                NoticeField("流标次数", "failures", Show.NUMBER),
                NoticeField("理由", "reason", Show.PROSE),
                NoticeField("审批、核准部门同意的文件", "consent", Show.FILE),
            ),
            _by_law("failures_before_leave"),
        ),
        NoticeKind(
            bodies.INCIDENT_OPENED,
            "平台中断公告",
            (_LOT, NoticeField("不迟于此时作出决定", "held_until", Show.MOMENT)),
            _by_way(Outcome.OUTAGE),
        ),
        NoticeKind(
            bodies.INCIDENT_EXTENDED,
            "延长投标截止时间公告",
            (
                _LOT,
                NoticeField("原投标截止时间", "previous", Show.MOMENT),
                NoticeField("新的投标截止时间", "deadline", Show.MOMENT),
                NoticeField("理由", "reason", Show.PROSE),
            ),
            _by_way(Outcome.EXTENDED),
        ),
        NoticeKind(
            bodies.INCIDENT_DISMISSED,
            "不延长投标截止时间公告",
            (_LOT, NoticeField("理由", "reason", Show.PROSE)),
            _by_way(Outcome.OUTAGE),
        ),
        NoticeKind(
            awarded.CANDIDATES_SHOWN,
            "中标候选人公示",
            (
                _LOT,
                NoticeField("公示截止", "until", Show.DAY),
                NoticeField("评标情况", "evaluation", Show.PROSE),
                NoticeField("提出异议的渠道和方式", "how_to_object", Show.PROSE),
                NoticeField("中小企业声明", "small_enterprise", Show.PROSE),
            ),
            _by_way(Outcome.CANDIDATES_SHOWN),
            Part.CANDIDATES,
        ),
        NoticeKind(
            awarded.CANDIDATES_OBJECTED,
            "公示暂停公告",
            (_LOT, NoticeField("答复期限", "answer_by", Show.DAY)),
            _by_way(Outcome.CANDIDATES_OBJECTED),
        ),
        NoticeKind(
            awarded.CANDIDATES_ANSWERED,
            "评标结果异议答复公告",
            (_LOT, NoticeField("答复", "text", Show.PROSE)),
            _by_way(Outcome.CANDIDATES_ANSWERED),
        ),
        NoticeKind(
            awarded.VALIDITY_ASKED,
            "请求延长投标有效期",
            (
                _LOT,
                NoticeField("新的有效期截止日", "until", Show.DAY),
                NoticeField("答复截止时间", "answer_by", Show.MOMENT),
                NoticeField("理由", "reason", Show.PROSE),
            ),
            _by_way(Outcome.VALIDITY_EXTENDED),
        ),
        NoticeKind(
            awarded.VALIDITY_EXTENDED,
            "延长投标有效期",
            (_LOT, NoticeField("新的有效期截止日", "until", Show.DAY)),
            _by_way(Outcome.VALIDITY_EXTENDED),
        ),
        NoticeKind(
            awarded.AWARDED,
            "中标结果公告",
            (
                _LOT,
                NoticeField("中标人", "name"),
                NoticeField("中标价", "amount", Show.MONEY),
                NoticeField("理由", "reason", Show.PROSE),
            ),
            _by_way(Outcome.AWARDED),
            Part.CANDIDATES,
        ),
        NoticeKind(
            awarded.CONTRACT_SIGNED,
            "合同公告",
            (
                _LOT,
                NoticeField("中标人", "name"),
                NoticeField("合同金额", "amount", Show.MONEY),
                NoticeField("签订日期", "signed_on", Show.DAY),
            ),
            _by_way(Outcome.CONTRACTED),
            Part.CANDIDATES,
        ),
        NoticeKind(
            qualified.PREQUALIFICATION_ANNOUNCED,
            "资格预审公告",
            (
                NoticeField("招标人", "principal"),
                NoticeField("代理机构", "agency.name"),
                NoticeField("项目所在地", "region", Show.REGION),
                NoticeField("项目概况", "summary", Show.PROSE),
            ),
            _by_way(Outcome.PREQUALIFICATION_ANNOUNCED),
            Part.TENDER,
            again="重新招标资格预审公告",
        ),
        NoticeKind(qualified.REVIEWED, "资格审查完成公告", (_LOT,), _by_way(Outcome.REVIEWED)),
        NoticeKind(
            stopped.ORDERED,
            "责令暂停公告",
            (_LOTS, NoticeField("理由", "reason", Show.PROSE)),
            _by_law("never_stopped"),
        ),
        NoticeKind(
            stopped.LIFTED,
            "恢复公告",
            (NoticeField("理由", "reason", Show.PROSE),),
            _by_law("never_stopped"),
        ),
        NoticeKind(
            stopped.DECIDED,
            "投诉处理决定公告",
            (NoticeField("处理决定", "text", Show.PROSE),),
            _by_law("complaint_decide", "complaint_published"),
        ),
    )
}
