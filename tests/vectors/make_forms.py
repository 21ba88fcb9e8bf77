"""forms.json: a form, manifests, and plaintexts that are none."""

import base64
from dataclasses import replace

from bidding.domain.forms import TYPE, Form, ItemKind, OpeningItem, encode_form
from bidding.domain.manifests import ManifestFile, encode_manifest
from bidding.domain.members import Grade, Member, encode_members
from tests.vectors.cast import BAIYUN, CHANGHE, DONGFANG, NAMES, OPENING_ITEMS, PLACE, items
from trading.domain.canonical import encode, sha256_hex

ITEMS = items("18350534.00", "周岚")
MOST = 3
JOINT_ITEMS = (*OPENING_ITEMS, OpeningItem("members", ItemKind.MEMBERS, "联合体成员", "Members of the joint bid", MOST))
LEAD = Member(BAIYUN, NAMES[BAIYUN], "牵头，土建", "建筑工程施工总承包", Grade.FIRST)
SECOND = Member(CHANGHE, NAMES[CHANGHE], "景观", "市政公用工程施工总承包", Grade.SECOND)
THIRD = Member(DONGFANG, NAMES[DONGFANG], "管线", "市政公用工程施工总承包", Grade.NONE)
ALONE_WITH_ONE = encode_members((LEAD, SECOND))
ALL_THREE = encode_members((LEAD, SECOND, THIRD))


def make() -> dict[str, object]:
    plaintext = encode_form(Form(PLACE, BAIYUN, 1, ITEMS), OPENING_ITEMS)
    body = plaintext.rstrip(b" ")
    manifest = encode_manifest(
        [
            ManifestFile("技术文件.pdf", "application/pdf", sha256_hex(b"technical"), 9),
            ManifestFile("清单.zip", "application/zip", sha256_hex(b"bill"), 1048576),
        ]
    )
    return {
        "opening_items": [item.members() for item in OPENING_ITEMS],
        "form": members(ITEMS),
        "canonical": body.decode(),
        "padded_size": len(plaintext),
        "plaintext_sha256": sha256_hex(plaintext),
        "must_fail": [{"why": why, "plaintext": base64.b64encode(data).decode()} for why, data in _refused(body)],
        "values": {
            "money": _values(("0.00", "0.01", "18350534.00", "999999999999999.99"), _BAD_MONEY),
            "integer": _values(("0", "360", "999999999"), ("", "00", "01", "-1", "1.0", "1000000000", "３６０", " 1")),
            "text": _values(("合格", "a", "𝄞" * 200, " ", "<b>"), _BAD_TEXT),
            "members": _values(("[]", ALONE_WITH_ONE, ALL_THREE), _bad_members()),
        },
        "joint": _joint(),
        "manifest": manifest.decode(),
        "manifests_must_fail": [
            {"why": "the index does not count from 1", "text": manifest.decode().replace('"index":2', '"index":3')},
            {"why": "a path", "text": manifest.decode().replace("清单.zip", "a/b")},
            {"why": "no files", "text": '{"files":[],"type":"mingzheng/manifest/v1"}'},
            {"why": "more than 2 GiB", "text": manifest.decode().replace("1048576", "2147483648")},
        ],
    }


_BAD_MONEY = ("", "1", "1.0", "01.00", "-1.00", "1,000.00", "1.000", "1e3", "1000000000000000.00", "1.00\n", "１.00")
_BAD_TEXT = (
    "",
    "x" * 201,
    "a\nb",
    "a\u0000",
    "a\u007f",
    "a\u0085",
    "a\u2028",
    "a\u202eb",
    "a\u2066",
    "\ufeffa",
    "\u200f",
)


def _joint() -> dict[str, object]:
    """A joint bid of two: its items, its form, and forms that are none."""
    values = {**ITEMS, "members": ALONE_WITH_ONE}
    plaintext = encode_form(Form(PLACE, BAIYUN, 1, values), JOINT_ITEMS)
    refused = {
        "the lead is not the bidder": encode_members((SECOND, LEAD)),
        "more members than the notice takes": encode_members((LEAD, SECOND, THIRD, _other(SECOND, ANOTHER_CODE))),
        "not a text": "",
    }
    return {
        "opening_items": [item.members() for item in JOINT_ITEMS],
        "members": [member.members() for member in (LEAD, SECOND)],
        "items": values,
        "canonical": plaintext.rstrip(b" ").decode(),
        "plaintext_sha256": sha256_hex(plaintext),
        "must_fail": [
            {"why": why, "plaintext": base64.b64encode(_pad(encode(members({**ITEMS, "members": text})))).decode()}
            for why, text in refused.items()
        ],
    }


ANOTHER_CODE = "91210300MA0AN5HANY"


def _other(member: Member, code: str) -> Member:
    return replace(member, code=code)


def _bad_members() -> tuple[str, ...]:
    return (
        "",
        "{}",
        "null",
        encode_members((LEAD,)),
        encode_members((LEAD, LEAD)),
        encode_members((LEAD, SECOND, THIRD, _other(SECOND, ANOTHER_CODE))),
        encode_members((LEAD, _other(SECOND, "91210200MA0CHANGHG"))),
        encode_members((LEAD, _other(SECOND, "91210200MA0CHANGH"))),
        encode_members((LEAD, replace(SECOND, does=""))),
        encode_members((LEAD, replace(SECOND, name="a\u202eb"))),
        encode_members((LEAD, replace(SECOND, specialty="x" * 201))),
        ALONE_WITH_ONE.replace("second", "fourth"),
        ALONE_WITH_ONE.replace('"grade":"second",', ""),
        ALONE_WITH_ONE.replace('"grade":', '"extra":"","grade":'),
        ALONE_WITH_ONE.replace(",", ", "),
        ALONE_WITH_ONE + " ",
    )


def members(values: dict[str, str]) -> dict[str, object]:
    return {**PLACE.members, "bidder": BAIYUN, "items": values, "type": TYPE, "version": 1}


def _values(good: tuple[str, ...], bad: tuple[str, ...]) -> dict[str, object]:
    return {"valid": list(good), "must_fail": list(bad)}


def _pad(body: bytes, size: int = 4096) -> bytes:
    return body.ljust(size)


def _refused(body: bytes) -> list[tuple[str, bytes]]:
    without = {key: value for key, value in ITEMS.items() if key != "quality"}
    return [
        ("not padded", body),
        ("padded with newlines", body.ljust(4096, b"\n")),
        ("padded to the next bucket but one", _pad(body, 8192)),
        ("nothing but spaces", b" " * 4096),
        ("larger than 16,384 bytes", _pad(encode(members({**ITEMS, "quality": "x" * 16384})), 20480)),
        ("not canonical", _pad(body.replace(b'"items":', b'"items": '))),
        ("an item missing", _pad(encode(members(without)))),
        ("an item too many", _pad(encode(members({**ITEMS, "extra": "1"})))),
        ("a price without decimals", _pad(encode(members({**ITEMS, "price": "18350534"})))),
        ("a price that is a number", _pad(encode(members(ITEMS)).replace(b'"18350534.00"', b"18350534"))),
        ("a price twice", _pad(body.replace(b'"price":', b'"price":"1.00","price":'))),
        ("a member too many", _pad(encode({**members(ITEMS), "note": ""}))),
        ("another type", _pad(encode({**members(ITEMS), "type": "mingzheng/form/v2"}))),
        ("version 0", _pad(encode({**members(ITEMS), "version": 0}))),
        ("a bidder that is no code", _pad(encode({**members(ITEMS), "bidder": "BAIYUN"}))),
    ]
