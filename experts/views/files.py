"""The agency hands the keys of the bids' files on to the committee, or says that it has lost its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bidding.selectors import keyholders_of
from bidding.selectors.released import released_keys
from bidding.views import page_data
from bidding.views.shown import clock_of
from experts.browser_words import WORDS
from experts.evaluation_forms import LossForm
from experts.selectors.files import (
    READING,
    MemberKeyShown,
    agency_of_files,
    handed_over,
    has_files,
    loss_of,
    members_of_files,
)
from experts.selectors.reviewing import reviews
from experts.services.files import declare_loss, give_keys
from experts.services.seating import EvaluationRefused, check_going
from trading.domain.actors import Role
from trading.domain.canonical import FormatError, base64_text
from trading.domain.fields import Fields
from trading.models import Lot
from trading.selectors.trades import NoSuchLot
from trading.views.access import actor_of, api, for_role, json_body
from trading.views.confirming import may_try, person_of
from trading.views.methods import FORM

STEPS = [
    ("key", gettext_lazy("核对本机的评标密钥")),
    ("open", gettext_lazy("在本机打开投标人提交的附件密钥")),
    ("seal", gettext_lazy("逐一封存给委员会成员")),
]
AT_ONCE = 100
"""Bids in one answer: a statement with 20 files has 4 KB."""


@never_cache
@FORM
@for_role(Role.AGENCY)
def page(request: HttpRequest, trade_id: UUID, lot_id: UUID) -> HttpResponse:
    """Who of the committee, blinded, has the keys and who waits. What is opened and sealed is so in the browser."""
    lot = agency_of_files(actor_of(request), lot_id)
    if lot.trade_id != trade_id:
        raise NoSuchLot
    form = LossForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid() and _lost(request, lot, form):
        return redirect("agency:files", trade_id, lot_id)
    members = members_of_files(lot)
    waiting = [each for each in members if each.recipient and each.given_at is None]
    context = {
        "lot": lot,
        "trade": lot.trade,
        "members": members,
        "waiting": len(waiting),
        "started": lot.stage in READING,
        "reviewing": reviews(lot),
        "has_files": has_files(lot),
        "loss": loss_of(lot),
        "form": form,
        "steps": [{"key": key, "title": title, "text": "", "bar": key != "key"} for key, title in STEPS],
        "page_data": _data(request, lot, waiting),
    }
    return render(request, "agency/files.html", context)


@never_cache
@require_GET
@api
def released(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What bidders have sealed to the evaluation key, some bids at a time, once the committee works."""
    lot = agency_of_files(actor_of(request), lot_id)
    check_going(lot, *READING)
    start = _number(request.GET.get("from", "0"))
    found, bids = (handed_over if reviews(lot) else released_keys)(lot, start, AT_ONCE)
    rows = [{"sealed": base64_text(each.sealed), "statement": base64_text(each.statement)} for each in found]
    after = start + AT_ONCE
    return JsonResponse({"bids": bids, "next": after if after < bids else None, "released": rows})


@require_POST
@api
def giving(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The keys for one member, sealed to it."""
    fields = Fields(json_body(request), ("recipient", "sealed"), "keys for a member")
    sealed, by = fields.binary("sealed"), actor_of(request)
    given = give_keys(lot_id=lot_id, recipient=fields.text("recipient"), sealed=sealed, by=by)
    return JsonResponse({"sealed": given.hash}, status=201)


def _lost(request: HttpRequest, lot: Lot, form: LossForm) -> bool:
    try:
        declare_loss(lot_id=lot.pk, reason=form.cleaned_data["reason"], by=actor_of(request))
    except EvaluationRefused as error:
        form.add_error(None, _(str(error)))
        return False
    messages.success(request, _("已声明并写入账本，评标继续进行。"))
    return True


def _data(request: HttpRequest, lot: Lot, waiting: list[MemberKeyShown]) -> page_data.PageData:
    data = page_data.common(request, lot, actor_of(request), clock_of(lot))
    return data | {
        "keyholders": [holder.members() for holder in keyholders_of(lot)],
        "members": [{"member": each.member, "recipient": each.recipient} for each in waiting],
        "urls": {name: reverse(f"evaluation:{name}", args=[lot.pk]) for name in ("released", "giving")},
        "words": data["words"] | {key: _(text) for key, text in WORDS.items()},
    }


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise FormatError("not a whole number")
    return int(text)
