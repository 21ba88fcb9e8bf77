"""Papers that belong to a decision: published with it, but never tender documents."""

from collections.abc import Iterable
from dataclasses import dataclass

from trading.domain.bodies import DocumentFile
from trading.models import Document, Trade
from trading.services import files


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A file on its way."""

    name: str
    media_type: str
    chunks: Iterable[bytes]


class PaperEmpty(Exception):
    """There is nothing in the file."""


def keep_paper(draft: PaperDraft) -> DocumentFile:
    """Store the content by its hash; nobody can fetch it by that. Raises `PaperEmpty`."""
    sha256, size = files.store(draft.chunks)
    if not size:
        raise PaperEmpty
    return DocumentFile(draft.name, draft.media_type, sha256, size)


def publish_paper(trade: Trade, draft: PaperDraft) -> DocumentFile:
    """Store it so that everybody can fetch it at the trade; it was never in force as one of the documents.

    Raises `PaperEmpty`.
    """
    file = keep_paper(draft)
    of_no_version = {"since": trade.version, "until": trade.version}
    Document.objects.create(
        trade=trade,
        name=file.name,
        media_type=file.media_type,
        sha256=file.sha256,
        size=file.size,
        **of_no_version,
    )
    return file
