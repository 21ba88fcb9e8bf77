"""Draws: the page that everyone may see, the supervisor's check, and the doors for what the parties' browsers make."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bidding.domain.age import FILE_KEY_SIZE
from experts.domain.nonces import Party, read_party
from experts.domain.progress import Progress
from experts.domain.walk import seated_by
from experts.draw_forms import ListCheckForm, RepetitionForm
from experts.models import Draw
from experts.selectors.draws import NoSuchDraw, draw_for, draws_for, list_for, party_of, progress_of, repetition_allowed
from experts.services import draw as doors
from experts.services.draw import DrawRefused
from experts.views import draw_page
from experts.views.open_draws import behind
from trading.domain.actors import Actor, Role
from trading.domain.fields import Fields
from trading.views.access import actor_of, api, for_role, json_body
from trading.views.confirming import may_try, person_of
from trading.views.kept import kept
from trading.views.methods import FORM

MOST_SHOWN = 100


@never_cache
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """The draws in which the actor has a part, the newest first."""
    actor = actor_of(request)
    if actor.role not in (Role.AGENCY, Role.SUPERVISOR):
        raise NoSuchDraw
    rows = [draw_page.row_of(each) for each in draws_for(actor, MOST_SHOWN)]
    return render(request, "draws/list.html", {"draws": rows})


@kept
@require_safe
def page(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """How far the draw has come. Whoever has a part in it takes it from here."""
    actor = actor_of(request)
    draw = draw_for(actor, draw_id)
    progress = progress_of(draw)
    me = _part_of(actor, draw, progress)
    names = dict(progress.names.members_) if progress.names else {}
    context = _shown(draw, progress) | {
        "me": "" if me is None else me.value,
        "calls": draw_page.calls_of(progress),
        "members": [{"blinded": each, "name": names.get(each, "")} for each in seated_by(progress.calls)],
        "repeated": repetition_allowed(draw),
        "checks": draw_page.checks_of(),
        "page_data": draw_page.page_data(request, draw, me),
        "behind": behind(draw),
    }
    return render(request, "draws/draw.html", context)


@never_cache
@FORM
@for_role(Role.SUPERVISOR)
def check(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """The supervisor's browser reckons the list's root again; the supervisor signs what it found."""
    actor = actor_of(request)
    draw = draw_for(actor, draw_id)
    form = ListCheckForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid():
        try:
            doors.check_list(draw_id=draw.pk, root=form.cleaned_data["root"], size=form.cleaned_data["size"], by=actor)
        except DrawRefused as error:
            messages.warning(request, _(str(error)))
        else:
            messages.success(request, _("已确认名单并写入账本。"))
        return redirect("draws:page", draw.pk)
    listed = list_for(actor, draw)
    context = {
        "form": form,
        "draw": draw,
        "eligible": len(listed.eligible),
        "exclusions": draw_page.exclusions_of(listed),
        "page_data": draw_page.page_data(request, draw, None),
        "word": draw_page.PURPOSES[draw.purpose],
        "behind": behind(draw),
    }
    return render(request, "draws/check.html", context)


@never_cache
@FORM
@for_role(Role.SUPERVISOR)
def repetition(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """The supervisor says why the draw may be made again."""
    draw = draw_for(actor_of(request), draw_id)
    form = RepetitionForm(request.POST or None, user=person_of(request))
    if may_try(request, form) and form.is_valid():
        try:
            doors.allow_repetition(draw_id=draw.pk, reason=form.cleaned_data["reason"], by=actor_of(request))
        except DrawRefused as error:
            messages.warning(request, _(str(error)))
        else:
            messages.success(request, _("已写明理由并公开，可以重新抽取。"))
        return redirect("draws:page", draw.pk)
    return render(
        request, "draws/repetition.html", {"draw": draw, "form": form, "word": draw_page.PURPOSES[draw.purpose]}
    )


@never_cache
@require_safe
def listed(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    """The list with its exclusions; for supervisors."""
    actor = actor_of(request)
    draw = draw_for(actor, draw_id)
    file = list_for(actor, draw).file()
    return HttpResponse(file, content_type="application/jsonl", headers={"X-Content-Type-Options": "nosniff"})


@never_cache
@require_safe
def state(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    draw = draw_for(actor_of(request), draw_id)
    return JsonResponse(draw_page.state_of(draw, progress_of(draw)))


@require_POST
@api
def key(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    fields = Fields(json_body(request), ("recipient", "signer"), "key")
    doors.give_key(
        draw_id=draw_id, recipient=fields.text("recipient"), signer=fields.text("signer"), by=actor_of(request)
    )
    return JsonResponse({}, status=201)


@require_POST
@api
def halves(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    doors.give_halves(draw_id=draw_id, statement=request.body, by=actor_of(request))
    return JsonResponse({}, status=201)


@require_POST
@api
def acknowledgement(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    doors.acknowledge_halves(draw_id=draw_id, statement=request.body, by=actor_of(request))
    return JsonResponse({}, status=201)


@require_POST
@api
def refusal(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    fields = Fields(json_body(request), ("identity", "maker"), "refusal")
    doors.refuse_half(
        draw_id=draw_id, maker=read_party(fields, "maker"), identity=fields.text("identity"), by=actor_of(request)
    )
    return JsonResponse({}, status=201)


@require_POST
@api
def opening(request: HttpRequest, draw_id: UUID) -> HttpResponse:
    fields = Fields(json_body(request), ("file_key", "maker", "recipient"), "opening")
    doors.open_half(
        draw_id=draw_id,
        maker=read_party(fields, "maker"),
        recipient=read_party(fields, "recipient"),
        file_key=fields.binary("file_key", FILE_KEY_SIZE),
        by=actor_of(request),
    )
    return JsonResponse({}, status=201)


def _part_of(actor: Actor, draw: Draw, progress: Progress) -> Party | None:
    """The part of the actor; none where another organisation has taken it already."""
    try:
        me = party_of(actor, draw)
    except NoSuchDraw:
        return None
    return me if progress.who.get(me) in (None, actor.party) else None


def _shown(draw: Draw, progress: Progress) -> dict[str, object]:
    frozen = progress.frozen
    return {
        "draw": draw,
        "word": draw_page.PURPOSES[draw.purpose],
        "places": [{"group": group, "seats": seats} for group, seats in sorted(frozen.places.items())],
        "seats": sum(frozen.places.values()),
        "steps": draw_page.steps_of(progress),
        "checked": progress.checked,
        "order": progress.seed is not None,
        "seed": progress.seed.hex() if progress.seed else "",
        "void": draw_page.void_words(progress),
    }
