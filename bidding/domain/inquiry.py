"""Everything that an edition has looked for between the bids of a lot."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bidding.domain import collusion, related
from bidding.domain.findings import Finding, Known
from trading.domain.kinds.findings import FindingKind, FindingRule
from trading.domain.kinds.spec import KindSpec

DETECTORS: Final[Mapping[FindingKind, Callable[[Known, FindingRule], list[Finding]]]] = {
    FindingKind.MEMBER_TWICE: related.member_twice,
    FindingKind.SAME_PERSON: related.same_person,
    FindingKind.CONTROL: related.control,
    FindingKind.OPERATOR_AFFILIATE: related.operator_affiliate,
    FindingKind.SAME_AGENT: collusion.same_agent,
    FindingKind.SAME_STAFF: collusion.same_staff,
    FindingKind.EQUAL_PRICES: collusion.equal_prices,
    FindingKind.STEPPED_PRICES: collusion.stepped_prices,
    FindingKind.RATIO_PRICES: collusion.ratio_prices,
    FindingKind.IDENTICAL_TEXT: collusion.identical_text,
    FindingKind.ONE_ACCOUNT: collusion.one_account,
    FindingKind.MEMBERS_CHANGED: related.members_changed,
    FindingKind.SAME_PAPER: collusion.same_paper,
    FindingKind.SAME_SIZE_FILES: collusion.same_size_files,
    FindingKind.NAMES_ANOTHER: collusion.names_another,
}


def find_all(spec: KindSpec, known: Known) -> tuple[Finding, ...]:
    """All findings, in the order of the edition's rules; the order of the bids changes nothing."""
    known = replace(known, bids=sorted(known.bids, key=lambda bid: bid.bidder))
    findings = [finding for rule in spec.findings for finding in DETECTORS[rule.kind](known, rule)]
    order = [rule.kind for rule in spec.findings]
    return tuple(sorted(findings, key=lambda each: (order.index(each.kind), each.bids, each.key)))
