"""The keys of age v1 (C2SP age): X25519 identities and recipients in Bech32."""

import os
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)

from trading.domain.canonical import FormatError

Random = Callable[[int], bytes]
"""Gives so many fresh random bytes. Anything but `os.urandom` is for test vectors."""

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES: Final = {letter: value for value, letter in enumerate(_ALPHABET)}
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_P: Final = 2**255 - 19
# u coordinates of the points of order 1, 2, 4 and 8: with them the shared secret is no secret.
_LOW_ORDER: Final = frozenset(
    (
        0,
        1,
        _P - 1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
    )
)


class KeyRefused(FormatError):
    """Not an age key."""


def is_low_order(point: bytes) -> bool:
    """Whether a point gives every private key the same, known secret."""
    return (int.from_bytes(point, "little") & (2**255 - 1)) % _P in _LOW_ORDER


class Recipient:
    """A public key: age1…"""

    __slots__ = ("key", "point")

    def __init__(self, point: bytes) -> None:
        if len(point) != 32 or is_low_order(point):
            raise KeyRefused("not a usable X25519 key")
        self.point = point
        self.key = X25519PublicKey.from_public_bytes(point)

    @classmethod
    def parse(cls, text: str) -> "Recipient":
        return cls(_parsed_point(text))

    def __str__(self) -> str:
        return _bech32("age", self.point)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and self.point == other.point

    def __hash__(self) -> int:
        return hash(self.point)


class Identity:
    """A private key: AGE-SECRET-KEY-1… Its text is shown only by `text`, never by accident."""

    __slots__ = ("_secret", "key", "recipient")

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise KeyRefused("an identity has 32 bytes")
        self._secret = secret
        self.key = X25519PrivateKey.from_private_bytes(secret)
        self.recipient = Recipient(self.key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, random: Random = os.urandom) -> "Identity":
        return cls(random(32))

    @classmethod
    def parse(cls, text: str) -> "Identity":
        if text != text.upper():
            raise KeyRefused("an identity is written in capitals")
        return cls(_from_bech32("age-secret-key-", text.lower()))

    @property
    def text(self) -> str:
        return _bech32("age-secret-key-", self._secret).upper()


@lru_cache(maxsize=64)
def _parsed_point(text: str) -> bytes:
    return _from_bech32("age", text)


def _bech32(prefix: str, data: bytes) -> str:
    number = int.from_bytes(data, "big") << 4
    symbols = [number >> shift & 31 for shift in range(255, -1, -5)]
    check = _polymod(symbols + [0] * 6, _start(prefix)) ^ 1
    symbols += [check >> shift & 31 for shift in range(25, -1, -5)]
    return prefix + "1" + "".join([_ALPHABET[symbol] for symbol in symbols])


def _from_bech32(prefix: str, text: str) -> bytes:
    head = prefix + "1"
    if len(text) != len(head) + 58 or not text.startswith(head):
        raise KeyRefused(f"not of the form {head}…")
    try:
        symbols = [_VALUES[letter] for letter in text[len(head) :]]
    except KeyError:
        raise KeyRefused("a letter that Bech32 does not have") from None
    if _polymod(symbols, _start(prefix)) != 1:
        raise KeyRefused("the checksum is wrong")
    number = 0
    for symbol in symbols[:-6]:
        number = number << 5 | symbol
    if number & 15:
        raise KeyRefused("not the canonical Bech32 of what it says")
    return (number >> 4).to_bytes(32, "big")


def _polymod(symbols: list[int], state: int) -> int:
    for symbol in symbols:
        state = (state & 0x1FFFFFF) << 5 ^ symbol ^ _FEEDBACK[state >> 25]
    return state


@lru_cache(maxsize=4)
def _start(prefix: str) -> int:
    letters = prefix.encode()
    return _polymod([letter >> 5 for letter in letters] + [0] + [letter & 31 for letter in letters], 1)


def _feedback(top: int) -> int:
    state = 0
    for bit, generator in enumerate(_GENERATORS):
        if top >> bit & 1:
            state ^= generator
    return state


_FEEDBACK: Final = tuple(_feedback(top) for top in range(32))
