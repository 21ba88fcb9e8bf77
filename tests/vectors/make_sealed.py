"""sealed.json: age keys, context hashes, sealed objects and damaged ones."""

import base64

from bidding.domain import age
from bidding.domain.age_keys import Identity, _bech32
from bidding.domain.sealing import Context, Role, seal
from tests.vectors.cast import BAIYUN, CHANGHE, PLACE, Fixed, identity

FIRST, SECOND = identity("first"), identity("second")
CONTEXT = Context(PLACE, BAIYUN, 1, Role.FORM)


def make() -> dict[str, object]:
    return {
        "keys": [_key(FIRST), _key(SECOND)],
        "keys_must_fail": _bad_keys(),
        "contexts": [_context(context) for context in _contexts()],
        "objects": [_object(*each) for each in _plaintexts()],
        "must_fail": _damaged(),
    }


def _key(key: Identity) -> dict[str, str]:
    return {"identity": key.text, "recipient": str(key.recipient), "public_hex": key.recipient.point.hex()}


def _bad_keys() -> list[dict[str, str]]:
    identity_text, recipient = FIRST.text, str(FIRST.recipient)
    low_order = _bech32("age", (2**255 - 20).to_bytes(32, "little"))
    return [
        {"why": "an identity in lower case", "identity": identity_text.lower()},
        {"why": "a wrong checksum", "identity": identity_text[:-1] + ("Q" if identity_text[-1] != "Q" else "P")},
        {"why": "a recipient in capitals", "recipient": recipient.upper()},
        {"why": "a wrong checksum", "recipient": recipient[:-1] + ("q" if recipient[-1] != "q" else "p")},
        {"why": "too short", "recipient": recipient[:-1]},
        {"why": "an identity is no recipient", "recipient": identity_text},
        {"why": "a point of order 4", "recipient": low_order},
    ]


def _contexts() -> list[Context]:
    return [
        CONTEXT,
        Context(PLACE, BAIYUN, 1, Role.ATTACHMENT, 0),
        Context(PLACE, BAIYUN, 2, Role.ATTACHMENT, 20),
        Context(PLACE, CHANGHE, 1, Role.RELEASE),
        Context(PLACE, CHANGHE, 1, Role.EVALUATION),
    ]


def context_members(context: Context) -> dict[str, object]:
    return {
        **context.place.members,
        "bidder": context.bidder,
        "index": context.index,
        "role": context.role.value,
        "version": context.version,
    }


def _context(context: Context) -> dict[str, object]:
    return {
        "context": context_members(context),
        "hash": context.hash().hex(),
        "argument": context.stanza().arguments[0],
    }


def _plaintexts() -> list[tuple[str, bytes, list[Identity]]]:
    return [
        ("short", "密封".encode(), [FIRST]),
        ("empty", b"", [FIRST]),
        ("two recipients", b"for two keyholders", [FIRST, SECOND]),
        ("one whole chunk", bytes(65536), [FIRST]),
        ("two chunks", bytes(65537), [FIRST]),
    ]


def _object(name: str, plaintext: bytes, keys: list[Identity]) -> dict[str, object]:
    sealed = seal(plaintext, CONTEXT, [key.recipient for key in keys], Fixed(f"object {name}"))
    return {
        "name": name,
        "context": context_members(CONTEXT),
        "identities": [key.text for key in keys],
        "file_key": sealed.file_key.hex(),
        "plaintext": base64.b64encode(plaintext).decode() if len(plaintext) < 1000 else None,
        "plaintext_zeros": len(plaintext) if len(plaintext) >= 1000 else None,
        "sha256": sealed.sha256,
        "size": len(sealed.data),
        "object": base64.b64encode(sealed.data).decode(),
    }


def _damaged() -> list[dict[str, object]]:
    """Each fails for whoever has the identity and for whoever has the file key."""
    sealed = seal(b"damaged", CONTEXT, [FIRST.recipient], Fixed("damaged"))
    data, key = sealed.data, sealed.file_key
    header = age.read_header(data)
    payload = data[header.size :]
    share, context = header.stanzas
    zero = age.Stanza("X25519", (age.unpadded(bytes(32)).decode(),), share.body)
    order_8 = bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800")
    low = age.Stanza("X25519", (age.unpadded(order_8).decode(),), share.body)
    grease = age.Stanza("aB-grease", ("x",), b"\x01\x02")
    elsewhere = Context(PLACE, CHANGHE, 1, Role.FORM).stanza()
    upper = age.Stanza("mz-ctx", (*context.arguments, "x"))
    cases = [
        ("the last byte flipped", data[:-1] + bytes((data[-1] ^ 1,))),
        ("a byte after the end", data + b"\x00"),
        ("cut short by one byte", data[:-1]),
        ("only the header", data[: header.size]),
        ("the nonce flipped", data[: header.size] + bytes((payload[0] ^ 1,)) + payload[1:]),
        ("the MAC flipped", _flip_mac(data, header)),
        ("no context", age.assemble_header(key, [share]) + payload),
        ("two contexts", age.assemble_header(key, [share, context, context]) + payload),
        ("the context before the share", age.assemble_header(key, [context, share]) + payload),
        ("another bidder's context", age.assemble_header(key, [share, elsewhere]) + payload),
        ("a context with two arguments", age.assemble_header(key, [share, upper]) + payload),
        ("a further stanza", age.assemble_header(key, [share, context, grease]) + payload),
        ("one stanza twice", age.assemble_header(key, [share, share, context]) + payload),
        ("a share of zero", age.assemble_header(key, [zero, context]) + payload),
        ("a share of order 8", age.assemble_header(key, [low, context]) + payload),
        ("padded base64", data.replace(b"\n--- ", b"=\n--- ", 1)),
        ("another version", data.replace(b"/v1", b"/v2", 1)),
        ("carriage returns", data[: header.size].replace(b"\n", b"\r\n") + payload),
        ("an empty last chunk", _empty_last_chunk(key, header, data)),
    ]
    return [
        {
            "why": why,
            "context": context_members(CONTEXT),
            "identity": FIRST.text,
            "file_key": key.hex(),
            "object": base64.b64encode(bad).decode(),
        }
        for why, bad in cases
    ]


def _flip_mac(data: bytes, header: age.Header) -> bytes:
    mac = bytes((header.mac[0] ^ 1,)) + header.mac[1:]
    return header.signed + b" " + age.unpadded(mac) + b"\n" + data[header.size :]


def _empty_last_chunk(key: bytes, header: age.Header, data: bytes) -> bytes:
    nonce = bytes(16)
    cipher = age.payload_cipher(key, nonce)
    first = cipher.encrypt(age.chunk_nonce(0, last=False), bytes(65536), None)
    return data[: header.size] + nonce + first + cipher.encrypt(age.chunk_nonce(1, last=True), b"", None)
