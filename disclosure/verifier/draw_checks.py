"""Checks of a draw: docs/spec/draw.md."""

from collections.abc import Iterator
from itertools import pairwise

from bidding.domain.bodies import BOX_CLOSED
from disclosure.verifier.change_checks import law_of
from disclosure.verifier.draws import LARGEST_FILE, LIST, NAMES, NONCES, ORDER, WALK, DrawView
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Findings, NotApplicable
from experts.domain import draw_entries as told
from experts.domain.draw import PEOPLE, Purpose
from experts.domain.names import check_names, names_root, read_names
from trading.domain.canonical import FormatError
from trading.domain.entries import Entry


def draw_list(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """The list that was drawn from is the frozen one, nobody twice: candidates are those of the notice, lots among all whose
    bids were opened. The supervisor checked it; a repetition has a reason."""
    for draw in _draws(bundle):
        _take(found, draw, LIST)
        if draw.revealed or draw.purpose not in PEOPLE:
            try:
                found.looked_at += draw.listed.size
            except FormatError as error:
                found.wrong(f"draw {draw.draw}: {error}")
    for lot in (*bundle.applied_for, *bundle.lots):
        for purpose in Purpose:
            of_purpose = [draw for draw in lot.draws if draw.purpose == purpose]
            for before, after in pairwise(of_purpose):
                _check_repeated(found, before, after)


def draw_nonces(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Keys, halves, acknowledgements and openings came in this order, each signed, sealed for this list, and by its party."""
    for draw in _draws(bundle):
        _take(found, draw, NONCES)
        _check_heads(found, bundle, draw)


def draw_order(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Seed and order are those of the list and the nonces."""
    for draw in _draws(bundle):
        _take(found, draw, ORDER)
        progress = draw.replay.progress
        if progress is not None and progress.seed is None and draw.of_types(WALK | NAMES):
            found.wrong(f"draw {draw.draw}: somebody was called, though there is no order")


def draw_walk(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Whoever was called was next in the order: nobody was skipped, and nobody was called for nothing."""
    unseen = 0
    for draw in _draws(bundle):
        progress, before = draw.replay.progress, found.looked_at
        _take(found, draw, WALK)
        if progress is None or progress.listed is None:
            unseen += found.looked_at - before
            found.looked_at = before
    if unseen and not found.looked_at and not found.problems:
        raise NotApplicable("the list becomes public with the names: until then only the supervisor sees who is next")


def draw_names(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Behind every blinded id is who was revealed, nobody twice, and no name was told before the law lets it."""
    law = law_of(bundle)
    rule = law.law.expert_names_from if law is not None else None
    for draw in _draws(bundle):
        _take(found, draw, NAMES)
        for entry in draw.of_types(NAMES):
            secret = rule is not None and draw.purpose in PEOPLE
            if rule is not None and secret and not _came_before(draw, rule.value.value, entry):
                found.wrong(f"entry {entry.seq}: names were told before {rule.value.value}")
            _check_names(found, draw, told.read_names_revealed(entry.body))
    if not found.looked_at:
        raise NotApplicable("no names are revealed yet")


def _came_before(draw: DrawView, kind: str, entry: Entry) -> bool:
    return any(each.type == kind and each.seq < entry.seq for each in draw.lot.ever)


def _draws(bundle: Bundle) -> Iterator[DrawView]:
    draws = [draw for lot in (*bundle.applied_for, *bundle.lots) for draw in lot.draws]
    if not draws:
        raise NotApplicable("nothing was drawn")
    yield from draws


def _take(found: Findings, draw: DrawView, types: frozenset[str]) -> None:
    found.looked_at += len(draw.of_types(types))
    for kind, problem in draw.replay.problems:
        if kind in types:
            found.wrong(problem)


def _check_repeated(found: Findings, before: DrawView, after: DrawView) -> None:
    """Whoever could draw again without a word would draw until it pleased."""
    frozen = told.read_list_frozen(after.entries[0].body)
    words = [entry for entry in before.entries if entry.type == told.REPEATED and entry.seq < after.entries[0].seq]
    if frozen.repeats != before.draw or not words:
        found.wrong(f"entry {after.entries[0].seq}: drawn again without the supervisor's reason")
    for entry in words:
        told.read_repeated(entry.body)
        if entry.facts.by.role != "supervisor":
            found.wrong(f"entry {entry.seq}: the repetition was allowed by {entry.facts.by.role}")


def _check_heads(found: Findings, bundle: Bundle, draw: DrawView) -> None:
    """Halves are made when the list is under a tree head, and a coefficient's when the box is closed."""
    index = {line.seq: line.index for line in bundle.lines.get()}
    closed = next((entry.seq for entry in draw.lot.entries if entry.type == BOX_CLOSED), None)
    coefficient = draw.entries[0].body.get("purpose") == Purpose.COEFFICIENT.value
    for entry in draw.entries:
        if entry.type != told.HALVES_GIVEN:
            continue
        size = told.read_halves_given(entry.body).value.head.size
        if not index[draw.entries[0].seq] < size <= index[entry.seq]:
            found.wrong(
                f"entry {entry.seq}: halves made before the list was under a tree head, or after they were given"
            )
        if coefficient and (closed is None or entry.seq < closed):
            found.wrong(f"entry {entry.seq}: halves for a coefficient before the box was closed")


def _check_names(found: Findings, draw: DrawView, names: told.NamesRevealed) -> None:
    try:
        file = draw.lot.bundle.container.read(draw.names_name, LARGEST_FILE)
        revealed = read_names(file)
        found.looked_at += len(revealed)
        if names_root(file) != names.root:
            found.wrong(f"draw {draw.draw}: other names are in the bundle than were revealed")
        check_names(draw.listed, revealed)
    except FormatError as error:
        found.wrong(f"draw {draw.draw}: {error}")
