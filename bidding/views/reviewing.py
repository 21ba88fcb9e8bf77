"""The agency after its applications are closed: who applied, each decided, the review finished, the tender announced."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bidding.review_forms import DecisionForm
from bidding.selectors import NoSuchBid, keyholders_of
from bidding.selectors.members import members_words
from bidding.selectors.qualified import members_in
from bidding.selectors.reviewing import (
    Applicant,
    applicants,
    committee_review_of,
    lot_under_review,
    reviewed_by_committee,
)
from bidding.services.keyholders import invite
from bidding.services.reviewing import ReviewRefused, decide_applicant, finish_review
from bidding.views import page_data
from bidding.views.shown import LotShown, TradeShown, clock_of
from trading.deposit_words import sentence_of as deposit_sentence_of
from trading.domain.actors import Role
from trading.domain.checks import deadline_bound
from trading.domain.periods import day_of
from trading.domain.qualified import QUALIFICATION
from trading.domain.stages import Stage
from trading.forms import ConfirmationForm, TimetableForm
from trading.models import Lot, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.documents import documents_at
from trading.selectors.trades import awaiting_invitation
from trading.services.announcing import TimetableRefused, TradeIncomplete, asked_items
from trading.services.deposits import DepositsUnlawful
from trading.services.inviting import InvitationStopped
from trading.services.moments import moment_of
from trading.views.access import actor_of, for_role
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM
from trading.views.timetable import at_opening_hour, sentence_of


@never_cache
@FORM
@for_role(Role.AGENCY)
def page(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """Everybody who applied, with what was decided; the review is finished here, confirmed by the password."""
    actor = actor_of(request)
    lot = lot_under_review(actor, lot_id)
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid():
        try:
            finish_review(lot_id=lot.pk, by=actor)
        except ReviewRefused as error:
            form.add_error(None, _(str(error)))
        else:
            messages.success(request, _("资格审查已完成，结果已通知每个申请人。"))
            return redirect("agency:review", lot.pk)
    found = applicants(actor, lot.pk)
    context = {
        "applicants": found,
        "by_committee": reviewed_by_committee(lot),
        "concluded": committee_review_of(lot) is not None,
        "form": form,
        "least": lot.trade.spec.minimum_qualified,
        "open": lot.stage == Stage.REVIEWING,
        "passed": sum(bool(each.passed) for each in found),
        "undecided": sum(each.passed is None for each in found),
    }
    return render(request, "agency/review.html", context | _about(lot))


@never_cache
@FORM
@for_role(Role.AGENCY)
def applicant(request: HttpRequest, lot_id: UUID, submission_id: UUID) -> HttpResponse:
    """One application: opened in the browser with the agency's own key, and decided."""
    actor = actor_of(request)
    lot = lot_under_review(actor, lot_id)
    found = next((each for each in applicants(actor, lot.pk) if each.submission == submission_id), None)
    if found is None:
        raise NoSuchBid
    form = DecisionForm(request.POST or None, initial=_decided(found))
    if form.is_valid():
        try:
            decide_applicant(lot_id=lot.pk, submission_id=submission_id, by=actor, **form.said)
            return redirect("agency:review", lot.pk)
        except ReviewRefused as error:
            form.add_error("reason", _(str(error)))
    data = page_data.common(request, lot, actor, clock_of(lot)) | _for_review(lot, found)
    is_open = lot.stage == Stage.REVIEWING and not reviewed_by_committee(lot)
    context = {"applicant": found, "form": form, "open": is_open, "page_data": data}
    context["members"] = members_words(members_in(found.members)) if found.members else ""
    return render(request, "agency/applicant.html", context | {"items": data["opening_items"]} | _about(lot))


@never_cache
@FORM
@for_role(Role.AGENCY)
def invitation(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """The tender's notice after the review: its documents, its times, and the password that signs it."""
    trade = awaiting_invitation(actor_of(request), trade_id)
    times = TimetableForm(request.POST or None, initial=_proposed(trade))
    form = ConfirmationForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and times.is_valid() and form.is_valid() and _invited(request, trade, times, form):
        messages.success(request, _("公告已发布并写入账本。"))
        return redirect("trades:detail", trade.pk)
    documents = documents_at(trade, trade.version + 1)
    context = {
        "trade": trade,
        "times": times,
        "form": form,
        "forms": [times, form],
        "documents": documents,
        "fresh": documents.filter(since=trade.version + 1).exists(),
    }
    return render(request, "agency/invitation.html", context)


def _invited(request: HttpRequest, trade: Trade, times: TimetableForm, form: ConfirmationForm) -> bool:
    try:
        invite(trade_id=trade.pk, timetable=times.timetable(), by=actor_of(request))
    except TradeIncomplete:
        form.add_error(None, _("请上传招标文件。"))
        return False
    except TimetableRefused as error:
        for refusal in error.refusals:
            times.add_error(refusal.field.value, sentence_of(refusal))
        return False
    except DepositsUnlawful as error:
        for unlawful in error.refusals.values():
            form.add_error(None, deposit_sentence_of(unlawful))
        return False
    except InvitationStopped as error:
        form.add_error(None, _(str(error)))
        return False
    return True


def _proposed(trade: Trade) -> dict[str, object]:
    """Documents from now on until the deadline, which is as early as the law allows."""
    start = moment_of(trade).at.replace(second=0, microsecond=0)
    bound = deadline_bound(trade.spec, start, working_calendar())
    deadline = at_opening_hour(bound.earliest if bound else day_of(start), start)
    lot = trade.lots.order_by("number").filter(stage=Stage.QUALIFIED.value)[0]
    lengths = {
        name: getattr(lot, name) for name in ("window", "keys_allowance", "objections", "confirmation", "extension")
    }
    return {"documents_from": start, "documents_until": deadline, "deadline": deadline, **lengths}


def _decided(found: Applicant) -> dict[str, str]:
    if found.passed is None:
        return {}
    return DecisionForm.words_of(passed=found.passed, reason=found.reason, members=found.members)


def _for_review(lot: Lot, found: Applicant) -> page_data.PageData:
    objects = reverse("bids:application_ciphertext", args=[lot.pk, "0" * 64]).removesuffix("0" * 64)
    return {
        "bid": found.bid,
        "keyholders": [holder.members() for holder in keyholders_of(lot)],
        "opening_items": asked_items(lot.trade, QUALIFICATION),
        "urls": {
            "application": reverse("bids:application", args=[lot.pk, found.submission]),
            "application_objects": objects,
        },
    }


def _about(lot: Lot) -> dict[str, object]:
    return {"lot": LotShown.of(lot), "trade": TradeShown.of(lot)}
