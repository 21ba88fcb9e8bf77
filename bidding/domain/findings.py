"""What was found between the bids of a lot: values that an evaluation takes over and decides on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from bidding.domain.members import Member
from trading.domain.canonical import encode, sha256_hex
from trading.domain.kinds.findings import FindingKind, FindingRule, Ground
from trading.domain.relations import Declaration, Link


class FindingState(StrEnum):
    """What people made of it. Nothing here decides: a finding is open until a committee has decided."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one organisation said or is: `party` and `other` are credit codes, `other` is whom `says` is about."""

    party: str
    says: str
    other: str = ""

    def members(self) -> dict[str, str]:
        return {"other": self.other, "party": self.party, "says": self.says}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `bids`: the bidders concerned, in order of their codes; a joint bid by its lead."""

    kind: FindingKind
    ground: Ground
    articles: tuple[str, ...]
    bids: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    state: FindingState = FindingState.OPEN

    @property
    def key(self) -> str:
        """The same for the same thing found again: by it a decision finds what it is about."""
        said = [evidence.members() for evidence in self.evidence]
        return sha256_hex(encode({"bids": list(self.bids), "evidence": said, "kind": self.kind.value}))


@dataclass(frozen=True, slots=True)
class PaidFrom:
    """From where a payment of a deposit came: the number of the account and who holds it."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class LodgedPaper:
    """A guarantee or insurance that was lodged: the hash of its file, and what it says."""

    sha256: str
    issuer: str
    number: str


@dataclass(frozen=True, slots=True)
class KnownBid:
    """A bid as the opening announced it. `members` is empty for who bids alone; no price: it did not open.

    `sizes`: of its sealed attachments, without their list.
    """

    bidder: str
    name: str
    members: tuple[Member, ...] = ()
    price: Decimal | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody who takes part in it."""
        return tuple(member.code for member in self.members) or (self.bidder,)


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a lot after its opening.

    `declared`: by credit code; `links` of control, of others too; `accounts`: by bidder, from where its deposit came;
    `papers`: by bidder, what it lodged in place of money; `staff`: keys of the texts that name a person; `qualified`: by
    bidder, the credit codes of all with whom it was qualified.
    """

    bids: Sequence[KnownBid]
    declared: Mapping[str, Declaration] = field(default_factory=dict)
    links: Sequence[Link] = ()
    operator: str = ""
    accounts: Mapping[str, Sequence[PaidFrom]] = field(default_factory=dict)
    staff: frozenset[str] = frozenset()
    papers: Mapping[str, Sequence[LodgedPaper]] = field(default_factory=dict)
    qualified: Mapping[str, Sequence[str]] = field(default_factory=dict)


def found(rule: FindingRule, bids: set[str], evidence: Sequence[Evidence]) -> Finding:
    """A finding by its rule."""
    return Finding(rule.kind, rule.ground, rule.articles, tuple(sorted(bids)), tuple(evidence))
