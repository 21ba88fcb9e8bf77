"""Bidders of one lot that may not bid beside each other: TR 34, TR 37, O20 23. Exact, and decided by people all the same."""

from collections.abc import Hashable, Iterator
from typing import Final

from bidding.domain.findings import Evidence, Finding, Known, KnownBid, found
from bidding.domain.qualifying import changed_members
from trading.domain.kinds.findings import FindingRule
from trading.domain.relations import Link, chains_from

JOINED: Final = "joined"
GONE: Final = "gone"


def member_twice(known: Known, rule: FindingRule) -> list[Finding]:
    """An organisation that takes part in several bids: all of those are invalid (TR 37)."""
    groups = grouped((bid, party, party) for bid in known.bids for party in bid.parties)
    return [
        found(rule, bids_of(group), [Evidence(party, "", bid.bidder) for bid, party in group])
        for group in groups
        if len(bids_of(group)) >= rule.least
    ]


def same_person(known: Known, rule: FindingRule) -> list[Finding]:
    """Bidders that declared the same person in charge (TR 34)."""
    groups = grouped(
        (bid, party, known.declared[party].who)
        for bid in known.bids
        for party in bid.parties
        if party in known.declared
    )
    return [
        found(rule, bids_of(group), [Evidence(party, _person(known, party)) for _, party in group])
        for group in groups
        if _are_several(group, rule.least)
    ]


def control(known: Known, rule: FindingRule) -> list[Finding]:
    """Bidders of which one controls or manages the other, directly or through others (TR 34)."""
    pairs: dict[frozenset[str], tuple[Link, ...]] = {}
    uppers = {link.upper for link in known.links}
    for bid in known.bids:
        for party in sorted(uppers.intersection(bid.parties)):
            chains = chains_from(party, known.links)
            for other, lower in _others(known, bid):
                chain = chains.get(lower)
                pair = frozenset((bid.bidder, other.bidder))
                if chain and (pair not in pairs or len(chain) < len(pairs[pair])):
                    pairs[pair] = chain
    return [found(rule, set(pair), _chain(chain)) for pair, chain in pairs.items()]


def operator_affiliate(known: Known, rule: FindingRule) -> list[Finding]:
    """The operator of the platform, and whoever controls or manages it or is controlled by it (O20 23)."""
    below = chains_from(known.operator, known.links) if known.operator else {}
    # Chains upwards are chains from the other end of the same links, turned round.
    turned = [Link(link.lower, link.upper, link.how) for link in known.links]
    above = chains_from(known.operator, turned) if known.operator else {}
    findings = []
    for bid in known.bids:
        for party in bid.parties:
            chain = below.get(party) or tuple(
                Link(link.lower, link.upper, link.how) for link in reversed(above.get(party, ()))
            )
            if party == known.operator or chain:
                findings.append(found(rule, {bid.bidder}, _chain(chain) or [Evidence(party, "")]))
    return findings


def members_changed(known: Known, rule: FindingRule) -> list[Finding]:
    """Bids of others than those who were qualified together: somebody came, left, or took another's place (TR 37).

    A bid that did not open says nothing of its members.
    """
    findings = []
    for bid in known.bids:
        then = known.qualified.get(bid.bidder)
        if then is None or bid.price is None:
            continue
        changed = changed_members(then, bid.parties)
        if len(changed) >= rule.least:
            evidence = [Evidence(code, JOINED if joined else GONE) for code, joined in changed.items()]
            findings.append(found(rule, {bid.bidder}, evidence))
    return findings


def grouped(marks: Iterator[tuple[KnownBid, str, Hashable]]) -> list[list[tuple[KnownBid, str]]]:
    """Bids with one of their parties, by what these have in common."""
    groups: dict[Hashable, list[tuple[KnownBid, str]]] = {}
    for bid, party, mark in marks:
        groups.setdefault(mark, []).append((bid, party))
    return list(groups.values())


def bids_of(group: list[tuple[KnownBid, str]]) -> set[str]:
    return {bid.bidder for bid, _ in group}


def _are_several(group: list[tuple[KnownBid, str]], least: int) -> bool:
    """Different organisations in different bids: one that takes part twice is another finding."""
    return len(bids_of(group)) >= least and len({party for _, party in group}) >= least


def _others(known: Known, bid: KnownBid) -> Iterator[tuple[KnownBid, str]]:
    for other in known.bids:
        if other.bidder != bid.bidder:
            yield from ((other, party) for party in other.parties if party not in bid.parties)


def _person(known: Known, party: str) -> str:
    declared = known.declared[party]
    return f"{declared.person}（{declared.mark}）"


def _chain(chain: tuple[Link, ...]) -> list[Evidence]:
    return [Evidence(link.upper, link.how.value, link.lower) for link in chain]
