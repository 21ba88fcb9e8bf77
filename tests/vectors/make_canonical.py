"""canonical.json: RFC 8785 as far as we use it."""

from trading.domain.canonical import encode, sha256_hex


def make() -> dict[str, object]:
    values: list[object] = [
        {},
        {"b": 1, "a": [True, False, None, {}, []]},
        {"text": '周岚 "quoted" \\ / \b\f\n\r\t\u0000\u001f\u007f\u2028 €𝄞'},
        {"large": 2**53 - 1, "small": -(2**53) + 1, "zero": 0},
        {"A": 1, "Z": 2, "_": 3, "a": 4, "aa": 5, "a1": 6},
    ]
    refused = [
        ('{"a":1,"a":2}', "a name twice"),
        ('{"a":1,"a":1}', "a name twice, with one value"),
        ('{"b":1,"a":2}', "names out of order"),
        ('{"a": 1}', "a space"),
        ('{"a":1}\n', "a newline after the end"),
        ('{"a":1.0}', "a number with a point"),
        ('{"a":1e3}', "a number with an exponent"),
        ('{"a":-0}', "minus zero"),
        ('{"a":9007199254740992}', "2^53"),
        ('{"a":"\\u0041"}', "an escape that is not needed"),
        ('{"a":"\\/"}', "an escape that is not needed"),
        ('{"a":"\\u001F"}', "an escape in capitals"),
        ('{"a":"\\ud800"}', "half of a surrogate pair"),
        ('{"a":NaN}', "not a number"),
        ('{"é":1}', "a name that is not ASCII"),
        ('\ufeff{"a":1}', "a byte order mark"),
        ('["a"]', "not an object"),
        ("", "nothing"),
    ]
    return {
        "valid": [
            {"value": value, "canonical": encode(value).decode(), "sha256": sha256_hex(encode(value))}
            for value in values
        ],
        "must_fail": [{"text": text, "why": why} for text, why in refused],
        "times": {
            "valid": ["2026-03-16T01:30:00.000000Z", "2026-12-31T23:59:59.999999Z"],
            "must_fail": [
                "2026-03-16T01:30:00Z",
                "2026-03-16T01:30:00.000Z",
                "2026-03-16T01:30:00.000000+00:00",
                "2026-03-16 01:30:00.000000Z",
                "2026-02-30T01:30:00.000000Z",
                "2026-03-16T24:00:00.000000Z",
            ],
        },
        "base64": {
            "valid": ["", "AA==", "AAA=", "AAAA", "/+8="],
            "must_fail": ["AA", "AB==", "AAA", "AA= =", "AA==\n", "_-8="],
        },
    }
