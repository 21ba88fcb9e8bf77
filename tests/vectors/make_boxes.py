"""boxes.json: roots of boxes, and proofs that a leaf is in one."""

from bidding.domain.box import close_box
from trading.domain.canonical import sha256_hex
from trading.domain.merkle import inclusion_proof, leaf_hash


def make() -> dict[str, object]:
    return {"boxes": [_box(size) for size in (0, 1, 2, 3, 5, 8)]}


def _box(size: int) -> dict[str, object]:
    given = [sha256_hex(f"bid {number}".encode()) for number in range(size)]
    box = close_box(given)
    hashes = [leaf_hash(bytes.fromhex(leaf)) for leaf in box.leaves]
    return {
        "given": given,
        "leaves": list(box.leaves),
        "size": box.size,
        "root": box.root,
        "proofs": [[node.hex() for node in inclusion_proof(hashes, index)] for index in range(size)],
    }
