"""A simulated bidder that acts through the services, without a server: for what the demo world has behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.drafting import BidDraft, SealedBid, seal_bid
from bidding.domain.forms import parse_opening_items
from bidding.domain.handovers import make_handover
from bidding.domain.releases import make_release
from bidding.models import ClosedBox
from bidding.selectors import keyholders_of
from bidding.services import hall, opening, submissions
from bidding.services.uploads import UploadPlan, append_piece, begin_upload, finish_upload, place_of
from trading.domain.actors import Actor
from trading.domain.canonical import base64_text
from trading.domain.qualified import MAIN, QUALIFICATION
from trading.domain.statements import sign
from trading.models import Lot
from trading.services.announcing import asked_items
from trading.services.parties import register_account_key


@dataclass
class DirectBidder:
    """One bidder in one lot, with the secrets that its browser would keep."""

    actor: Actor
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    sealed: SealedBid | None = None

    @property
    def party(self) -> str:
        assert self.actor.party is not None
        return self.actor.party

    def register_key(self) -> None:
        public = base64_text(self.key.public_key().public_bytes_raw())
        statement = {"party": self.party, "public_key": public, "purpose": "account", "type": "mingzheng/key/v1"}
        register_account_key(statement=sign(statement, self.key).bytes, by=self.actor)

    def submit(self, lot: Lot, items: Mapping[str, str]) -> None:
        """Seal a bid and hand it in."""
        sealed = self._seal(lot, MAIN, items)
        submissions.submit_bid(lot_id=lot.pk, statement=sealed.signed.bytes, by=self.actor)

    def apply(self, lot: Lot, items: Mapping[str, str]) -> None:
        """Seal an application to be let in, and hand it in."""
        sealed = self._seal(lot, QUALIFICATION, items)
        handover = make_handover(sealed.signed, sealed.form.file_key, sealed.attachment_keys, self.key).bytes
        submissions.submit_application(lot_id=lot.pk, statement=sealed.signed.bytes, handover=handover, by=self.actor)

    def release(self, lot: Lot) -> None:
        """Hand over the keys of the bid, once the box is closed."""
        assert self.sealed is not None
        root = ClosedBox.objects.get(lot=lot).root
        sealed = self.sealed
        statement = make_release(sealed.signed, root, sealed.form.file_key, sealed.attachment_keys, self.key)
        opening.release_keys(lot_id=lot.pk, statement=statement.bytes, by=self.actor)

    def confirm(self, lot: Lot) -> None:
        hall.confirm_opening(lot_id=lot.pk, by=self.actor)

    def _seal(self, lot: Lot, envelope: str, items: Mapping[str, str]) -> SealedBid:
        draft = BidDraft(
            place=place_of(lot, envelope),
            bidder=self.party,
            version=1,
            previous=None,
            document=lot.trade.document_hash,
            keyholders=tuple(keyholders_of(lot)),
            opening_items=parse_opening_items([{**item} for item in asked_items(lot.trade, envelope)]),
            items=items,
        )
        self.sealed = seal_bid(draft, self.key, (), lambda index: BytesIO())
        self._upload(lot, self.sealed)
        return self.sealed

    def _upload(self, lot: Lot, sealed: SealedBid) -> None:
        plan = UploadPlan("form", 0, 1, sealed.form.sha256, len(sealed.form.data))
        row = begin_upload(lot_id=lot.pk, plan=plan, by=self.actor)
        append_piece(upload_id=row.pk, offset=0, piece=BytesIO(sealed.form.data), by=self.actor)
        finish_upload(upload_id=row.pk, by=self.actor)
