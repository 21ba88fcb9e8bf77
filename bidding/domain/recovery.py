"""The recovery file: what a bidder needs to open its own bid again (docs/spec/recovery.md).

The browser writes it and reads it; Python does both for tests and for the command line.
"""

import base64
import os
import re
import textwrap
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from bidding.domain import age
from bidding.domain.age_keys import Identity, Random
from bidding.domain.bids import Bid, read_bid
from trading.domain.canonical import FormatError, base64_text, decode, encode, sha256_hex
from trading.domain.fields import Fields
from trading.domain.statements import Signed

TYPE: Final = "mingzheng/recovery/v1"
ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
LETTERS: Final = 20
WORK: Final = 15
MOST_WORK: Final = 18

_BEGIN: Final = "-----BEGIN AGE ENCRYPTED FILE-----"
_END: Final = "-----END AGE ENCRYPTED FILE-----"
_SALT_LABEL: Final = b"age-encryption.org/v1/scrypt"
_NAMES: Final = frozenset(("account", "bid", "form", "identities", "type"))
_PASSPHRASE: Final = re.compile(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{4}}")


class RecoveryRefused(FormatError):
    """Not a recovery file, or not its passphrase."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """`account`: the seed of the account's signing key, where the browser may have it; `form`: form.age."""

    bid: Signed[Bid]
    form: bytes
    form_identity: Identity
    attachments_identity: Identity
    account: bytes | None = None


def new_passphrase(random: Random = os.urandom) -> str:
    """100 bits, as five groups of four letters that are not taken for one another."""
    letters = [ALPHABET[byte & 31] for byte in random(LETTERS)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, LETTERS, 4))


def normal_passphrase(typed: str) -> str:
    """What a person has typed, as it was made: small letters, groups of four. Raises `RecoveryRefused`."""
    letters = re.sub(r"[\s-]", "", typed).lower()
    passphrase = "-".join(textwrap.wrap(letters, 4))
    if _PASSPHRASE.fullmatch(passphrase) is None:
        raise RecoveryRefused("a passphrase has five groups of four letters")
    return passphrase


def write_recovery(recovery: Recovery, passphrase: str, random: Random = os.urandom, work: int = WORK) -> str:
    """The file: an armored age file for a passphrase."""
    plain = encode(
        {
            "account": None if recovery.account is None else base64_text(recovery.account),
            "bid": base64_text(recovery.bid.bytes),
            "form": base64_text(recovery.form),
            "identities": {
                "attachments": recovery.attachments_identity.text,
                "form": recovery.form_identity.text,
            },
            "type": TYPE,
        }
    )
    file_key, salt = random(age.FILE_KEY_SIZE), random(16)
    body = _cipher(passphrase, salt, work).encrypt(bytes(12), file_key, None)
    stanza = age.Stanza("scrypt", (age.unpadded(salt).decode(), str(work)), body)
    nonce = random(age.NONCE_SIZE)
    sealed = age.payload_cipher(file_key, nonce).encrypt(age.chunk_nonce(0, last=True), plain, None)
    return armor(age.assemble_header(file_key, [stanza]) + nonce + sealed)


def read_recovery(text: str, passphrase: str) -> Recovery:
    """Everything in the file, checked to belong together; raises `FormatError`."""
    data = dearmor(text)
    header = age.read_header(data)
    plain = age.open_with_file_key(data, _file_key(header, normal_passphrase(passphrase)), header)
    fields = Fields(decode(plain), _NAMES, "recovery")
    fields.exactly("type", TYPE)
    identities = fields.inner("identities", ("attachments", "form"))
    recovery = Recovery(
        bid=read_bid(fields.binary("bid")),
        form=fields.binary("form"),
        form_identity=Identity.parse(identities.text("form")),
        attachments_identity=Identity.parse(identities.text("attachments")),
        account=None if fields.text_or_none("account") is None else fields.binary("account", 32),
    )
    _check(recovery)
    return recovery


def armor(data: bytes) -> str:
    """age's armor: base64 in lines of 64 between two marks."""
    lines = textwrap.wrap(base64_text(data), 64)
    return "\n".join([_BEGIN, *lines, _END, ""])


def dearmor(text: str) -> bytes:
    """Spaces around the file and line ends of other systems are let be: people send such files by mail."""
    lines = text.strip().replace("\r\n", "\n").split("\n")
    if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
        raise RecoveryRefused("not a recovery file")
    body = lines[1:-1]
    if any(len(line) != 64 for line in body[:-1]) or not 0 < len(body[-1]) <= 64:
        raise RecoveryRefused("the file's lines have other lengths than age writes")
    try:
        return base64.b64decode("".join(body), validate=True)
    except ValueError:
        raise RecoveryRefused("the file is damaged") from None


def _check(recovery: Recovery) -> None:
    bid = recovery.bid.value
    if sha256_hex(recovery.form) != bid.form.sha256:
        raise RecoveryRefused("the form in the file is not the one of its bid")
    recipients = (str(recovery.form_identity.recipient), str(recovery.attachments_identity.recipient))
    if recipients != (bid.form_recipient, bid.attachments_recipient):
        raise RecoveryRefused("the identities in the file are not those of its bid")


def _file_key(header: age.Header, passphrase: str) -> bytes:
    stanza = header.stanzas[0]
    if len(header.stanzas) != 1 or stanza.type != "scrypt" or len(stanza.arguments) != 2 or len(stanza.body) != 32:
        raise RecoveryRefused("not a file for a passphrase")
    salt, work = age.from_unpadded(stanza.arguments[0].encode(), 16), stanza.arguments[1]
    if work not in map(str, range(1, MOST_WORK + 1)):
        raise RecoveryRefused("more work than a recovery file asks for")
    try:
        return _cipher(passphrase, salt, int(work)).decrypt(bytes(12), stanza.body, None)
    except InvalidTag:
        raise RecoveryRefused("another passphrase") from None


def _cipher(passphrase: str, salt: bytes, work: int) -> ChaCha20Poly1305:
    kdf = Scrypt(salt=_SALT_LABEL + salt, length=32, n=2**work, r=8, p=1)
    return ChaCha20Poly1305(kdf.derive(passphrase.encode()))
