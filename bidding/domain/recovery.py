"""The recovery file: what a bidder needs to open its own bid again (docs/spec/recovery.md).

The browser writes and reads it; here it is for tests and for other programs.
"""

import os
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from bidding.domain import age
from bidding.domain.age_keys import Identity, Random
from bidding.domain.bids import Bid, check_object, read_bid
from bidding.domain.places import PLACE_NAMES, read_place
from trading.domain.canonical import FormatError, JsonObject, base64_text, decode, encode, parse_base64, sha256_hex
from trading.domain.fields import Fields
from trading.domain.statements import Signed

TYPE: Final = "mingzheng/recovery/v1"
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
WORK: Final = 15
MOST_WORK: Final = 18

_SALT_LABEL: Final = b"age-encryption.org/v1/scrypt"
_NAMES: Final = PLACE_NAMES | {
    "account_key", "account_public_key", "attachments", "bid", "bidder", "form", "form_object", "headers", "type", "version",
}  # fmt: skip


class RecoveryRefused(FormatError):
    """Not a recovery file, or not its passphrase."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """`headers`: the header of every object of the bid, in their order; `form_object`: the whole of form.age.

    `account_key` is there where the browser could export it.
    """

    bid: Signed[Bid]
    form: Identity
    attachments: Identity
    form_object: bytes
    headers: tuple[bytes, ...]
    account_key: Ed25519PrivateKey | None = None

    def file_keys(self) -> tuple[bytes, ...]:
        """The file key of every object: the form's, then those of the attachments by index."""
        identities = (self.form, *[self.attachments] * (len(self.headers) - 1))
        return tuple(
            age.unwrap(age.read_header(header), identity)
            for header, identity in zip(self.headers, identities, strict=True)
        )


def new_passphrase(random: Random = os.urandom) -> str:
    """100 bits in four groups of five letters, none of which is taken for another."""
    letters = "".join(ALPHABET[byte & 31] for byte in random(20))
    return "-".join(letters[at : at + 5] for at in range(0, 20, 5))


def tidy_passphrase(typed: str) -> str:
    """What a person has typed as it was shown, whatever the case, the spaces, and O for 0 or I and L for 1."""
    letters = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())
    letters = letters.translate(str.maketrans("OIL", "011"))
    return "-".join(letters[at : at + 5] for at in range(0, len(letters), 5))


def write_recovery(recovery: Recovery, passphrase: str, random: Random = os.urandom, work: int = WORK) -> bytes:
    """The file: an age file for a passphrase."""
    return seal_with_passphrase(encode(_members(recovery)), passphrase, random, work)


def read_recovery(data: bytes, typed: str) -> Recovery:
    """Everything in the file, checked to belong together; raises `FormatError`."""
    fields = Fields(decode(open_with_passphrase(data, tidy_passphrase(typed))), _NAMES, "recovery")
    fields.exactly("type", TYPE)
    recovery = Recovery(
        bid=read_bid(fields.binary("bid")),
        form=Identity.parse(fields.text("form")),
        attachments=Identity.parse(fields.text("attachments")),
        form_object=fields.binary("form_object"),
        headers=tuple(parse_base64(str(header)) for header in fields.array("headers")),
        account_key=None if fields.text_or_none("account_key") is None else _private_key(fields.binary("account_key")),
    )
    named = (read_place(fields), fields.party("bidder"), fields.version(), fields.text("account_public_key"))
    bid = recovery.bid.value
    if named != (bid.place, bid.bidder, bid.version, recovery.bid.key):
        raise RecoveryRefused("the file names another bid than it holds")
    _check(recovery)
    return recovery


def seal_with_passphrase(plaintext: bytes, passphrase: str, random: Random = os.urandom, work: int = WORK) -> bytes:
    """An age file with one scrypt stanza."""
    if len(plaintext) > age.CHUNK:
        raise RecoveryRefused("more than a file for a passphrase holds")
    file_key, salt, nonce = random(age.FILE_KEY_SIZE), random(16), random(age.NONCE_SIZE)
    body = _cipher(passphrase, salt, work).encrypt(bytes(12), file_key, None)
    header = age.assemble_header(file_key, [age.Stanza("scrypt", (age.unpadded(salt).decode(), str(work)), body)])
    return header + nonce + age.payload_cipher(file_key, nonce).encrypt(age.chunk_nonce(0, last=True), plaintext, None)


def open_with_passphrase(data: bytes, passphrase: str) -> bytes:
    """The plaintext; refuses a file that asks for more than 2^18 rounds of work."""
    header = age.read_header(data)
    stanza = header.stanzas[0]
    if len(header.stanzas) != 1 or stanza.type != "scrypt" or len(stanza.arguments) != 2 or len(stanza.body) != 32:
        raise RecoveryRefused("not a file for a passphrase")
    salt, work = age.from_unpadded(stanza.arguments[0].encode(), 16), stanza.arguments[1]
    if work not in map(str, range(1, MOST_WORK + 1)):
        raise RecoveryRefused("more work than a recovery file asks for")
    try:
        file_key = _cipher(passphrase, salt, int(work)).decrypt(bytes(12), stanza.body, None)
    except InvalidTag:
        raise RecoveryRefused("another passphrase") from None
    return age.open_with_file_key(data, file_key, header)


def _members(recovery: Recovery) -> JsonObject:
    bid, key = recovery.bid.value, recovery.account_key
    pkcs8 = None if key is None else key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {
        **bid.place.members,
        "account_key": None if pkcs8 is None else base64_text(pkcs8),
        "account_public_key": recovery.bid.key,
        "attachments": recovery.attachments.text,
        "bid": base64_text(recovery.bid.bytes),
        "bidder": bid.bidder,
        "form": recovery.form.text,
        "form_object": base64_text(recovery.form_object),
        "headers": [base64_text(header) for header in recovery.headers],
        "type": TYPE,
        "version": bid.version,
    }


def _check(recovery: Recovery) -> None:
    bid = recovery.bid.value
    if sha256_hex(recovery.form_object) != bid.form.sha256 or not recovery.form_object.startswith(recovery.headers[0]):
        raise RecoveryRefused("the form in the file is not the one of its bid")
    if (str(recovery.form.recipient), str(recovery.attachments.recipient)) != (
        bid.form_recipient,
        bid.attachments_recipient,
    ):
        raise RecoveryRefused("the identities in the file are not those of its bid")
    if len(recovery.headers) != len(bid.objects):
        raise RecoveryRefused("the file has not one header for every object of its bid")
    for item, header in zip(bid.objects, recovery.headers, strict=True):
        check_object(bid, item, header)
    if recovery.account_key is not None and _public(recovery.account_key) != recovery.bid.key:
        raise RecoveryRefused("the account key in the file is not the one that signed its bid")


def _private_key(data: bytes) -> Ed25519PrivateKey:
    try:
        key = load_der_private_key(data, None)
    except (ValueError, TypeError):
        raise RecoveryRefused("not an account key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise RecoveryRefused("not an account key")
    return key


def _public(key: Ed25519PrivateKey) -> str:
    return base64_text(key.public_key().public_bytes_raw())


def _cipher(passphrase: str, salt: bytes, work: int) -> ChaCha20Poly1305:
    kdf = Scrypt(salt=_SALT_LABEL + salt, length=32, n=2**work, r=8, p=1)
    return ChaCha20Poly1305(kdf.derive(passphrase.encode()))
