"""ledger.json: an entry, its commitment, a small log, its checkpoint and proofs."""

import base64
from datetime import UTC, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.cast import ANSHAN, LOG_KEY, PLACE, Fixed
from trading.domain.entries import (
    By,
    EntryFacts,
    Method,
    canonical,
    commitment,
    entry_json,
    leaf,
)
from trading.domain.merkle import Tree
from trading.domain.notes import sign_checkpoint, verifier_key
from trading.domain.rotations import Purpose, rotation_body

NEXT_LOG_KEY = Ed25519PrivateKey.from_private_bytes(Fixed("next log key")(32))


def make() -> dict[str, object]:
    salt = Fixed("salt")
    entries = [(_entry(number), salt(32)) for number in range(1, 8)]
    leaves = [leaf(value, entry_json(facts, number)) for number, (facts, value) in enumerate(entries, 1)]
    tree = Tree(leaves)
    origin, (facts, first_salt) = PLACE.origin, entries[0]
    return {
        "entry": canonical(facts, 1),
        "salt": base64.b64encode(first_salt).decode(),
        "commitment": commitment(first_salt, entry_json(facts, 1)).hex(),
        "leaf_hash": leaves[0].hex(),
        "log": {
            "leaves": [each.hex() for each in leaves],
            "roots": [tree.root(size).hex() for size in range(8)],
            "inclusion": [
                {"index": index, "size": size, "proof": [node.hex() for node in tree.inclusion_proof(index, size)]}
                for size in range(1, 8)
                for index in range(size)
            ],
            "consistency": [
                {"old": old, "size": size, "proof": [node.hex() for node in tree.consistency_proof(old, size)]}
                for size in range(1, 8)
                for old in range(1, size + 1)
            ],
        },
        "log_seed": LOG_KEY.private_bytes_raw().hex(),
        "verifier_key": verifier_key(origin, LOG_KEY.public_key()),
        "checkpoint": sign_checkpoint(origin, 7, tree.root(), LOG_KEY),
        "rotation": rotation_body(Purpose.CHECKPOINT, origin, LOG_KEY, NEXT_LOG_KEY),
        "next_verifier_key": verifier_key(origin, NEXT_LOG_KEY.public_key()),
        "handing_over": sign_checkpoint(origin, 7, tree.root(), LOG_KEY, NEXT_LOG_KEY),
    }


def _entry(number: int) -> EntryFacts:
    at = datetime(2026, 2, 20, 1, number, tzinfo=UTC)
    return EntryFacts(
        id=UUID(bytes=Fixed(f"entry {number}")(16), version=4),
        trade=PLACE.trade,
        type="documents.offered",
        at=at,
        recorded_at=at,
        by=By(Method.SESSION, ANSHAN, "agency"),
        body={"lot": str(PLACE.lot)},
    )
