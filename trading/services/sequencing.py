"""The sequencer: gives committed entries their place, signs the tree, tells the readers."""

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from trading.domain.entries import (
    By,
    EntryFacts,
    Method,
    Visibility,
    commitment,
    entry_json,
)
from trading.domain.merkle import Frontier, leaf_hash
from trading.domain.notes import sign_checkpoint
from trading.domain.qualified import APPLICATIONS_CLOSED
from trading.models import Checkpoint, Entry, PendingEntry, Position
from trading.services.incidents import note_late_head
from trading.services.keys import checkpoint_keys
from trading.services.moments import database_time

SEQUENCER_LOCK = 0x6D7A_5E90
BATCH = 5000
CHANNEL = "mz_ledger"
CLOSINGS = ("box.closed", APPLICATIONS_CLOSED)
SIGN_NEWS_WITHIN = timedelta(milliseconds=500)
SIGN_AT_LEAST_EVERY = timedelta(seconds=60)


def is_waiting() -> bool:
    """Whether a committed entry has no position. It is asked again and again: no lock, no transaction."""
    return PendingEntry.objects.exists()


@transaction.atomic
def sequence_entries() -> int:
    """Place all committed entries that have no position, in insertion order; returns how many.

    One sequencer at a time over all processes; another one returns 0 at once. Sends one NOTIFY for the batch.
    """
    if not _lead():
        return 0
    pending = PendingEntry.objects.select_related("entry__content").order_by("entry_id")[:BATCH]
    entries = [row.entry for row in pending]
    if not entries:
        return 0
    positions = new_positions(entries)
    Position.objects.bulk_create(positions)
    PendingEntry.objects.filter(entry_id__in=[entry.order for entry in entries]).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(positions[-1].log_index)])
    return len(positions)


@transaction.atomic
def sign_tree_head() -> Checkpoint | None:
    """Sign a checkpoint if there is news or the last one is a minute old; returns it, or None where none is due."""
    if not _lead():
        return None
    last = Checkpoint.objects.order_by("-id").first()
    size_before = last.size if last else 0
    news = Position.objects.filter(log_index__gte=size_before).order_by("log_index")
    placed = list(news.values_list("commitment", "entry__type"))
    leaves = [leaf_hash(bytes(commitment_)) for commitment_, _ in placed]
    if last and not leaves and database_time() - last.signed_at < SIGN_AT_LEAST_EVERY:
        return None
    if not last and not leaves:
        return None
    frontier = Frontier.from_bytes(bytes(last.frontier)) if last else Frontier()
    frontier = frontier.append(leaves)
    keys = checkpoint_keys(size_before, frontier.size)
    note = sign_checkpoint(settings.LOG_ORIGIN, frontier.size, frontier.root(), *keys)
    head = Checkpoint.objects.create(
        size=frontier.size, root=frontier.root().hex(), note=note, frontier=frontier.to_bytes()
    )
    if any(type_ in CLOSINGS for _, type_ in placed):
        for closing in news.filter(entry__type__in=CLOSINGS).select_related("entry__content", "trade"):
            note_late_head(closing.entry)
    return head


def new_positions(entries: list[Entry]) -> list[Position]:
    highest = Position.objects.aggregate(highest=Max("log_index"))["highest"]
    index = -1 if highest is None else highest
    sequence = _last_sequences({entry.trade_id for entry in entries})
    positions = []
    for entry in entries:
        index += 1
        sequence[entry.trade_id] += 1
        positions.append(
            Position(
                entry=entry,
                log_index=index,
                trade_id=entry.trade_id,
                trade_seq=sequence[entry.trade_id],
                commitment=commitment(bytes(entry.content.salt), entry_json(facts_of(entry), sequence[entry.trade_id])),
            )
        )
    return positions


def facts_of(entry: Entry) -> EntryFacts:
    """The entry as the ledger's format knows it."""
    return EntryFacts(
        id=entry.id,
        trade=entry.trade_id,
        type=entry.type,
        by=By(Method(entry.by["method"]), entry.by["party"], entry.by["role"]),
        visibility=Visibility(entry.visibility),
        at=entry.at,
        recorded_at=entry.recorded_at,
        body=entry.content.body,
    )


def _last_sequences(trades: set[UUID | None]) -> dict[UUID | None, int]:
    known = defaultdict[UUID | None, int](int)
    named = Position.objects.filter(trade_id__in=[trade for trade in trades if trade]).values("trade_id")
    for row in named.annotate(last=Max("trade_seq")):
        known[row["trade_id"]] = row["last"]
    if None in trades:
        known[None] = Position.objects.filter(trade=None).aggregate(last=Max("trade_seq"))["last"] or 0
    return known


def _lead() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        (leading,) = cursor.fetchone()
    return bool(leading)
