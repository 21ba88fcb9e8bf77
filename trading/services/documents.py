"""A document on its way in, piece by piece. Nothing is known of it but the pieces until the last one is here."""

import fcntl
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from trading.domain.actors import Actor
from trading.models import Document
from trading.selectors.documents import paper_for
from trading.services import files
from trading.services.drafting import DraftRefused, enter_document, most_bytes

LONGEST_NAME = 200
UNKNOWN_TYPE = "application/octet-stream"


class WrongPlace(Exception):
    """The piece does not follow what is here; `offset` is where to go on."""

    def __init__(self, offset: int) -> None:
        super().__init__(str(offset))
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file as its sender announces it with every piece; `id` is the sender's own choice."""

    id: UUID
    name: str
    size: int


def append_piece(*, trade_id: UUID, file: Arriving, offset: int, piece: bytes, by: Actor) -> Document | None:
    """Write the piece behind those that are here; the last one makes the document, and only then there is a result.

    Raises `NoSuchTrade`, `DraftRefused`, and `WrongPlace` where the piece does not fit on.
    """
    trade, _version = paper_for(by, trade_id)
    name = checked_name(file.name)
    if not 0 < file.size <= most_bytes(trade):
        raise DraftRefused(_("文件是空的，或者超过允许的大小。"))
    # The trade is part of the place, so nobody can write into a file of another trade.
    place = files.incoming(uuid5(trade.pk, str(file.id)))
    if _append(place, offset, piece, file.size) < file.size:
        return None
    stored = (files.hash_of(place), file.size)
    files.adopt(place, stored[0])
    return enter_document(trade_id=trade_id, name=name, media_type=media_type_of(name), stored=stored, by=by)


def checked_name(name: str) -> str:
    """The last part of what a browser calls the file, in print; raises `DraftRefused`."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise DraftRefused(_("文件名为空、过长或含有不能显示的字符。"))
    return name


def media_type_of(name: str) -> str:
    """By the name alone: what the sender claims is not believed, and nothing is ever shown in the page."""
    return mimetypes.guess_type(name)[0] or UNKNOWN_TYPE


def _append(place: Path, offset: int, piece: bytes, size: int) -> int:
    with place.open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        here = handle.seek(0, 2)
        if here != offset:
            raise WrongPlace(here)
        if here + len(piece) > size:
            raise DraftRefused(_("收到的内容比文件还长。"))
        handle.write(piece)
    return here + len(piece)
