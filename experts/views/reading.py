"""A member's key for the files of the bids, and the doors through which it reads them. To everybody else there are none."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from experts.domain.files import FileProblem
from experts.selectors.evaluating import Sitting
from experts.selectors.files import (
    READING,
    SEATED,
    bid_to_read,
    ciphertext_of,
    given_to,
    has_files,
    loss_of,
    own_key,
    reading_of,
)
from experts.services.files import note_file, register_key
from experts.services.seating import check_going
from experts.views.committee import common, promised
from experts.views.files_shown import data_of
from trading.domain.canonical import FormatError
from trading.domain.fields import Fields
from trading.selectors.trades import NoSuchLot
from trading.views.access import actor_of, api, json_body
from trading.views.downloads import send_file

BINARY = "application/octet-stream"


@never_cache
@require_safe
@login_required
def key(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The member's own key of this evaluation: made in its browser, once it has promised."""
    sitting = promised(request, lot_id)
    if sitting.lot.stage not in SEATED:
        raise Http404
    made = own_key(sitting.member)
    context = common(sitting) | {
        "own_key": made,
        "given": given_to(made),
        "has_files": has_files(sitting.lot),
        "loss": loss_of(sitting.lot),
        "page_data": data_of(request, sitting),
    }
    return render(request, "evaluation/key.html", context)


@require_POST
@api
def recipient(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """The public half of a key that was made."""
    fields = Fields(json_body(request), ("recipient",), "key")
    made = register_key(lot_id=lot_id, recipient=fields.text("recipient"), by=actor_of(request))
    return JsonResponse({"recipient": made.recipient}, status=201)


@never_cache
@require_GET
@api
def given(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    """What the agency has sealed to the member's newest key."""
    found = given_to(own_key(_reading(request, lot_id).member))
    if found is None:
        raise NoSuchLot
    return HttpResponse(bytes(found.sealed), content_type=BINARY)


@never_cache
@require_GET
@api
def statement(request: HttpRequest, lot_id: UUID, sha256: str) -> HttpResponse:
    """`bid.json`: what its files are checked by."""
    row = bid_to_read(_reading(request, lot_id), sha256)
    return HttpResponse(bytes(row.statement), content_type="application/json")


@never_cache
@require_GET
@api
def ciphertext(request: HttpRequest, lot_id: UUID, sha256: str, content: str) -> HttpResponseBase:
    path = ciphertext_of(_reading(request, lot_id), sha256, content)
    return send_file(request, path, name=content, media_type=BINARY)


@require_POST
@api
def notes(request: HttpRequest, lot_id: UUID, sha256: str) -> HttpResponse:
    """A file that could not be read, for the report."""
    fields = Fields(json_body(request), ("index", "problem"), "note")
    try:
        problem = FileProblem(fields.text("problem"))
    except ValueError as error:
        raise FormatError("not a problem that a file has") from error
    index = fields.integer("index", 0, 20)
    note_file(lot_id=lot_id, bid=sha256, index=index, problem=problem, by=actor_of(request))
    return JsonResponse({}, status=201)


def _reading(request: HttpRequest, lot_id: UUID) -> Sitting:
    """The member's seat while it may read: not while the lot is stopped."""
    sitting = reading_of(actor_of(request), lot_id)
    check_going(sitting.lot, *READING)
    return sitting
