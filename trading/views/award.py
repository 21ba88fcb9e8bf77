"""The agency's pages after the evaluation: one page of the lot, and a form for each step."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trading.award_forms import (
    AwardForm,
    ContractForm,
    DisplayForm,
    FailureForm,
    LookForm,
    LookWithdrawalForm,
    ValidityForm,
    first_day,
)
from trading.dialogue_forms import AnswerForm
from trading.domain import award_days
from trading.domain.actors import Role
from trading.domain.awarded import PRICE
from trading.domain.stages import Outcome, Stage
from trading.forms import ConfirmationForm
from trading.models import Lot
from trading.selectors import award_shown, awards, dialogue, looks_shown
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchLot
from trading.services import award_reporting, awarding, candidates, contracting, second_looks, validity
from trading.services.disputing import answer_candidates
from trading.services.drafting import DraftRefused
from trading.services.moments import moment_of
from trading.services.objecting import ObjectionRefused
from trading.templatetags.mz import item_label
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM

P = ParamSpec("P")
REFUSALS = (
    candidates.DisplayRefused,
    awarding.AwardRefused,
    contracting.ContractRefused,
    award_reporting.ReportRefused,
    validity.ValidityRefused,
    second_looks.LookRefused,
    ObjectionRefused,
    DraftRefused,
)


def for_evaluated(
    view: Callable[Concatenate[HttpRequest, Lot, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Pages of a lot that has its report, for the agency of its trade; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, lot_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, awards.evaluated_lot(actor_of(request), lot_id), *args, **kwargs)

    gated: Callable[..., HttpResponseBase] = for_role(Role.AGENCY)(guarded)
    return never_cache(gated)


@require_safe
@for_evaluated
def award(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Where the lot stands, what is due by when, and the way to the next step."""
    decided = awards.award_of(lot)
    context = {
        "trade": lot.trade,
        "lot": lot,
        "candidates": awards.candidates_of(lot),
        "out": awards.out_of_validity(lot),
        "valid": awards.result_of(lot).valid,
        "valid_until": awards.validity_of(lot).day,
        "display": award_shown.displayed(lot),
        "objections": dialogue.objections_to_candidates(actor_of(request), lot),
        "looks": looks_shown.looks_shown(lot),
        "waiting": looks_shown.waiting_look(lot, moment_of(lot.trade).at),
        "winner": award_shown.winner_of(decided),
        "letters": award_shown.told_of(lot, decided),
        "reported": decided is not None and hasattr(decided, "report"),
        "text": award_shown.offered_to(decided),
        "contract": award_shown.contract_of(lot),
        "request": award_shown.open_request(lot),
        "duties": award_shown.duties_of_lot(lot, moment_of(lot.trade).at),
    }
    return render(request, "agency/award.html", context | {"validity_request": context.pop("request")})


