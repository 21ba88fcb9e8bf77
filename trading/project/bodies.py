"""Bounded request bodies, before Django stores a byte of them."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

TOO_LARGE = '{"error":"body_too_large","message":"提交的内容过大。"}'.encode()
SLACK = 4096


class BodyTooLarge(Exception):
    """More bytes came than any page here accepts."""


def limit_bodies(application: Application) -> Application:
    """Refuse with 413 what is longer than an upload piece, by its announced length or while it arrives."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        from django.conf import settings

        limit = settings.UPLOAD_PIECE_LIMIT + SLACK
        if _announced(scope) > limit:
            await _refuse(send)
            return
        try:
            await application(scope, _counted(receive, limit), send)
        except BodyTooLarge:
            await _refuse(send)

    return limited


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0


def _counted(receive: Receive, limit: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise BodyTooLarge
        return message

    return counted


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})
