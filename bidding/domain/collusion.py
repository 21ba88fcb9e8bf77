"""Signs of deemed collusion (TR 40) in what an opening announced. They flag and never decide.

What the law leaves open, from how many bids or characters on something is flagged, is `least` in the edition's rule.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from bidding.domain.findings import Evidence, Finding, Known, KnownBid, LodgedPaper, PaidFrom, found
from bidding.domain.related import bids_of, grouped
from trading.domain.kinds.findings import FindingRule
from trading.domain.relations import same_name

HALF_A_FEN = Decimal("0.005")
Prices = dict[Decimal, list[KnownBid]]


def same_agent(known: Known, rule: FindingRule) -> list[Finding]:
    """Bidders that declared one contact, by the telephone number."""
    groups = grouped(
        (bid, party, known.declared[party].number)
        for bid in known.bids
        for party in bid.parties
        if party in known.declared and known.declared[party].number
    )
    return [
        found(rule, bids_of(group), [Evidence(party, _contact(known, party)) for _, party in group])
        for group in groups
        if len(bids_of(group)) >= rule.least and len({party for _, party in group}) >= rule.least
    ]


def same_staff(known: Known, rule: FindingRule) -> list[Finding]:
    """One name as a member of the project's management in several bids."""
    groups = grouped(
        (bid, text, same_name(text)) for bid in known.bids for key, text in bid.texts.items() if key in known.staff
    )
    return _with_texts(rule, [group for group in groups if len(bids_of(group)) >= rule.least])


def identical_text(known: Known, rule: FindingRule) -> list[Finding]:
    """A text of some length, word for word in several bids."""
    groups = grouped(
        (bid, text, (key, same_name(text)))
        for bid in known.bids
        for key, text in bid.texts.items()
        if key not in known.staff and len(same_name(text)) >= rule.least
    )
    return _with_texts(rule, [group for group in groups if len(bids_of(group)) > 1])


def equal_prices(known: Known, rule: FindingRule) -> list[Finding]:
    """Bids of one price."""
    groups = _by_price(known)
    return [_priced(rule, {price: bids}) for price, bids in groups.items() if len(bids) >= rule.least]


def stepped_prices(known: Known, rule: FindingRule) -> list[Finding]:
    """Neighbouring prices that lie equally far apart, to the fen."""
    prices = _by_price(known)
    return [_priced(rule, {price: prices[price] for price in run}) for run in _runs(prices, rule.least, _is_stepped)]


def ratio_prices(known: Known, rule: FindingRule) -> list[Finding]:
    """Neighbouring prices of which each is the one before times the same factor, to the rounding; no equal steps."""
    prices = _by_price(known)
    stepped = [set(run) for run in _runs(prices, rule.least, _is_stepped)]
    runs = [run for run in _runs(prices, rule.least, _is_scaled) if not any(set(run) <= steps for steps in stepped)]
    return [_priced(rule, {price: prices[price] for price in run}) for run in runs]


def one_account(known: Known, rule: FindingRule) -> list[Finding]:
    """Deposits of several bidders that came from one account, or from accounts of one organisation or person."""
    paid = [(bid, each) for bid in known.bids for each in known.accounts.get(bid.bidder, ())]
    accounts = _several(rule, grouped((bid, _tail(each), same_name(each.account)) for bid, each in paid))
    # Who pays for itself in two bids takes part twice, which is another finding; one account is found by its number.
    known_so = [bids_of(group) for group in accounts]
    names = _several(rule, grouped((bid, each.name, same_name(each.name)) for bid, each in paid if each.name))
    return _with_texts(rule, [*accounts, *(group for group in names if bids_of(group) not in known_so)])


