"""recovery.json: a recovery file and its passphrase."""

import base64

from bidding.domain import age
from bidding.domain.recovery import Recovery, new_passphrase, open_with_passphrase, write_recovery
from tests.vectors.cast import Fixed, account
from tests.vectors.make_bids import sealed
from trading.domain.canonical import decode


def recovery() -> Recovery:
    """What Baiyun keeps of its first version."""
    bid, outs = sealed()
    objects = [bid.form.data, *(out.getvalue() for _, out in sorted(outs.items()))]
    headers = tuple(data[: age.read_header(data).size] for data in objects)
    identities = (bid.form_identity, bid.attachments_identity)
    return Recovery(bid.signed, *identities, bid.form.data, headers, account("Baiyun"))


def make() -> dict[str, object]:
    passphrase = new_passphrase(Fixed("passphrase"))
    file = write_recovery(recovery(), passphrase, Fixed("recovery"), work=10)
    return {
        "passphrase": passphrase,
        "typed": [passphrase, passphrase.lower(), passphrase.replace("-", " "), passphrase.replace("0", "o")],
        "wrong": [new_passphrase(Fixed("another")), "", passphrase[:-1]],
        "content": decode(open_with_passphrase(file, passphrase)),
        "file": base64.b64encode(file).decode(),
    }
