"""Writing the index of notices: ours as a reader of the ledger, others' as they are imported.

The index is no source. It can be emptied and read again from the ledger and from what was imported (`rebuild`).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, Value

from bidding.domain.bodies import RECORD_PUBLISHED
from bidding.models import OpeningRecord
from disclosure.domain.findable import amount_in, codes_in, texts_in
from disclosure.domain.imported import yuan_of
from disclosure.domain.notices import NOTICES, notice_kind, number_of, round_of, title_of
from disclosure.domain.provinces import province_code
from disclosure.domain.sorting import business_of_class, business_of_word, group_of_type, group_of_word
from disclosure.models import ImportedNotice, IndexedNotice
from disclosure.words import index_words
from trading.domain.canonical import decode
from trading.domain.entries import Visibility
from trading.models import Cursor, Entry, Trade
from trading.selectors.lists import region_word

READER: Final = "disclosure.index"
TYPES: Final = (*NOTICES, RECORD_PUBLISHED)
"""Entries that are found: every notice, and the opening record."""

LONGEST_TEXT: Final = 200_000
"""Characters that are looked at; more than the longest notice of other platforms has."""
MOST_BYTES: Final = 1_000_000
"""Of all words of one notice: PostgreSQL takes 1,048,575. Of a text with more, only the first part is known."""
ROWS_AT_ONCE: Final = 200


def index_entry(entry: Entry) -> None:
    """Let a notice of ours be found; once or many times is the same. What is not public is passed over."""
    trade = entry.trade
    if trade is None or entry.visibility != Visibility.PUBLIC or trade.erased_at is not None:
        return
    IndexedNotice.objects.update_or_create(entry=entry, defaults=_of_entry(entry, trade))


def index_imported(notices: Iterable[ImportedNotice]) -> None:
    """Let imported notices be found that are not yet."""
    rows = [IndexedNotice(imported=notice, **_of_imported(notice)) for notice in notices]
    IndexedNotice.objects.bulk_create(rows, ignore_conflicts=True)


def forget(trade: Trade) -> None:
    """Nothing of an erased trade is found."""
    IndexedNotice.objects.filter(trade=trade).delete()


def forget_erased(entry: Entry) -> None:
    """The same, when the ledger says so: an index that was emptied is read again from the start."""
    if entry.trade is not None:
        forget(entry.trade)


@transaction.atomic
def rebuild() -> None:
    """Empty the index; imported notices are indexed at once, ours by the reader, from the first entry on."""
    Cursor.objects.select_for_update().filter(reader=READER).update(log_index=-1)
    IndexedNotice.objects.all().delete()
    batch: list[ImportedNotice] = []
    for notice in ImportedNotice.objects.order_by("published_at", "pk").iterator(ROWS_AT_ONCE):
        batch.append(notice)
        if len(batch) == ROWS_AT_ONCE:
            index_imported(batch)
            batch = []
    index_imported(batch)


def _of_entry(entry: Entry, trade: Trade) -> dict[str, object]:
    place, body = entry.position, entry.content.body
    kind = notice_kind(entry.type)
    texts = [*texts_in(body), *_recorded(entry)]
    word = title_of(kind, body) if kind is not None else "开标记录"
    names = (trade.title, trade.principal, trade.agency.name, region_word(trade.region), word)
    codes = (trade.tender_code, trade.project_code, number_of(trade.tender_code, place.trade_seq), *codes_in(body))
    return {
        "trade": trade,
        "seq": place.trade_seq,
        "log_index": place.log_index,
        "lot": body.get("lot"),
        "kind": entry.type,
        "round": round_of(body),
        "group": group_of_type(entry.type).value,
        "business": business_of_class(trade.spec.code_class).value,
        "region": trade.region,
        "title": trade.title,
        "code": trade.tender_code,
        "principal": trade.principal,
        "amount": amount_in(entry.type, body),
        "text": _joined(text for text in texts if text != trade.title),
        "published_at": entry.at,
        "seen_at": entry.recorded_at,
        "words": _vector((*names, *codes), texts),
    }


def _recorded(entry: Entry) -> Sequence[str]:
    """The names and words of an opening record, which the entry names by its hash alone."""
    if entry.type != RECORD_PUBLISHED:
        return ()
    record = OpeningRecord.objects.filter(lot_id=entry.content.body["lot"]).first()
    return texts_in(decode(bytes(record.content))) if record is not None else ()


def _of_imported(notice: ImportedNotice) -> dict[str, object]:
    heads = (notice.title, notice.code, notice.agency, notice.platform, notice.kind, notice.province, notice.business)
    return {
        "kind": notice.kind,
        "group": group_of_word(notice.kind).value,
        "business": business_of_word(notice.business).value,
        "region": province_code(notice.province),
        "title": notice.title,
        "code": notice.code,
        "principal": notice.agency,
        "amount": yuan_of(notice.budget),
        "text": notice.text,
        "published_at": notice.published_at,
        "seen_at": notice.imported_at,
        "words": _vector(heads, (notice.text,)),
    }


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)[:LONGEST_TEXT]


def _vector(heads: Sequence[str], texts: Sequence[str]) -> Func:
    """The words as they are: no parser, no stems, no places."""
    text = _joined(texts)
    words = index_words(heads, (text,))
    while sum(len(word.encode()) for word in words) > MOST_BYTES:
        text = text[: len(text) // 2]
        words = index_words(heads, (text,))
    return Func(
        Value(sorted(words)), template="array_to_tsvector(%(expressions)s::text[])", output_field=SearchVectorField()
    )
