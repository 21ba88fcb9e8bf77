"""tus 1.0 (core, creation, termination): sealed objects in pieces of at most 4 MiB."""

import base64
import binascii
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from bidding.models import Upload
from bidding.services.uploads import (
    UploadPlan,
    UploadRefused,
    append_piece,
    begin_upload,
    discard_upload,
    finish_upload,
    upload_for,
)
from trading.domain.actors import Actor
from trading.domain.canonical import FormatError
from trading.views.access import actor_of, api

VERSION = "1.0.0"
LONGEST_METADATA = 2000


@csrf_protect
@require_http_methods(["POST", "OPTIONS"])
@api
def uploads(request: HttpRequest) -> HttpResponse:
    """Creation: what comes, and how long it is."""
    if request.method == "OPTIONS":
        return _answer(204, {"Tus-Version": VERSION, "Tus-Extension": "creation,termination"})
    plan = _plan(request)
    upload = begin_upload(lot_id=_uuid(_metadata(request).get("lot", "")), plan=plan, by=actor_of(request))
    return _answer(201, {"Location": reverse("bids:upload", args=[upload.pk]), "Upload-Offset": "0"})


@csrf_protect
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@api
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """One upload: where it stands, its next piece, or its end."""
    by = actor_of(request)
    match request.method:
        case "HEAD":
            return _state(request, upload_id)
        case "DELETE":
            discard_upload(upload_id=upload_id, by=by)
            return _answer(204, {})
        case _:
            return _patch(request, upload_id)


def _patch(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    by = actor_of(request)
    if request.content_type != "application/offset+octet-stream":
        raise FormatError("the content type of a piece is application/offset+octet-stream")
    offset = _number(request.headers.get("Upload-Offset", ""))
    # Not `request.body`: that would hold the piece in memory for as long as the request.
    after = append_piece(upload_id=upload_id, offset=offset, piece=request, by=by)
    _finish(after, by)
    return _answer(204, {"Upload-Offset": str(after.offset)})


def _state(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Where to go on. One that is complete was cut off between its last byte and its check: that is done now."""
    by = actor_of(request)
    upload = upload_for(by, upload_id)
    _finish(upload, by)
    headers = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size), "Cache-Control": "no-store"}
    return _answer(200, headers)


def _finish(upload: Upload, by: Actor) -> None:
    if upload.offset < upload.size:
        return
    try:
        finish_upload(upload_id=upload.pk, by=by)
    except UploadRefused:
        discard_upload(upload_id=upload.pk, by=by)
        raise


def _answer(status: int, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(status=status, headers={"Tus-Resumable": VERSION, **headers})


def _plan(request: HttpRequest) -> UploadPlan:
    metadata = _metadata(request)
    return UploadPlan(
        role=metadata.get("role", ""),
        index=_number(metadata.get("index", "")),
        version=_number(metadata.get("version", "")),
        sha256=metadata.get("sha256", ""),
        size=_number(request.headers.get("Upload-Length", "")),
    )


def _metadata(request: HttpRequest) -> dict[str, str]:
    text = request.headers.get("Upload-Metadata", "")
    if len(text) > LONGEST_METADATA:
        raise FormatError("the metadata are too long")
    try:
        pairs = [pair.strip().split(" ", 1) for pair in text.split(",") if pair.strip()]
        return {name: base64.b64decode(value, validate=True).decode() for name, value in pairs}
    except (ValueError, binascii.Error) as error:
        raise FormatError("the metadata are not as tus writes them") from error


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise FormatError("not a whole number")
    return int(text)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise FormatError("not an id") from error
