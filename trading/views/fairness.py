"""The review before a notice (公平竞争审查): somebody of the agency makes sure that nothing shuts bidders out (TR 32)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trading.domain.kinds.values import Confidence
from trading.fairness_forms import FairnessForm
from trading.models import Trade
from trading.selectors.fairness import is_reviewed, last_review
from trading.services.fairness import review_fairness
from trading.views.access import actor_of
from trading.views.confirming import may_try, person_of
from trading.views.drafts import for_draft
from trading.views.methods import FORM


@never_cache
@FORM
@for_draft
def fairness(request: HttpRequest, draft: Trade) -> HttpResponse:
    """A list to go through, each with its article, confirmed by the password; and whether the last review still holds."""
    rules = draft.spec.fairness
    if not rules:
        return redirect("agency:tasks", draft.pk)
    form = FairnessForm(request.POST or None, user=person_of(request), rules=rules)
    if may_try(request, form) and form.is_valid():
        review_fairness(trade_id=draft.pk, cleared=form.cleared, by=actor_of(request))
        messages.success(request, _("公平竞争审查已记录。"))
        return redirect("agency:tasks", draft.pk)
    context = {
        "draft": draft,
        "form": form,
        "concerns": [
            (form[rule.concern.value], rule.articles, rule.confidence is not Confidence.READ) for rule in rules
        ],
        "review": last_review(draft),
        "holds": is_reviewed(draft),
    }
    return render(request, "agency/fairness.html", context)
