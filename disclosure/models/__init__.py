"""All tables of the public site. None of them is a source: what is ours is read from the ledger, and can be read again."""

from disclosure.models.notices import ImportedNotice, IndexedNotice, WithdrawnNotice

__all__ = ["ImportedNotice", "IndexedNotice", "WithdrawnNotice"]
