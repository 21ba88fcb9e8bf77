"""What of a request a public page may depend on: the path, the language, and whether the line is encrypted."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_request

from trading.project.bodies import Scope
from trading.views.kept import WRITTEN, is_kept

METHODS = ("GET", "HEAD")
LONGEST_PATH = 200
PATHS_KNOWN = 4096


@dataclass(frozen=True, slots=True)
class Asked:
    """A public page as a visitor asks for it; nothing else of the request reaches the page."""

    path: str
    language: str
    secure: bool


def asked_in(scope: Scope) -> Asked | None:
    """None for whoever may be logged in, for other methods, for a query, and for pages that are not kept."""
    if scope["method"] not in METHODS or scope.get("query_string"):
        return None
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    if b"authorization" in headers or not _is_ours(headers.get(b"host", "")):
        return None
    cookies = parse_cookie(headers.get(b"cookie", ""))
    if not cookies.keys() <= {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}:
        return None
    if len(scope["path"]) > LONGEST_PATH or not _leads_to_kept(scope["path"]):
        return None
    language = _language(cookies, headers.get(b"accept-language", ""))
    return Asked(scope["path"], language, headers.get(b"x-forwarded-proto", "").partition(",")[0].strip() == "https")


def scope_for(asked: Asked, scope: Scope, written: object) -> Scope:
    """The request with which the page is written: of the visitor's there is nothing left but what it depends on."""
    headers = [
        (b"host", urlsplit(settings.ORIGIN).netloc.encode()),
        (b"accept-language", asked.language.encode()),
        *([(b"x-forwarded-proto", b"https")] if asked.secure else []),
    ]
    return {**scope, "method": "GET", "query_string": b"", "headers": headers, "client": None, WRITTEN: written}


def _is_ours(host: str) -> bool:
    """Django would refuse it, and says so to people."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


@lru_cache(PATHS_KNOWN)
def _leads_to_kept(path: str) -> bool:
    try:
        return is_kept(resolve(path).func)
    except Resolver404:
        return False


def _language(cookies: dict[str, str], accepted: str) -> str:
    request = HttpRequest()
    request.COOKIES = cookies
    request.META["HTTP_ACCEPT_LANGUAGE"] = accepted
    return get_language_from_request(request)
