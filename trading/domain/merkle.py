"""The tree of RFC 6962: docs/spec/ledger.md, "Tree". All functions take leaf hashes, not leaf data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from trading.domain.canonical import FormatError

EMPTY_ROOT = sha256(b"").digest()
HASH_SIZE = 32


class ProofRefused(FormatError):
    """A proof does not lead to the root."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that holds `data`."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A growing tree, of which only the roots of its full subtrees are kept (at most 64 hashes), widest first.

    A value: `append` gives the next one, at about two hashes per leaf.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf_hashes: Iterable[bytes]) -> "Frontier":
        peaks, size = list(self.peaks), self.size
        pop, push = peaks.pop, peaks.append
        for node in leaf_hashes:
            rest = size
            while rest & 1:
                node = sha256(b"\x01" + pop() + node).digest()
                rest >>= 1
            push(node)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def to_bytes(self) -> bytes:
        """Size (8 bytes, big endian), then the peaks."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        size = int.from_bytes(data[:8], "big")
        if len(data) != 8 + HASH_SIZE * size.bit_count():
            raise FormatError("not the state of a tree")
        return cls(size, tuple(data[at : at + HASH_SIZE] for at in range(8, len(data), HASH_SIZE)))


class Tree:
    """A whole tree in memory (64 bytes a leaf), which proves any leaf and any earlier size in O(log² n)."""

    def __init__(self, leaf_hashes: Iterable[bytes]) -> None:
        level = b"".join(leaf_hashes)
        if len(level) % HASH_SIZE:
            raise FormatError("a leaf hash has 32 bytes")
        self.size = len(level) // HASH_SIZE
        self._levels = [level]
        while len(level) >= 2 * HASH_SIZE:
            pairs = range(0, len(level) - HASH_SIZE, 2 * HASH_SIZE)
            level = b"".join([sha256(b"\x01" + level[at : at + 2 * HASH_SIZE]).digest() for at in pairs])
            self._levels.append(level)

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves (all of them by default)."""
        return self._subtree(0, self._checked(self.size if size is None else size))

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """RFC 6962 section 2.1.1: the path from the leaf to the root of the first `size` leaves."""
        end = self._checked(self.size if size is None else size)
        if not 0 <= index < end:
            raise FormatError("no such leaf")
        start, path = 0, []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
        return path[::-1]

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """RFC 6962 section 2.1.2: that the first `old` leaves are the beginning of the first `size`."""
        end = self._checked(self.size if size is None else size)
        if not 0 < old <= end:
            raise FormatError("no such earlier tree")
        start, path, whole = 0, [], True
        while end != old:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self._subtree(start, end))
        return path[::-1]

    def _checked(self, size: int) -> int:
        if not 0 <= size <= self.size:
            raise FormatError("no tree of this size")
        return size

    def _subtree(self, start: int, end: int) -> bytes:
        width = end - start
        if width == 0:
            return EMPTY_ROOT
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            at = (start >> height) * HASH_SIZE
            return self._levels[height][at : at + HASH_SIZE]
        middle = start + _split(width)
        return node_hash(self._subtree(start, middle), self._subtree(middle, end))


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    return Frontier().append(leaf_hashes).root()


def inclusion_proof(leaf_hashes: Iterable[bytes], index: int) -> list[bytes]:
    return Tree(leaf_hashes).inclusion_proof(index)


def consistency_proof(leaf_hashes: Iterable[bytes], old: int) -> list[bytes]:
    return Tree(leaf_hashes).consistency_proof(old)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise `ProofRefused` unless `leaf` (a leaf hash) is at `index` of the tree of `size` leaves under `root`.

    RFC 9162 section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofRefused("the index lies outside the tree")
    place, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    if last or node != root:
        raise ProofRefused("the proof does not lead to the root")


def verify_consistency(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Raise `ProofRefused` unless the tree of `old` leaves is the beginning of the one of `size`.

    RFC 9162 section 2.1.4.2.
    """
    if not 0 < old <= size:
        raise ProofRefused("no such earlier tree")
    if old == size:
        if proof or old_root != root:
            raise ProofRefused("equal sizes, different roots")
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not path:
        raise ProofRefused("the proof is too short")
    first = second = path[0]
    for node in path[1:]:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if place & 1 or place == last:
            first, second = node_hash(node, first), node_hash(node, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, node)
        place, last = place >> 1, last >> 1
    if last or first != old_root or second != root:
        raise ProofRefused("the proof does not lead to both roots")


def _split(width: int) -> int:
    """The largest power of two that is less than `width`."""
    return 1 << ((width - 1).bit_length() - 1)
