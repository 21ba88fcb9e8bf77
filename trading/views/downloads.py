"""Stored files on their way out: by hash, in pieces, never shown in the page."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

from trading.services import files

PIECE = 256 * 1024
A_YEAR = "public, max-age=31536000, immutable"


def send_stored(request: HttpRequest, *, sha256: str, name: str, media_type: str) -> StreamingHttpResponse:
    """A stored file as a download; 404 where it is missing. Content by its hash may be kept for good."""
    try:
        path = files.path_of(sha256)
    except ValueError as error:
        raise Http404 from error
    response = send_file(request, path, name=name, media_type=media_type)
    response["ETag"] = f'"{sha256}"'
    response["Cache-Control"] = A_YEAR
    return response


def send_file(request: HttpRequest, path: Path, *, name: str, media_type: str) -> StreamingHttpResponse:
    """A file as a download. Under ASGI it is read beside the event loop, so a large one holds nobody up."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    pieces = _beside_the_loop(file) if isinstance(request, ASGIRequest) else _in_place(file)
    response = StreamingHttpResponse(pieces, content_type=media_type)
    response["Content-Length"] = str(os.fstat(file.fileno()).st_size)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _in_place(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


async def _beside_the_loop(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
    finally:
        file.close()
