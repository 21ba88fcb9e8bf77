"""The calendar of working days, kept by administrators: one types a yearly notice in, another one publishes it."""

from typing import assert_never

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trading.domain.actors import Role
from trading.domain.yearly_notice import Fault, NoticeRefused
from trading.forms import CalendarDecisionForm, CalendarForm
from trading.selectors.calendar import proposals, published_years
from trading.services.calendar import DecisionRefused, ProposalRefused, decide, propose_year
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM


@never_cache
@FORM
@for_role(Role.ADMINISTRATOR)
def calendar(request: HttpRequest) -> HttpResponse:
    """What is published, what waits, the history, and the form for another year."""
    form = CalendarForm(request.POST or None)
    if form.is_valid() and _proposed(request, form):
        messages.success(request, _("已录入，等待另一位管理员复核。"))
        return redirect("calendar:calendar")
    context = {"form": form, "years": published_years(), "proposals": proposals(actor_of(request))}
    return render(request, "calendar/calendar.html", context)


@never_cache
@FORM
@for_role(Role.ADMINISTRATOR)
def decision(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Compare a notice with its document, and publish or refuse it."""
    waiting = [each for each in proposals(actor_of(request)) if each.accepted is None and each.id == proposal_id]
    if not waiting:
        messages.warning(request, _("已经有决定。"))
        return redirect("calendar:calendar")
    form = CalendarDecisionForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid() and _decided(request, proposal_id, form):
        return redirect("calendar:calendar")
    return render(request, "calendar/decision.html", {"proposal": waiting[0], "form": form})


def sentence_of(refused: NoticeRefused) -> str:
    """Why the notice is refused, for people, with its line."""
    sentence = _fault(refused.fault)
    return (
        _("第 %(line)d 行：%(sentence)s") % {"line": refused.line, "sentence": sentence} if refused.line else sentence
    )


def _fault(fault: Fault) -> str:
    match fault:
        case Fault.NOT_A_LINE:
            return _("每行写日期和节日名称，例如“2027-01-01 元旦”；调休上班写“2027-01-03 上班 元旦”。")
        case Fault.OTHER_YEAR:
            return _("日期不在这一年。")
        case Fault.TWICE:
            return _("这一天写了两次。")
        case Fault.WORKS_ANYWAY:
            return _("这一天不是周末，本来就上班。")
        case Fault.NO_HOLIDAYS:
            return _("没有任何放假日。")
        case Fault.TOO_LONG:
            return _("行数太多。")
        case _:
            assert_never(fault)


def _proposed(request: HttpRequest, form: CalendarForm) -> bool:
    try:
        propose_year(**form.cleaned_data, by=actor_of(request))
    except NoticeRefused as refused:
        form.add_error("text", sentence_of(refused))
    except ProposalRefused as refused:
        form.add_error(None, _(str(refused)))
    return form.is_valid()


def _decided(request: HttpRequest, proposal_id: int, form: CalendarDecisionForm) -> bool:
    accepted = form.cleaned_data["decision"] == CalendarDecisionForm.PUBLISH
    try:
        decide(proposal_id=proposal_id, accepted=accepted, by=actor_of(request))
    except DecisionRefused as refused:
        form.add_error(None, _(str(refused)))
        return False
    messages.success(request, _("已公布，未到期的期限已重新计算。") if accepted else _("已退回。"))
    return True
