"""bundle.json: the files of a small bundle, as the pages in docs/spec show them."""

import json

from disclosure.domain.bundle import contents
from tests.support.small_trade import small_trade
from tests.vectors.cast import PLACE
from trading.domain.canonical import decode


def make() -> dict[str, object]:
    trade = small_trade()
    files = {name: data for name, data in contents(trade.bundle_facts).items() if isinstance(data, bytes)}
    lines = [decode(line) for line in files["entries.jsonl"].splitlines()]
    by_type = {_type(line): line for line in lines}
    return {
        "manifest": decode(files["manifest.json"]),
        "keys": decode(files["keys.json"]),
        "checkpoint": files["checkpoint"].decode(),
        "line": by_type["bidder.signed_in"],
        "hidden_line": by_type[""],
        "party_line": decode(files["parties.jsonl"].splitlines()[0]),
        "box_closed": _body(by_type["box.closed"]),
        "window_key": _body(by_type["window.key_published"]),
        "bids_opened": _body(by_type["bids.opened"]),
        "trade_announced": _body(by_type["trade.announced"]),
        "record": decode(files[f"lots/{PLACE.lot}/record.json"]),
        "names": sorted(files),
    }


def _type(line: object) -> str:
    entry = json.loads(json.dumps(line)).get("entry")
    return str(entry["type"]) if entry else ""


def _body(line: object) -> object:
    return json.loads(json.dumps(line))["entry"]["body"]
