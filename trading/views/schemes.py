"""How bids are evaluated: named in a draft, changed by a clarification."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from trading.domain.actors import Actor
from trading.domain.kinds.law import Law
from trading.domain.scheme_terms import FactorTerms, SchemeProblem, SchemeTerms, SchemeUnlawful
from trading.models import Trade
from trading.scheme_forms import ROWS, DeviationForm, FactorForm, RowForm, SchemeForm, initial_of, row_of
from trading.scheme_words import scheme_sentence
from trading.selectors.documents import clarification_in_hand
from trading.selectors.schemes import scheme_in_hand, scheme_of
from trading.selectors.trades import NoSuchTrade
from trading.services.clarifying import save_scheme
from trading.services.schemes import name_scheme
from trading.views.access import actor_of
from trading.views.drafts import for_announced, for_draft
from trading.views.methods import FORM


@FORM
@for_draft
def scheme(request: HttpRequest, draft: Trade) -> HttpResponse:
    """The method, its price formula, and a row for each factor. What the law refuses is said with its article."""
    if draft.spec.law.scoring_methods is None:
        return redirect("agency:tasks", draft.pk)
    page = _page(request, draft, scheme_of(draft))
    if page.is_valid and _done(page, lambda terms: name_scheme(trade_id=draft.pk, terms=terms, by=actor_of(request))):
        return redirect("agency:tasks", draft.pk)
    return render(request, "agency/scheme.html", page.context | {"draft": draft})


@FORM
@for_announced
def clarified(request: HttpRequest, trade: Trade) -> HttpResponse:
    """The same in a clarification: it comes into force when that is published. Elsewhere than here nobody can be sent."""
    clarification, named = clarification_in_hand(trade), scheme_of(trade)
    if clarification is None or named is None:
        raise NoSuchTrade
    page = _page(request, trade, scheme_in_hand(clarification) or named)
    if page.is_valid and _done(page, lambda terms: _changed(trade, terms, actor_of(request))):
        return redirect("agency:clarification", trade.pk)
    return render(request, "agency/scheme.html", page.context | {"draft": trade, "clarifies": True})


@dataclass(frozen=True)
class _Page:
    """The forms of the page, bound where something was sent, and what the template is told."""

    form: SchemeForm
    rows: list[FactorForm]
    deviations: list[DeviationForm]
    law: Law

    @property
    def is_valid(self) -> bool:
        """All are looked at, so that every mistake is said at once."""
        sound = [each.is_valid() for each in self._forms]
        return self.form.is_bound and all(sound)

    @property
    def terms(self) -> SchemeTerms | None:
        least = self.law.experts_to_trim
        return self.form.terms(_filled(self.rows), _filled(self.deviations), None if least is None else least.value)

    @property
    def context(self) -> dict[str, object]:
        methods = self.law.scoring_methods
        articles = () if methods is None else methods.articles
        rows = {"rows": self.rows, "deviations": self.deviations}
        return rows | {"form": self.form, "forms": self._forms, "articles": articles}

    @property
    def _forms(self) -> list[Form]:
        return [self.form, *self.rows, *self.deviations]


def _page(request: HttpRequest, trade: Trade, named: SchemeTerms | None) -> _Page:
    data = request.POST if request.method == "POST" else None
    form = SchemeForm(data, initial=initial_of(named))
    counts, factors = named is not None and named.counts, () if named is None else named.factors
    rows = [FactorForm(data, prefix=f"f{n}", initial=_row(() if counts else factors, n)) for n in range(1, ROWS + 1)]
    deviations = [
        DeviationForm(data, prefix=f"d{n}", initial=_row(factors if counts else (), n)) for n in range(1, ROWS + 1)
    ]
    return _Page(form, rows, deviations, trade.spec.law)


def _done(page: _Page, save: Callable[[SchemeTerms | None], object]) -> bool:
    try:
        save(page.terms)
    except SchemeUnlawful as refusal:
        page.form.add_error(None, scheme_sentence(refusal))
        return False
    return True


def _changed(trade: Trade, terms: SchemeTerms | None, by: Actor) -> None:
    if terms is None:
        raise SchemeUnlawful(SchemeProblem.METHOD)
    save_scheme(trade_id=trade.pk, terms=terms, by=by)


def _row(factors: tuple[FactorTerms, ...], number: int) -> dict[str, object]:
    return row_of(factors[number - 1]) if number <= len(factors) else {}


def _filled(rows: Sequence[RowForm]) -> tuple[FactorTerms, ...]:
    filled = [row for row in rows if row.is_filled]
    return tuple(row.factor(number) for number, row in enumerate(filled, start=1))
