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
    body: Mapping[str, Json]
    visibility: Visibility = Visibility.PUBLIC
    method: Method = Method.SESSION


def record(news: News, *, trade: Trade | None, moment: Moment, by: Actor) -> Entry:
    """Insert one entry in the transaction of the change it reports. Its place in the log is given after the commit."""
    who = by.by(news.method)
    entry = Entry.objects.create(
        trade=trade,
        type=news.type,
        by={"method": who.method.value, "party": who.party, "role": who.role},
        visibility=news.visibility.value,
        at=moment.at,
        recorded_at=moment.real,
    )
    EntryBody.objects.create(entry=entry, body=news.body, salt=secrets.token_bytes(32))
    return entry
