"""Atom (RFC 4287): the same bytes for everybody who asks in one language, with a tag and a date to ask again by.

An entry is named by a `tag:` URI (RFC 4151) of the platform's name and what it is, so that neither another address of the
platform nor a new index makes it a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosure.selectors.found import Found
from trading.templatetags.mz import money, round_word

SINCE: Final = "2026"
"""The year from which the platform names things by its name (RFC 4151, 2.1)."""
NEVER: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed in which nothing ever was has changed: before the platform was."""


@dataclass(frozen=True, slots=True)
class FeedShown:
    """A feed; `tag`, `page` and `feed` are below the platform's name and address."""

    tag: str
    title: str
    page: str
    feed: str
    found: Sequence[Found]


def answer_with(request: HttpRequest, shown: FeedShown) -> HttpResponse:
    """The feed, or 304 for whoever has it."""
    updated = max((found.seen_at for found in shown.found), default=NEVER)
    content = _written(shown, updated)
    etag = quote_etag(sha256(content).hexdigest())
    answer = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    answer["Cache-Control"] = "public, no-cache"
    answer["ETag"] = etag
    answer["Last-Modified"] = http_date(updated.timestamp())
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    again = get_conditional_response(request, etag=etag, last_modified=int(updated.timestamp()), response=answer)
    return again or answer


def _written(shown: FeedShown, updated: datetime) -> bytes:
    feed = _Feed(
        title=_clean(shown.title),
        link=settings.ORIGIN + shown.page,
        description=None,
        language=get_language(),
        feed_url=settings.ORIGIN + shown.feed,
        feed_guid=_tag(shown.tag),
        author_name=_("明证公共资源交易平台"),
        updated=updated,
    )
    for found in shown.found:
        feed.add_item(
            title=_clean(_title(found)),
            link=settings.ORIGIN + found.url,
            description=escape(_clean(_summary(found))),  # Django says that it is HTML
            unique_id=_tag(found.tag),
            pubdate=found.at,
            updateddate=found.seen_at,
            author_name=_clean(found.source) or None,
        )
    return feed.writeString("utf-8").encode()


class _Feed(Atom1Feed):
    """With the date of what is in it: Django's would be that of the newest entry, or of now."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated


def _tag(what: str) -> str:
    host = settings.LOG_ORIGIN.partition("/")[0].partition(":")[0]
    return f"tag:{host},{SINCE}:{what}"


def _title(found: Found) -> str:
    word = found.kind if found.source else _(found.kind)
    again = f" · {round_word(found.round)}" if found.round > 1 else ""
    return f"{found.plain_title} - {word}{again}"


def _summary(found: Found) -> str:
    parts = [
        _("转载自 %(source)s") % {"source": found.source} if found.source else "",
        found.code,
        found.region,
        _("%(amount)s 元") % {"amount": money(found.amount)} if found.amount is not None else "",
        found.summary,
    ]
    return " · ".join(part for part in parts if part)


def _clean(text: str) -> str:
    """Without what XML 1.0 has no place for."""
    return "".join(
        one for one in text if one in "\t\n" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff"
    )
