"""The verifier on draws: an honest one passes, and whatever somebody did to one is found by the check of its name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.domain.bundle import BundleFacts, DrawFiles, contents
from disclosure.domain.container import Container, Content, write_container
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Result, Status
from experts.domain import draw_entries as told
from experts.domain.draw import Listed, freeze
from experts.domain.draw_entries import HalfOpened, Ordered
from experts.domain.names import names_file, names_root
from experts.domain.nonces import Head, Party
from experts.domain.walk import Result as CallResult
from tests.support.small_draw import DRAW, Drawing
from tests.support.small_players import DEADLINE
from tests.support.small_trade import SmallTrade, by_the_law, small_trade
from tests.vectors.cast import PLACE

CHECKED = {"draw_list", "draw_nonces", "draw_order", "draw_walk", "draw_names"}
LATER = DEADLINE + timedelta(hours=3)
Played = tuple[SmallTrade, Drawing]


def begun() -> Played:
    """The small trade is over, and a draw may begin."""
    trade = small_trade()
    bodies: dict[str, Any] = {facts.type: facts.body for facts, _salt, _seq in trade.log.rows}
    by_the_law(bodies)
    return trade, Drawing(trade.log, LATER)


@cache
def honest() -> Played:
    trade, drawing = begun()
    drawing.run().reveal()
    return trade, drawing


def facts_of(played: Played, listed: bytes | None = None, names: bytes | None = None) -> BundleFacts:
    trade, drawing = played
    revealed = any(facts.type == told.NAMES_REVEALED for facts, _, _ in trade.log.rows)
    own = "".join(line.line() + "\n" for line in sorted(drawing.pool.revealed, key=lambda each: each.blinded)).encode()
    files = DrawFiles(drawing.draw, listed or drawing.listed.file(), names or own)
    (lot,) = trade.bundle_facts.lots
    return replace(trade.bundle_facts, lots=[replace(lot, draws=[files] if revealed else [])])


def results(facts: BundleFacts) -> dict[str, Result]:
    return of_files(dict(contents(facts)))


def of_files(made: dict[str, Content]) -> dict[str, Result]:
    out = BytesIO()
    write_container(out, made)
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, Pins()) for check in CHECKS}


def failed(played: Played, listed: bytes | None = None, names: bytes | None = None) -> set[str]:
    return failed_of(results(facts_of(played, listed, names)))


def failed_of(found: dict[str, Result]) -> set[str]:
    """The award of these stories names only its lot: what its own check says of that is no business of a draw."""
    return {name for name, result in found.items() if result.status is Status.FAILED} - {"awards"}


def retold(kind: str, change: Callable[[dict[str, Any]], dict[str, Any]], which: int = 0) -> Played:
    """The honest draw with the body of one entry told otherwise, in a log that is in all else correct."""
    trade, drawing = _in_other_hands(honest())
    places = [place for place, (facts, _, _) in enumerate(trade.log.rows) if facts.type == kind]
    facts, salt, seq = trade.log.rows[places[which]]
    trade.log.rows[places[which]] = (replace(facts, body=change(dict(facts.body))), salt, seq)
    return trade, drawing


def _in_other_hands(played: Played) -> Played:
    """The same draw in a log that may be changed."""
    trade, drawing = played
    log = replace(trade.log, rows=list(trade.log.rows), counts=dict(trade.log.counts))
    return replace(trade, log=log), replace(drawing, log=log)


def test_an_honest_draw_is_verified() -> None:
    found = results(facts_of(honest()))

    assert failed_of(found) == set()
    assert {name for name in CHECKED if found[name].status is Status.PASSED} == CHECKED


def test_before_the_names_the_list_is_not_public_and_the_walk_not_verified() -> None:
    trade, drawing = begun()
    drawing.run()

    found = results(facts_of((trade, drawing)))

    assert {name: found[name].status.value for name in sorted(CHECKED)} == {
        "draw_list": "passed",
        "draw_names": "not applicable",
        "draw_nonces": "passed",
        "draw_order": "passed",
        "draw_walk": "not applicable",
    }


def test_a_trade_without_a_draw_has_nothing_to_verify() -> None:
    found = results(small_trade().bundle_facts)

    assert {found[name].status for name in CHECKED} == {Status.NOT_APPLICABLE}


# --- the list -----------------------------------------------------------------------------------------------------


def test_a_changed_exclusion_is_found() -> None:
    _, drawing = honest()
    first, *rest = drawing.listed.listed
    changed = freeze([Listed(first.blinded, "kin" if first.excluded is None else None, first.group), *rest])

    assert "draw_list" in failed(honest(), listed=changed.file())


def test_an_expert_who_was_added_or_dropped_is_found() -> None:
    _, drawing = honest()
    listed = drawing.listed.listed

    assert "draw_list" in failed(honest(), listed=freeze([*listed, Listed("ff" * 32)]).file())
    assert "draw_list" in failed(honest(), listed=freeze(listed[1:]).file())


def test_a_duplicate_in_the_list_is_found() -> None:
    _, drawing = honest()
    lines = drawing.listed.file().splitlines(keepends=True)

    assert "draw_list" in failed(honest(), listed=b"".join([lines[0], *lines]))


def test_a_list_that_the_supervisor_did_not_check_is_found() -> None:
    assert "draw_list" in failed(retold(told.LIST_CHECKED, lambda body: body | {"root": "00" * 32}))


def test_a_missing_list_is_found() -> None:
    made = dict(contents(facts_of(honest())))
    del made[f"lots/{PLACE.lot}/draws/{DRAW}/list.jsonl"]

    assert of_files(made)["draw_list"].status is Status.FAILED


@pytest.mark.parametrize("allowed", [True, False])
def test_a_draw_is_repeated_only_with_the_supervisors_reason(allowed: bool) -> None:
    trade, drawing = begun()
    drawing.to_order()
    if allowed:
        drawing.say(told.REPEATED, {"reason": "名单缺少结构专业"}, Party.SUPERVISOR)
    again = Drawing(trade.log, drawing.real, draw=UUID(int=4, version=4))
    again.freeze(repeats=drawing.draw)

    assert failed((trade, again)) == (set() if allowed else {"draw_list"})


# --- nonces -------------------------------------------------------------------------------------------------------


def test_a_nonce_from_before_the_list_was_frozen_is_found() -> None:
    trade, drawing = begun()
    early = Head(3, drawing.head.root)
    drawing.freeze()
    drawing.check()
    drawing.give_keys()
    drawing.give_halves([Party.AGENCY, Party.SUPERVISOR])
    drawing.give(Party.PLATFORM, drawing.make(Party.PLATFORM, early))

    assert failed((trade, drawing)) == {"draw_nonces"}


def test_a_nonce_after_an_opening_is_found() -> None:
    """A log in which the platform gave its halves when it knew the agency's."""
    trade, drawing = begun()
    drawing.to_order()
    rows = trade.log.rows
    late = next(
        place for place, (facts, _, _) in enumerate(rows)
        if facts.type == told.HALVES_GIVEN and facts.by.role == "platform"
    )  # fmt: skip
    opening = next(place for place, (facts, _, _) in enumerate(rows) if facts.type == told.HALF_OPENED)
    moved = rows.pop(late)
    rows.insert(opening, moved)
    trade.log.rows = _numbered(rows)

    assert "draw_nonces" in failed((trade, drawing))


