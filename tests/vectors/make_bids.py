"""bids.json: a bid with one file, its receipt, a replacement, a withdrawal, and statements that are none."""

import base64
from datetime import UTC, datetime
from io import BytesIO

from bidding.domain.bids import Withdrawal, sign_withdrawal
from bidding.domain.drafting import BidDraft, PlainFile, SealedBid, seal_bid
from bidding.domain.receipts import make_receipt
from tests.vectors.cast import (
    BAIYUN,
    DOCUMENT,
    KEYHOLDERS,
    OPENING_ITEMS,
    PLACE,
    RECEIPT_KEY,
    Fixed,
    account,
    items,
)
from trading.domain.statements import sign

RECEIVED = datetime(2026, 3, 13, 3, 57, 26, tzinfo=UTC)
FILE = "技术文件的内容。\n".encode() * 20


def draft(version: int = 1, previous: str | None = None) -> BidDraft:
    return BidDraft(PLACE, BAIYUN, version, previous, DOCUMENT, KEYHOLDERS, OPENING_ITEMS, items("18350534.00", "周岚"))


def sealed() -> tuple[SealedBid, dict[int, BytesIO]]:
    """Baiyun's first version, and the ciphertexts of its attachments."""
    outs = {0: BytesIO(), 1: BytesIO()}
    files = (PlainFile("技术文件.pdf", "application/pdf", BytesIO(FILE)),)
    return seal_bid(draft(), account("Baiyun"), files, outs.__getitem__, Fixed("bid Baiyun 1")), outs


def make() -> dict[str, object]:
    first, outs = sealed()
    second = seal_bid(draft(2, first.signed.hash), account("Baiyun"), random=Fixed("bid Baiyun 2"))
    withdrawal = sign_withdrawal(Withdrawal(PLACE, BAIYUN, 3, second.signed.hash), account("Baiyun"))
    objects = [first.form.data, *(out.getvalue() for _, out in sorted(outs.items()))]
    receipt = make_receipt(first.signed, RECEIVED, RECEIVED, RECEIPT_KEY)
    return {
        "account_seed": account("Baiyun").private_bytes_raw().hex(),
        "receipt_key": base64.b64encode(RECEIPT_KEY.public_key().public_bytes_raw()).decode(),
        "bid": {
            "statement": first.signed.value.statement(),
            "hash": first.signed.hash,
            "file": first.signed.bytes.decode(),
            "identities": {"form": first.form_identity.text, "attachments": first.attachments_identity.text},
            "file_keys": {
                "form": first.form.file_key.hex(),
                "attachments": [key.hex() for key in first.attachment_keys],
            },
            "objects": [base64.b64encode(data).decode() for data in objects],
            "plain_file": base64.b64encode(FILE).decode(),
            "receipt": receipt.bytes.decode(),
            "receipt_hash": receipt.hash,
        },
        "replacement": {"hash": second.signed.hash, "file": second.signed.bytes.decode()},
        "withdrawal": {
            "statement": withdrawal.value.statement(),
            "hash": withdrawal.hash,
            "file": withdrawal.bytes.decode(),
            "receipt": make_receipt(withdrawal, RECEIVED, RECEIVED, RECEIPT_KEY).bytes.decode(),
        },
        "must_fail": _refused(first.signed.value.statement()),
    }


def _refused(statement: dict[str, object]) -> list[dict[str, str]]:
    """Correctly signed, and still no bid."""
    objects = statement["objects"]
    holders = statement["keyholders"]
    recipients = statement["recipients"]
    assert isinstance(objects, list)
    assert isinstance(holders, list)
    assert isinstance(recipients, dict)
    cases: list[tuple[str, dict[str, object]]] = [
        ("version 0", {"version": 0}),
        ("version 2 that replaces nothing", {"version": 2}),
        ("version 1 that replaces something", {"previous": DOCUMENT}),
        ("another suite", {"suite": "sm"}),
        ("no objects", {"objects": []}),
        ("no form", {"objects": objects[1:]}),
        ("a manifest without files", {"objects": objects[:2]}),
        ("attachments out of order", {"objects": [objects[0], objects[2], objects[1]]}),
        ("a form of a size that no form has", {"objects": [{**objects[0], "size": 4312}, *objects[1:]]}),
        ("one object twice", {"objects": [objects[0], objects[1], {**objects[2], "sha256": objects[1]["sha256"]}]}),
        ("no keyholders", {"keyholders": []}),
        ("one keyholder twice", {"keyholders": [*holders, *holders]}),
        ("one identity for both", {"recipients": {**recipients, "form": recipients["attachments"]}}),
        ("an unknown member", {"price": "1.00"}),
        ("another platform's name", {"origin": "ggzy.example.cn"}),
        ("an upper case UUID", {"lot": str(statement["lot"]).upper()}),
    ]
    return [
        {"why": why, "file": sign({**statement, **change}, account("Baiyun")).bytes.decode()} for why, change in cases
    ]
