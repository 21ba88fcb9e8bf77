"""A bundle as the verifier sees it: files are parsed once, and what cannot be parsed is kept as the reason why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Final, Generic, TypeVar
from uuid import UUID

from bidding.domain import bodies as bid_bodies
from bidding.domain.bids import Bid, Withdrawal, read_bid, read_withdrawal
from bidding.domain.bodies import BoxClosed
from bidding.domain.places import Place
from bidding.domain.receipts import Receipt, read_receipt
from bidding.domain.releases import Acknowledgement, Release, read_acknowledgement, read_release
from disclosure.domain.bundle import FORMAT
from disclosure.domain.container import Container
from disclosure.verifier.changes import DocumentSet, Stop, ceiling_of, moves_of, scheme_of, stops_of, versions_of
from disclosure.verifier.draws import DrawView, draws_of
from disclosure.verifier.log_lines import LogLine, read_log_lines, rotation_in
from disclosure.verifier.openings import OpeningView
from trading.domain import bodies, qualified
from trading.domain.awarded import passed_in
from trading.domain.bodies import AnnouncedLot, DocumentFile, PartyKey, TradeAnnounced
from trading.domain.canonical import FormatError, base64_text, decode
from trading.domain.clarified import Move
from trading.domain.entries import Entry
from trading.domain.fields import Fields
from trading.domain.notes import parse_verifier_key, verifier_key
from trading.domain.retendering import LEFT, read_left
from trading.domain.rotations import KeyChain, LoggedRotation, Purpose, follow
from trading.domain.scheme_terms import SchemeTerms
from trading.domain.statements import Signed, parse_public_key

SMALL: Final = 64 * 1024
LARGE: Final = 512 * 1024 * 1024
ROTATIONS: Final = "rotations.jsonl"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Value]):
    """A file of the bundle: its value, or why it has none."""

    name: str
    value: Value | None
    fault: str

    def get(self) -> Value:
        if self.value is None:
            raise FormatError(f"{self.name}: {self.fault}")
        return self.value


@dataclass(frozen=True, slots=True)
class BidFolder:
    """lots/<lot>/bids/<hash>/"""

    hash: str
    path: str
    bid: Parsed[Signed[Bid]]
    receipt: Parsed[Signed[Receipt]]
    release: Parsed[Signed[Release]] | None
    acknowledgement: Parsed[Signed[Acknowledgement]] | None

    @property
    def form_name(self) -> str:
        return f"{self.path}/form.age"


@dataclass(frozen=True, slots=True)
class WithdrawalFolder:
    hash: str
    withdrawal: Parsed[Signed[Withdrawal]]
    receipt: Parsed[Signed[Receipt]]


class Bundle:
    """The container and everything in it, by meaning."""

    def __init__(self, container: Container) -> None:
        self.container = container

    def parsed(self, name: str, parse: Callable[[bytes], Value], most: int = SMALL) -> Parsed[Value]:
        try:
            return Parsed(name, parse(self.container.read(name, most)), "")
        except FormatError as error:
            return Parsed(name, None, str(error))

    @cached_property
    def manifest(self) -> Parsed[tuple[str, UUID, tuple[UUID, ...]]]:
        """Origin, trade, lots."""
        return self.parsed("manifest.json", _manifest, LARGE)

    @cached_property
    def keys(self) -> Parsed[tuple[str, str]]:
        """The log's verifier key and the receipt key, as the bundle has them."""
        return self.parsed("keys.json", _keys)

    @cached_property
    def lines(self) -> Parsed[list[LogLine]]:
        return self.parsed("entries.jsonl", read_log_lines, LARGE)

    @cached_property
    def party_lines(self) -> Parsed[list[LogLine]]:
        return self.parsed("parties.jsonl", read_log_lines, LARGE)

    @cached_property
    def rotation_lines(self) -> Parsed[list[LogLine]]:
        """The file is there only where a key was ever handed over."""
        if ROTATIONS not in self.container:
            return Parsed(ROTATIONS, [], "")
        return self.parsed(ROTATIONS, read_log_lines, LARGE)

    @cached_property
    def rotations(self) -> list[LoggedRotation]:
        """Every signature on them holds; that they are in the tree is the business of a check."""
        origin, _, _ = self.manifest.get()
        return [rotation_in(line, origin) for line in self.rotation_lines.get()]

    @cached_property
    def log_keys(self) -> tuple[str, ...]:
        """The log's verifier keys, the one that signs this checkpoint last."""
        newest = self.keys.get()[0]
        if not self.rotations:
            return (newest,)
        public = base64_text(parse_verifier_key(newest).public.public_bytes_raw())
        chain, origin = follow(Purpose.CHECKPOINT, self.rotations, public), self.manifest.get()[0]
        return (*(verifier_key(origin, parse_public_key(key)) for key in chain.keys[:-1]), newest)

    @cached_property
    def receipt_keys(self) -> KeyChain:
        return follow(Purpose.RECEIPT, self.rotations, self.keys.get()[1])

    @cached_property
    def entries(self) -> list[Entry]:
        """The public entries of the trade, in order."""
        return [line.entry for line in self.lines.get() if line.entry is not None]

    @cached_property
    def announced(self) -> TradeAnnounced:
        found = [entry for entry in self.entries if entry.type == bodies.ANNOUNCED]
        if len(found) != 1:
            raise FormatError(f"exactly one entry {bodies.ANNOUNCED} is wanted, there are {len(found)}")
        return bodies.read_announced(found[0].body)

    @cached_property
    def prequalification(self) -> TradeAnnounced | None:
        """The notice of the pre-qualification, where there was one."""
        found = [entry for entry in self.entries if entry.type == qualified.PREQUALIFICATION_ANNOUNCED]
        if len(found) > 1:
            raise FormatError(f"{len(found)} entries {qualified.PREQUALIFICATION_ANNOUNCED}")
        return bodies.read_announced(found[0].body) if found else None

    @cached_property
    def notices(self) -> tuple[TradeAnnounced, ...]:
        """The pre-qualification's notice, where there was one, and the tender's, where it came to that."""
        if self.prequalification is None:
            return (self.announced,)
        tendered = any(entry.type == bodies.ANNOUNCED for entry in self.entries)
        return (self.prequalification, self.announced) if tendered else (self.prequalification,)

    @cached_property
    def before_tender(self) -> list[Entry]:
        """The entries of the pre-qualification: those before the tender's notice."""
        if self.prequalification is None:
            return []
        notice = min((entry.seq for entry in self.entries if entry.type == bodies.ANNOUNCED), default=None)
        return [entry for entry in self.entries if notice is None or entry.seq < notice]

    @cached_property
    def of_tender(self) -> list[Entry]:
        """The entries from the tender's notice on; all of them where there was no pre-qualification."""
        return self.entries[len(self.before_tender) :]

    @cached_property
    def documents(self) -> list[DocumentSet]:
        """Every version of the documents, the first notice's first."""
        return versions_of(self.entries)

    @cached_property
    def scheme(self) -> SchemeTerms | None:
        """How bids are evaluated, with what clarifications changed of it."""
        return scheme_of(self.entries)

    @cached_property
    def consents(self) -> list[DocumentFile]:
        """The approvers' documents with which lots were left, and the papers against candidates that fell."""
        said = (read_left(entry.body) for entry in self.entries if entry.type == LEFT)
        left = [each.consent for each in said if each.consent is not None]
        return left + [one.evidence for entry in self.entries for one in passed_in(entry.type, entry.body)]

    def documents_at(self, at: datetime) -> DocumentSet:
        """The version that was in force at a moment of the trade's clock."""
        return [self.documents[0], *(version for version in self.documents[1:] if version.since <= at)][-1]

    @cached_property
    def party_keys(self) -> dict[tuple[str, str], PartyKey]:
        """By party and key; the first entry of each counts."""
        known: dict[tuple[str, str], PartyKey] = {}
        for line in self.party_lines.get():
            if line.entry is not None and line.entry.type == bodies.PARTY_KEY:
                key = bodies.read_party_key(line.entry.body)
                known.setdefault((key.party, key.public_key), key)
        return known

    @cached_property
    def lots(self) -> list["LotView"]:
        """Those that were put out to tender: none while, or where, a pre-qualification did not come to that."""
        if self.notices == (self.prequalification,):
            return []
        return [LotView(self, lot, self.of_tender) for lot in self.announced.lots]

    @cached_property
    def applied_for(self) -> list["LotView"]:
        """The same lots and those that failed before, as the pre-qualification has them; none without one."""
        notice = self.prequalification
        closes = qualified.APPLICATIONS_CLOSED
        return [LotView(self, lot, self.before_tender, closes) for lot in notice.lots] if notice else []


