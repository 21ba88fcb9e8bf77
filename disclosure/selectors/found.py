"""Finding notices, ours and imported ones together, the newest first; the gate is here: nothing of an erased trade."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.urls import reverse

from disclosure.domain.asking import Asked, Place, region_prefix
from disclosure.domain.notices import notice_kind
from disclosure.domain.provinces import PROVINCES
from disclosure.models import ImportedNotice, IndexedNotice
from disclosure.selectors.published import notice_url
from disclosure.words import Piece, Term, marked, terms_of
from trading.domain.periods import end_of, start_of
from trading.models import Lot, Trade
from trading.selectors.kinds import glyph_of
from trading.selectors.lists import region_word, row_of, with_lots
from trading.selectors.trades import PUBLIC

PAGE: Final = 20
SNIPPET: Final = 140
LAST: Final = 500
"""Notices among which a common word is looked for: twenty of them have a word that one in twenty-five has."""
RECORD_TITLE: Final = "开标记录"


@dataclass(frozen=True, slots=True)
class Found:
    """A notice in the list. `kind`: a message id for ours, the other platform's word for imported ones.

    `stage` is where the trade stands now, "" for imported ones; `source`, `source_url`: whose notice it is, "" for ours.
    """

    place: Place
    tag: str
    at: datetime
    seen_at: datetime
    url: str
    title: Sequence[Piece]
    kind: str
    group: str
    round: int
    code: str
    principal: str
    region: str
    amount: Decimal | None
    snippet: Sequence[Piece]
    glyph: str
    stage: str
    entry: int | None
    source: str
    source_url: str

    @property
    def plain_title(self) -> str:
        return "".join(piece.text for piece in self.title)

    @property
    def summary(self) -> str:
        return "".join(piece.text for piece in self.snippet)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of them. `after`: where the next page begins, None at the end."""

    found: Sequence[Found]
    after: Place | None


def find(asked: Asked, *, most: int = PAGE) -> Results:
    """What matches, at most so many."""
    rows = _rows(asked, most + 1)
    shown = rows[:most]
    after = _place(shown[-1]) if len(rows) > most else None
    return Results(list(_found(shown, asked.text)), after)


def with_words(trades: QuerySet[Trade], text: str) -> QuerySet[Trade]:
    """Those of them of which some notice has every word of the text; all where nothing is asked for."""
    if not text:
        return trades
    terms = terms_of(text)
    rows = IndexedNotice.objects.filter(trade__isnull=False, words__has=_query(terms)) if terms else None
    return trades.none() if rows is None else trades.filter(pk__in=rows.values("trade"))


def found_of_trade(trade: Trade, *, most: int) -> list[Found]:
    """The notices of one trade, the newest first."""
    return list(_found(newest_first(IndexedNotice.objects.filter(trade=trade))[:most], ""))


def newest_imported(most: int) -> list[Found]:
    """Of imported notices the newest."""
    return list(_found(newest_first(IndexedNotice.objects.filter(imported__isnull=False))[:most], ""))


def imported_notice(notice_id: UUID) -> ImportedNotice | None:
    return ImportedNotice.objects.filter(pk=notice_id).first()


def tag_of(row: IndexedNotice) -> str:
    """What a notice is called for ever, below the name of the platform."""
    return f"imported/{row.imported_id}" if row.imported_id else f"trade/{row.trade_id}/{row.seq}"


def newest_first(rows: QuerySet[IndexedNotice]) -> QuerySet[IndexedNotice]:
    return rows.order_by("-published_at", "-id")


def _rows(asked: Asked, most: int) -> list[IndexedNotice]:
    """The newest that match. A word that is common is among the last notices; one that is rare is looked up in the index.

    PostgreSQL would have to guess which is which, and reads every notice where it is wrong about the beginning of a code.
    """
    rows = IndexedNotice.objects.defer("words").filter(_later(asked.after))
    wanted = rows.filter(_filters(asked))
    if not asked.text:
        return list(newest_first(wanted)[:most])
    terms = terms_of(asked.text)
    if not terms:
        return []
    wanted = wanted.filter(words__has=_query(terms))
    last = newest_first(rows).values("pk")[:LAST]
    found = list(newest_first(wanted.filter(pk__in=last))[:most])
    if len(found) == most:
        return found
    # By a moment that no index is ordered by, so that the rows come from the index of words.
    moment = ExpressionWrapper(F("published_at") + Value(timedelta()), output_field=DateTimeField())
    return list(wanted.annotate(moment=moment).order_by("-moment", "-id")[:most])