def test_halves_signed_by_somebody_else_are_found() -> None:
    _, drawing = honest()
    forged = drawing.made[Party.SUPERVISOR].signed

    told_otherwise = retold(
        told.HALVES_GIVEN,
        lambda body: body | told.statement_members(forged),
    )

    assert "draw_nonces" in failed(told_otherwise)


@pytest.mark.parametrize("which", range(6))
def test_another_opened_half_is_found(which: int) -> None:
    key = HalfOpened(Party.AGENCY, Party.PLATFORM, bytes(16)).members()["file_key"]

    assert "draw_nonces" in failed(retold(told.HALF_OPENED, lambda body: body | {"file_key": key}, which))


# --- order and walk -----------------------------------------------------------------------------------------------


def test_a_wrong_order_is_found() -> None:
    assert "draw_order" in failed(retold(told.ORDERED, lambda body: body | {"order": "00" * 32}))
    assert "draw_order" in failed(
        retold(told.ORDERED, lambda body: body | Ordered(bytes(32), str(body["order"])).members())
    )


def test_a_skipped_name_is_found() -> None:
    trade, drawing = begun()
    drawing.to_order()
    drawing.tell(drawing.progress.walk.order[1].blinded, CallResult.ACCEPTED)
    trade.log.add("lot.awarded", {"lot": str(PLACE.lot)}, drawing.real)
    members: list[object] = []
    drawing.say(
        told.NAMES_REVEALED,
        {"members": members, "root": names_root_of(drawing), "size": drawing.listed.size},
    )

    assert failed((trade, drawing)) == {"draw_walk"}


def test_a_call_that_was_left_out_is_found() -> None:
    assert "draw_walk" in failed(retold(told.CALLED, lambda body: body | {"number": 9}, 1))


# --- names --------------------------------------------------------------------------------------------------------


def test_other_names_than_were_revealed_are_found() -> None:
    _, drawing = honest()
    own = contents(facts_of(honest()))[f"lots/{PLACE.lot}/draws/{DRAW}/names.jsonl"]
    assert isinstance(own, bytes)

    assert "draw_names" in failed(honest(), names=own.replace(b"expert-0001", b"expert-0077"))
    assert "draw_names" in failed(honest(), names=b"".join(own.splitlines(keepends=True)[1:]))
    assert drawing.progress.names is not None


def test_names_before_the_award_are_found() -> None:
    trade, drawing = begun()
    drawing.run().reveal(awarded=False)

    assert failed((trade, drawing)) == {"draw_names"}


def test_a_member_who_is_no_member_is_found() -> None:
    assert "draw_names" in failed(retold(told.NAMES_REVEALED, lambda body: body | {"members": body["members"][1:]}))


def names_root_of(drawing: Drawing) -> str:
    return names_root(names_file(drawing.listed, drawing.pool.revealed))


def _numbered(rows: list[Any]) -> list[Any]:
    counts: dict[Any, int] = {}
    numbered = []
    for facts, salt, _ in rows:
        counts[facts.trade] = counts.get(facts.trade, 0) + 1
        numbered.append((facts, salt, counts[facts.trade]))
    return numbered


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(["list", "names"]), st.integers(0, 10**6), st.integers(0, 7))
def test_any_flipped_byte_of_list_and_names_is_found(which: str, at: int, bit: int) -> None:
    made = dict(contents(facts_of(honest())))
    name = f"lots/{PLACE.lot}/draws/{DRAW}/{which}.jsonl"
    content = made[name]
    assert isinstance(content, bytes)
    at %= len(content)
    made[name] = content[:at] + bytes((content[at] ^ 1 << bit,)) + content[at + 1 :]

    assert Status.FAILED in {result.status for result in of_files(made).values()}
