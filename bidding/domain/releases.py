"""Releases and acknowledgements: how a bidder hands over its file keys (docs/spec/opening.md)."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain import age
from bidding.domain.age_keys import Identity, Random, Recipient
from bidding.domain.bids import Bid
from bidding.domain.places import PLACE_NAMES, OtherPlace, Place, read_place
from bidding.domain.sealing import Role, open_sealed, read_sealed, seal
from trading.domain.canonical import (
    FormatError,
    JsonObject,
    at_text,
    base64_text,
    decode,
    encode,
    parse_base64,
)
from trading.domain.fields import Fields
from trading.domain.statements import Signed, meaning, read_as, sign

RELEASE: Final = "mingzheng/release/v1"
ACKNOWLEDGEMENT: Final = "mingzheng/acknowledgement/v1"
FILE_KEYS: Final = "mingzheng/file-keys/v1"
ATTACHMENT_KEYS: Final = "mingzheng/attachment-keys/v1"
LARGEST_STATEMENT: Final = 32 * 1024

_RELEASE_NAMES: Final = PLACE_NAMES | {"bid", "bidder", "box", "sealed", "type"}
_ACKNOWLEDGEMENT_NAMES: Final = PLACE_NAMES | {"bid", "bidder", "received_at", "recorded_at", "release", "type"}


class ReleaseRefused(FormatError):
    """Not a release of this bid in this box."""


class ReleaseUnreadable(FormatError):
    """What was sealed to the window key is not the file keys of the bid."""


@dataclass(frozen=True, slots=True)
class Release:
    """A bidder's signed release. `sealed` is opened only after the window."""

    place: Place
    bid: str
    bidder: str
    box: str
    sealed: bytes

    def statement(self) -> dict[str, object]:
        return {
            **self.place.members,
            "bid": self.bid,
            "bidder": self.bidder,
            "box": self.box,
            "sealed": base64_text(self.sealed),
            "type": RELEASE,
        }


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The platform's promise that a release arrived in time."""

    place: Place
    bid: str
    bidder: str
    release: str
    received_at: datetime
    recorded_at: datetime

    def statement(self) -> dict[str, object]:
        return {
            **self.place.members,
            "bid": self.bid,
            "bidder": self.bidder,
            "received_at": at_text(self.received_at),
            "recorded_at": at_text(self.recorded_at),
            "release": self.release,
            "type": ACKNOWLEDGEMENT,
        }


@dataclass(frozen=True, slots=True)
class FileKeys:
    """What a release hands over: the form's file key, and the attachments' keys sealed on to the evaluation."""

    form: bytes
    attachments: bytes | None


def make_release(
    bid: Signed[Bid],
    box: str,
    form_key: bytes,
    attachment_keys: Sequence[bytes],
    account_key: Ed25519PrivateKey,
    random: Random = os.urandom,
) -> Signed[Release]:
    """Seal all file keys of the bid to the window keys of all keyholders, and sign. Fewer keys are refused."""
    value = bid.value
    if len(attachment_keys) != len(value.attachments):
        raise ReleaseRefused("one key for every attachment object")
    windows = [Recipient.parse(holder.window) for holder in value.keyholders]
    plain = encode(
        {
            "attachments": _seal_attachment_keys(value, attachment_keys, random),
            "form": base64_text(form_key),
            "type": FILE_KEYS,
        }
    )
    sealed = seal(plain, value.context(Role.RELEASE), windows, random).data
    release = Release(value.place, bid.hash, value.bidder, box, sealed)
    return meaning(sign(release.statement(), account_key), parse_release)


def read_release(data: bytes) -> Signed[Release]:
    if len(data) > LARGEST_STATEMENT:
        raise ReleaseRefused(f"a release has at most {LARGEST_STATEMENT:,} bytes")
    return read_as(data, parse_release)


def parse_release(statement: JsonObject) -> Release:
    fields = Fields(statement, _RELEASE_NAMES, "release")
    fields.exactly("type", RELEASE)
    return Release(
        place=read_place(fields),
        bid=fields.hash("bid"),
        bidder=fields.party("bidder"),
        box=fields.hash("box"),
        sealed=fields.binary("sealed"),
    )


