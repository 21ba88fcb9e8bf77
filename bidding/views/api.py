"""The doors for signed statements: bids, withdrawals, releases, window keys; and what a bidder may fetch again."""

import json
from functools import lru_cache
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bidding.models import ClosedApplications, ClosedBox
from bidding.selectors import NoSuchBid, lot_notice, own_object, own_submissions
from bidding.selectors.reviewing import application_object, application_of
from bidding.services.hall import answer_objection, confirm_opening, object_to, sign_in
from bidding.services.keyholders import register_keys
from bidding.services.opening import publish_window_key, release_keys
from bidding.services.remedies import supply_form
from bidding.services.submissions import submit_application, submit_bid, withdraw_bid
from trading.domain.actors import ANONYMOUS, Actor
from trading.domain.canonical import FormatError, at_text, base64_text, parse_base64
from trading.domain.qualified import QUALIFICATION
from trading.models import Lot
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.services import files
from trading.services.parties import register_account_key
from trading.views.access import actor_of, api, json_body
from trading.views.downloads import send_file

JSON = "application/json"


@require_POST
@api
def account_keys(request: HttpRequest) -> HttpResponse:
    key = register_account_key(statement=request.body, by=actor_of(request))
    return JsonResponse({"public_key": key.public_key}, status=201)


@require_POST
@api
def bids(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    submission = submit_bid(lot_id=lot_id, statement=request.body, by=actor_of(request))
    return HttpResponse(bytes(submission.receipt), status=201, content_type=JSON)


@require_POST
@api
def applications(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """An application to be qualified, with the keys for its reviewers: both signed statements in base64."""
    body = json_body(request)
    statement, handover = (parse_base64(_text(body, name)) for name in ("application", "handover"))
    submission = submit_application(lot_id=lot_id, statement=statement, handover=handover, by=actor_of(request))
    return HttpResponse(bytes(submission.receipt), status=201, content_type=JSON)


@require_GET
@api
def application_box(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The leaves of the closed box of applications, for whoever applied: its own is among them, or the receipt is proof."""
    by = actor_of(request)
    lot = lot_for(by, lot_id)
    closed = ClosedApplications.objects.filter(lot=lot).first()
    if closed is None or not own_submissions(by, lot, QUALIFICATION).exists():
        raise NoSuchBid
    box = {"closed_at": at_text(closed.closed_at), "leaves": closed.leaves, "root": closed.root}
    return JsonResponse(box | {"size": len(closed.leaves)})


@require_GET
@api
def application(request: HttpRequest, lot_id: UUID, submission_id: UUID) -> HttpResponse:
    """An application with its keys, for its reviewers; nobody learns of it before all are closed."""
    row = application_of(actor_of(request), lot_id, submission_id)
    statement, handover = bytes(row.statement), bytes(row.handover.statement)
    return JsonResponse({"application": base64_text(statement), "handover": base64_text(handover)})


@require_GET
@api
def application_ciphertext(request: HttpRequest, lot_id: UUID, sha256: str) -> StreamingHttpResponse:
    item = application_object(actor_of(request), lot_id, sha256)
    return send_file(request, files.path_of(item.sha256), name=item.sha256, media_type="application/octet-stream")


@require_POST
@api
def withdrawals(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    submission = withdraw_bid(lot_id=lot_id, statement=request.body, by=actor_of(request))
    return HttpResponse(bytes(submission.receipt), status=201, content_type=JSON)


@require_GET
def notice(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What anyone needs to seal a bid with a program of their own. Public, and the same before and after the deadline."""
    try:
        return JsonResponse(lot_notice(lot_for(ANONYMOUS, lot_id)))
    except NoSuchLot as error:
        raise Http404 from error


@require_GET
@api
def box(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What was in the box, for whoever has something in it and for the agency."""
    by = actor_of(request)
    lot = lot_for(by, lot_id)
    if lot.closed_at is None or not _may_see_box(by, lot):
        raise NoSuchBid
    return HttpResponse(_box_of(lot.pk), content_type=JSON)


@require_http_methods(["GET", "POST"])
@api
def own_ciphertext(request: HttpRequest, lot_id: UUID, sha256: str) -> HttpResponse | StreamingHttpResponse:
    """A ciphertext of one's own; one that the platform lost is handed in again here (O20 31)."""
    by = actor_of(request)
    if request.method == "POST":
        supply_form(lot_id=lot_id, sha256=sha256, content=request.body, by=by)
        return JsonResponse({}, status=201)
    item = own_object(by, lot_for(by, lot_id), sha256)
    # Of a version that was replaced it is gone: it was destroyed when the box closed.
    return send_file(request, files.path_of(item.sha256), name=item.sha256, media_type="application/octet-stream")


@require_POST
@api
def releases(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    release = release_keys(lot_id=lot_id, statement=request.body, by=actor_of(request))
    return HttpResponse(bytes(release.acknowledgement), status=201, content_type=JSON)


@require_POST
@api
def keys(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    body = json_body(request)
    register_keys(
        lot_id=lot_id, window=_text(body, "window"), evaluation=_text(body, "evaluation"), by=actor_of(request)
    )
    return JsonResponse({}, status=201)


@require_POST
@api
def window_key(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    publish_window_key(lot_id=lot_id, identity=_text(json_body(request), "identity"), by=actor_of(request))
    return JsonResponse({}, status=201)


@require_POST
@api
def sign_ins(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    sign_in(lot_id=lot_id, by=actor_of(request))
    return JsonResponse({}, status=201)


@require_POST
@api
def objections(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    object_to(lot_id=lot_id, text=_text(json_body(request), "text"), by=actor_of(request))
    return JsonResponse({}, status=201)


@require_POST
@api
def answers(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    body = json_body(request)
    lot_for(actor_of(request), lot_id)
    try:
        objection_id = UUID(_text(body, "objection"))
    except ValueError as error:
        raise FormatError("not an id") from error
    answer_objection(objection_id=objection_id, text=_text(body, "text"), by=actor_of(request))
    return JsonResponse({}, status=201)


@require_POST
@api
def confirmations(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    confirm_opening(lot_id=lot_id, by=actor_of(request))
    return JsonResponse({}, status=201)


@lru_cache(maxsize=16)
def _box_of(lot_id: UUID) -> bytes:
    """Written once: a closed box stays as it is, and every bidder of a large opening asks for it in the same minute."""
    closed = ClosedBox.objects.get(pk=lot_id)
    box = {"closed_at": at_text(closed.closed_at), "leaves": closed.leaves, "root": closed.root, "size": closed.size}
    return json.dumps(box).encode()


def _may_see_box(by: Actor, lot: Lot) -> bool:
    return own_submissions(by, lot).exists() or (is_agency_of(by, lot.trade) and lot.window_opened_at is not None)


def _text(body: dict[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise FormatError(f"{name} is missing")
    return value
