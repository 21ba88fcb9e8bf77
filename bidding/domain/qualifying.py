"""Results of a pre-qualification and the commitment to them: docs/spec/ledger.md, "Pre-qualification".

`qualification.reviewed` has the root over all results. Who passed is not public; but a result that was told to an
applicant, or stands behind a bid, has its place under that root and cannot be another one later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from bidding.domain.box import box_root
from trading.domain import merkle
from trading.domain.canonical import FormatError, decode, encode
from trading.domain.fields import Fields

RESULT: Final = b"mingzheng/qualification/v1"
REASON: Final = b"mingzheng/qualification-reason/v1"
_NAMES: Final = frozenset(("application", "bidder", "index", "lot", "members", "passed", "proof", "reason"))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one application. `members`: everybody who takes part in it, by code; `reason`: a commitment."""

    lot: str
    application: str
    bidder: str
    members: tuple[str, ...]
    passed: bool
    reason: str

    def statement(self) -> dict[str, object]:
        return {
            "application": self.application,
            "bidder": self.bidder,
            "lot": self.lot,
            "members": list(self.members),
            "passed": self.passed,
            "reason": self.reason,
        }

    @property
    def leaf(self) -> str:
        """Nobody who does not know the salt of the reason can guess it."""
        return sha256(RESULT + b"\n" + encode(self.statement())).hexdigest()


@dataclass(frozen=True, slots=True)
class Proven:
    """A result with its place among the leaves of the review."""

    result: Result
    index: int
    proof: tuple[bytes, ...]

    def check(self, size: int, root: str) -> None:
        """Raises `FormatError` where it is not one of the results that the review committed to."""
        leaf = merkle.leaf_hash(bytes.fromhex(self.result.leaf))
        merkle.verify_inclusion(leaf, self.index, size, self.proof, bytes.fromhex(root))


def commitment_of(reason: str, salt: bytes) -> str:
    """The reason is for the applicant's eyes alone, and so is the salt."""
    return sha256(REASON + b"\n" + salt + reason.encode()).hexdigest()


def root_of(leaves: Sequence[str]) -> str:
    """The root of a review over its leaves, sorted, blanks among them."""
    return box_root(leaves)


def prove(result: Result, leaves: Sequence[str]) -> Proven:
    """Raises `ValueError` where it is none of the leaves."""
    index = list(leaves).index(result.leaf)
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in leaves]
    return Proven(result, index, tuple(merkle.inclusion_proof(hashes, index)))


def write_proven(proven: Iterable[Proven], size: int) -> bytes:
    """The file `qualified.json` of a bundle: docs/spec/bundle.md."""
    return encode({"results": [members_of(each) for each in proven], "size": size})


def members_of(proven: Proven) -> dict[str, object]:
    return proven.result.statement() | {"index": proven.index, "proof": [node.hex() for node in proven.proof]}


def read_proven(data: bytes) -> tuple[tuple[Proven, ...], int]:
    """The results and the number of leaves. Raises `FormatError`."""
    fields = Fields(decode(data), ("results", "size"), "qualified")
    return tuple(map(_read, fields.each("results", _NAMES))), fields.integer("size")


def changed_members(then: Iterable[str], now: Iterable[str]) -> Mapping[str, bool]:
    """Who is there now and was not (True), or was and is no more (False): TR 37 lets there be nobody."""
    before, after = frozenset(then), frozenset(now)
    return {code: code in after for code in sorted(before ^ after)}


def _read(fields: Fields) -> Proven:
    members, passed = fields.array("members"), fields.boolean("passed")
    if members != sorted({str(code) for code in members}):
        raise FormatError("the members are sorted, nobody twice")
    result = Result(
        lot=str(fields.uuid("lot")),
        application=fields.hash("application"),
        bidder=fields.party("bidder"),
        members=tuple(str(code) for code in members),
        passed=passed,
        reason=fields.hash("reason"),
    )
    return Proven(result, fields.integer("index"), tuple(bytes.fromhex(node) for node in fields.hashes("proof")))
