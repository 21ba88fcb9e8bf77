"""Telling an expert that it is called. A notifier is outside: it may send twice what it was given once, and we may die.

So every message has a key, the same for the same call: given twice, it is sent once, and its receipt is the same.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from trading.domain.canonical import at_text
from trading.services.files import write_whole


@dataclass(frozen=True, slots=True, repr=False)
class Notice:
    """Whom to reach and when the evaluation is. The trade is not named: its page asks the expert to log in.

    `answer_at`: the page where an expert without an account answers, once; empty for all others.
    """

    key: UUID
    name: str
    phone: str
    email: str
    evaluation_from: datetime
    place: str
    within_minutes: int
    answer_at: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Reminder:
    """A member of a committee is asked to log in, for its committee is wanted once more. Nothing says of which trade.

    `answer_by`: until when it is wanted.
    """

    key: UUID
    name: str
    phone: str
    email: str
    answer_by: datetime


class Notifier(Protocol):
    """The one party that knows who is called."""

    def send(self, notice: Notice | Reminder) -> str:
        """Send it, once however often it is given, and return the SHA-256 of the receipt in hex. May raise `NotSent`."""
        ...


class NotSent(Exception):
    """The notifier could not take the message; it is given again later."""


class Outbox:
    """Messages as files that a gateway for telephone or text messages takes: of mode 0600, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, notice: Notice | Reminder) -> str:
        path = self.folder / f"{notice.key}.json"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                write_whole(path, _message(notice))
            return sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise NotSent(type(error).__name__) from error


def notifier() -> Notifier:
    """The platform's own."""
    return Outbox(Path(settings.VAR_DIR) / "outbox")


def _message(notice: Notice | Reminder) -> bytes:
    content: dict[str, str | int] = {
        "email": notice.email,
        "key": str(notice.key),
        "name": notice.name,
        "phone": notice.phone,
    }
    if isinstance(notice, Reminder):
        content["log_in_by"] = at_text(notice.answer_by)
    else:
        content |= _summons(notice)
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def _summons(notice: Notice) -> dict[str, str | int]:
    """What a call says: when and where, and by when to answer."""
    content: dict[str, str | int] = {
        "evaluation_from": at_text(notice.evaluation_from),
        "place": notice.place,
        "within_minutes": notice.within_minutes,
    }
    if notice.answer_at:
        content["answer_at"] = notice.answer_at
    return content