def check_release(release: Release, bid: Signed[Bid], box: str) -> None:
    """That it is a release of this bid, in this box, sealed for it: all that can be seen without a window key."""
    value = bid.value
    try:
        value.place.check(release.place)
    except OtherPlace as error:
        raise ReleaseRefused(str(error)) from None
    if release.bid != bid.hash or release.bidder != value.bidder:
        raise ReleaseRefused("a release of another bid")
    if release.box != box:
        raise ReleaseRefused("a release for another box")
    read_sealed(release.sealed, value.context(Role.RELEASE), len(value.keyholders))


def open_release(release: Release, bid: Bid, window_keys: Mapping[str, Identity]) -> FileKeys:
    """The file keys, by the first published window key (role: identity) whose own stanza opens.

    Raises `ReleaseUnreadable`: the bidder sealed something else than it had to.
    """
    try:
        plain = _opened_by_any(release, bid, window_keys)
        fields = Fields(decode(plain), ("attachments", "form", "type"), "file keys")
        fields.exactly("type", FILE_KEYS)
        inner = fields.text_or_none("attachments")
        keys = FileKeys(fields.binary("form", age.FILE_KEY_SIZE), None if inner is None else parse_base64(inner))
        if (keys.attachments is None) != (not bid.attachments):
            raise ReleaseUnreadable("the keys of the attachments are missing, or there are no attachments")
        if keys.attachments is not None:
            read_sealed(keys.attachments, bid.context(Role.EVALUATION), len(bid.keyholders))
    except ReleaseUnreadable:
        raise
    except FormatError as error:
        raise ReleaseUnreadable(str(error)) from None
    return keys


def open_attachment_keys(sealed: bytes, bid: Bid, evaluation_key: Identity) -> tuple[bytes, ...]:
    """The keys of all attachment objects, for the evaluation."""
    plain = open_sealed(sealed, bid.context(Role.EVALUATION), evaluation_key, len(bid.keyholders))
    fields = Fields(decode(plain), ("keys", "type"), "attachment keys")
    fields.exactly("type", ATTACHMENT_KEYS)
    keys = tuple(parse_base64(key) if isinstance(key, str) else b"" for key in fields.array("keys"))
    if len(keys) != len(bid.attachments) or any(len(key) != age.FILE_KEY_SIZE for key in keys):
        raise ReleaseUnreadable("one key of 16 bytes for every attachment object")
    return keys


def make_acknowledgement(
    release: Signed[Release], received_at: datetime, recorded_at: datetime, key: Ed25519PrivateKey
) -> Signed[Acknowledgement]:
    """Sign that this release arrived. Only to be called when it is durable."""
    value = release.value
    promise = Acknowledgement(value.place, value.bid, value.bidder, release.hash, received_at, recorded_at)
    return meaning(sign(promise.statement(), key), parse_acknowledgement)


def read_acknowledgement(data: bytes) -> Signed[Acknowledgement]:
    return read_as(data, parse_acknowledgement)


def parse_acknowledgement(statement: JsonObject) -> Acknowledgement:
    fields = Fields(statement, _ACKNOWLEDGEMENT_NAMES, "acknowledgement")
    fields.exactly("type", ACKNOWLEDGEMENT)
    return Acknowledgement(
        place=read_place(fields),
        bid=fields.hash("bid"),
        bidder=fields.party("bidder"),
        release=fields.hash("release"),
        received_at=fields.at("received_at"),
        recorded_at=fields.at("recorded_at"),
    )


def _seal_attachment_keys(bid: Bid, keys: Sequence[bytes], random: Random) -> str | None:
    if not keys:
        return None
    evaluation = [Recipient.parse(holder.evaluation) for holder in bid.keyholders]
    plain = encode({"keys": [base64_text(key) for key in keys], "type": ATTACHMENT_KEYS})
    return base64_text(seal(plain, bid.context(Role.EVALUATION), evaluation, random).data)


def _opened_by_any(release: Release, bid: Bid, window_keys: Mapping[str, Identity]) -> bytes:
    header = read_sealed(release.sealed, bid.context(Role.RELEASE), len(bid.keyholders))
    refusal: FormatError = ReleaseUnreadable("no window key of the bid's keyholders is published")
    for holder, stanza in zip(bid.keyholders, header.stanzas, strict=False):
        identity = window_keys.get(holder.role)
        if identity is None or Recipient.parse(holder.window) != identity.recipient:
            continue
        try:
            return age.open_with_file_key(release.sealed, age.unwrap(header, identity, stanza), header)
        except FormatError as error:
            refusal = error
    raise refusal
