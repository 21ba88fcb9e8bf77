"""A platform of a few lines, for trying the browser code in a real browser without Django: pages, tus, receipts, a hall.

It keeps what it is told in lists that a test looks into, and checks bids and releases with the real domain code.
"""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.sync.server import Server, ServerConnection, serve

from bidding.browser_words import WORDS
from bidding.domain.age_keys import Identity
from bidding.domain.bids import Bid, check_object, read_bid, read_withdrawal
from bidding.domain.box import close_box
from bidding.domain.places import Place
from bidding.domain.receipts import make_receipt
from bidding.domain.releases import Release, make_acknowledgement, read_release
from tests.js.stub_server import StubServer
from tests.vectors.cast import BAIYUN, DOCUMENT, NAMES, OPENING_ITEMS, PLACE
from trading.domain.canonical import base64_text, sha256_hex
from trading.domain.statements import Signed, read


class Platform:
    """The state of one trade with one bidder, and the two servers that show it."""

    def __init__(self) -> None:
        self.place: Place = PLACE
        self.receipt_key = Ed25519PrivateKey.generate()
        self.agency: dict[str, str] = {}
        self.window, self.evaluation = Identity.generate(), Identity.generate()
        self.account_keys: list[str] = []
        self.uploads: dict[str, dict[str, Any]] = {}
        self.objects: dict[str, bytes] = {}
        self.bids: list[Signed[Bid]] = []
        self.receipts: list[bytes] = []
        self.releases: list[Signed[Release]] = []
        self.window_keys: list[str] = []
        self.posts: list[tuple[str, Any]] = []
        self.closed = False
        self.late = False
        self.loses_bids = False
        self.broken_uploads = 0
        self.stage = "bidding"
        self.seq = 1
        self.events: list[dict[str, Any]] = []
        self.watchers: set[ServerConnection] = set()
        self.web = StubServer(self)
        self.socket: Server = serve(self._watch, "localhost", 0)
        for server in (self.web, self.socket):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.web.server_address[1]}"

    def close(self) -> None:
        self.web.shutdown()
        self.web.server_close()
        self.socket.shutdown()

    def happen(self, *events: dict[str, Any]) -> None:
        """One frame with these events to every watcher."""
        for event in events:
            self.seq += 1
            self.events.append({"seq": self.seq, "at": _text(_now()), **event})
        frame = self._frame(self.events[-len(events) :])
        for watcher in list(self.watchers):
            watcher.send(frame)

    def cut(self) -> None:
        """Every watcher loses its connection."""
        watchers, self.watchers = list(self.watchers), set()
        for watcher in watchers:
            watcher.close(1012)

    def _frame(self, events: list[dict[str, Any]]) -> str:
        return json.dumps({"seq": self.seq, "now": _text(_now()), "speed": 1, "events": events})

    def _watch(self, watcher: ServerConnection) -> None:
        since = int((watcher.request.path if watcher.request else "").rpartition("=")[2] or 0)
        watcher.send(self._frame([event for event in self.events if event["seq"] > since]))
        self.watchers.add(watcher)
        try:
            for _ping in watcher:
                watcher.send(self._frame([]))
        finally:
            self.watchers.discard(watcher)

    def data(self, page: str) -> dict[str, Any]:
        """What the page finds in page-data."""
        keyholder = {
            "evaluation": self.agency.get("evaluation", str(self.evaluation.recipient)),
            "role": "agency",
            "window": self.agency.get("window", str(self.window.recipient)),
        }
        lot = str(self.place.lot)
        receipt_key = base64_text(self.receipt_key.public_key().public_bytes_raw())
        data = {
            **{name: str(value) for name, value in self.place.members.items()},
            "csrf": "token",
            "party": BAIYUN,
            "bidder": BAIYUN,
            "receipt_keys": [receipt_key],
            "lang": "zh",
            "now": _text(_now()),
            "speed": 1,
            "deadline": _text(_now() + timedelta(hours=1)),
            "words": WORDS,
            "account_keys": self.account_keys,
            "keyholders": [keyholder],
            "opening_items": [item.members() | _extras(item.key) for item in OPENING_ITEMS],
            "urls": self._urls(),
        }
        if page == "bid":
            previous = self.bids[-1].hash if self.bids else None
            limits = {"files": 20, "file_bytes": 6_000_000, "total_bytes": 10_000_000}
            data |= {"document": DOCUMENT, "version": len(self.bids) + 1, "previous": previous, "limits": limits}
        if page == "receipt" and self.bids:
            bid = self.bids[-1]
            data |= {
                "version": bid.value.version,
                "kind": "bid",
                "live": True,
                "bid_hash": bid.hash,
                "closed": self.closed,
            }
            data |= {"statement": base64_text(bid.bytes), "receipt": base64_text(self.receipts[-1]), "next_version": 2}
        if page == "hall":
            me = None
            if self.bids:
                last = self.bids[-1]
                me = {"role": "bidder", "bidder": BAIYUN, "bid": last.hash, "version": last.value.version}
            data |= {"stage": self.stage, "seq": self.seq, "me": me, "box": None}
        if page == "agency":
            data |= {"keys_published": False, "lots": [{"lot": lot, "keys_url": f"/lots/{lot}/keys/"}]}
        return data

    def _urls(self) -> dict[str, str]:
        lot = f"/lots/{self.place.lot}"
        hall = {
            name: f"{lot}/{name}/" for name in ("objections", "answers", "confirmations", "sign_ins", "releases", "box")
        }
        return hall | {
            "worker": "/dist/seal.worker.js",
            "hall_keys": "/dist/hall_keys.js",
            "uploads": "/uploads/",
            "bids": f"{lot}/bids/",
            "withdrawals": f"{lot}/withdrawals/",
            "account_keys": "/account/keys/",
            "receipt": "/receipt",
            "objects": f"{lot}/objects/",
            "window_key": f"{lot}/window-key/",
            "state": "/hall/state",
            "bidders": "/hall/bidders",
            "plot": "/hall/plot",
            "socket": f"ws://localhost:{self.socket.socket.getsockname()[1]}/ws/halls/{self.place.lot}/",
        }

    # --- what is posted ---------------------------------------------------------------------------------------------

    def accept(self, path: str, body: bytes) -> tuple[int, bytes]:
        name = path.strip("/").rpartition("/")[2]
        if path == "/account/keys/":
            self.account_keys.append(read(body).key)
            return 201, b"{}"
        match name:
            case "bids":
                return self._bid(body)
            case "withdrawals":
                withdrawal = read_withdrawal(body)
                return 201, make_receipt(withdrawal, _now(), _now(), self.receipt_key).bytes
            case "releases":
                release = read_release(body)
                self.releases.append(release)
                return 201, make_acknowledgement(release, _now(), _now(), self.receipt_key).bytes
            case "keys":
                self.agency = json.loads(body)
                return 201, b"{}"
            case "window-key":
                self.window_keys.append(json.loads(body)["identity"])
                return 201, b"{}"
        self.posts.append((name, json.loads(body)))
        return 201, b"{}"

    def _bid(self, body: bytes) -> tuple[int, bytes]:
        if self.late:
            return 409, json.dumps({"error": "late", "message": "late"}).encode()
        bid = read_bid(body)
        assert bid.key in self.account_keys
        if not all(item.sha256 in self.objects for item in bid.value.objects):
            return 409, json.dumps({"error": "object_missing", "message": "missing"}).encode()
        for item in bid.value.objects:
            check_object(bid.value, item, self.objects[item.sha256][:16384])
        self.bids.append(bid)
        self.receipts.append(make_receipt(bid, _now(), _now(), self.receipt_key).bytes)
        return 201, self.receipts[-1]

    def box(self) -> dict[str, Any] | None:
        if not self.closed:
            return None
        received = [] if self.loses_bids else [bid.hash for bid in self.bids]
        box = close_box(received + [sha256_hex(name.encode()) for name in NAMES])
        return {"root": box.root, "size": box.size, "leaves": list(box.leaves), "closed_at": _text(_now())}


def _extras(key: str) -> dict[str, str]:
    return {"limit": "20000000.00"} if key == "price" else {}


def _now() -> datetime:
    return datetime.now(UTC)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
