"""The timetable of a draft: proposed, checked against the law after every save, and explained day by day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import assert_never

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from trading.domain.checks import (
    Bound,
    Code,
    CountedDay,
    Refusal,
    count_days,
    deadline_bound,
    due_bound,
    last_clarification_day,
    offer_bound,
)
from trading.domain.kinds.spec import KindSpec
from trading.domain.periods import SHANGHAI, day_of, end_of
from trading.domain.phases import Phase
from trading.forms import PrequalificationForm, TimetableForm
from trading.models import Lot, Trade
from trading.selectors.calendar import working_calendar
from trading.services.announcing import phase_in_hand, refusals_if_announced_now
from trading.services.drafting import TimetableDraft, save_timetable
from trading.services.moments import moment_of
from trading.templatetags.mz import day as day_in_words
from trading.views.access import actor_of
from trading.views.drafts import for_draft
from trading.views.methods import FORM

OPENING_HOUR = time(9, 30)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Count:
    """How the earliest deadline was counted."""

    counted: tuple[CountedDay, ...]
    articles: tuple[str, ...]
    earliest: date
    days: int


@FORM
@for_draft
def timetable(request: HttpRequest, draft: Trade) -> HttpResponse:
    """Times as proposed or saved. What the law refuses is saved and shown: a draft may be unlawful, a notice not."""
    lot = draft.lots.order_by("number").first()
    if lot is None:
        messages.warning(request, _("请先填写标段，再定时间表。"))
        return redirect("agency:lots", draft.pk)
    form = _form_of(draft)(request.POST or None, initial=_initial(draft, lot))
    if request.method == "POST" and form.is_valid():
        times = form.timetable(lot) if isinstance(form, PrequalificationForm) else form.timetable()
        save_timetable(trade_id=draft.pk, timetable=_adopted(request, draft, times), by=actor_of(request))
        lot.refresh_from_db()
        if "adopt" not in request.POST and not refusals_if_announced_now(lot):
            return redirect("agency:tasks", draft.pk)
    return render(request, "agency/timetable.html", _context(draft, lot, form))


def _form_of(draft: Trade) -> type[TimetableForm] | type[PrequalificationForm]:
    """A draft's first notice is that of its pre-qualification, if it has one."""
    return PrequalificationForm if draft.prequalification else TimetableForm


def sentence_of(refusal: Refusal, phase: Phase = Phase.BIDDING) -> str:
    """Why the law refuses it, for people."""
    if phase is Phase.PREQUALIFICATION and refusal.code in _OF_APPLICATIONS:
        return gettext(_OF_APPLICATIONS[refusal.code]) % {"day": _day(refusal.earliest)}
    match refusal.code:
        case Code.IN_THE_PAST:
            return _("开始提供的时间已经过去。")
        case Code.DEADLINE_BEFORE_DOCUMENTS:
            return _("投标截止不能早于招标文件开始提供。")
        case Code.DEADLINE_TOO_EARLY:
            return _("投标截止太早：依法最早为 %(day)s。") % {"day": _day(refusal.earliest)}
        case Code.DEADLINE_NOT_LATER:
            return _("新的投标截止时间必须晚于原定时间。")
        case Code.OFFER_TOO_SHORT:
            return _("招标文件提供期太短：至少提供到 %(day)s 结束。") % {"day": _day(refusal.earliest)}
        case Code.OFFER_AFTER_DEADLINE:
            return _("招标文件不能在投标截止之后停止提供。")
        case Code.YEAR_NOT_PUBLISHED:
            return _("%(day)s 所在年份的放假安排尚未公布，只作暂定，不能公告。") % {"day": _day(refusal.chosen)}
        case Code.TOO_SHORT:
            return _("太短：不少于 %(n)d 分钟。") % {"n": _minutes(refusal.least)}
        case Code.TOO_LONG:
            return _("太长：不超过 %(n)d 分钟。") % {"n": _minutes(refusal.most)}
        case _:
            assert_never(refusal.code)


_OF_APPLICATIONS = {
    Code.DEADLINE_BEFORE_DOCUMENTS: gettext_noop("申请截止不能早于资格预审文件开始提供。"),
    Code.DEADLINE_TOO_EARLY: gettext_noop("申请截止太早：依法最早为 %(day)s。"),
    Code.DEADLINE_NOT_LATER: gettext_noop("新的申请截止时间必须晚于原定时间。"),
    Code.OFFER_TOO_SHORT: gettext_noop("资格预审文件提供期太短：至少提供到 %(day)s 结束。"),
    Code.OFFER_AFTER_DEADLINE: gettext_noop("资格预审文件不能在申请截止之后停止提供。"),
}


