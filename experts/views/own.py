"""An expert's own pages: its calls and answers, its entry in the pool, and how an account becomes an expert's."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from experts.domain.committees import Departure, Reply
from experts.forms import AnswerForm, LeavingForm
from experts.selectors.own import call_by_link, call_for, expert_of, own_call, own_calls, own_employers
from experts.selectors.pool import majors_of, region_word
from experts.services.answering import Answer, AnswerRefused, answer_by_link, answer_call, leave_committee
from experts.services.pool import NoSuchExpert, PoolRefused, invitation_for, link_account
from trading.domain.experts import Ground
from trading.services.moments import moment_of
from trading.views.access import actor_of
from trading.views.confirming import person_of
from trading.views.methods import FORM


@never_cache
@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Who one is in the pool, and every call with how it was logged."""
    actor = actor_of(request)
    expert = expert_of(actor)
    calls = own_calls(actor)
    context = {
        "name": expert.name,
        "title": expert.get_title_display(),
        "region": region_word(expert.region),
        "standing": expert.get_standing_display(),
        "since": expert.since,
        "majors": majors_of(expert),
        "employers": own_employers(actor),
        "open": [call for call in calls if call.state in ("waiting", "accepted")],
        "calls": calls,
    }
    return render(request, "expert/home.html", context)


@never_cache
@FORM
@login_required
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call: answer it, or leave the committee."""
    row = call_for(actor_of(request), call_id)
    shown = own_call(row)
    answering, leaving = shown.state == "waiting", shown.state == "accepted" and row.request.ended_at is None
    kind = LeavingForm if leaving else AnswerForm
    form = kind(request.POST or None)
    if (answering or leaving) and form.is_valid() and _answered(request, call_id, form):
        return redirect("expert:call", call_id)
    context = {
        "call": shown,
        "now": moment_of(shown.trade).at,
        "form": form,
        "answering": answering,
        "leaving": leaving,
        "articles": _articles(shown.trade.spec.law.recusal_grounds),
    }
    return render(request, "expert/call.html", context)


@never_cache
@FORM
def answer(request: HttpRequest, call_id: UUID, token: str) -> HttpResponse:
    """The page of the link that the notifier sends to an expert without an account; it answers once."""
    row, _expert = call_by_link(call_id, token)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        grounds = tuple(Ground(value) for value in data["grounds"])
        said = Answer(Reply(data["reply"]), grounds, data["reason"], data["declared"])
        try:
            given, invited = answer_by_link(call_id=call_id, token=token, answer=said)
            return render(request, "expert/answered.html", {"reply": given.reply, "invitation": invited})
        except AnswerRefused as refused:
            form.add_error(None, _(str(refused)))
    shown = own_call(row)
    articles = _articles(shown.trade.spec.law.recusal_grounds)
    return render(request, "expert/answer.html", {"call": shown, "form": form, "articles": articles})


@never_cache
@FORM
@login_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whose entry one is invited to take, and the button. A link that leads nowhere says so and nothing else."""
    try:
        expert = invitation_for(token).expert
        if request.method == "POST":
            link_account(token=token, user=person_of(request))
            messages.success(request, _("您的账号已与专家库关联。"))
            return redirect("expert:home")
    except NoSuchExpert:
        return render(request, "expert/invitation.html", {"name": ""}, status=404)
    except PoolRefused as refused:
        messages.warning(request, _(str(refused)))
        return redirect("expert:invitation", token)
    return render(request, "expert/invitation.html", {"name": expert.name})


def _articles(rule: object) -> tuple[str, ...]:
    return getattr(rule, "articles", ())


def _answered(request: HttpRequest, call_id: UUID, form: AnswerForm | LeavingForm) -> bool:
    data = form.cleaned_data
    grounds = [Ground(value) for value in data["grounds"]]
    about = {"call_id": call_id, "grounds": grounds, "reason": data["reason"], "by": actor_of(request)}
    try:
        if isinstance(form, AnswerForm):
            answer_call(reply=Reply(data["reply"]), declared=data["declared"], **about)
        else:
            leave_committee(cause=Departure(data["cause"]), **about)
    except AnswerRefused as refused:
        form.add_error(None, _(str(refused)))
        return False
    messages.success(request, _("已记录您的答复。"))
    return True
