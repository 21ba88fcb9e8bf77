"""statements.json: one signed statement, and files that are none."""

import base64

from tests.vectors.cast import BAIYUN, account
from trading.domain.canonical import encode
from trading.domain.statements import PREFIX, sign


def make() -> dict[str, object]:
    key = account("Baiyun")
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    statement = {"party": BAIYUN, "public_key": public, "purpose": "account", "type": "mingzheng/key/v1"}
    signed = sign(statement, key)
    file = signed.bytes.decode()
    signature = file.split('"signature":"')[1].split('"')[0]
    other = base64.b64encode(key.sign(encode(statement))).decode()
    malleable = base64.b64encode(_plus_order(base64.b64decode(signature))).decode()
    neutral = base64.b64encode(b"\x01" + bytes(31)).decode()
    one = f'{{"key":"{public}","method":"ed25519","signature":"{signature}"}}'
    return {
        "seed": key.private_bytes_raw().hex(),
        "public_key": public,
        "statement": statement,
        "signed_bytes_hex": (PREFIX + encode(statement)).hex(),
        "hash": signed.hash,
        "file": file,
        "must_fail": [
            {"why": "another party", "file": file.replace(BAIYUN, "91210200MA0CHANGHF")},
            {"why": "signed without the prefix", "file": file.replace(signature, other)},
            {"why": "s is not reduced", "file": file.replace(signature, malleable)},
            {"why": "a key of small order", "file": _small_order(statement, neutral)},
            {"why": "two signatures", "file": file.replace(one, one + "," + one)},
            {"why": "no signature", "file": file.replace(one, "")},
            {"why": "another method", "file": file.replace('"ed25519"', '"sm2"')},
            {"why": "an unknown member", "file": file.replace('{"signatures"', '{"note":"","signatures"')},
            {"why": "not canonical", "file": file.replace('"statement":', '"statement": ')},
            {"why": "a signature of 63 bytes", "file": file.replace(signature, signature[:-4] + "AA==")},
        ],
    }


def _plus_order(signature: bytes) -> bytes:
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(signature[32:], "little") + order
    return signature[:32] + s.to_bytes(32, "little")


def _small_order(statement: dict[str, str], neutral: str) -> str:
    # R = A = the neutral element and s = 0: a lax verifier takes it as anyone's signature of anything.
    signature = base64.b64encode(b"\x01" + bytes(63)).decode()
    inner = {"key": neutral, "method": "ed25519", "signature": signature}
    return encode({"signatures": [inner], "statement": statement}).decode()
