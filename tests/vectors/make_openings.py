"""openings.json: a release and its acknowledgement, and every line of the fault table."""

import base64
from datetime import timedelta

from bidding.domain.bids import Bid
from bidding.domain.box import close_box
from bidding.domain.drafting import SealedBid
from bidding.domain.opening import Cause, LiveBid, open_one
from bidding.domain.releases import (
    FILE_KEYS,
    Release,
    make_acknowledgement,
    make_release,
)
from bidding.domain.sealing import Role, seal
from tests.vectors.cast import (
    EVALUATION,
    NAMES,
    OPENING_ITEMS,
    RECEIPT_KEY,
    WINDOW,
    Fixed,
    account,
)
from tests.vectors.make_bids import RECEIVED, sealed
from tests.vectors.make_forms import ITEMS, members
from trading.domain.canonical import base64_text, encode
from trading.domain.statements import Signed, sign

RELEASED = RECEIVED + timedelta(days=3)


def make() -> dict[str, object]:
    bid, _ = sealed()
    box = close_box([bid.signed.hash])
    release = make_release(
        bid.signed, box.root, bid.form.file_key, bid.attachment_keys, account("Baiyun"), Fixed("release Baiyun")
    )
    promise = make_acknowledgement(release, RELEASED, RELEASED, RECEIPT_KEY)
    return {
        "bid": bid.signed.bytes.decode(),
        "form": base64.b64encode(bid.form.data).decode(),
        "opening_items": [item.members() for item in OPENING_ITEMS],
        "box": {"leaves": list(box.leaves), "root": box.root, "size": box.size},
        "window": {"identity": WINDOW.text, "recipient": str(WINDOW.recipient)},
        "evaluation": {"identity": EVALUATION.text, "recipient": str(EVALUATION.recipient)},
        "release": {"file": release.bytes.decode(), "hash": release.hash, "statement": release.value.statement()},
        "file_keys": {"form": base64_text(bid.form.file_key), "attachments": [*map(base64_text, bid.attachment_keys)]},
        "acknowledgement": {
            "file": promise.bytes.decode(),
            "hash": promise.hash,
            "statement": promise.value.statement(),
        },
        "outcomes": [_outcome(*each) for each in _cases(bid, release, box.root)],
    }


def _cases(
    bid: SealedBid, release: Signed[Release], box: str
) -> list[tuple[str, SealedBid, bytes | None, Release | None]]:
    form, value = bid.form.data, release.value
    cases: list[tuple[str, SealedBid, bytes | None, Release | None]] = [
        ("opened", bid, form, value),
        ("the form is gone", bid, None, value),
        ("another form is stored", bid, form[:-1] + bytes((form[-1] ^ 1,)), value),
        ("nothing is there at all", bid, None, None),
        ("no release", bid, form, None),
    ]
    for why, plain in _file_keys(bid):
        cases.append((why, bid, form, _resealed(bid, value, plain, why)))
    other = bytes(16)
    cases.append(("a key that is not the form's", bid, form, make_release(
        bid.signed, box, other, bid.attachment_keys, account("Baiyun"), Fixed("wrong key")).value))  # fmt: skip
    for why, plain in (
        ("a form that is no form", b"{}".ljust(4096)),
        ("a form of another version", encode({**members(ITEMS), "version": 2}).ljust(4096)),
        ("a form without a price", encode(members({"price": "1.00"})).ljust(4096)),
    ):
        cases.append(_with_form(bid, plain, why, box))
    return cases


def _file_keys(bid: SealedBid) -> list[tuple[str, bytes]]:
    form = base64_text(bid.form.file_key)
    return [
        ("a release that is no JSON", b"no"),
        ("a release without the attachments", encode({"attachments": None, "form": form, "type": FILE_KEYS})),
        ("a release with a short key", encode({"attachments": None, "form": "AAAA", "type": FILE_KEYS})),
        ("attachment keys that are not sealed", encode({"attachments": "AAAA", "form": form, "type": FILE_KEYS})),
    ]


def _resealed(bid: SealedBid, release: Release, plain: bytes, label: str) -> Release:
    context = bid.signed.value.context(Role.RELEASE)
    data = seal(plain, context, [WINDOW.recipient], Fixed(label)).data
    return Release(release.place, release.bid, release.bidder, release.box, data)


def _with_form(bid: SealedBid, plain: bytes, why: str, box: str) -> tuple[str, SealedBid, bytes, Release]:
    """A bidder that seals and signs something else than a form of this bid."""
    old = bid.signed.value
    form = seal(plain, old.context(Role.FORM), [bid.form_identity.recipient], Fixed(why))
    statement = old.statement()
    statement["objects"] = [
        {"index": 0, "role": "form", "sha256": form.sha256, "size": len(form.data)},
        *(item.members() for item in old.attachments),
    ]
    signed = _signed_bid(statement)
    changed = SealedBid(signed, form, bid.attachments, bid.form_identity, bid.attachments_identity)
    release = make_release(signed, box, form.file_key, bid.attachment_keys, account("Baiyun"), Fixed(why + " release"))
    return why, changed, form.data, release.value


def _signed_bid(statement: dict[str, object]) -> Signed[Bid]:
    from bidding.domain.bids import read_bid

    return read_bid(sign(statement, account("Baiyun")).bytes)


def _outcome(why: str, bid: SealedBid, form: bytes | None, release: Release | None) -> dict[str, object]:
    live = LiveBid(bid.signed, NAMES[bid.signed.value.bidder], RECEIVED, form, release)
    outcome = open_one(live, {"agency": WINDOW}, OPENING_ITEMS)
    assert (outcome.cause is None) == (why == "opened")
    assert outcome.cause is not Cause.WINDOW_KEY_MISSING
    return {
        "why": why,
        "bid": bid.signed.bytes.decode(),
        "form": None if form is None else base64.b64encode(form).decode(),
        "sealed": None if release is None else base64_text(release.sealed),
        "outcome": outcome.members(),
    }
