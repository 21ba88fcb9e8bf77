"""Handing notices over to the designated medium (O20 17, TR 15, O10 11): a reader of the ledger, and a pulse that asks."""

from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import override

from disclosure.domain.medium import (
    ASKED,
    NOTICE_TYPES,
    STUCK,
    Answer,
    NoticeMessage,
    Standing,
    due_at,
    goes_to_medium,
    is_overdue,
    pause_after,
)
from disclosure.models import MediumNotice
from disclosure.selectors.medium import handover_for
from disclosure.selectors.published import NoticePage, notice_at, paper_url
from disclosure.services.media import FolderMedium, NotReached, Parcel, designated
from trading.domain.actors import Actor
from trading.domain.canonical import sha256_hex
from trading.domain.entries import Visibility
from trading.models import Entry, Trade
from trading.services.moments import database_time

log = structlog.get_logger(__name__)

READER: Final = "disclosure.medium"
AT_ONCE: Final = 20
"""Notices that one round asks about."""


class HandoverRefused(Exception):
    """Nothing has changed; the message says why, for people."""


def note(entry: Entry) -> None:
    """Let a notice wait for the medium, where the law of its trade sends it there; once or many times is the same."""
    trade = entry.trade
    if trade is None or entry.visibility != Visibility.PUBLIC or trade.erased_at is not None:
        return
    if not goes_to_medium(trade.spec, entry.type):
        return
    MediumNotice.objects.get_or_create(entry=entry, defaults=_row(entry, trade))


def forget(trade: Trade) -> None:
    """Nothing of an erased trade is kept for the medium: neither rows nor what no gateway has taken."""
    rows = MediumNotice.objects.filter(trade=trade)
    folder = FolderMedium(Path(settings.MEDIUM_DIR))
    for number in rows.values_list("number", flat=True):
        folder.forget(number)
    rows.delete()


def forget_erased(entry: Entry) -> None:
    """The same, when the ledger says so."""
    if entry.trade is not None:
        forget(entry.trade)


def ask_medium() -> int:
    """Hand over what waits and ask about what is not published yet; returns how many notices had news.

    Each is claimed first and asked outside any transaction, so a medium that hangs holds no lock, and of several processes
    one asks. A medium that cannot be reached ends the round.
    """
    due = MediumNotice.objects.filter(ask_at__lte=database_time()).order_by("ask_at").values_list("pk", flat=True)
    found = list(due[:AT_ONCE])
    if not found:
        return 0
    medium, news = designated(), 0
    for pk in found:
        row = _claimed(pk, database_time())
        if row is None:
            continue
        try:
            answer = medium.hand_over(Parcel(row.number, bytes(row.message), row.told_at))
        except NotReached as error:
            _troubled(row, str(error))
            break
        news += _keep(row, answer)
    return news


@transaction.atomic
def hand_over_again(*, trade_id: UUID, seq: int, by: Actor) -> None:
    """The agency hands over once more, byte for byte, what the medium refused, published otherwise, or owes.

    Raises `NoSuchTrade`, `HandoverRefused`; then nothing has changed.
    """
    row = handover_for(by, trade_id, seq, lock=True)
    now = database_time()
    if row.standing not in STUCK and not is_overdue(Standing(row.standing), row.due_at, now):
        raise HandoverRefused("这份公告正在送交，不用再次送交。")
    if isinstance(medium := designated(), FolderMedium):
        medium.forget(row.number)  # what the gateway answered before counts no more
    row.standing, row.ask_at, row.tries, row.trouble = Standing.WAITING.value, now, 0, ""
    row.receipt, row.address, row.published_at = "", "", None
    row.save()


def _row(entry: Entry, trade: Trade) -> dict[str, object]:
    told_at = entry.recorded_at
    return {
        **_written(entry, trade),
        "trade": trade,
        "seq": entry.position.trade_seq,
        "told_at": told_at,
        "due_at": due_at(trade.spec, told_at),
        "ask_at": database_time(),
    }


def _written(entry: Entry, trade: Trade) -> dict[str, object]:
    """The message in Chinese, whoever asks for it."""
    with override("zh-hans"):
        page = notice_at(trade, entry.position.trade_seq)
        assert page is not None  # it is a notice, and public
        message = _message(entry, trade, page).bytes()
    return {"number": page.line.number, "title": page.line.title, "message": message, "sha256": sha256_hex(message)}


def _message(entry: Entry, trade: Trade, page: NoticePage) -> NoticeMessage:
    return NoticeMessage(
        number=page.line.number,
        type=NOTICE_TYPES[entry.type],
        title=page.line.title,
        trade_title=page.trade_title,
        tender_code=page.tender_code,
        region=trade.region,
        published_by=page.by,
        published_at=page.line.at,
        address=settings.ORIGIN + page.line.url,
        paper=settings.ORIGIN + paper_url(trade.pk, page.line.seq),
        lines=[(field.label, field.value) for field in page.fields],
        articles=page.articles,
        log_index=page.line.log_index,
        commitment=page.commitment,
        training=trade.training,
        body=entry.content.body,
    )


def _claimed(pk: int, now: datetime) -> MediumNotice | None:
    """The notice, if nobody else asks about it meanwhile. Whoever dies while asking leaves it for the next time."""
    row = MediumNotice.objects.filter(pk=pk, ask_at__lte=now, standing__in=ASKED).first()
    if row is None:
        return None
    later = now + pause_after(row.tries + 1)
    mine = MediumNotice.objects.filter(pk=pk, ask_at=row.ask_at, tries=row.tries)
    row.ask_at, row.tries = later, row.tries + 1
    return row if mine.update(ask_at=later, tries=F("tries") + 1) else None


def _troubled(row: MediumNotice, trouble: str) -> None:
    _as_claimed(row).update(trouble=trouble)
    log.warning("medium.not_reached", notice=row.number, tries=row.tries, trouble=trouble)


def _keep(row: MediumNotice, answer: Answer) -> int:
    """Write down what is new; a notice that is still on its way is asked about again, ever more seldom."""
    if answer.standing == row.standing:
        _as_claimed(row).update(trouble="")
        return 0
    changes: dict[str, object] = {
        "standing": answer.standing.value,
        "trouble": answer.reason,
        "receipt": answer.receipt or row.receipt,
        "address": answer.address,
        "published_at": answer.published_at,
        "tries": 0,
    }
    if answer.standing not in ASKED:
        changes["ask_at"] = None
    log.info("medium.answered", notice=row.number, standing=answer.standing.value)
    return _as_claimed(row).update(**changes)


def _as_claimed(row: MediumNotice) -> QuerySet[MediumNotice]:
    """The row, unless somebody changed it since: who hands it over again begins anew."""
    return MediumNotice.objects.filter(pk=row.pk, standing=row.standing, ask_at=row.ask_at, tries=row.tries)