def same_paper(known: Known, rule: FindingRule) -> list[Finding]:
    """One guarantee or insurance for several bidders: the same file, or the same number of one issuer."""
    lodged = [(bid, each) for bid in known.bids for each in known.papers.get(bid.bidder, ())]
    files = _several(rule, grouped((bid, _paper(each), each.sha256) for bid, each in lodged))
    known_so = [bids_of(group) for group in files]
    said = grouped((bid, _paper(each), (same_name(each.issuer), same_name(each.number))) for bid, each in lodged)
    return _with_texts(rule, [*files, *(group for group in _several(rule, said) if bids_of(group) not in known_so)])


def same_size_files(known: Known, rule: FindingRule) -> list[Finding]:
    """Attachments of several bids that have one size, to the byte; small ones are alike by chance."""
    sizes = ((bid, size) for bid in known.bids for size in sorted(set(bid.sizes)) if size >= rule.least)
    groups = grouped((bid, str(size), size) for bid, size in sizes)
    return _with_texts(rule, [group for group in groups if len(bids_of(group)) > 1])


def names_another(known: Known, rule: FindingRule) -> list[Finding]:
    """A text of one bid with the name or code of a bidder that takes no part in it."""
    findings = []
    for bid in known.bids:
        for other in known.bids:
            marks = (same_name(other.name), same_name(other.bidder))
            texts = [text for text in bid.texts.values() if any(mark in same_name(text) for mark in marks)]
            if texts and not set(other.parties) & set(bid.parties):
                findings.append(found(rule, {bid.bidder, other.bidder}, [Evidence(bid.bidder, text) for text in texts]))
    return findings


def _by_price(known: Known) -> Prices:
    """The bids that opened, by their price, the lowest first."""
    prices: Prices = {}
    for bid in known.bids:
        if bid.price is not None:
            prices.setdefault(bid.price, []).append(bid)
    return dict(sorted(prices.items()))


def _runs(
    prices: Prices, least: int, regular: Callable[[Decimal, Decimal, Decimal], bool]
) -> list[tuple[Decimal, ...]]:
    """The longest runs of neighbours of which every three are regular; `least` in each, and three at any rate."""
    runs: list[list[Decimal]] = []
    run: list[Decimal] = []
    for price in prices:
        if len(run) >= 2 and not regular(run[-2], run[-1], price):
            runs.append(run)
            run = run[-1:]
        run.append(price)
    return [tuple(each) for each in (*runs, run) if len(each) >= max(least, 3)]


def _is_stepped(low: Decimal, middle: Decimal, high: Decimal) -> bool:
    return middle - low == high - middle


def _is_scaled(low: Decimal, middle: Decimal, high: Decimal) -> bool:
    """Whether unrounded prices with one factor can have been rounded to these."""
    least = (low - HALF_A_FEN) * (high - HALF_A_FEN)
    most = (low + HALF_A_FEN) * (high + HALF_A_FEN)
    return least <= (middle + HALF_A_FEN) ** 2 and (middle - HALF_A_FEN) ** 2 <= most


def _priced(rule: FindingRule, prices: Prices) -> Finding:
    said = [Evidence(bid.bidder, f"{price:.2f}") for price, bids in prices.items() for bid in bids]
    return found(rule, {each.party for each in said}, said)


def _with_texts(rule: FindingRule, groups: Sequence[list[tuple[KnownBid, str]]]) -> list[Finding]:
    return [found(rule, bids_of(group), [Evidence(bid.bidder, text) for bid, text in group]) for group in groups]


def _several(rule: FindingRule, groups: list[list[tuple[KnownBid, str]]]) -> list[list[tuple[KnownBid, str]]]:
    """Those with enough bids; who paid or lodged twice is named once."""
    once = [list({(bid.bidder, said): (bid, said) for bid, said in group}.values()) for group in groups]
    return [group for group in once if len(bids_of(group)) >= rule.least]


def _tail(paid: PaidFrom) -> str:
    """As much of a number as people need to ask the bank."""
    return f"{paid.name} …{paid.account[-4:]}"


def _paper(paper: LodgedPaper) -> str:
    return f"{paper.issuer} {paper.number}"


def _contact(known: Known, party: str) -> str:
    declared = known.declared[party]
    return f"{declared.contact} {declared.phone}"