def _later(place: Place | None) -> Q:
    """Whatever comes after this place in the list."""
    if place is None:
        return Q()
    return Q(published_at__lte=place.at) & (Q(published_at__lt=place.at) | Q(id__lt=place.row))


def _filters(asked: Asked) -> Q:
    """All that needs no words."""
    wanted = Q()
    for name, value in (("business", asked.business), ("group", asked.group)):
        if value is not None:
            wanted &= Q(**{name: value.value})
    if asked.region:
        wanted &= Q(region__startswith=region_prefix(asked.region))
    if asked.stage is not None:
        wanted &= Q(trade__in=Lot.objects.filter(stage=asked.stage.value).values("trade"))
    if asked.since is not None:
        wanted &= Q(published_at__gte=start_of(asked.since))
    if asked.until is not None:
        wanted &= Q(published_at__lt=end_of(asked.until))
    if asked.least is not None:
        wanted &= Q(amount__gte=asked.least)
    if asked.most is not None:
        wanted &= Q(amount__lte=asked.most)
    return wanted


def _query(terms: Iterable[Term]) -> str:
    """As PostgreSQL reads it. Words are letters and digits, so quotes are all that it needs."""
    return " & ".join(f"'{term.word}':*" if term.begins else f"'{term.word}'" for term in terms)


def _found(rows: Iterable[IndexedNotice], text: str) -> Iterable[Found]:
    """The rows with what their trades and their sources say now, in as many queries for one as for twenty.

    The gate: a trade that the public may not see any more has no rows for long, and is not shown by those it has.
    """
    listed = list(rows)
    public = Trade.objects.filter(PUBLIC, pk__in={row.trade_id for row in listed})
    trades = {trade.pk: trade for trade in with_lots(public)}
    others = ImportedNotice.objects.defer("text").in_bulk([row.imported_id for row in listed if row.imported_id])
    for row in listed:
        trade = trades.get(row.trade_id) if row.trade_id else None
        other = others.get(row.imported_id) if row.imported_id else None
        if trade is not None or other is not None:
            yield _one(row, trade, other, text)


def _one(row: IndexedNotice, trade: Trade | None, other: ImportedNotice | None, text: str) -> Found:
    return Found(
        place=_place(row),
        tag=tag_of(row),
        at=row.published_at,
        seen_at=row.seen_at,
        url=_url(row),
        title=marked(row.title, text),
        kind=row.kind if trade is None else _title(row),
        group=row.group,
        round=row.round,
        code=row.code,
        principal=row.principal,
        region=_region(row.region, ours=trade is not None),
        amount=row.amount,
        snippet=marked(" ".join(row.text.split()), text, most=SNIPPET),
        glyph=glyph_of(trade.spec) if trade is not None else "",
        stage=row_of(trade).stage if trade is not None else "",
        entry=row.log_index,
        source=other.platform if other is not None else "",
        source_url=other.url if other is not None else "",
    )


def _title(row: IndexedNotice) -> str:
    kind = notice_kind(row.kind)
    if kind is None:
        return RECORD_TITLE
    return kind.again if kind.again and row.round > 1 else kind.title


def _url(row: IndexedNotice) -> str:
    if row.trade_id is None or row.seq is None:
        return reverse("notices:imported", args=[row.imported_id])
    if notice_kind(row.kind) is None:
        return reverse("hall:record", args=[row.lot])
    return notice_url(row.trade_id, row.seq)


def _region(code: str, *, ours: bool) -> str:
    return region_word(code) if ours else PROVINCES.get(code, "")


def _place(row: IndexedNotice) -> Place:
    return Place(row.published_at, row.pk)
