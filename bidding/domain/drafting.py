"""Sealing a whole bid: what the browser does, in Python (docs/spec/bid.md)."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.age_keys import Identity, Random
from bidding.domain.bids import Bid, BidObject, Keyholder, sign_bid
from bidding.domain.forms import Form, OpeningItem, encode_form, members_item
from bidding.domain.manifests import ManifestFile, encode_manifest
from bidding.domain.members import AGREEMENT, is_agreement, read_members
from bidding.domain.places import Place
from bidding.domain.sealing import Context, Role, Sealed, SealedFile, seal, seal_file
from trading.domain.canonical import FormatError
from trading.domain.statements import Signed


class AgreementMissing(FormatError):
    """A joint bid without the agreement of its members."""


@dataclass(frozen=True, slots=True)
class BidDraft:
    """Everything a bidder has decided. `previous`: hash of the bid or withdrawal that this version replaces."""

    place: Place
    bidder: str
    version: int
    previous: str | None
    document: str
    keyholders: tuple[Keyholder, ...]
    opening_items: tuple[OpeningItem, ...]
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlainFile:
    """A file to attach."""

    name: str
    media_type: str
    source: BinaryIO


@dataclass(frozen=True, slots=True)
class SealedBid:
    """A bid ready to be sent, and the secrets that its maker keeps."""

    signed: Signed[Bid]
    form: Sealed
    attachments: tuple[SealedFile, ...]
    form_identity: Identity
    attachments_identity: Identity

    @property
    def attachment_keys(self) -> tuple[bytes, ...]:
        return tuple(file.file_key for file in self.attachments)


def seal_bid(
    draft: BidDraft,
    account_key: Ed25519PrivateKey,
    files: Sequence[PlainFile] = (),
    destination: Callable[[int], BinaryIO] | None = None,
    random: Random = os.urandom,
) -> SealedBid:
    """Seal form and files to two fresh identities, and sign.

    `destination(index)` gives the stream for the ciphertext of attachment `index`; it is needed only with files.
    Raises `AgreementMissing`.
    """
    _check_agreement(draft, files)
    form_identity, attachments_identity = Identity.generate(random), Identity.generate(random)
    context = Context(draft.place, draft.bidder, draft.version, Role.FORM)
    plain = encode_form(Form(draft.place, draft.bidder, draft.version, draft.items), draft.opening_items)
    form = seal(plain, context, (form_identity.recipient,), random)
    attachments = _seal_files(draft, attachments_identity, files, destination, random) if files else ()
    objects = [BidObject(Role.FORM, 0, form.sha256, len(form.data))]
    objects += [BidObject(Role.ATTACHMENT, index, file.sha256, file.size) for index, file in enumerate(attachments)]
    bid = Bid(
        place=draft.place,
        bidder=draft.bidder,
        version=draft.version,
        previous=draft.previous,
        document=draft.document,
        keyholders=draft.keyholders,
        objects=tuple(objects),
        form_recipient=str(form_identity.recipient),
        attachments_recipient=str(attachments_identity.recipient),
    )
    return SealedBid(sign_bid(bid, account_key), form, attachments, form_identity, attachments_identity)


def _check_agreement(draft: BidDraft, files: Sequence[PlainFile]) -> None:
    """TL 31: the agreement of its members comes with a joint bid."""
    joint = members_item(draft.opening_items)
    if joint is None or not read_members(draft.items.get(joint.key, "[]"), joint.most):
        return
    if not any(is_agreement(file.name) for file in files):
        raise AgreementMissing(f"a joint bid needs a file named {AGREEMENT}")


def _seal_files(
    draft: BidDraft,
    identity: Identity,
    files: Sequence[PlainFile],
    destination: Callable[[int], BinaryIO] | None,
    random: Random,
) -> tuple[SealedFile, ...]:
    if destination is None:
        raise TypeError("files need a destination")

    def sealed(source: BinaryIO, index: int) -> SealedFile:
        context = Context(draft.place, draft.bidder, draft.version, Role.ATTACHMENT, index)
        return seal_file(source, destination(index), context, (identity.recipient,), random)

    contents = [sealed(file.source, index) for index, file in enumerate(files, 1)]
    lines = [
        ManifestFile(file.name, file.media_type, content.plain_sha256, content.plain_size)
        for file, content in zip(files, contents, strict=True)
    ]
    return (sealed(BytesIO(encode_manifest(lines)), 0), *contents)