def whole_sentence_of(refusal: Refusal, phase: Phase = Phase.BIDDING) -> str:
    """The same where the field does not stand beside it."""
    form = PrequalificationForm if phase is Phase.PREQUALIFICATION else TimetableForm
    field = form.base_fields[refusal.field.value]
    return _("%(field)s：%(sentence)s") % {"field": field.label, "sentence": sentence_of(refusal, phase)}


def at_opening_hour(day: date, start: datetime) -> datetime:
    """The hour at which openings usually begin, on that day, or the next where that is past."""
    moment = datetime.combine(day, OPENING_HOUR, SHANGHAI)
    return moment if moment > start else moment + timedelta(days=1)


def _context(draft: Trade, lot: Lot, form: TimetableForm | PrequalificationForm) -> dict[str, object]:
    refusals, phase = list[Refusal](), phase_in_hand(lot)
    if lot.deadline and (not form.is_bound or form.is_valid()):
        refusals = refusals_if_announced_now(lot)
        form = type(form)(_typed(lot, type(form)))
        form.full_clean()
        for refusal in refusals:
            form.add_error(refusal.field.value, sentence_of(refusal, phase))
    unpublished = [each.chosen.year for each in refusals if each.code is Code.YEAR_NOT_PUBLISHED and each.chosen]
    start = lot.documents_from or moment_of(draft).at
    return {
        "draft": draft,
        "form": form,
        "refusals": refusals,
        "explained": _explained(draft, start, lot.documents_until),
        "clarification_until": _clarification(draft.spec, lot.deadline, phase),
        "unpublished": min(unpublished, default=None),
        "prequalification": draft.prequalification,
    }


def _initial(draft: Trade, lot: Lot) -> dict[str, datetime | timedelta]:
    """What is saved, or a proposal: documents from now on until the deadline, which is as early as the law allows."""
    if lot.deadline:
        return {name: getattr(lot, name) for name in TimetableDraft.__dataclass_fields__}
    start = moment_of(draft).at.replace(second=0, microsecond=0)
    offered = offer_bound(draft.spec, start, working_calendar(), Phase.PREQUALIFICATION)
    until = end_of(offered.earliest) if draft.prequalification and offered else start
    deadline = at_opening_hour(_earliest(draft, start, until), start)
    law = draft.spec.law
    rules = {
        name: getattr(law, name) for name in ("window", "keys_allowance", "objections", "confirmation", "extension")
    }
    lengths = {name: getattr(lot, name) if rule is None else rule.value.default for name, rule in rules.items()}
    until = until if draft.prequalification else deadline
    return {"documents_from": start, "documents_until": until, "deadline": deadline, **lengths}


def _adopted(request: HttpRequest, draft: Trade, typed: TimetableDraft) -> TimetableDraft:
    """With "adopt", the earliest lawful day at the hour that was typed."""
    if request.POST.get("adopt") != "earliest":
        return typed
    earliest = _earliest(draft, max(typed.documents_from, moment_of(draft).at), typed.documents_until)
    deadline = datetime.combine(earliest, typed.deadline.astimezone(SHANGHAI).time(), SHANGHAI)
    times = {name: getattr(typed, name) for name in TimetableDraft.__dataclass_fields__}
    return TimetableDraft(**{**times, "deadline": deadline})


def _earliest(draft: Trade, start: datetime, until: datetime) -> date:
    bound = _bound(draft, start, until)
    return bound.earliest if bound else day_of(start)


def _bound(draft: Trade, start: datetime, until: datetime) -> Bound | None:
    """Applications are counted from the end of the offer, bids from its beginning."""
    if draft.prequalification:
        return due_bound(draft.spec, until, working_calendar())
    return deadline_bound(draft.spec, start, working_calendar())


def _explained(draft: Trade, start: datetime, until: datetime | None) -> Count | None:
    bound = _bound(draft, start, until or start)
    if bound is None:
        return None
    return Count(count_days(bound, working_calendar()), bound.articles, bound.earliest, bound.period.count)


def _clarification(spec: KindSpec, deadline: datetime | None, phase: Phase) -> date | None:
    found = last_clarification_day(spec, deadline, working_calendar(), phase) if deadline else None
    return found.day if found else None


def _typed(lot: Lot, form: type[TimetableForm] | type[PrequalificationForm]) -> dict[str, str]:
    """The saved timetable as a browser would post it."""
    unbound = form(initial={name: getattr(lot, name) for name in TimetableDraft.__dataclass_fields__})
    shown = {field.name: field.field.widget.format_value(_local(field.value())) for field in unbound}
    return {name: str(value) for name, value in shown.items()}


def _local(value: object) -> object:
    return value.astimezone(SHANGHAI) if isinstance(value, datetime) else value


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _minutes(length: timedelta | None) -> int:
    return length // MINUTE if length else 0
