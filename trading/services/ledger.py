"""The one way into the ledger."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from trading.domain.actors import Actor
from trading.domain.entries import Method, Visibility
from trading.models import Entry, EntryBody, Trade
from trading.services.moments import Moment

Json: TypeAlias = Mapping[str, Any] | Sequence[Any] | str | int | bool | None


@dataclass(frozen=True, slots=True)
class News:
    """What an entry will say: a dotted past-tense type and its body (docs/spec/ledger.md)."""

    type: str
    body: Mapping[str, object]
    visibility: Visibility = Visibility.PUBLIC
    method: Method = Method.SESSION


def record(news: News, *, trade: Trade | None, moment: Moment, by: Actor) -> Entry:
    """Insert one entry in the transaction of the change it reports. Its place in the log is given after the commit."""
    (entry,) = record_all([news], trade=trade, moment=moment, by=by)
    return entry


def record_all(news: Sequence[News], *, trade: Trade | None = None, moment: Moment, by: Actor) -> list[Entry]:
    """Insert several entries of one moment, in this order."""
    entries = Entry.objects.bulk_create(_entry(one, trade, moment, by) for one in news)
    EntryBody.objects.bulk_create(
        EntryBody(entry=entry, body=one.body, salt=secrets.token_bytes(32))
        for entry, one in zip(entries, news, strict=True)
    )
    return entries


def _entry(news: News, trade: Trade | None, moment: Moment, by: Actor) -> Entry:
    who = by.by(news.method)
    return Entry(
        trade=trade,
        type=news.type,
        by={"method": who.method.value, "party": who.party, "role": who.role},
        visibility=news.visibility.value,
        at=moment.at,
        recorded_at=moment.real,
    )
