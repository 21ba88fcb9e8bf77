"""A whole trade made by pure code: sealed, opened, recorded and bundled, without a database.

The cast: Baiyun replaces its bid and opens, Changhe opens, Dongfang never comes, Erlong withdraws. Every run gives the
same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.bids import Bid, Withdrawal, sign_withdrawal
from bidding.domain.box import Box, close_box
from bidding.domain.drafting import SealedBid, seal_bid
from bidding.domain.opening import BidOutcome, LiveBid, open_all
from bidding.domain.receipts import Receipt, make_receipt
from bidding.domain.record import facts_from_ledger, record_bytes
from bidding.domain.releases import Acknowledgement, Release, make_acknowledgement
from disclosure.domain.bundle import BidFiles, BundleFacts, LotFiles, PublicLine, WithdrawalFiles
from tests.support.small_log import Log
from tests.support.small_players import (
    CAST,
    CREATED,
    DEADLINE,
    DOCUMENTS,
    WINDOW_LENGTH,
    Conduct,
    Player,
    announcement,
    draft,
    public_key,
    release_of,
    with_form_of,
)
from tests.vectors.cast import (
    ANSHAN,
    LOG_KEY,
    OPENING_ITEMS,
    PLACE,
    RECEIPT_KEY,
    WINDOW,
    Fixed,
    account,
)
from trading.domain.bodies import PARTY_KEY, read_announced, segment_members
from trading.domain.canonical import at_text, base64_text, decode, encode, sha256_hex
from trading.domain.entries import SYSTEM, By, Method, Visibility
from trading.domain.kinds import ALL
from trading.domain.notes import sign_checkpoint, verifier_key
from trading.domain.rotations import KEY_ROTATED, Purpose, public_half, rotation_body
from trading.domain.statements import Signed
from trading.domain.trade_time import Segment, trade_time


@dataclass
class SmallTrade:
    """The trade when it is over. `bundle_facts` go into `disclosure.domain.bundle.write_bundle`."""

    log: Log
    box: Box
    bids: dict[str, SealedBid]
    receipts: dict[str, Signed[Receipt]]
    releases: dict[str, Signed[Release]]
    promises: dict[str, Signed[Acknowledgement]]
    withdrawals: dict[str, Signed[Withdrawal]]
    outcomes: tuple[BidOutcome, ...]
    record: bytes
    keys: dict[Purpose, Ed25519PrivateKey]

    log_key = verifier_key(PLACE.origin, LOG_KEY.public_key())
    receipt_key = base64_text(RECEIPT_KEY.public_key().public_bytes_raw())

    @property
    def bundle_facts(self) -> BundleFacts:
        tree = self.log.tree
        keyed = {outcome.bid for outcome in self.outcomes if outcome.form_key is not None}
        own = [line for line in self.log.lines(None) if isinstance(line, PublicLine)]
        return BundleFacts(
            origin=PLACE.origin,
            trade=PLACE.trade,
            log_key=verifier_key(PLACE.origin, self.keys[Purpose.CHECKPOINT].public_key()),
            receipt_key=public_half(self.keys[Purpose.RECEIPT]),
            checkpoint=sign_checkpoint(PLACE.origin, tree.size, tree.root(), self.keys[Purpose.CHECKPOINT]),
            entries=self.log.lines(PLACE.trade),
            parties=[line for line in own if line.entry["type"] == PARTY_KEY],
            rotations=[line for line in own if line.entry["type"] == KEY_ROTATED],
            documents={sha256_hex(data): data for data in DOCUMENTS.values()},
            lots=[
                LotFiles(
                    PLACE.lot,
                    [self._bid_files(name, name in keyed) for name in self.bids],
                    [
                        WithdrawalFiles(name, signed.bytes, self.receipts[name].bytes)
                        for name, signed in self.withdrawals.items()
                    ],
                    self.record,
                )
            ],
        )

    def _bid_files(self, name: str, keyed: bool) -> BidFiles:
        release, promise = self.releases.get(name), self.promises.get(name)
        return BidFiles(
            hash=name,
            bid=self.bids[name].signed.bytes,
            receipt=self.receipts[name].bytes,
            form=self.bids[name].form.data if keyed else None,
            release=None if release is None else release.bytes,
            acknowledgement=None if promise is None else promise.bytes,
        )


class Playing:
    """Plays a trade, step by step; `run` does all of them."""

    def __init__(self, players: Sequence[Player] = CAST, clock: Segment | None = None) -> None:
        self.players = players
        self.training = clock is not None
        self.log = Log([clock or Segment(CREATED, CREATED, 1)])
        self.bids: dict[str, SealedBid] = {}
        self.live: dict[str, SealedBid] = {}
        self.receipts: dict[str, Signed[Receipt]] = {}
        self.withdrawals: dict[str, Signed[Withdrawal]] = {}
        self.releases: dict[str, Signed[Release]] = {}
        self.promises: dict[str, Signed[Acknowledgement]] = {}
        self.keys = {Purpose.CHECKPOINT: LOG_KEY, Purpose.RECEIPT: RECEIPT_KEY}

    def run(self) -> SmallTrade:
        self.announce()
        self.receive()
        box = self.close()
        self.release(box)
        outcomes = self.open()
        record = self.publish()
        return SmallTrade(
            self.log,
            box,
            {bid.signed.hash: bid for bid in self.live.values()},
            self.receipts,
            self.releases,
            self.promises,
            self.withdrawals,
            outcomes,
            record,
            self.keys,
        )

    def rotate(
        self, purpose: Purpose, new: Ed25519PrivateKey, at: datetime, old: Ed25519PrivateKey | None = None
    ) -> None:
        """Hand a key over; with `old`, as somebody would who has only that one."""
        body = rotation_body(purpose, PLACE.origin, old or self.keys[purpose], new)
        self.log.add(KEY_ROTATED, body, self.real(at), SYSTEM, None)
        self.keys[purpose] = new

    def announce(self) -> None:
        for minute, player in enumerate(self.players):
            registered = self.real(CREATED, -60 * minute - 60)
            body = {
                "name": player.name,
                "party": player.party,
                "public_key": public_key(player),
                "registered_at": at_text(registered),
            }
            self.log.add("party.key", body, registered, SYSTEM, None)
        segment = segment_members(self.log.clock[0])
        self.log.add("trade.created", {"clock": {"segment": segment, "training": self.training}}, self.real(CREATED))
        self.log.add("trade.announced", announcement(), self.real(CREATED, 1), _agency())
        hidden = {"lot": str(PLACE.lot), "note": "not for everyone"}
        self.log.add("documents.checked", hidden, self.real(CREATED, 2), _agency(), visibility=Visibility.PARTIES)
        self.log.add("documents.offered", {"lot": str(PLACE.lot)}, self.real(CREATED, 3))

    def receive(self) -> None:
        for number, player in enumerate(self.players):
            first = seal_bid(draft(player, 1, None), account(player.party), random=Fixed(f"{player.party} 1"))
            if player.conduct is Conduct.SEALS_ANOTHERS_FORM:
                first = with_form_of(first, replace(player, price="1.00"))
            self._received(player, first, number)
            if player.conduct is Conduct.REPLACES_AND_OPENS:
                again = draft(player, 2, first.signed.hash)
                second = seal_bid(again, account(player.party), random=Fixed(f"{player.party} 2"))
                self._received(player, second, number + 10)
            if player.conduct is Conduct.WITHDRAWS:
                del self.live[player.party]
                gone = Withdrawal(PLACE, player.party, 2, first.signed.hash)
                withdrawal = sign_withdrawal(gone, account(player.party))
                self.withdrawals[withdrawal.hash] = withdrawal
                self.receipts[withdrawal.hash] = self._receipt(withdrawal, number + 20)

    def close(self) -> Box:
        box = close_box((bid.signed.hash for bid in self.live.values()), self.withdrawals)
        body = {"leaves": list(box.leaves), "lot": str(PLACE.lot), "root": box.root, "size": box.size}
        self.log.add("box.closed", body, self.real(DEADLINE, 0.004))
        shown = [
            {
                "bid": bid.signed.hash,
                "bidder": bid.signed.value.bidder,
                "name": self._name(bid.signed.value.bidder),
                "received_at": at_text(self.receipts[bid.signed.hash].value.received_at),
            }
            for bid in self._in_order()
        ]
        self.log.add("opening.started", {"bids": shown, "lot": str(PLACE.lot)}, self.real(DEADLINE, 0.5))
        return box

    def release(self, box: Box) -> None:
        for number, player in enumerate(self.players):
            if player.conduct in (Conduct.STAYS_AWAY, Conduct.WITHDRAWS):
                continue
            real, bid = self.real(DEADLINE, 30 + number / 100), self.live[player.party]
            body = {"bidder": player.party, "lot": str(PLACE.lot), "name": player.name}
            self.log.add("bidder.signed_in", body, self.real(DEADLINE, 10 + number / 100), _bidder(player))
            release = release_of(player, bid, box.root)
            promise = make_acknowledgement(release, trade_time(self.log.clock, real), real, self.keys[Purpose.RECEIPT])
            self.releases[bid.signed.hash], self.promises[bid.signed.hash] = release, promise
            body = {"bid": release.value.bid, "bidder": player.party, "lot": str(PLACE.lot), "release": release.hash}
            self.log.add("release.received", body, real, _bidder(player, Method.ED25519))
        objection = {
            "bidder": self.players[0].party,
            "lot": str(PLACE.lot),
            "name": self.players[0].name,
            "objection": str(UUID(int=7, version=4)),
            "subject": "box",
            "text": "请说明投标箱的封闭时间。",
        }
        self.log.add("objection.raised", objection, self.real(DEADLINE, 120), _bidder(self.players[0]))
        answer = {"lot": str(PLACE.lot), "objection": objection["objection"], "text": "见账本条目。"}
        self.log.add("objection.answered", answer, self.real(DEADLINE, 130), _agency())

    def open(self) -> tuple[BidOutcome, ...]:
        end = DEADLINE + WINDOW_LENGTH
        tally = {"live": len(self.live), "lot": str(PLACE.lot), "released": len(self.releases)}
        self.log.add("window.closed", tally, self.real(end, 1))
        key = {
            "envelope": PLACE.envelope,
            "identity": WINDOW.text,
            "lot": str(PLACE.lot),
            "recipient": str(WINDOW.recipient),
            "role": "agency",
        }
        self.log.add("window.key_published", key, self.real(end, 20), _agency())
        outcomes = open_all(self._live_bids(), {"agency": WINDOW}, OPENING_ITEMS)
        body = {"bids": [outcome.members() for outcome in outcomes], "lot": str(PLACE.lot)}
        self.log.add("bids.opened", body, self.real(end, 20))
        return outcomes

    def publish(self) -> bytes:
        end, first = DEADLINE + WINDOW_LENGTH, self.players[0]
        body = {"bidder": first.party, "lot": str(PLACE.lot), "name": first.name}
        self.log.add("record.confirmed", body, self.real(end, 200), _bidder(first))
        announced = read_announced(decode(encode(announcement())))
        released = {name: promise.value.received_at for name, promise in self.promises.items()}
        record = record_bytes(facts_from_ledger(PLACE, announced, self.log.parsed(), released))
        published = {"lot": str(PLACE.lot), "record": sha256_hex(record)}
        self.log.add("record.published", published, self.real(end, 900))
        return record

    def real(self, at: datetime, seconds: float = 0) -> datetime:
        """The real moment at which the trade's clock shows this."""
        clock = self.log.clock[0]
        return clock.anchor_real + (at + timedelta(seconds=seconds) - clock.anchor_trade) / clock.speed

    def _received(self, player: Player, bid: SealedBid, minute: int) -> None:
        self.live[player.party] = bid
        self.receipts[bid.signed.hash] = self._receipt(bid.signed, minute)

    def _receipt(self, signed: Signed[Bid] | Signed[Withdrawal], minute: int) -> Signed[Receipt]:
        real = self.real(DEADLINE, -86400 + 10 * minute)
        return make_receipt(signed, trade_time(self.log.clock, real), real, self.keys[Purpose.RECEIPT])

    def _in_order(self) -> list[SealedBid]:
        bids = self.live.values()
        return sorted(bids, key=lambda bid: (self.receipts[bid.signed.hash].value.received_at, bid.signed.hash))

    def _live_bids(self) -> list[LiveBid]:
        return [
            LiveBid(
                bid.signed,
                self._name(bid.signed.value.bidder),
                self.receipts[bid.signed.hash].value.received_at,
                bid.form.data,
                self.releases[bid.signed.hash].value if bid.signed.hash in self.releases else None,
            )
            for bid in self.live.values()
        ]

    def _name(self, party: str) -> str:
        return next(player.name for player in self.players if player.party == party)


def small_trade(players: Sequence[Player] = CAST, clock: Segment | None = None) -> SmallTrade:
    """A trade that is over. With `clock`, a training trade."""
    return Playing(players, clock).run()


def by_the_law(bodies: dict[str, Any]) -> None:
    """From now on the trade, whose bodies these are by type, was announced under the law, and looked at before."""
    spec = ALL[0]
    bodies["trade.created"] |= {"kind": spec.kind, "edition": spec.edition.id}
    bodies["trade.announced"]["fairness"] = [rule.concern.value for rule in spec.fairness]


def _bidder(player: Player, method: Method = Method.SESSION) -> By:
    return By(method, player.party, "bidder")


def _agency() -> By:
    return By(Method.SESSION, ANSHAN, "agency")
