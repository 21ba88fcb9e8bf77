"""C2SP signed notes and checkpoints (signed-note, tlog-checkpoint): docs/spec/ledger.md, "Checkpoint"."""

import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from trading.domain.canonical import FormatError, base64_text, parse_base64
from trading.domain.statements import StatementRefused, parse_public_key, verify

ED25519 = 0x01

_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_VERIFIER_KEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/=]+)")
_SIGNATURE = re.compile(r"\u2014 (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class NoteRefused(FormatError):
    """Not a note, or no signature of the expected key on it."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A named Ed25519 key, written `<name>+<key id>+<base64(0x01 || key)>`."""

    name: str
    public: Ed25519PublicKey

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + _tagged(self.public)).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64_text(_tagged(self.public))}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log has said about itself: how many leaves, and their root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        lines = (self.origin, str(self.size), base64_text(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def verifier_key(name: str, public: Ed25519PublicKey) -> str:
    """The text by which a verifier knows a log's key."""
    if _NAME.fullmatch(name) is None:
        raise NoteRefused("a key's name has no spaces and no plus")
    return str(VerifierKey(name, public))


def parse_verifier_key(text: str) -> VerifierKey:
    """Refuses a key whose id is not its own."""
    found = _VERIFIER_KEY.fullmatch(text)
    if found is None:
        raise NoteRefused("not a verifier key: <name>+<id>+<base64>")
    data = parse_base64(found["key"])
    if len(data) != 33 or data[0] != ED25519:
        raise NoteRefused("not an Ed25519 verifier key")
    key = VerifierKey(found["name"], parse_public_key(base64_text(data[1:])))
    if key.id.hex() != found["id"]:
        raise NoteRefused("the verifier key's id is not its own")
    return key


def sign_note(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note: the text, an empty line, and one signature by `key`, whose name is `name`."""
    return f"{_checked_text(text)}\n{signature_line(text, name, key)}"


def signature_line(text: str, name: str, key: Ed25519PrivateKey) -> str:
    public = VerifierKey(name, key.public_key())
    return f"\u2014 {name} {base64_text(public.id + key.sign(text.encode()))}\n"


def open_note(note: str, key: VerifierKey) -> str:
    """The text, if `key` signed it. Signatures by other keys are let be, as C2SP wants."""
    text, separator, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not separator or lines.pop() != "" or not lines:
        raise NoteRefused("not a note: no empty line before the signatures")
    text = _checked_text(text + "\n")
    signatures = [_signature(line) for line in lines]
    ours = [value for name, value in signatures if name == key.name and value[:4] == key.id]
    if not ours:
        raise NoteRefused(f"no signature by {key.name}")
    for value in ours:
        _verify(key, text, value[4:])
    return text


def sign_checkpoint(origin: str, size: int, root: bytes, *keys: Ed25519PrivateKey) -> str:
    """A checkpoint as a note, signed by the log's key under the log's origin; by several where they hand over."""
    text = _checked_text(Checkpoint(origin, size, root).body)
    return f"{text}\n{''.join(signature_line(text, origin, key) for key in keys)}"


def open_checkpoint(text: str, key: VerifierKey | str) -> Checkpoint:
    """The checkpoint, if the log that `key` belongs to signed it."""
    known = parse_verifier_key(key) if isinstance(key, str) else key
    checkpoint = parse_checkpoint(open_note(text, known))
    if checkpoint.origin != known.name:
        raise NoteRefused("the checkpoint's origin is not the name of the key")
    return checkpoint


def parse_checkpoint(body: str) -> Checkpoint:
    """The text of a checkpoint, without signatures."""
    lines = body.split("\n")
    if len(lines) < 4 or lines.pop() != "" or "" in lines:
        raise NoteRefused("a checkpoint has three lines: origin, size, root")
    origin, size, root, *extensions = lines
    if _SIZE.fullmatch(size) is None:
        raise NoteRefused("the checkpoint's size is not a number")
    data = parse_base64(root)
    if len(data) != 32:
        raise NoteRefused("the checkpoint's root has not 32 bytes")
    return Checkpoint(origin, int(size), data, tuple(extensions))


def _tagged(public: Ed25519PublicKey) -> bytes:
    return bytes((ED25519,)) + public.public_bytes_raw()


def _checked_text(text: str) -> str:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise NoteRefused("a note's text ends with a newline and has no other control characters")
    return text


def _signature(line: str) -> tuple[str, bytes]:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        raise NoteRefused("not a signature line")
    try:
        value = parse_base64(found["signature"])
    except FormatError:
        raise NoteRefused("not a signature line") from None
    if len(value) < 5:
        raise NoteRefused("not a signature line")
    return found["name"], value


def _verify(key: VerifierKey, text: str, signature: bytes) -> None:
    try:
        verify(key.public, text.encode(), signature)
    except StatementRefused:
        raise NoteRefused(f"the signature by {key.name} does not hold") from None
