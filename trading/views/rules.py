"""The rules of a kind as the platform runs them, written from its data alone."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, assert_never

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from trading.dialogue_forms import CAUSES
from trading.domain.calendar import Calendar
from trading.domain.kinds.spec import Choice, Law, NamesFrom, SignupGate, Value
from trading.domain.periods import Period, Unit, day_of
from trading.selectors.calendar import working_calendar
from trading.selectors.kinds import current_kinds, word_of
from trading.services.moments import database_time

GIB, MIB = 1024**3, 1024**2
DAYS_SHOWN = 60

NAMES = {
    "bids_are_sealed": gettext_lazy("投标在开标前密封"),
    "minimum_bidders": gettext_lazy("开标的最少投标人数"),
    "equal_to_deadline_is_late": gettext_lazy("恰好等于截止时间即为迟到"),
    "signup_gate": gettext_lazy("获取招标文件的前置条件"),
    "document_offer": gettext_lazy("招标文件提供期，不少于"),
    "bid_period": gettext_lazy("自招标文件开始发出至投标截止，不少于"),
    "full_days": gettext_lazy("上述期限按整日计算"),
    "clarification_before": gettext_lazy("影响投标文件编制的澄清，早于截止不少于"),
    "objection_before": gettext_lazy("对招标文件的异议，早于截止不少于"),
    "objection_answer": gettext_lazy("答复异议的期限"),
    "received_while_suspended": gettext_lazy("异议待答复期间照常接收投标"),
    "termination_causes": gettext_lazy("公告之后可以终止的原因"),
    "failures_before_leave": gettext_lazy("流标几次之后可以不再招标"),
    "deposit_share": gettext_lazy("投标保证金占估算价的比例，不超过"),
    "deposit_cap": gettext_lazy("投标保证金的金额，不超过"),
    "window": gettext_lazy("解密窗口"),
    "window_ends_when_all_released": gettext_lazy("全部投标提交密钥后，窗口提前结束"),
    "keys_allowance": gettext_lazy("保管人公布窗口密钥的时限"),
    "objections": gettext_lazy("现场异议的时间"),
    "confirmation": gettext_lazy("确认开标记录的时间"),
    "extension": gettext_lazy("平台在截止时刻中断后，投标可以延长"),
    "extension_decision": gettext_lazy("监督部门决定是否延长的时限"),
    "document_files": gettext_lazy("招标文件的份数"),
    "document_bytes": gettext_lazy("招标文件合计大小"),
    "bid_files": gettext_lazy("投标附件的份数"),
    "bid_bytes": gettext_lazy("投标附件合计大小"),
    "archive_term": gettext_lazy("交易结束后全部内容至少保存"),
    "expert_names_from": gettext_lazy("评标专家姓名可以公开的时间，在"),
    "draw_acknowledgement": gettext_lazy("抽取专家时，三方确认完毕的时限"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of the law in words."""

    name: str
    value: str
    articles: tuple[str, ...]
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says."""

    date: date
    word: str
    rest: bool


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    today = day_of(database_time())
    spec = current_kinds(today)[0]
    calendar = working_calendar()
    context = {
        "kind_word": word_of(spec),
        "edition": spec.edition.since,
        "rules": list(rules_of(spec.law)),
        "days": _special_days(calendar, today),
        "year": today.year,
        "last_year": max(calendar.years, default=today.year),
    }
    return render(request, "rules.html", context)


def rules_of(law: Law) -> Iterator[Rule]:
    """All values of an edition, in the order of its data."""
    for entry in fields(law):
        value = getattr(law, entry.name)
        if isinstance(value, Value):
            words = in_words(value.value, octets=entry.name.endswith("_bytes"))
            yield Rule(str(NAMES[entry.name]), words, value.articles, value.confidence.value, value.note)


def in_words(value: Any, *, octets: bool = False) -> str:
    """A value of the law as people write it, in the language of the page."""
    match value:
        case bool():
            return _("是") if value else _("否")
        case Choice():
            parts = {name: in_words(getattr(value, name), octets=octets) for name in ("default", "least", "most")}
            return _("%(default)s（%(least)s 至 %(most)s）") % parts
        case Period():
            return _period(value)
        case timedelta():
            minutes = value // timedelta(minutes=1)
            return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
        case Decimal():
            return f"{value:.0%}" if value < 1 else _("%(amount)s 元") % {"amount": f"{value:,.2f}"}
        case tuple():
            return _("、").join(str(CAUSES[cause]) for cause in value)
        case SignupGate.NONE:
            return _("无")
        case NamesFrom.AWARD:
            return _("中标结果确定之后")
        case NamesFrom.RESULT_NOTICE:
            return _("结果公告之后")
        case int() if octets:
            return f"{value // GIB} GB" if value % GIB == 0 else f"{value // MIB} MB"
        case _:
            return str(value)


def _period(period: Period) -> str:
    n = period.count
    match period.unit:
        case Unit.HOUR:
            words = ngettext("%(n)d 小时", "%(n)d 小时", n)
        case Unit.DAY:
            words = ngettext("%(n)d 日", "%(n)d 日", n)
        case Unit.WORKING_DAY:
            words = ngettext("%(n)d 个工作日", "%(n)d 个工作日", n)
        case Unit.MONTH:
            words = ngettext("%(n)d 个月", "%(n)d 个月", n)
        case Unit.YEAR:
            words = ngettext("%(n)d 年", "%(n)d 年", n)
        case _:
            assert_never(period.unit)
    return words % {"n": n}


def _special_days(calendar: Calendar, today: date) -> list[SpecialDay]:
    """Holidays on working weekdays and make-up working days, from today on."""
    holidays = [SpecialDay(day, _("放假：%(name)s") % {"name": name}, True) for day, name in calendar.holidays.items()]
    workdays = [SpecialDay(day, _("上班"), False) for day in calendar.workdays]
    coming = [each for each in (*holidays, *workdays) if each.date >= today]
    return sorted(coming, key=lambda each: each.date)[:DAYS_SHOWN]
