"""The result of an evaluation, with every number unfolding to what it was made of; and a bidder's answers to questions."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from experts.domain.benchmark import DRAWN
from experts.domain.derivation import WRITTEN, Derived, Term
from experts.domain.reports import BENCHMARK_SHOWN
from experts.evaluation_forms import BidAnswerForm, MoreTimeForm
from experts.models import BidQuestion, Evaluation
from experts.selectors.evaluating import may_watch, progress_of, terms_of
from experts.selectors.files import has_files, loss_of, members_of_files
from experts.selectors.more_time import time_of
from experts.selectors.results import derivations_of, evaluation_for, opened_by_bid, own_reasons, sheets_for
from experts.selectors.seats import Member, committee_of
from experts.services.evaluating import answer_question
from experts.services.seating import EvaluationRefused
from experts.views.evaluation_words import RESULTS, STANDS, TERMS, ground_words
from trading.domain.actors import Actor, Role
from trading.domain.evaluation_results import EvaluationResult, Stand
from trading.domain.scheme_terms import SchemeTerms, written
from trading.domain.scoring_methods import TieBreak
from trading.models import Lot
from trading.scheme_words import DRAWN_WORDS, METHOD_WORDS, share
from trading.selectors.trades import is_agency_of, lot_for
from trading.services.moments import moment_of
from trading.templatetags.mz import money
from trading.views.access import actor_of, for_role
from trading.views.kept import kept
from trading.views.methods import FORM

MONEY = (Term.PRICE, Term.MEAN_PRICE, Term.CEILING, Term.EVALUATED_PRICE, Term.ADJUSTMENT, Term.AMOUNT)
SHARES = (Term.DISCOUNT, Term.CEILING_DISCOUNT, Term.MEAN_SHARE, Term.RATE)
MOST_INPUTS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """A number with what it was made of. `left_out`: inputs that are too many to be shown; `url`: of the draw that decided it."""

    word: str
    label: str
    value: str
    formula: str
    inputs: tuple["Step", ...]
    left_out: int
    url: str = ""


@kept
@require_safe
def result(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """After the report for everybody; before it agency and supervisor see how far the committee is, and no score."""
    actor = actor_of(request)
    lot, found = evaluation_for(actor, lot_id)
    context: dict[str, object] = {"lot": lot, "trade": lot.trade, "watches": may_watch(actor, lot)}
    if found is None:
        context |= {
            "progress": progress_of(lot),
            "time": time_of(lot),
            "more_time": MoreTimeForm(),
            "nameable": _nameable(lot),
        }
        return render(request, "evaluation/progress.html", context | _files(actor, lot))
    terms, opened = terms_of(lot), opened_by_bid(lot)
    spec = lot.trade.spec
    context |= {
        "result": found,
        "result_word": RESULTS[found.result],
        "benchmark": "" if found.benchmark is None else _exact(found.benchmark),
        "method": METHOD_WORDS[terms.method],
        "factors": terms.factors,
        "counts": terms.counts,
        "rows": [
            (
                each,
                opened[each.bid].name,
                [(factor.label, each.factors[factor.key]) for factor in terms.factors],
                each.bidder == actor.party,
            )
            for each in found.valid
        ],
        "rejected": [(opened[each.bid].name, ground_words(spec, each.ground)) for each in found.rejected],
        "stands": [(STANDS[stand], sum(each.stand is stand for each in found.members)) for stand in Stand],
        "sheets": [(each, STANDS[Stand(each.stand)] if each.stand else "") for each in sheets_for(actor, lot)],
        "reasons": own_reasons(actor, lot, found),
        "coefficient": _coefficient(found),
        "parted": [
            (opened[each.bid].name, found.lots[each.bidder])
            for each in found.valid
            if each.by == TieBreak.LOT and each.bidder in found.lots
        ],
    }
    return render(request, "evaluation/result.html", context)


def _nameable(lot: Lot) -> list[Member]:
    """Whom the agency may name to chair, by blinded names: all, until somebody chairs."""
    rule = lot.trade.spec.law.chair_may_be_named
    waits = rule is not None and rule.value and Evaluation.objects.filter(lot=lot, chair=None).exists()
    return committee_of(lot) if waits else []


def _coefficient(result: EvaluationResult) -> tuple[object, str, str] | None:
    """What was drawn for the formula: its name, its value, where it was drawn."""
    drawn = result.coefficient
    return None if drawn is None else (DRAWN_WORDS[drawn.number], share(drawn.value), _draw_url(result))


@kept
@require_safe
def derivation(request: HttpRequest, lot_id: UUID, party: str) -> HttpResponse:
    """How one total came about, step by step."""
    actor = actor_of(request)
    lot, found = evaluation_for(actor, lot_id)
    row = None if found is None else next((each for each in found.valid if each.bidder == party), None)
    if found is None or row is None:
        raise Http404
    terms = terms_of(lot)
    derived = derivations_of(actor, lot, found)[party]
    context = {
        "lot": lot,
        "trade": lot.trade,
        "row": row,
        "name": opened_by_bid(lot)[row.bid].name,
        "step": step_of(derived, labels_of(lot, terms), _draw_url(found)),
    }
    return render(request, "evaluation/derivation.html", context)


@never_cache
@FORM
@for_role(Role.BIDDER)
def questions(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What the committee asked the bidder, and its answers. To everybody else there is no such page."""
    bidder = actor_of(request).as_bidder()
    lot = lot_for(actor_of(request), lot_id)
    rows = BidQuestion.objects.filter(submission__lot=lot, submission__organisation_id=bidder.organisation_id)
    asked = list(rows.select_related("answer").order_by("-at"))
    if not asked:
        raise Http404
    chosen = next((each for each in asked if str(each.pk) == request.POST.get("question")), None)
    form = BidAnswerForm(request.POST or None)
    if chosen is not None and form.is_valid() and _answered(request, chosen, form):
        return redirect("evaluation:questions", lot_id)
    now = moment_of(lot.trade).at
    context = {
        "lot": lot,
        "trade": lot.trade,
        "asked": [(each, getattr(each, "answer", None), each.answer_by > now) for each in asked],
        "form": form,
        "chosen": chosen.pk if chosen else None,
    }
    return render(request, "evaluation/questions.html", context)


