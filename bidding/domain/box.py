"""The box: a tree over the live bids and withdrawals at the deadline (docs/spec/bid.md, "Box")."""

from collections.abc import Iterable
from dataclasses import dataclass

from trading.domain import merkle
from trading.domain.canonical import FormatError, is_hash


@dataclass(frozen=True, slots=True)
class Box:
    """A closed box. `leaves` and `root` in hexadecimal."""

    leaves: tuple[str, ...]
    root: str

    @property
    def size(self) -> int:
        return len(self.leaves)


def close_box(bids: Iterable[str], withdrawals: Iterable[str] = ()) -> Box:
    """The box of the hashes of all live bids, and of all withdrawals that no later bid replaced."""
    leaves = tuple(sorted((*bids, *withdrawals)))
    if len(set(leaves)) != len(leaves):
        raise FormatError("nothing is in the box twice")
    return Box(leaves, box_root(leaves))


def box_root(leaves: Iterable[str]) -> str:
    """The root over leaves in the order given."""
    hashes = []
    for leaf in leaves:
        if not is_hash(leaf):
            raise FormatError("a leaf of the box is a hash")
        hashes.append(merkle.leaf_hash(bytes.fromhex(leaf)))
    return merkle.root(hashes).hex()
