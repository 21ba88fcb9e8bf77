"""The box: a tree over the live bids and withdrawals at the deadline (docs/spec/bid.md, "Box")."""

from collections.abc import Iterable
from dataclasses import dataclass

from trading.domain import merkle
from trading.domain.canonical import FormatError, is_hash

SMALLEST_BLANKED = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A closed box. `leaves` and `root` in hexadecimal."""

    leaves: tuple[str, ...]
    root: str

    @property
    def size(self) -> int:
        return len(self.leaves)


def close_box(bids: Iterable[str], withdrawals: Iterable[str] = (), blanks: Iterable[str] = ()) -> Box:
    """The box of the hashes of all live bids, and of all withdrawals that no later bid replaced.

    `blanks`: random hashes that hide the number in a box that fails (`blanks_needed`).
    """
    leaves = tuple(sorted((*bids, *withdrawals, *blanks)))
    if len(set(leaves)) != len(leaves):
        raise FormatError("nothing is in the box twice")
    return Box(leaves, box_root(leaves))


def blanks_needed(real: int) -> int:
    """How many blank leaves hide that only `real` are bids or withdrawals: the box of a lot with too few bids.

    Its bidders find their own leaf and learn nothing of others; a power of two, 16 at least, is all that a size says.
    """
    size = SMALLEST_BLANKED
    while size <= real:
        size *= 2
    return size - real


def box_root(leaves: Iterable[str]) -> str:
    """The root over leaves in the order given."""
    hashes = []
    for leaf in leaves:
        if not is_hash(leaf):
            raise FormatError("a leaf of the box is a hash")
        hashes.append(merkle.leaf_hash(bytes.fromhex(leaf)))
    return merkle.root(hashes).hex()
