"""Drafting a trade: its kind and basics, its lots."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from trading.domain.actors import Role
from trading.domain.kinds import KindSpec
from trading.domain.periods import day_of
from trading.forms import BaseLotFormSet, BasicsForm, KindForm, LotFormSet
from trading.models import Trade
from trading.selectors.kinds import current_kinds
from trading.services.drafting import MAX_LOTS, Basics, DraftRefused, create_draft, save_basics, save_lots
from trading.services.moments import database_time
from trading.views.access import actor_of, for_role
from trading.views.drafts import for_draft
from trading.views.methods import FORM


@FORM
@for_role(Role.AGENCY)
def create(request: HttpRequest) -> HttpResponse:
    """Choose the kind and say what it is about. The button of the list posts nothing but the wish."""
    now = database_time()
    specs = current_kinds(day_of(now))
    posted = request.POST if "kind" in request.POST else None
    kind = _kind_form(posted, specs)
    basics = BasicsForm(posted, spec=_chosen(specs, kind))
    if posted and kind.is_valid() and basics.is_valid():
        chosen, training_from = kind.cleaned_data["kind"], now if kind.cleaned_data.get("training") else None
        by = actor_of(request)
        try:
            trade = create_draft(kind=chosen, basics=basics.basics(), by=by, training_from=training_from)
            return redirect("agency:tasks", trade.pk)
        except DraftRefused as error:
            basics.add_error(error.field, str(error))
    return render(request, "agency/create.html", {"kind": kind, "form": basics, "forms": [kind, basics]})


@FORM
@for_draft
def basics(request: HttpRequest, draft: Trade) -> HttpResponse:
    initial = {name: getattr(draft, name) for name in Basics.__dataclass_fields__}
    form = BasicsForm(request.POST or None, spec=draft.spec, initial=initial)
    if form.is_valid():
        try:
            save_basics(trade_id=draft.pk, basics=form.basics(), by=actor_of(request))
            return redirect("agency:tasks", draft.pk)
        except DraftRefused as error:
            form.add_error(error.field, str(error))
    return render(request, "agency/basics.html", {"draft": draft, "form": form})


@FORM
@for_draft
def lots(request: HttpRequest, draft: Trade) -> HttpResponse:
    formset = _lot_forms(request, draft)
    if request.method == "POST" and "add" not in request.POST and formset.is_valid():
        try:
            save_lots(trade_id=draft.pk, lots=formset.lots(), by=actor_of(request))
            return redirect("agency:tasks", draft.pk)
        except DraftRefused as error:
            messages.error(request, str(error))
    context = {"draft": draft, "formset": formset, "may_add": formset.total_form_count() < MAX_LOTS}
    return render(request, "agency/lots.html", context)


def _kind_form(posted: QueryDict | None, specs: list[KindSpec]) -> KindForm:
    """Production drafts no training trades."""
    english = (get_language() or "").startswith("en")
    return KindForm(posted, specs=specs, english=english, may_train=not settings.IS_PRODUCTION)


def _chosen(specs: list[KindSpec], form: KindForm) -> KindSpec:
    return next((spec for spec in specs if spec.kind == form["kind"].value()), specs[0])


def _lot_forms(request: HttpRequest, draft: Trade) -> BaseLotFormSet:
    """The lots as posted, as saved, or one empty form; "add" asks for one form more and checks nothing."""
    if request.method != "POST":
        saved = list(draft.lots.order_by("number").values("title", "scope", "ceiling"))
        return LotFormSet(initial=saved or [{}])
    if "add" not in request.POST:
        return LotFormSet(request.POST)
    return LotFormSet(initial=[*_typed(request), {}])


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    """What stands in the forms now, unchecked."""
    typed = LotFormSet(request.POST)
    return [{name: form[name].value() for name in ("title", "scope", "ceiling")} for form in typed.forms][:MAX_LOTS]
