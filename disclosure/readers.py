"""What the public site does when it reads of something in the ledger."""

from typing import Any

import structlog
from celery import Task
from kombu.exceptions import OperationalError

from bidding.domain.bodies import RECORD_PUBLISHED
from disclosure.domain.medium import NOTICE_TYPES
from disclosure.domain.notices import NOTICES
from disclosure.services import medium
from disclosure.services.indexing import READER, TYPES, forget_erased, index_entry
from disclosure.tasks import draw_notice, draw_record
from trading.domain.erasure import DONE
from trading.models import Entry
from trading.services.readers import READERS, Reader

log = structlog.get_logger(__name__)


def register() -> None:
    READERS.append(Reader("disclosure.papers", {RECORD_PUBLISHED: _draw}))
    READERS.append(Reader(READER, {**dict.fromkeys(TYPES, index_entry), DONE: forget_erased}))
    READERS.append(Reader(medium.READER, {**dict.fromkeys(NOTICE_TYPES, medium.note), DONE: medium.forget_erased}))
    READERS.append(Reader("disclosure.notices", dict.fromkeys(NOTICES, _draw_notice)))


def _draw(entry: Entry) -> None:
    _later(draw_record, entry.content.body["lot"])


def _draw_notice(entry: Entry) -> None:
    _later(draw_notice, str(entry.trade_id), entry.position.trade_seq)


def _later(task: Task[..., Any], *what: object) -> None:
    """A paper is only drawn ahead: without a broker whoever asks first waits for it, and no reader stands still."""
    try:
        task.apply_async(what, retry=False)
    except OperationalError as error:
        log.warning("papers.not_ahead", task=task.name, error=type(error).__name__)
