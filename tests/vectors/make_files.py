"""files.json: the keys of two bids' files, sealed to a member, and objects that are none of it."""

import base64

from bidding.domain.age_keys import Identity
from experts.domain.files import KEYS, MemberContext, seal_keys
from tests.vectors.cast import PLACE, Fixed
from trading.domain.canonical import base64_text, sha256_hex

MEMBER = sha256_hex(b"member 0")
BIDS = (sha256_hex(b"the bid of Baiyun"), sha256_hex(b"the bid of Changhe"))


def make() -> dict[str, object]:
    identity, other = (Identity.generate(Fixed(f"member {number}")) for number in (0, 1))
    context = MemberContext(PLACE, MEMBER)
    keys = {BIDS[0]: (Fixed("manifest")(16), Fixed("file")(16)), BIDS[1]: None}
    sealed = seal_keys(keys, context, identity.recipient, Fixed("sealed to a member"))
    strange = seal_keys(keys, MemberContext(PLACE, sha256_hex(b"member 1")), identity.recipient, Fixed("strange"))
    to_another = seal_keys(keys, context, other.recipient, Fixed("to another"))
    rows = [
        {"bid": bid, "keys": None if each is None else [base64_text(key) for key in each]}
        for bid, each in sorted(keys.items())
    ]
    given = {
        "lot": str(PLACE.lot),
        "member": MEMBER,
        "recipient": str(identity.recipient),
        "sealed": sealed.sha256,
    }
    return {
        "place": PLACE.members,
        "member": MEMBER,
        "identity": identity.text,
        "keys": {"bids": rows, "type": KEYS},
        "sealed": base64.b64encode(sealed.data).decode(),
        "given": given,
        "must_fail": [
            {"why": "for another member", "sealed": base64.b64encode(strange.data).decode()},
            {"why": "to another key", "sealed": base64.b64encode(to_another.data).decode()},
        ],
    }