class LotView:
    """One lot of the trade in one phase, whose box the entry `closes`: its entries, and its folder in the bundle."""

    def __init__(
        self, bundle: Bundle, announced: AnnouncedLot, phase: list[Entry], closes: str = bid_bodies.BOX_CLOSED
    ) -> None:
        self.bundle = bundle
        self.announced = announced
        self.phase = phase
        self.closes = closes
        self.path = f"lots/{announced.lot}"

    @cached_property
    def place(self) -> Place:
        origin, trade, _ = self.bundle.manifest.get()
        return Place(origin, trade, self.announced.lot, self.announced.envelope)

    @cached_property
    def entries(self) -> list[Entry]:
        """What was said of the lot in this phase."""
        return [entry for entry in self.phase if entry.body.get("lot") == str(self.announced.lot)]

    @cached_property
    def ever(self) -> list[Entry]:
        """What was said of the lot in all phases."""
        return [entry for entry in self.bundle.entries if entry.body.get("lot") == str(self.announced.lot)]

    def of_type(self, kind: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.type == kind]

    def only(self, kind: str) -> Entry | None:
        """The one entry of this type; None if there is none; two are refused."""
        found = self.of_type(kind)
        if len(found) > 1:
            raise FormatError(f"lot {self.announced.code}: {len(found)} entries {kind}")
        return found[0] if found else None

    @cached_property
    def moves(self) -> list[tuple[Entry, Move]]:
        """How the deadline was moved; other checks say whether it might be."""
        return moves_of(self.announced.lot, self.phase)

    @cached_property
    def ceiling(self) -> Decimal | None:
        """The ceiling in force."""
        return ceiling_of(self.announced, self.phase)

    @cached_property
    def stops(self) -> list[Stop]:
        return stops_of(self.announced.lot, self.phase)

    @property
    def deadline(self) -> datetime:
        """The deadline in force: the notice's, or the last one it was moved to."""
        return self.moves[-1][1].deadline if self.moves else self.announced.deadline

    def deadline_before(self, entry: Entry) -> datetime:
        """The deadline that was in force when the entry came."""
        before = [move.deadline for mover, move in self.moves if mover.seq < entry.seq]
        return before[-1] if before else self.announced.deadline

    def deadline_after(self, entry: Entry) -> datetime:
        """The deadline that was in force from the entry on."""
        until = [move.deadline for mover, move in self.moves if mover.seq <= entry.seq]
        return until[-1] if until else self.announced.deadline

    def is_late(self, at: datetime) -> bool:
        """Whether something received then came after the deadline, or between an old deadline and the moving of it."""
        return at >= self.deadline or any(move.previous <= at < entry.at for entry, move in self.moves)

    @cached_property
    def box(self) -> BoxClosed | None:
        entry = self.only(bid_bodies.BOX_CLOSED)
        return None if entry is None else bid_bodies.read_box_closed(entry.body)

    @cached_property
    def opening(self) -> OpeningView:
        return OpeningView(self)

    @cached_property
    def bids(self) -> dict[str, BidFolder]:
        """Every leaf of the box that has no withdrawal in the bundle, and so ought to be a bid."""
        return {leaf: self._bid(leaf) for leaf in self._shown_leaves if leaf not in self.withdrawals}

    @cached_property
    def _shown_leaves(self) -> tuple[str, ...]:
        """Before the window opens, a bundle has the box and not what is in it."""
        shown = self.box is not None and self.only(bid_bodies.OPENING_STARTED) is not None
        return self.box.leaves if shown and self.box is not None else ()

    @cached_property
    def withdrawals(self) -> dict[str, WithdrawalFolder]:
        found = {}
        for leaf in self._shown_leaves:
            path = f"{self.path}/withdrawals/{leaf}"
            if f"{path}.json" in self.bundle.container:
                found[leaf] = WithdrawalFolder(
                    leaf,
                    self.bundle.parsed(f"{path}.json", read_withdrawal),
                    self.bundle.parsed(f"{path}.receipt.json", read_receipt),
                )
        return found

    @cached_property
    def received(self) -> list[tuple[Signed[Bid] | Signed[Withdrawal], Signed[Receipt]]]:
        """Everything in the box with its receipt, as far as both can be read."""
        folders = [*((each.bid, each.receipt) for each in self.bids.values())]
        pairs: list[tuple[Signed[Bid] | Signed[Withdrawal], Signed[Receipt]]] = [
            (bid.value, receipt.value) for bid, receipt in folders if bid.value and receipt.value
        ]
        gone = ((each.withdrawal.value, each.receipt.value) for each in self.withdrawals.values())
        pairs.extend((withdrawal, receipt) for withdrawal, receipt in gone if withdrawal and receipt)
        return pairs

    @cached_property
    def draws(self) -> list[DrawView]:
        return draws_of(self)

    @property
    def qualified_name(self) -> str:
        return f"{self.path}/qualified.json"

    def expected_names(self) -> Iterator[str]:
        """The files that this lot may have in the bundle."""
        yield f"{self.path}/record.json"
        if self.bundle.prequalification is not None:
            yield self.qualified_name
        yield from self.names_of_draws()
        for leaf in self.bids:
            for name in ("acknowledgement.json", "bid.json", "form.age", "receipt.json", "release.json"):
                yield f"{self.path}/bids/{leaf}/{name}"
        for leaf in self.withdrawals:
            yield f"{self.path}/withdrawals/{leaf}.json"
            yield f"{self.path}/withdrawals/{leaf}.receipt.json"

    def names_of_draws(self) -> Iterator[str]:
        """The files of the draws that were begun in this phase."""
        for draw in self.draws:
            if draw.revealed:
                yield from (draw.list_name, draw.names_name)

    def _bid(self, leaf: str) -> BidFolder:
        path, bundle = f"{self.path}/bids/{leaf}", self.bundle
        release, promise = f"{path}/release.json", f"{path}/acknowledgement.json"
        return BidFolder(
            leaf,
            path,
            bundle.parsed(f"{path}/bid.json", read_bid),
            bundle.parsed(f"{path}/receipt.json", read_receipt),
            bundle.parsed(release, read_release) if release in bundle.container else None,
            bundle.parsed(promise, read_acknowledgement) if promise in bundle.container else None,
        )


def _manifest(data: bytes) -> tuple[str, UUID, tuple[UUID, ...]]:
    fields = Fields(decode(data), ("format", "lots", "origin", "trade"), "manifest")
    fields.exactly("format", FORMAT)
    lots = fields.array("lots")
    if lots != sorted({str(lot) for lot in lots}):
        raise FormatError("the lots are sorted, none twice")
    return fields.origin(), fields.uuid("trade"), tuple(Fields({"lot": lot}, ("lot",)).uuid("lot") for lot in lots)


def _keys(data: bytes) -> tuple[str, str]:
    fields = Fields(decode(data), ("log", "receipt"), "keys")
    return fields.text("log"), fields.text("receipt")