def labels_of(lot: Lot, terms: SchemeTerms) -> dict[str, str]:
    """How pages name what tells equal steps apart."""
    names = {bid.bidder: bid.name for bid in opened_by_bid(lot).values()}
    return names | {factor.key: factor.label for factor in terms.factors} | {"price": _("报价")}


def step_of(derived: Derived, labels: dict[str, str], drawn: str) -> Step:
    """The tree of a number as pages show it; `drawn`: the address of the draw that decided one of them."""
    shown = derived.inputs[:MOST_INPUTS]
    by_draw = derived.label == DRAWN
    return Step(
        word=str(TERMS[derived.term]),
        label="" if by_draw else labels.get(derived.label, derived.label),
        value=_value(derived),
        formula=WRITTEN[derived.formula] if derived.inputs else "",
        inputs=tuple(step_of(each, labels, drawn) for each in shown),
        left_out=len(derived.inputs) - len(shown),
        url=drawn if by_draw else "",
    )


def _draw_url(result: EvaluationResult) -> str:
    return "" if result.coefficient is None else reverse("draws:page", args=[result.coefficient.draw])


def _files(actor: Actor, lot: Lot) -> dict[str, object]:
    """To how many members the keys of the files have been handed on; the agency goes on from there."""
    members = members_of_files(lot) if has_files(lot) else []
    given = sum(each.given_at is not None for each in members)
    return {"files": bool(members), "given": given, "gives": is_agency_of(actor, lot.trade), "loss": loss_of(lot)}


def _value(derived: Derived) -> str:
    if derived.term in SHARES:
        return f"{written(derived.value * 100)}%"
    if derived.term in MONEY:
        return _("%(amount)s 元") % {"amount": money(derived.value)}
    if derived.term is Term.BENCHMARK:
        return _("%(amount)s 元") % {"amount": _exact(derived.value)}
    exact = derived.value == derived.value.quantize(Decimal("0.000001"))
    return written(derived.value) if exact else f"{derived.value:.6f}…"


def _exact(amount: Decimal) -> str:
    """A price beyond its cents, as far as it is reckoned with: 6,040,665.583333."""
    whole, _point, part = f"{amount.quantize(BENCHMARK_SHOWN):,f}".rstrip("0").partition(".")
    return f"{whole}.{part.ljust(2, '0')}"


def _answered(request: HttpRequest, question: BidQuestion, form: BidAnswerForm) -> bool:
    try:
        answer_question(question_id=question.pk, text=form.cleaned_data["text"], by=actor_of(request))
    except EvaluationRefused as error:
        form.add_error(None, _(str(error)))
        return False
    messages.success(request, _("答复已递交评标委员会。"))
    return True
