"""The tree, against known answers and against its definition."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain import merkle
from trading.domain.canonical import FormatError
from trading.domain.merkle import (
    Frontier,
    ProofRefused,
    Tree,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)

# The known answers of the first implementation of RFC 6962.
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]


def definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(definition(leaves[:k]), definition(leaves[k:]))


def some(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_known_answers(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]
    assert Tree(LEAVES).root(size).hex() == ROOTS[size]


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_tree_that_grows_in_batches_is_the_tree_of_all_leaves(batches: list[int]) -> None:
    leaves, frontier, at = some(sum(batches)), Frontier(), 0

    for batch in batches:
        frontier = Frontier.from_bytes(frontier.append(leaves[at : at + batch]).to_bytes())
        at += batch
        assert frontier.root() == definition(leaves[:at]) == Tree(leaves).root(at)

    assert frontier.size == len(leaves)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 33])
def test_every_leaf_is_proven_and_nothing_else(size: int) -> None:
    leaves = some(size)
    tree = Tree(leaves)
    for index, leaf in enumerate(leaves):
        proof = tree.inclusion_proof(index)
        verify_inclusion(leaf, index, size, proof, tree.root())
        for wrong in _wrong_proofs(proof):
            with pytest.raises(ProofRefused):
                verify_inclusion(leaf, index, size, wrong, tree.root())
        with pytest.raises(ProofRefused):
            verify_inclusion(leaf_hash(b"other"), index, size, proof, tree.root())
        if size > 1:
            with pytest.raises(ProofRefused):
                verify_inclusion(leaf, (index + 1) % size, size, proof, tree.root())


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 31, 33])
def test_every_earlier_tree_is_proven_and_nothing_else(size: int) -> None:
    tree = Tree(some(size))
    for old in range(1, size + 1):
        proof = tree.consistency_proof(old)
        verify_consistency(old, tree.root(old), size, tree.root(), proof)
        for wrong in _wrong_proofs(proof):
            with pytest.raises(ProofRefused):
                verify_consistency(old, tree.root(old), size, tree.root(), wrong)
        with pytest.raises(ProofRefused):
            verify_consistency(old, leaf_hash(b"other"), size, tree.root(), proof)


def test_what_is_not_in_the_tree_cannot_be_asked_for() -> None:
    tree = Tree(some(3))
    for ask in (lambda: tree.inclusion_proof(3), lambda: tree.root(4), lambda: tree.consistency_proof(0)):
        with pytest.raises(FormatError):
            ask()
    with pytest.raises(FormatError):
        Frontier.from_bytes(b"\x00" * 7 + b"\x01")


def _wrong_proofs(proof: list[bytes]) -> list[list[bytes]]:
    longer = [*proof, bytes(32)]
    if not proof:
        return [longer]
    changed = [bytes((proof[0][0] ^ 1,)) + proof[0][1:], *proof[1:]]
    return [longer, proof[:-1], changed]
