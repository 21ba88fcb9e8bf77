"""How an applicant hands over its file keys with its application (docs/spec/bid.md, "Applications").

An application is opened by the reviewers without its applicant. So its file keys come with it, sealed to the evaluation
keys: the platform has the ciphertexts and no key, the agency has the key and gets no ciphertext before they are due.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain import age
from bidding.domain.age_keys import Identity, Random, Recipient
from bidding.domain.bids import Bid
from bidding.domain.forms import Form, OpeningItem, decode_form
from bidding.domain.places import PLACE_NAMES, OtherPlace, Place, read_place
from bidding.domain.sealing import Role, open_sealed, read_sealed, seal
from trading.domain.canonical import FormatError, JsonObject, base64_text, decode, encode, parse_base64
from trading.domain.fields import Fields
from trading.domain.statements import Signed, meaning, read_as, sign

HANDOVER: Final = "mingzheng/handover/v1"
APPLICATION_KEYS: Final = "mingzheng/application-keys/v1"
LARGEST_STATEMENT: Final = 32 * 1024

_NAMES: Final = PLACE_NAMES | {"bid", "bidder", "sealed", "type"}


class HandoverRefused(FormatError):
    """Not the keys of this application."""


@dataclass(frozen=True, slots=True)
class Handover:
    """An applicant's signed hand-over. `sealed` is opened by an evaluation key."""

    place: Place
    bid: str
    bidder: str
    sealed: bytes

    def statement(self) -> dict[str, object]:
        return {
            **self.place.members,
            "bid": self.bid,
            "bidder": self.bidder,
            "sealed": base64_text(self.sealed),
            "type": HANDOVER,
        }


@dataclass(frozen=True, slots=True)
class ApplicationKeys:
    """The file keys of one application: the form's, and one for each attachment object by index."""

    form: bytes
    attachments: tuple[bytes, ...]


def make_handover(
    bid: Signed[Bid],
    form_key: bytes,
    attachment_keys: Sequence[bytes],
    account_key: Ed25519PrivateKey,
    random: Random = os.urandom,
) -> Signed[Handover]:
    """Seal all file keys of the application to the evaluation keys of all keyholders, and sign."""
    value = bid.value
    if len(attachment_keys) != len(value.attachments):
        raise HandoverRefused("one key for every attachment object")
    plain = encode(
        {
            "attachments": [base64_text(key) for key in attachment_keys],
            "form": base64_text(form_key),
            "type": APPLICATION_KEYS,
        }
    )
    evaluation = [Recipient.parse(holder.evaluation) for holder in value.keyholders]
    sealed = seal(plain, value.context(Role.EVALUATION), evaluation, random).data
    return meaning(sign(Handover(value.place, bid.hash, value.bidder, sealed).statement(), account_key), parse_handover)


def read_handover(data: bytes) -> Signed[Handover]:
    if len(data) > LARGEST_STATEMENT:
        raise HandoverRefused(f"a hand-over has at most {LARGEST_STATEMENT:,} bytes")
    return read_as(data, parse_handover)


def parse_handover(statement: JsonObject) -> Handover:
    fields = Fields(statement, _NAMES, "hand-over")
    fields.exactly("type", HANDOVER)
    return Handover(read_place(fields), fields.hash("bid"), fields.party("bidder"), fields.binary("sealed"))


def check_handover(handover: Signed[Handover], bid: Signed[Bid]) -> None:
    """That it belongs to this application and is sealed for it: all that can be seen without an evaluation key."""
    said, value = handover.value, bid.value
    try:
        value.place.check(said.place)
    except OtherPlace as error:
        raise HandoverRefused(str(error)) from None
    if said.bid != bid.hash or said.bidder != value.bidder or handover.key != bid.key:
        raise HandoverRefused("the keys of another application, or signed by another key")
    read_sealed(said.sealed, value.context(Role.EVALUATION), len(value.keyholders))


def open_handover(handover: Handover, bid: Bid, evaluation_key: Identity) -> ApplicationKeys:
    """The file keys, for a reviewer. Raises `FormatError`: the applicant sealed something else than it had to."""
    plain = open_sealed(handover.sealed, bid.context(Role.EVALUATION), evaluation_key, len(bid.keyholders))
    fields = Fields(decode(plain), ("attachments", "form", "type"), "application keys")
    fields.exactly("type", APPLICATION_KEYS)
    keys = tuple(parse_base64(key) if isinstance(key, str) else b"" for key in fields.array("attachments"))
    if len(keys) != len(bid.attachments) or any(len(key) != age.FILE_KEY_SIZE for key in keys):
        raise HandoverRefused("one key of 16 bytes for every attachment object")
    return ApplicationKeys(fields.binary("form", age.FILE_KEY_SIZE), keys)


def open_application(
    keys: ApplicationKeys, bid: Bid, objects: Mapping[str, bytes], items: Sequence[OpeningItem]
) -> tuple[Form, tuple[bytes, ...]]:
    """The form and the plain attachments (0 is the manifest); `objects` by the hash of the ciphertext."""
    plain = open_sealed(objects[bid.form.sha256], bid.context(Role.FORM), keys.form)
    form = decode_form(plain, items)
    form.check(bid.place, bid.bidder, bid.version)
    attachments = tuple(
        open_sealed(objects[item.sha256], bid.context(Role.ATTACHMENT, item.index), key)
        for item, key in zip(bid.attachments, keys.attachments, strict=True)
    )
    return form, attachments
