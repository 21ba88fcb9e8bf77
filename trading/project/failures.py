"""What people are told when a request has failed by no fault of theirs."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.defaults import server_error
from sqlalchemy.exc import TimeoutError as PoolExhausted

from trading.project.middleware import refusal

AWAY = (OperationalError, InterfaceError, PoolExhausted)
RETRY_AFTER_SECONDS = "2"


def failed(request: HttpRequest) -> HttpResponseBase:
    """500; or 503 while the database is away, which a browser that submits waits out and tries again."""
    if not isinstance(sys.exc_info()[1], AWAY):
        return server_error(request)
    if request.content_type in ("application/json", "application/offset+octet-stream"):
        response: HttpResponseBase = refusal(503, "unavailable", _("平台暂时不可用，请稍后再试。"))
    else:
        response = server_error(request)
        response.status_code = 503
    response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
