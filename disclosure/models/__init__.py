"""All tables of the public site. None of them is a source: what is ours is read from the ledger, and can be read again; what
the designated medium said can be asked again.
"""

from disclosure.models.medium import MediumNotice
from disclosure.models.notices import ImportedNotice, IndexedNotice, WithdrawnNotice

__all__ = ["ImportedNotice", "IndexedNotice", "MediumNotice", "WithdrawnNotice"]
