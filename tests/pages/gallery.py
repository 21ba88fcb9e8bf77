"""Every page of the product with sample contexts, without models: for tests, and to be looked at.

`python -m tests.pages.gallery FOLDER` writes every page in both languages as a file, to be opened in a browser.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.urls import get_urlconf, include, path, resolve, set_urlconf
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
URLCONF = "tests.pages.urls"
LANGUAGES = ("zh-hans", "en")


class MissingVariable(AssertionError):
    """A template shows a variable that its context does not have."""


class _Loud(str):
    """Django puts this where a variable is missing; formatting it is where it becomes known."""

    def __mod__(self, name: object) -> NoReturn:
        raise MissingVariable(str(name))


@dataclass(frozen=True)
class Sample:
    """One state of one page. `path` is where it would be, for the navigation; `site` overrides the common part."""

    template: str
    context: Callable[[], dict[str, Any]]
    path: str = "/"
    role: str = ""
    has_site: bool = True


@cache
def engine() -> DjangoTemplates:
    """As in production, but a missing variable raises. One for all pages: it compiles each template once."""
    return DjangoTemplates(
        {
            "NAME": "gallery",
            "DIRS": [ROOT / "templates"],
            "APP_DIRS": False,
            "OPTIONS": {
                "string_if_invalid": _Loud("%s"),
                "libraries": {"mz": "trading.templatetags.mz"},
                "builtins": [],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                ],
            },
        }
    )


def render(sample: Sample, language: str) -> str:
    """The page as a browser gets it."""
    from tests.pages.samples import site

    with translation.override(language), _addresses():
        request: HttpRequest | None = None
        context = sample.context()
        if sample.has_site:
            request = RequestFactory().get(sample.path)
            request.resolver_match = resolve(sample.path, URLCONF)
            context = {"platform": site(sample.role), "messages": [], **context}
        return engine().get_template(sample.template).render(context, request)


@contextmanager
def _addresses() -> Iterator[None]:
    """Those of the gallery. A setting that is overridden would have them all built anew for each page."""
    before = get_urlconf()
    set_urlconf(URLCONF)
    try:
        yield
    finally:
        set_urlconf(before)


def samples() -> dict[str, Sample]:
    """By name: `hall/decrypting-bidder` and so on."""
    from tests.pages import samples as parts

    return parts.SAMPLES


def write(folder: Path) -> None:
    """All pages as files, beside the stylesheets, with as many bidders as there once were."""
    from tests.pages.samples import hall

    hall.CROWD = 1528
    for language in LANGUAGES:
        for name, sample in samples().items():
            target = folder / language / f"{name.replace('/', '-')}.html"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(render(sample, language), encoding="utf-8")


def nothing(_request: HttpRequest, **_arguments: object) -> HttpResponse:
    """A view that is only there for its name."""
    return HttpResponse()


def names(*routes: tuple[str, str]) -> list[Any]:
    return [path(route, nothing, name=name) for route, name in routes]


def space(name: str, *routes: tuple[str, str]) -> Any:
    return path("", include((names(*routes), name)))


def _configure() -> None:
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles"],
        LANGUAGE_CODE="zh-hans",
        LOCALE_PATHS=[ROOT / "locale"],
        STATIC_URL="/static/",
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        SECRET_KEY="gallery",
        ALLOWED_HOSTS=["testserver"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates"],
                "OPTIONS": {"libraries": {"mz": "trading.templatetags.mz"}},
            }
        ],
    )
    django.setup()


if __name__ == "__main__":
    _configure()
    from tests.pages.gallery import write as write_gallery

    write_gallery(Path(sys.argv[1]))
