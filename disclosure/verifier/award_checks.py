"""Checks of what comes after the evaluation: docs/spec/ledger.md, "After the evaluation"."""

from collections.abc import Iterator, Sequence
from typing import Final

from bidding.domain import bodies as bid_bodies
from disclosure.domain.archive import ArchivedLine, archived, check_complete, read_archived
from disclosure.verifier.change_checks import law_of
from disclosure.verifier.look_checks import check_looks
from disclosure.verifier.look_checks import unable as unable_before
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain import awarded
from trading.domain.award import (
    ContractFacts,
    Fallen,
    FallenFacts,
    FallGround,
    bond_is_in_bounds,
    first_has_fallen,
    may_be_replaced,
)
from trading.domain.award_report import report_bytes
from trading.domain.awarded import Awarded, Passed, Shown, Signing, differing, parse_signing, price_of
from trading.domain.bodies import ANNOUNCED, LOT_FAILED
from trading.domain.canonical import FormatError, parse_at, sha256_hex
from trading.domain.entries import Entry
from trading.domain.fields import Fields
from trading.domain.periods import day_of, end_of, same_or_next
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED
from trading.domain.statements import read_as

AGENCY: Final = "agency"


def candidates(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The candidates are bids that were opened, with the prices then shown, and stand for the days of the law; who objected is answered, and a second look of the committee given or withdrawn, before the decision."""
    for lot in bundle.lots:
        entry = lot.only(awarded.CANDIDATES_SHOWN)
        if entry is not None:
            found.looked_at += 1
            _check_shown(found, lot, entry, awarded.read_shown(entry.body))
            _check_objections(found, lot, entry)
        check_looks(found, lot)
    if not found.looked_at and not found.problems:
        raise NotApplicable("no candidates were shown")


def awards(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The winner is a candidate, decided by the agency after the display and while bids bind; nobody is passed over without a ground of the law."""
    for lot in bundle.lots:
        entries = lot.of_type(awarded.AWARDED)
        before: Awarded | None = None
        for number, entry in enumerate(entries, start=1):
            found.looked_at += 1
            before = _check_award(found, lot, entry, number, before)
        for entry in lot.of_type(LOT_FAILED):
            if entry.body.get("reason") == awarded.CANDIDATES_FELL:
                found.looked_at += 1
                _check_fell(found, lot, entry)
        _check_reports(found, lot)
    if not found.looked_at:
        raise NotApplicable("nobody won yet")


def contracts(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The contract is the one that the agency signed last; the winner signed it with a registered key, and its main terms are those of the bid."""
    for lot in bundle.lots:
        entry = lot.only(awarded.CONTRACT_SIGNED)
        if entry is not None:
            found.looked_at += 1
            _check_contract(found, lot, entry)
    if not found.looked_at:
        raise NotApplicable("no contract was signed")


def archives(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The manifest of the archive can be made again from the entries before it."""
    _, trade, _ = bundle.manifest.get()
    for lot in bundle.lots:
        entry = lot.only("lot.archived")
        if entry is None:
            continue
        found.looked_at += 1
        said = read_archived(entry.body)
        lines = [ArchivedLine(line.seq, line.commitment, line.entry) for line in bundle.lines.get()]
        lines = [line for line in lines if line.seq <= said.entries]
        check_complete(lines)
        made, _content = archived(lines, trade, lot.announced.lot)
        if said != made or said.entries >= entry.seq:
            found.wrong(f"{_where(lot, entry)}: the manifest is not that of the entries before it")
        if lot.only(awarded.CONTRACT_SIGNED) is None or not lot.of_type(awarded.AWARD_REPORTED):
            found.wrong(f"{_where(lot, entry)}: archived without contract or report")
    if not found.looked_at:
        raise NotApplicable("nothing was archived")


def _check_shown(found: Findings, lot: LotView, entry: Entry, said: Shown) -> None:
    where, law = _where(lot, entry), law_of(lot.bundle)
    _by_agency(found, where, entry)
    opened = lot.only(bid_bodies.BIDS_OPENED)
    prices = {} if opened is None else _opened(opened)
    for one in said.candidates:
        if prices.get(one.bid) != (one.bidder, dict(one.items)):
            found.wrong(f"{where}: candidate {one.rank} is no bid that was opened with these items")
    reported = lot.only("evaluation.reported")
    if reported is not None and not _is_of_report(said, reported):
        found.wrong(f"{where}: the candidates are not those of the committee's report")
    rule = law.law.candidates_display if law is not None else None
    if rule is not None and said.until < same_or_next(day_of(entry.at), rule.value):
        found.wrong(f"{where}: shown until {said.until} only")


def _is_of_report(said: Shown, reported: Entry) -> bool:
    rows = reported.body.get("candidates")
    named = [bid.get("bid") for bid in rows if isinstance(bid, dict)] if isinstance(rows, list) else []
    return reported.body.get("report") == said.report and named == [one.bid for one in said.candidates]


def _check_objections(found: Findings, lot: LotView, shown: Entry) -> None:
    until, waiting = end_of(awarded.read_shown(shown.body).until), set[str]()
    for entry in lot.entries:
        where = _where(lot, entry)
        if entry.type == awarded.CANDIDATES_OBJECTED:
            if not shown.seq < entry.seq or entry.at >= until:
                found.wrong(f"{where}: objected outside the display")
            waiting.add(str(entry.body.get("objection")))
        elif entry.type == awarded.CANDIDATES_ANSWERED:
            _by_agency(found, where, entry)
            waiting.discard(str(entry.body.get("objection")))
            if entry.body.get("resumed") is not (not waiting):
                found.wrong(f"{where}: {len(waiting)} objections wait, but the entry says otherwise")
        elif entry.type == awarded.AWARDED and waiting:
            found.wrong(f"{where}: decided while {len(waiting)} objections wait")


def _check_unable(found: Findings, where: str, passed: Sequence[Passed], unable: set[int]) -> None:
    """TR 56: that ground is the committee's to give."""
    for one in passed:
        if one.ground is FallGround.UNABLE and one.rank not in unable:
            found.wrong(f"{where}: candidate {one.rank} passed over as unable, which the committee did not find")


def _check_award(found: Findings, lot: LotView, entry: Entry, number: int, before: Awarded | None) -> Awarded:
    said, where, law = awarded.read_awarded(entry.body), _where(lot, entry), law_of(lot.bundle)
    _by_agency(found, where, entry)
    shown = lot.only(awarded.CANDIDATES_SHOWN)
    if shown is None or shown.seq > entry.seq:
        found.wrong(f"{where}: decided before the candidates were shown")
        return said
    display = awarded.read_shown(shown.body)
    if said.winner not in display.candidates or said.number != number:
        found.wrong(f"{where}: decision {said.number} is not for a candidate as it was shown")
    if entry.at < end_of(display.until):
        found.wrong(f"{where}: decided before the display was over")
    if entry.at >= parse_at(str(entry.body.get("valid_until"))):
        found.wrong(f"{where}: decided when the bids bound no more")
    fallen = tuple(Fallen(one.rank, one.ground) for one in said.passed) + tuple(_out(lot, entry, display))
    ranks = {one.rank for one in fallen}
    unable = unable_before(lot, entry)
    if said.winner.rank in unable:
        found.wrong(f"{where}: the committee, asked again, did not confirm the winner")
    _check_unable(found, where, said.passed, unable)
    if law is not None:
        lawful = {rank for rank in ranks if may_be_replaced(law, rank, fallen)}
        first = law.law.first_wins
        binds = first is not None and first.value and state_controlled(lot.bundle)
        if binds and not lawful >= set(range(1, said.winner.rank)):
            found.wrong(f"{where}: a better candidate was passed over without a ground of the law")
        if said.winner.rank in lawful or (before is not None and before.winner.rank not in lawful):
            found.wrong(f"{where}: the winner was replaced, or fell, against the law")
    return said


def _out(lot: LotView, entry: Entry, display: Shown) -> Iterator[Fallen]:
    """Whoever did not let its bid bind longer is out (O12 40)."""
    for each in lot.of_type(awarded.VALIDITY_EXTENDED):
        out = each.body.get("out")
        for one in display.candidates:
            if each.seq < entry.seq and isinstance(out, list) and one.bidder in out:
                yield Fallen(one.rank, FallGround.GAVE_UP)


def _check_fell(found: Findings, lot: LotView, entry: Entry) -> None:
    law, fields = law_of(lot.bundle), Fields(entry.body, ("lot", "passed"), LOT_FAILED, more=True)
    passed = awarded.read_passed(fields)
    fallen = tuple(Fallen(one.rank, one.ground) for one in passed)
    _by_agency(found, _where(lot, entry), entry)
    _check_unable(found, _where(lot, entry), passed, unable_before(lot, entry))
    if law is not None and not first_has_fallen(law, FallenFacts(fallen), entry.at):
        found.wrong(f"{_where(lot, entry)}: failed though the first candidate stands")


def _check_reports(found: Findings, lot: LotView) -> None:
    """TL 47: what the supervisor got is what the ledger said."""
    for entry in lot.of_type(awarded.AWARD_REPORTED):
        _by_agency(found, _where(lot, entry), entry)
        before = [each for each in lot.bundle.entries if each.seq < entry.seq]
        if sha256_hex(report_bytes(before, lot.announced.lot)) != entry.body.get("report"):
            found.wrong(f"{_where(lot, entry)}: the report is not made of the entries before it")


def _check_contract(found: Findings, lot: LotView, entry: Entry) -> None:
    said, where, law = awarded.read_contract(entry.body), _where(lot, entry), law_of(lot.bundle)
    decided = [awarded.read_awarded(each.body) for each in lot.of_type(awarded.AWARDED) if each.seq < entry.seq]
    if not decided or decided[-1].winner.bidder != said.bidder or entry.facts.by.party != said.bidder:
        found.wrong(f"{where}: not signed by the winner")
        return
    offers = [each for each in lot.of_type(awarded.CONTRACT_OFFERED) if each.seq < entry.seq]
    if not offers or offers[-1].facts.by.role != AGENCY or offers[-1].body.get("text") != said.text.sha256:
        found.wrong(f"{where}: not the contract that the agency signed last")
    if differing(decided[-1].winner.items, said.terms.items):
        found.wrong(f"{where}: the main terms differ from the bid")
    facts = ContractFacts(entry.at, price_of(said.terms.items), said.terms.bond, said.terms.guarantee, terms_equal=True)
    if law is not None and not bond_is_in_bounds(law, facts, entry.at):
        found.wrong(f"{where}: the performance bond is too high")
    _, trade, _ = lot.bundle.manifest.get()
    try:
        signed = read_as(said.statement, parse_signing)
    except FormatError as error:
        found.wrong(f"{where}: {error}")
        return
    if signed.value != Signing(trade, said.lot, said.bidder, said.text.sha256, said.terms):
        found.wrong(f"{where}: the winner signed something else")
    if (said.bidder, signed.key) not in lot.bundle.party_keys:
        found.wrong(f"{where}: the key is not registered for the winner")


def _opened(entry: Entry) -> dict[str, tuple[str, object]]:
    """By bid, its bidder and the items that were shown."""
    bids = entry.body.get("bids")
    rows = [bid for bid in bids if isinstance(bid, dict)] if isinstance(bids, list) else []
    return {str(bid.get("bid")): (str(bid.get("bidder")), bid.get("items")) for bid in rows}


def state_controlled(bundle: Bundle) -> bool:
    """Whether the notice says that the state controls the money; one that does not say so is taken to."""
    announced = next(entry for entry in bundle.entries if entry.type in (ANNOUNCED, PREQUALIFICATION_ANNOUNCED))
    return announced.body.get("state_controlled", True) is not False


def _by_agency(found: Findings, where: str, entry: Entry) -> None:
    if entry.facts.by.role != AGENCY:
        found.wrong(f"{where}: {entry.type} by {entry.facts.by.role}, not by the agency")


def _where(lot: LotView, entry: Entry) -> str:
    return f"{lot.announced.code}, entry {entry.seq}"
