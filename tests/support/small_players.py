"""The players of a small trade: what they offer, what they do, and what some do wrong."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.bids import BidObject, sign_bid
from bidding.domain.drafting import BidDraft, SealedBid
from bidding.domain.forms import Form, encode_form
from bidding.domain.releases import Release, make_release, parse_release
from bidding.domain.sealing import Role, seal
from tests.vectors.cast import (
    BAIYUN,
    CHANGHE,
    DONGFANG,
    KEYHOLDERS,
    NAMES,
    OPENING_ITEMS,
    PLACE,
    WINDOW,
    Fixed,
    account,
    items,
)
from trading.domain.bodies import DocumentFile, document_set_hash
from trading.domain.canonical import JsonObject, at_text, base64_text, decode, encode, sha256_hex
from trading.domain.statements import Signed, meaning, sign

ERLONG = "91210500MA0E1NHE0U"
DOCUMENTS = {"招标文件.txt": "招标文件\n".encode() * 50, "工程量清单.csv": b"1,earthworks,m3,1000\n" * 20}
CREATED = datetime(2026, 2, 20, 1, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)
WINDOW_LENGTH = timedelta(minutes=60)


class Conduct(Enum):
    """What a bidder does."""

    OPENS = auto()
    REPLACES_AND_OPENS = auto()
    STAYS_AWAY = auto()
    WITHDRAWS = auto()
    SEALS_RUBBISH = auto()
    RELEASES_A_WRONG_KEY = auto()
    SEALS_ANOTHERS_FORM = auto()


@dataclass(frozen=True)
class Player:
    party: str
    name: str
    conduct: Conduct
    price: str


CAST = (
    Player(BAIYUN, NAMES[BAIYUN], Conduct.REPLACES_AND_OPENS, "18350534.00"),
    Player(CHANGHE, NAMES[CHANGHE], Conduct.OPENS, "18348496.00"),
    Player(DONGFANG, NAMES[DONGFANG], Conduct.STAYS_AWAY, "18348479.00"),
    Player(ERLONG, "二龙路桥有限公司", Conduct.WITHDRAWS, "18000000.00"),
)


def document_files() -> list[DocumentFile]:
    files = [DocumentFile(name, "text/plain", sha256_hex(data), len(data)) for name, data in DOCUMENTS.items()]
    return sorted(files, key=lambda file: file.name)


def announcement() -> JsonObject:
    lot = {
        "code": "A2103000001000001001001",
        "envelope": PLACE.envelope,
        "keyholders": [holder.members() for holder in KEYHOLDERS],
        "lot": str(PLACE.lot),
        "opening_items": [item.members() for item in OPENING_ITEMS],
        "schedule": {"deadline": at_text(DEADLINE), "window_seconds": int(WINDOW_LENGTH.total_seconds())},
        "title": "桃溪滨水体育公园 1 标段",
    }
    documents = {"files": [file.members() for file in document_files()], "hash": document_set_hash(document_files())}
    return decode(encode({"documents": documents, "lots": [lot], "title": "桃溪滨水体育公园"}))


def draft(player: Player, version: int, previous: str | None) -> BidDraft:
    offer = items(player.price, "周岚")
    document = document_set_hash(document_files())
    return BidDraft(PLACE, player.party, version, previous, document, KEYHOLDERS, OPENING_ITEMS, offer)


def public_key(player: Player) -> str:
    return base64_text(account(player.party).public_key().public_bytes_raw())


def release_of(player: Player, bid: SealedBid, box: str) -> Signed[Release]:
    key: Ed25519PrivateKey = account(player.party)
    random, form_key = Fixed(f"release {player.party}"), bid.form.file_key
    match player.conduct:
        case Conduct.RELEASES_A_WRONG_KEY:
            form_key = bytes(16)
        case Conduct.SEALS_RUBBISH:
            return _rubbish(bid, box, key)
        case _:
            pass
    return make_release(bid.signed, box, form_key, bid.attachment_keys, key, random)


def _rubbish(bid: SealedBid, box: str, key: Ed25519PrivateKey) -> Signed[Release]:
    value = bid.signed.value
    sealed = seal(b"rubbish", value.context(Role.RELEASE), [WINDOW.recipient], Fixed("rubbish")).data
    release = Release(value.place, bid.signed.hash, value.bidder, box, sealed)
    return meaning(sign(release.statement(), key), parse_release)


def with_form_of(bid: SealedBid, other: Player) -> SealedBid:
    """The same bid around a form that names another version."""
    value = bid.signed.value
    plain = encode_form(Form(PLACE, other.party, 2, items(other.price, "周岚")), OPENING_ITEMS)
    form = seal(plain, value.context(Role.FORM), [bid.form_identity.recipient], Fixed(f"other form {other.party}"))
    objects = (BidObject(Role.FORM, 0, form.sha256, len(form.data)), *value.attachments)
    signed = sign_bid(replace(value, objects=objects), account(other.party))
    return SealedBid(signed, form, bid.attachments, bid.form_identity, bid.attachments_identity)