@FORM
@for_evaluated
def display(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Publish the candidates; confirmed by the password."""
    _only(lot, Stage.EVALUATED)
    least = award_days.display_until(lot.trade.spec, moment_of(lot.trade).at, working_calendar())
    initial = first_day(least.day if least else None) | {"how_to_object": _("向招标人书面提出，或者在本平台提出。")}
    shown = awards.candidates_of(lot)
    form = DisplayForm(request.POST or None, user=person_of(request), candidates=shown, initial=initial)
    by = actor_of(request)
    return _step(
        request,
        lot,
        form,
        lambda: candidates.show_candidates(lot_id=lot.pk, draft=form.draft(), by=by),
        title=_("公示中标候选人"),
        button=_("签名并公示"),
        said=_("中标候选人已公示。"),
        duty="candidates_display",
    )


@FORM
@for_evaluated
def answer(request: HttpRequest, lot: Lot, objection_id: UUID) -> HttpResponse:
    """Answer one objection to the candidates."""
    by = actor_of(request)
    found = next((each for each in dialogue.objections_to_candidates(by, lot) if each.id == objection_id), None)
    if found is None or found.answer:
        raise NoSuchLot
    form = AnswerForm(request.POST or None)
    return _step(
        request,
        lot,
        form,
        lambda: answer_candidates(lot_id=lot.pk, objection_id=found.id, text=form.cleaned_data["text"], by=by),
        title=_("答复异议"),
        button=_("答复并公告"),
        said=_("已答复并公告。"),
        duty="candidates_answer",
        objection=found,
    )


@FORM
@for_evaluated
def second_look(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Ask the committee that evaluated to look at a candidate again; confirmed by the password."""
    _only(lot, Stage.CANDIDATES, Stage.AWARDED)
    initial = {"answer_by": award_days.look_until(moment_of(lot.trade).at, working_calendar())}
    choices = awards.may_be_looked_at(lot)
    form = LookForm(request.POST or None, user=person_of(request), candidates=choices, initial=initial)
    by = actor_of(request)

    def ask() -> None:
        data = form.cleaned_data
        said = {name: data[name] for name in ("rank", "reason", "answer_by")}
        second_looks.ask_second_look(lot_id=lot.pk, by=by, **said)

    title, button, said = (
        _("请原评标委员会复核"),
        _("签名并送交评标委员会"),
        _("已请原评标委员会复核；有结论之前不定标。"),
    )
    return _step(request, lot, form, ask, title=title, button=button, said=said, articles=_by_look(lot))


@FORM
@for_evaluated
def look_withdrawal(request: HttpRequest, lot: Lot, look_id: UUID) -> HttpResponse:
    """Ask no more for a look that the committee has not given; confirmed by the password."""
    if not awards.waiting_looks([lot]).filter(pk=look_id).exists():
        raise NoSuchLot
    form = LookWithdrawalForm(request.POST or None, user=person_of(request))
    by = actor_of(request)

    def withdraw() -> None:
        reason = form.cleaned_data["reason"]
        second_looks.withdraw_second_look(lot_id=lot.pk, look_id=look_id, reason=reason, by=by)

    title, button, said = _("撤回复核"), _("签名并撤回"), _("复核已撤回，可以定标，也可以重新请求复核。")
    return _step(request, lot, form, withdraw, title=title, button=button, said=said, articles=_by_look(lot))


def _by_look(lot: Lot) -> tuple[str, ...]:
    """The articles on which a second look stands."""
    ways = (way.articles for way in lot.trade.spec.transitions if way.outcome is Outcome.LOOK_ASKED)
    return next(ways, ())


@FORM
@for_evaluated
def decision(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Decide who wins, or who takes the winner's place; confirmed by the password."""
    _only(lot, Stage.CANDIDATES, Stage.AWARDED)
    form = AwardForm(*_sent(request), **_passing(request, lot), winnable=award_shown.still_standing(lot))
    by = actor_of(request)

    def decide() -> None:
        data = form.cleaned_data
        awarding.award_lot(lot_id=lot.pk, rank=data["rank"], passed=form.passed(), reason=data["reason"], by=by)

    title = _("更换中标人") if lot.stage == Stage.AWARDED else _("确定中标人")
    button, said = _("签名并公告中标结果"), _("中标结果已公告，并通知全部投标人。")
    return _step(request, lot, form, decide, title=title, button=button, said=said, duty="first_wins")


@FORM
@for_evaluated
def failure(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Nobody wins; confirmed by the password."""
    _only(lot, Stage.CANDIDATES, Stage.AWARDED)
    form = FailureForm(*_sent(request), **_passing(request, lot))
    by = actor_of(request)

    def fail() -> None:
        awarding.fail_candidates(lot_id=lot.pk, passed=form.passed(), reason=form.cleaned_data["reason"], by=by)

    title, button, said = _("不定标，重新招标"), _("签名并公告流标"), _("已公告流标，可以重新招标。")
    return _step(request, lot, form, fail, title=title, button=button, said=said, duty="fall_grounds")


@FORM
@for_evaluated
def report(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Send the report to the supervisor; confirmed by the password."""
    _only(lot, Stage.AWARDED, Stage.CONTRACTED)
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    by = actor_of(request)
    title, button, said = _("向监督部门提交书面报告"), _("签名并提交"), _("报告已提交。")
    send = lambda: award_reporting.report_award(lot_id=lot.pk, by=by)  # noqa: E731 - as the steps beside it
    return _step(request, lot, form, send, title=title, button=button, said=said, duty="award_report")


@FORM
@for_evaluated
def contract(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Put the contract before the winner; confirmed by the password."""
    _only(lot, Stage.AWARDED)
    winner = award_shown.winner_of(awards.award_of(lot))
    assert winner is not None
    labels = {item["key"]: item_label(item) for item in lot.trade.opening_items}
    form = ContractForm(*_sent(request), user=person_of(request), items=winner.items, labels=labels)
    by = actor_of(request)

    def offer() -> None:
        try:
            contracting.offer_contract(lot_id=lot.pk, draft=form.draft(), by=by)
        except contracting.ContractRefused as error:
            for name in error.terms:
                form.add_error(f"item-{name}", _("投标文件中是：%(value)s") % {"value": winner.items.get(name, "")})
            raise

    return _step(
        request,
        lot,
        form,
        offer,
        title=_("拟定合同"),
        button=_("签名并送交中标人"),
        said=_("合同已送交中标人签名。"),
        duty="contract_within",
    )


@FORM
@for_evaluated
def longer(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Ask all bidders to let their bids bind longer; confirmed by the password."""
    form = ValidityForm(request.POST or None, user=person_of(request))
    by = actor_of(request)

    def ask() -> None:
        data = {name: form.cleaned_data[name] for name in ("until", "answer_by", "reason")}
        validity.ask_longer(lot_id=lot.pk, **data, by=by)

    title, button, said = _("请求延长投标有效期"), _("签名并发出"), _("请求已发给全部有效投标人。")
    return _step(request, lot, form, ask, title=title, button=button, said=said, duty="award_in_validity")


@require_POST
@for_evaluated
def extension(request: HttpRequest, lot: Lot) -> HttpResponse:
    """Carry the request out once all have answered or their time is over."""
    waiting = award_shown.open_request(lot)
    if waiting is None:
        raise NoSuchLot
    try:
        validity.extend_validity(request_id=waiting.pk, by=actor_of(request))
    except validity.ValidityRefused as error:
        messages.warning(request, _(str(error)))
    else:
        messages.success(request, _("投标有效期已延长。"))
    return redirect("agency:award", lot.pk)


def _step(
    request: HttpRequest, lot: Lot, form: Form, act: Callable[[], object], *, said: str, duty: str = "", **shown: Any
) -> HttpResponse:
    """A form and what it does; a refusal is said at the form and loses nothing that was typed.

    `duty`: the value of the law by whose articles it is done, unless `articles` are given.
    """
    may = not isinstance(form, ConfirmationForm) or may_try(request, form)
    if may and form.is_valid():
        try:
            act()
        except REFUSALS as error:
            form.add_error(None, _(str(error)))
        else:
            messages.success(request, said)
            return redirect("agency:award", lot.pk)
    rule = getattr(lot.trade.spec.law, duty, None)
    articles = rule.articles if rule is not None else ()
    context = {"trade": lot.trade, "lot": lot, "form": form, "articles": articles, "price": PRICE}
    return render(request, "agency/award_step.html", context | shown)


def _only(lot: Lot, *stages: Stage) -> None:
    """In other stages there is no such page."""
    if lot.stage not in stages:
        raise NoSuchLot


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return request.POST or None, request.FILES or None


def _passing(request: HttpRequest, lot: Lot) -> dict[str, Any]:
    candidates, grounds = award_shown.still_standing(lot), award_shown.grounds_against(lot)
    return {"user": person_of(request), "candidates": candidates, "grounds": grounds}
