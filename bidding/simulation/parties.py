"""Simulated parties: they bid, release and confirm through the doors that a browser uses."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.bids import Bid, parse_keyholders
from bidding.domain.box import box_root
from bidding.domain.drafting import BidDraft, SealedBid, seal_bid
from bidding.domain.forms import parse_opening_items
from bidding.domain.places import Place
from bidding.domain.receipts import Receipt, read_receipt
from bidding.domain.releases import make_release, read_acknowledgement
from bidding.simulation.visitor import Visitor
from trading.domain.canonical import base64_text, encode
from trading.domain.statements import Signed, sign


@dataclass(frozen=True, slots=True)
class LotNotice:
    """What anyone may know of a lot, from `/lots/<lot>/notice.json`."""

    facts: Mapping[str, Any]

    @property
    def place(self) -> Place:
        return Place(
            origin=self.facts["origin"],
            trade=UUID(self.facts["trade"]),
            lot=UUID(self.facts["lot"]),
            envelope=self.facts["envelope"],
        )

    def draft(self, party: str, items: Mapping[str, str]) -> BidDraft:
        """A first version for this lot."""
        return BidDraft(
            place=self.place,
            bidder=party,
            version=1,
            previous=None,
            document=self.facts["document"],
            keyholders=parse_keyholders(self.facts["keyholders"]),
            opening_items=parse_opening_items(self.facts["opening_items"]),
            items=items,
        )


def read_notice(visitor: Visitor, lot: UUID) -> LotNotice:
    return LotNotice(visitor.get_json(f"/lots/{lot}/notice.json"))


@lru_cache(maxsize=4)
def _checked_box(box: bytes) -> tuple[str, frozenset[str]]:
    """Root and leaves of a box that adds up; one process plays many bidders, who are all given the same bytes."""
    facts = json.loads(box)
    assert box_root(facts["leaves"]) == facts["root"]
    return facts["root"], frozenset(facts["leaves"])


class SimulatedBidder:
    """A bidder with its own visitor and account key."""

    def __init__(self, visitor: Visitor, party: str, key: Ed25519PrivateKey | None = None) -> None:
        self.visitor, self.party = visitor, party
        self.key = key or Ed25519PrivateKey.generate()

    def register_key(self) -> None:
        public = base64_text(self.key.public_key().public_bytes_raw())
        statement = {"party": self.party, "public_key": public, "purpose": "account", "type": "mingzheng/key/v1"}
        self.visitor.post("/account/keys/", sign(statement, self.key).bytes)

    def submit(self, notice: LotNotice, items: Mapping[str, str]) -> SealedBid:
        """Seal, upload by tus, hand in, and check the receipt."""
        bid = seal_bid(notice.draft(self.party, items), self.key)
        self.upload(bid)
        self.hand_in(bid)
        return bid

    def upload(self, bid: SealedBid) -> None:
        """Send the form by tus."""
        place, version = bid.signed.value.place, bid.signed.value.version
        about = {
            "sha256": bid.form.sha256,
            "lot": str(place.lot),
            "role": "form",
            "index": "0",
            "version": str(version),
        }
        metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in about.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(bid.form.data)), "Upload-Metadata": metadata}
        answer, _ = self.visitor.send("POST", "/uploads/", headers=headers)
        piece = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
        self.visitor.send("PATCH", answer["location"], bid.form.data, "application/offset+octet-stream", piece)

    def hand_in(self, bid: SealedBid) -> Signed[Receipt]:
        """Send bid.json, after everything it names; check the receipt. Safe to repeat."""
        answer = self.visitor.post(f"/lots/{bid.signed.value.place.lot}/bids/", bid.signed.bytes)
        receipt = read_receipt(answer)
        assert receipt.value.bid == bid.signed.hash
        return receipt

    def release(self, bid: Signed[Bid], form_key: bytes) -> None:
        """Check that the bid is in the box, and hand over its key, sealed; check the acknowledgement."""
        lot = bid.value.place.lot
        root, leaves = _checked_box(self.visitor.get(f"/lots/{lot}/box/"))
        assert bid.hash in leaves
        release = make_release(bid, root, form_key, (), self.key)
        acknowledgement = read_acknowledgement(self.visitor.post(f"/lots/{lot}/releases/", release.bytes))
        assert acknowledgement.value.release == release.hash

    def confirm(self, lot: UUID) -> None:
        self.visitor.post(f"/lots/{lot}/confirmations/", b"{}")


class SimulatedAgency:
    """The agency as keyholder: publishes its window key, answers objections."""

    def __init__(self, visitor: Visitor, window_identity: str) -> None:
        self.visitor, self.window_identity = visitor, window_identity

    def publish_window_key(self, lot: UUID) -> None:
        self.visitor.post(f"/lots/{lot}/window-key/", encode({"identity": self.window_identity}))

    def answer(self, lot: UUID, objection: str, text: str) -> None:
        body = json.dumps({"objection": objection, "text": text}).encode()
        self.visitor.post(f"/lots/{lot}/answers/", body)
