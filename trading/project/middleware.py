"""What stands before every page: the request's id in the logs, and the refusal of NUL bytes."""

import re
import uuid
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

Page = Callable[[HttpRequest], HttpResponse]

NUL = b"\x00"
# An escape counts only behind an even number of backslashes: "\\u0000" is a backslash and five characters.
NUL_IN_JSON = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def request_context(get_response: Page) -> Page:
    """Give every request an id, in its logs and in the answer's `X-Request-ID`."""

    def page(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id, request_object=request):
            response = get_response(request)
        response["X-Request-ID"] = request_id
        return response

    return page


def refuse_nul_bytes(get_response: Page) -> Page:
    """Answer 400 to a NUL byte in path, query, form or JSON, and 413 to an oversized form: PostgreSQL would fail."""

    def page(request: HttpRequest) -> HttpResponse:
        try:
            has_nul = _address_has_nul(request) or _body_has_nul(request)
        except RequestDataTooBig:
            return refusal(413, "body_too_large", _("提交的内容过大。"))
        if has_nul:
            return refusal(400, "nul_byte", _("提交的内容含有不允许的空字符(NUL)。"))
        return get_response(request)

    return page


def refusal(status: int, code: str, message: str) -> HttpResponse:
    """A refusal at the edge, in the form every refusal to a program has."""
    return JsonResponse({"error": code, "message": message}, status=status, json_dumps_params={"ensure_ascii": False})


def _address_has_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return "\x00" in request.path or NUL in unquote_to_bytes(query)


def _body_has_nul(request: HttpRequest) -> bool:
    match request.content_type:
        case "application/x-www-form-urlencoded":
            return NUL in unquote_to_bytes(_small_body(request))
        case "application/json":
            body = _small_body(request)
            return NUL in body or NUL_IN_JSON.search(body) is not None
        case "multipart/form-data":
            return any("\x00" in value for values in request.POST.lists() for value in (values[0], *values[1]))
    return False


def _small_body(request: HttpRequest) -> bytes:
    from django.conf import settings

    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FORM_BODY_LIMIT:
        raise RequestDataTooBig
    body = request.body
    if len(body) > settings.FORM_BODY_LIMIT:
        raise RequestDataTooBig
    return body
