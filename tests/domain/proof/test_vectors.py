"""The vectors that JavaScript reads as well: Python must agree with every one of them."""

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bidding.domain import age
from bidding.domain.age_keys import Identity, Recipient
from bidding.domain.bids import read_bid, read_withdrawal
from bidding.domain.box import box_root, close_box
from bidding.domain.forms import (
    ItemKind,
    OpeningItem,
    decode_form,
    encode_form,
    parse_opening_items,
)
from bidding.domain.manifests import decode_manifest
from bidding.domain.members import read_members
from bidding.domain.opening import LiveBid, open_one
from bidding.domain.places import Place
from bidding.domain.receipts import read_receipt
from bidding.domain.releases import (
    Release,
    check_release,
    open_attachment_keys,
    open_release,
    read_acknowledgement,
    read_release,
)
from bidding.domain.sealing import Context, Role, open_sealed
from tests.vectors import make
from trading.domain import merkle
from trading.domain.canonical import (
    FormatError,
    decode,
    encode,
    parse_at,
    parse_base64,
    sha256_hex,
)
from trading.domain.entries import canonical, commitment, leaf, parse
from trading.domain.notes import open_checkpoint
from trading.domain.statements import PREFIX, read, sign

FOLDER = Path(make.__file__).parent


@cache
def vectors(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def cases(name: str, *path: str) -> list[Any]:
    found = vectors(name)
    for step in path:
        found = found[step]
    return list(found)


def context(members: dict[str, Any]) -> Context:
    place = Place(members["origin"], UUID(members["trade"]), UUID(members["lot"]), members["envelope"])
    return Context(place, members["bidder"], members["version"], Role(members["role"]), members["index"])


def test_the_files_are_what_their_maker_writes() -> None:
    for name, text in make.texts().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, name


def test_canonical_values_are_written_as_the_vectors_say() -> None:
    for case in cases("canonical.json", "valid"):
        assert encode(case["value"]).decode() == case["canonical"]
        assert decode(case["canonical"].encode()) == case["value"]
        assert sha256_hex(case["canonical"].encode()) == case["sha256"]


@pytest.mark.parametrize("case", cases("canonical.json", "must_fail"), ids=lambda case: case["why"])
def test_text_that_is_not_canonical_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(FormatError):
        decode(case["text"].encode())


@pytest.mark.parametrize(("kind", "parser"), [("times", parse_at), ("base64", parse_base64)])
def test_there_is_one_way_to_write_a_time_and_bytes(kind: str, parser: Any) -> None:
    for text in cases("canonical.json", kind, "valid"):
        parser(text)
    for text in cases("canonical.json", kind, "must_fail"):
        with pytest.raises(FormatError):
            parser(text)


def test_a_statement_is_signed_over_its_prefix_and_canonical_form() -> None:
    vector = vectors("statements.json")

    signed = read(vector["file"].encode())

    assert signed.statement == vector["statement"]
    assert (signed.hash, signed.key) == (vector["hash"], vector["public_key"])
    assert (PREFIX + encode(vector["statement"])).hex() == vector["signed_bytes_hex"]


@pytest.mark.parametrize("case", cases("statements.json", "must_fail"), ids=lambda case: case["why"])
def test_a_file_that_is_no_signed_statement_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(FormatError):
        read(case["file"].encode())


def test_age_keys_are_read_and_written() -> None:
    for case in cases("sealed.json", "keys"):
        assert str(Identity.parse(case["identity"]).recipient) == case["recipient"]
        assert Recipient.parse(case["recipient"]).point.hex() == case["public_hex"]
        assert Identity.parse(case["identity"]).text == case["identity"]


@pytest.mark.parametrize("case", cases("sealed.json", "keys_must_fail"), ids=lambda case: case["why"])
def test_text_that_is_no_age_key_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(FormatError):
        Identity.parse(case["identity"]) if "identity" in case else Recipient.parse(case["recipient"])


def test_a_context_has_one_hash() -> None:
    for case in cases("sealed.json", "contexts"):
        assert context(case["context"]).hash().hex() == case["hash"]
        assert context(case["context"]).stanza().arguments == (case["argument"],)


@pytest.mark.parametrize("case", cases("sealed.json", "objects"), ids=lambda case: case["name"])
def test_a_sealed_object_opens_by_every_identity_and_by_its_file_key(case: dict[str, Any]) -> None:
    data, expected = base64.b64decode(case["object"]), _plaintext(case)
    recipients = len(case["identities"])

    keys: list[Identity | bytes] = [*map(Identity.parse, case["identities"]), bytes.fromhex(case["file_key"])]
    for key in keys:
        assert open_sealed(data, context(case["context"]), key, recipients) == expected
    assert (sha256_hex(data), len(data)) == (case["sha256"], case["size"])


@pytest.mark.parametrize("case", cases("sealed.json", "must_fail"), ids=lambda case: case["why"])
def test_a_damaged_object_opens_by_no_key(case: dict[str, Any]) -> None:
    for key in (Identity.parse(case["identity"]), bytes.fromhex(case["file_key"])):
        with pytest.raises(FormatError):
            open_sealed(base64.b64decode(case["object"]), context(case["context"]), key)


def test_a_form_is_encoded_and_padded_as_the_vectors_say() -> None:
    vector = vectors("forms.json")
    items = parse_opening_items(vector["opening_items"])
    plaintext = vector["canonical"].encode().ljust(vector["padded_size"])

    form = decode_form(plaintext, items)

    assert sha256_hex(plaintext) == vector["plaintext_sha256"]
    assert encode_form(form, items) == plaintext
    assert dict(form.items) == vector["form"]["items"]


@pytest.mark.parametrize("case", cases("forms.json", "must_fail"), ids=lambda case: case["why"])
def test_a_plaintext_that_is_no_form_is_refused(case: dict[str, str]) -> None:
    items = parse_opening_items(vectors("forms.json")["opening_items"])

    with pytest.raises(FormatError):
        decode_form(base64.b64decode(case["plaintext"]), items)


def test_a_joint_bid_is_written_as_the_vectors_say() -> None:
    vector = vectors("forms.json")["joint"]
    items = parse_opening_items(vector["opening_items"])
    plaintext = vector["canonical"].encode().ljust(4096)

    form = decode_form(plaintext, items)

    assert sha256_hex(plaintext) == vector["plaintext_sha256"]
    assert encode_form(form, items) == plaintext
    assert [member.members() for member in read_members(form.items["members"], 3)] == vector["members"]


@pytest.mark.parametrize("case", cases("forms.json", "joint", "must_fail"), ids=lambda case: case["why"])
def test_a_joint_bid_that_breaks_the_notice_is_refused(case: dict[str, str]) -> None:
    items = parse_opening_items(vectors("forms.json")["joint"]["opening_items"])

    with pytest.raises(FormatError):
        decode_form(base64.b64decode(case["plaintext"]), items)


@pytest.mark.parametrize("kind", list(ItemKind))
def test_each_kind_of_item_takes_its_values_and_no_others(kind: ItemKind) -> None:
    item = OpeningItem("item", kind, "项", "item", 3 if kind is ItemKind.MEMBERS else 0)
    for value in cases("forms.json", "values", kind, "valid"):
        assert item.takes(value), repr(value)
    for value in cases("forms.json", "values", kind, "must_fail"):
        assert not item.takes(value), repr(value)


def test_a_manifest_is_read_strictly() -> None:
    vector = vectors("forms.json")
    assert [file.name for file in decode_manifest(vector["manifest"].encode())] == ["技术文件.pdf", "清单.zip"]
    for case in vector["manifests_must_fail"]:
        with pytest.raises(FormatError):
            decode_manifest(case["text"].encode())


def test_a_bid_names_what_it_is_for() -> None:
    vector = vectors("bids.json")

    bid = read_bid(vector["bid"]["file"].encode())
    receipt = read_receipt(vector["bid"]["receipt"].encode())

    assert bid.hash == vector["bid"]["hash"] == receipt.value.bid
    assert bid.value.statement() == vector["bid"]["statement"]
    assert receipt.key == vector["receipt_key"]
    assert read_bid(vector["replacement"]["file"].encode()).value.previous == bid.hash
    assert read_withdrawal(vector["withdrawal"]["file"].encode()).value.bid == vector["replacement"]["hash"]


def test_the_objects_of_a_bid_open_by_its_identities() -> None:
    vector = vectors("bids.json")["bid"]
    bid = read_bid(vector["file"].encode()).value

    for item, text in zip(bid.objects, vector["objects"], strict=True):
        data = base64.b64decode(text)
        key = Identity.parse(vector["identities"]["form" if item.role is Role.FORM else "attachments"])
        plain = open_sealed(data, bid.context(item.role, item.index), key)
        assert (sha256_hex(data), len(data)) == (item.sha256, item.size)
        if item.index == 1:
            assert plain == base64.b64decode(vector["plain_file"])


@pytest.mark.parametrize("case", cases("bids.json", "must_fail"), ids=lambda case: case["why"])
def test_a_signed_statement_that_is_no_bid_is_refused(case: dict[str, str]) -> None:
    read(case["file"].encode())
    with pytest.raises(FormatError):
        read_bid(case["file"].encode())


def test_a_box_is_a_tree_over_sorted_hashes() -> None:
    for case in cases("boxes.json", "boxes"):
        box = close_box(case["given"])
        assert (list(box.leaves), box.root, box.size) == (case["leaves"], case["root"], case["size"])
        assert box_root(box.leaves) == box.root
        for index, proof in enumerate(case["proofs"]):
            node = merkle.leaf_hash(bytes.fromhex(box.leaves[index]))
            merkle.verify_inclusion(node, index, box.size, [*map(bytes.fromhex, proof)], bytes.fromhex(box.root))


def test_a_release_hands_over_all_file_keys() -> None:
    vector = vectors("openings.json")
    bid, release = read_bid(vector["bid"].encode()), read_release(vector["release"]["file"].encode())
    promise = read_acknowledgement(vector["acknowledgement"]["file"].encode())

    check_release(release.value, bid, vector["box"]["root"])
    keys = open_release(release.value, bid.value, {"agency": Identity.parse(vector["window"]["identity"])})
    assert keys.attachments is not None
    inner = open_attachment_keys(keys.attachments, bid.value, Identity.parse(vector["evaluation"]["identity"]))

    assert base64.b64encode(keys.form).decode() == vector["file_keys"]["form"]
    assert [base64.b64encode(key).decode() for key in inner] == vector["file_keys"]["attachments"]
    assert promise.value.release == release.hash == vector["release"]["hash"]


@pytest.mark.parametrize("case", cases("openings.json", "outcomes"), ids=lambda case: case["why"])
def test_the_fault_table_decides_every_bid(case: dict[str, Any]) -> None:
    vector = vectors("openings.json")
    bid = read_bid(case["bid"].encode())
    form = None if case["form"] is None else base64.b64decode(case["form"])
    sealed = case["sealed"]
    place, root = bid.value.place, vector["box"]["root"]
    release = sealed and Release(place, bid.hash, bid.value.bidder, root, base64.b64decode(sealed))
    live = LiveBid(bid, case["outcome"]["name"], parse_at("2026-03-13T03:57:26.000000Z"), form, release)
    window = {"agency": Identity.parse(vector["window"]["identity"])}

    outcome = open_one(live, window, parse_opening_items(vector["opening_items"]))

    assert outcome.members() == case["outcome"]


def test_an_entry_is_committed_to_and_the_log_proves_it() -> None:
    vector = vectors("ledger.json")
    salt, data = base64.b64decode(vector["salt"]), encode(vector["entry"])
    entry = parse(vector["entry"])

    assert canonical(entry.facts, entry.seq) == vector["entry"]
    assert commitment(salt, data).hex() == vector["commitment"]
    assert leaf(salt, data).hex() == vector["leaf_hash"] == vector["log"]["leaves"][0]


def test_the_checkpoint_is_signed_by_the_log() -> None:
    vector = vectors("ledger.json")

    checkpoint = open_checkpoint(vector["checkpoint"], vector["verifier_key"])

    assert (checkpoint.size, checkpoint.root.hex()) == (7, vector["log"]["roots"][7])


def test_every_proof_of_the_log_holds() -> None:
    log = vectors("ledger.json")["log"]
    leaves, roots = [*map(bytes.fromhex, log["leaves"])], [*map(bytes.fromhex, log["roots"])]
    for case in log["inclusion"]:
        proof = [*map(bytes.fromhex, case["proof"])]
        merkle.verify_inclusion(leaves[case["index"]], case["index"], case["size"], proof, roots[case["size"]])
    for case in log["consistency"]:
        proof = [*map(bytes.fromhex, case["proof"])]
        merkle.verify_consistency(case["old"], roots[case["old"]], case["size"], roots[case["size"]], proof)


def test_signing_is_deterministic() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    vector = vectors("statements.json")
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["seed"]))

    assert sign(vector["statement"], key).bytes.decode() == vector["file"]


def _plaintext(case: dict[str, Any]) -> bytes:
    if case["plaintext"] is None:
        return bytes(case["plaintext_zeros"])
    return base64.b64decode(case["plaintext"])


def test_the_reader_itself_knows_the_vectors_of_a_header() -> None:
    data = base64.b64decode(vectors("sealed.json")["objects"][0]["object"])
    header = age.read_header(data)
    assert data[: header.size].endswith(b"\n")
    assert [stanza.type for stanza in header.stanzas] == ["X25519", "mz-ctx"]
