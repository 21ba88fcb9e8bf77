"""Questions and objections to the documents: the bidder's page, the agency's, and what an organisation was told."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trading.dialogue_forms import CAUSES, AnswerForm, ObjectionForm, QuestionForm
from trading.domain.actors import Role
from trading.domain.checks import last_objection_day
from trading.domain.periods import day_of
from trading.domain.phases import phase_of
from trading.domain.stages import Stage
from trading.models import Trade
from trading.selectors import dialogue
from trading.selectors.calendar import working_calendar
from trading.selectors.documents import clarification_in_hand
from trading.selectors.trades import NoSuchTrade, is_prequalifying, trade_for
from trading.services.clarifying import clarifiable
from trading.services.followers import mark_read
from trading.services.moments import moment_of
from trading.services.objecting import ObjectionRefused, answer_objection, object_to_documents
from trading.services.questions import QuestionRefused, ask
from trading.views.access import actor_of, for_role
from trading.views.drafts import for_announced
from trading.views.methods import FORM


@never_cache
@FORM
@for_role(Role.BIDDER)
def questions(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """Ask, object, and read what came of it. One's own organisation alone sees what it wrote here."""
    actor = actor_of(request)
    trade = trade_for(actor, trade_id)
    asking, objecting = (_form(request, kind) for kind in (QuestionForm, ObjectionForm))
    if asking.is_bound and asking.is_valid() and _asked(request, trade, asking):
        return redirect("trades:questions", trade.pk)
    if objecting.is_bound and objecting.is_valid() and _objected(request, trade, objecting):
        return redirect("trades:questions", trade.pk)
    rule, until = trade.spec.law.objection_answer, _objections_until(trade)
    context = {
        "trade": trade,
        "applied_for": is_prequalifying(trade),
        "open": _open(trade),
        "objections_until": until,
        # Whoever sent one too late keeps its words before its eyes.
        "objections_over": until is not None and day_of(moment_of(trade).at) > until and not objecting.is_bound,
        "answer_days": rule.value.count if rule is not None else 0,
        "asking": asking,
        "objecting": objecting,
        "questions": dialogue.own_questions(actor, trade),
        "objections": dialogue.own_objections(actor, trade),
    }
    return render(request, "trades/questions.html", context)


@never_cache
@require_safe
@for_announced
def received(request: HttpRequest, trade: Trade) -> HttpResponse:
    """What bidders asked and objected to, without who; from here the agency answers and clarifies."""
    actor, causes = actor_of(request), trade.spec.law.termination_causes
    context = {
        "trade": trade,
        "applied_for": is_prequalifying(trade),
        "open": _open(trade),
        "causes": _("、").join(str(CAUSES[cause]) for cause in trade.spec.termination_causes),
        "articles": causes.articles if causes is not None else (),
        "in_hand": clarification_in_hand(trade),
        "questions": dialogue.asked_of(actor, trade),
        "objections": dialogue.objected_to(actor, trade),
        "clarifications": dialogue.clarifications_of(trade),
        "lots": trade.lots.order_by("number"),
    }
    return render(request, "agency/received.html", context)


@never_cache
@FORM
@for_announced
def answer(request: HttpRequest, trade: Trade, objection_id: UUID) -> HttpResponse:
    """Answer one objection; with the last answer the trade goes on."""
    objections = dialogue.objected_to(actor_of(request), trade)
    objection = next((each for each in objections if each.id == objection_id), None)
    if objection is None:
        raise NoSuchTrade
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer_objection(objection_id=objection.id, text=form.cleaned_data["text"], by=actor_of(request))
        except ObjectionRefused as error:
            messages.warning(request, _(str(error)))
        else:
            messages.success(request, _("已答复并公告。"))
        return redirect("agency:received", trade.pk)
    return render(request, "agency/answer.html", {"trade": trade, "objection": objection, "form": form})


@never_cache
@require_safe
@for_role(Role.BIDDER)
def told(request: HttpRequest) -> HttpResponse:
    """What happened to trades that the organisation follows. Looking at it is reading it."""
    actor = actor_of(request)
    found = dialogue.messages_for(actor)
    mark_read(actor)
    return render(request, "trades/messages.html", {"items": found})


def _form(request: HttpRequest, kind: type[QuestionForm] | type[ObjectionForm]) -> QuestionForm | ObjectionForm:
    """Bound, if it is the one that was sent."""
    name = "question" if kind is QuestionForm else "objection"
    sent = request.method == "POST" and request.POST.get("what") == name
    return kind(request.POST if sent else None, prefix=name)


def _asked(request: HttpRequest, trade: Trade, form: QuestionForm | ObjectionForm) -> bool:
    try:
        ask(trade_id=trade.pk, text=form.cleaned_data["text"], by=actor_of(request))
    except QuestionRefused as error:
        form.add_error("text", _(str(error)))
        return False
    messages.success(request, _("已提交。答复会公开，并在“消息”里通知您。"))
    return True


def _objected(request: HttpRequest, trade: Trade, form: QuestionForm | ObjectionForm) -> bool:
    try:
        object_to_documents(trade_id=trade.pk, text=form.cleaned_data["text"], by=actor_of(request))
    except ObjectionRefused as error:
        form.add_error("text", _(str(error)))
        return False
    messages.success(request, _("异议已送达招标人，项目暂停至答复为止。"))
    return True


def _objections_until(trade: Trade) -> date | None:
    """The last day for an objection in any lot."""
    calendar = working_calendar()
    found = [
        last_objection_day(trade.spec, lot.deadline, calendar, phase_of(Stage(lot.stage)))
        for lot in trade.lots.all()
        if lot.deadline
    ]
    return max((each.day for each in found if each is not None), default=None)


def _open(trade: Trade) -> bool:
    """Whether the documents may still change."""
    return trade.lots.filter(stage__in=[stage.value for stage in clarifiable(trade.spec)]).exists()
