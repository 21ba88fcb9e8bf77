"""The edge: who asks, and how a refusal is said, to people as a page and to programs as JSON."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trading.domain.actors import Actor, AdministratorsOnly, Role, SupervisorsOnly
from trading.domain.canonical import FormatError
from trading.selectors.actors import actor_for
from trading.selectors.trades import NoSuchLot, NoSuchTrade
from trading.selectors.venues import NoSuchBooking, NoSuchRoom
from trading.services.drafting import DraftRefused
from trading.services.parties import KeyRefused

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

STATUS: dict[type[Exception], int] = {
    NoSuchTrade: 404,
    NoSuchLot: 404,
    NoSuchRoom: 404,
    NoSuchBooking: 404,
    AdministratorsOnly: 404,
    SupervisorsOnly: 404,
    FormatError: 400,
    DraftRefused: 400,
    KeyRefused: 409,
}
"""The status of a refusal. Apps add their own; a class that is not here is a fault of ours, and stays one."""

CODES: dict[type[Exception], tuple[str, str]] = {
    KeyRefused: ("key_refused", gettext_noop("签名密钥没有登记：请刷新页面后再试。")),
}
"""Code and message of refusals that carry none themselves."""

MEMBERSHIP = "membership"


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, in the membership chosen for the session. Looked up once a request."""
    known: Actor | None = getattr(request, "_actor", None)
    if known is None:
        known = actor_for(request.user, request.session.get(MEMBERSHIP))
        request._actor = known  # type: ignore[attr-defined]
    return known


def for_role(role: Role) -> Callable[[View[P]], View[P]]:
    """Pages of one role: visitors are sent to log in, everybody else learns that there is no such page."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if actor_of(request).role is not role:
                raise Http404
            return view(request, *args, **kwargs)

        guarded.role = role  # type: ignore[attr-defined]  # whoever lists the pages sees whose they are
        return guarded

    return wrap


def api(view: View[P]) -> View[P]:
    """For programs: needs a log-in, and says every known refusal as `{"error": code, "message": text}`."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return refusal(401, "log_in", _("请先登录。"))
        try:
            return view(request, *args, **kwargs)
        except tuple(STATUS) as error:
            return refusal(status_of(error), *words_of(error))

    return guarded


def refusal(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"error": code, "message": message}, status=status)


def status_of(error: Exception) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def words_of(error: Exception) -> tuple[str, str]:
    """The code and the sentence of a refusal."""
    code = getattr(error, "code", None)
    if isinstance(code, str):
        return code, _(str(error))
    if type(error) in CODES:
        code, message = CODES[type(error)]
        return code, _(message)
    if isinstance(error, FormatError):
        return "bad_format", _("提交的文件格式不正确：%(reason)s") % {"reason": str(error)}
    return "not_found", _("没有这个页面，或您无权查看。")


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request; raises `FormatError` for anything else."""
    try:
        value = json.loads(request.body or b"{}")
    except ValueError as error:
        raise FormatError("not JSON") from error
    if not isinstance(value, dict):
        raise FormatError("not a JSON object")
    return value


def refuse_as_page(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A gate that says no inside a page becomes 404: what one may not see is not there."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> None:
            if any(isinstance(error, kind) and status == 404 for kind, status in STATUS.items()):
                raise Http404 from error

    return Middleware()
