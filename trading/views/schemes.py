"""Drafting how bids are evaluated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trading.domain.scheme_terms import FactorTerms, SchemeTerms, SchemeUnlawful
from trading.models import Trade
from trading.scheme_forms import ROWS, FactorForm, SchemeForm, initial_of
from trading.scheme_words import scheme_sentence
from trading.selectors.schemes import scheme_of
from trading.services.schemes import name_scheme
from trading.views.access import actor_of
from trading.views.drafts import for_draft
from trading.views.methods import FORM


@FORM
@for_draft
def scheme(request: HttpRequest, draft: Trade) -> HttpResponse:
    """The method, its price formula, and a row for each factor. What the law refuses is said with its article."""
    law = draft.spec.law
    if law.scoring_methods is None:
        return redirect("agency:tasks", draft.pk)
    named = scheme_of(draft)
    data = request.POST if request.method == "POST" else None
    form = SchemeForm(data, initial=initial_of(named))
    rows = [FactorForm(data, prefix=f"f{number}", initial=_row(named, number)) for number in range(1, ROWS + 1)]
    if data is not None and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        filled = [row for row in rows if row.is_filled]
        factors = tuple(row.factor(number) for number, row in enumerate(filled, start=1))
        least = None if law.experts_to_trim is None else law.experts_to_trim.value
        if _named(request, draft, form, form.terms(factors, least)):
            return redirect("agency:tasks", draft.pk)
    context = {
        "draft": draft,
        "form": form,
        "rows": rows,
        "forms": [form, *rows],
        "articles": law.scoring_methods.articles,
    }
    return render(request, "agency/scheme.html", context)


def _named(request: HttpRequest, draft: Trade, form: SchemeForm, terms: SchemeTerms | None) -> bool:
    try:
        name_scheme(trade_id=draft.pk, terms=terms, by=actor_of(request))
    except SchemeUnlawful as refusal:
        form.add_error(None, scheme_sentence(refusal))
        return False
    return True


def _row(named: SchemeTerms | None, number: int) -> dict[str, object]:
    factors: tuple[FactorTerms, ...] = () if named is None else named.factors
    if number > len(factors):
        return {}
    factor = factors[number - 1]
    return {"label": factor.label, "most": factor.most, "looks_at": factor.looks_at}
