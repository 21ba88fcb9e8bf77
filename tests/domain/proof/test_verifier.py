"""The verifier, against bundles that somebody has touched."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.domain.bundle import contents, write_bundle
from disclosure.domain.container import Container, Content, write_container
from disclosure.verifier import Report, Status, verify
from disclosure.verifier.__main__ import main
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from tests.support.properties import examples
from tests.support.small_players import CAST, CREATED, DEADLINE, Conduct, Player
from tests.support.small_trade import SmallTrade, small_trade
from tests.vectors.cast import PLACE
from trading.domain.canonical import at_text, sha256_hex
from trading.domain.entries import SYSTEM, By, EntryFacts, Method, Visibility
from trading.domain.trade_time import Segment

FAULTY = (
    replace(CAST[0], conduct=Conduct.SEALS_RUBBISH),
    replace(CAST[1], conduct=Conduct.RELEASES_A_WRONG_KEY),
    replace(CAST[2], conduct=Conduct.SEALS_ANOTHERS_FORM),
    replace(CAST[3], conduct=Conduct.OPENS),
)
Files = dict[str, Content]


@cache
def trade(players: tuple[Player, ...] = CAST) -> SmallTrade:
    return small_trade(players)


def files(players: tuple[Player, ...] = CAST) -> Files:
    return dict(contents(trade(players).bundle_facts))


def statuses(made: Files, pins: Pins | None = None) -> dict[str, Status]:
    out = BytesIO()
    write_container(out, made)
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, pins or Pins()).status for check in CHECKS}


def is_found(made: Files) -> bool:
    """Whether any check fails; the first is enough."""
    out = BytesIO()
    write_container(out, made)
    bundle = Bundle(Container(out))
    return any(run(check, bundle, Pins()).status is Status.FAILED for check in CHECKS)


def failed(made: Files, pins: Pins | None = None) -> set[str]:
    return {name for name, status in statuses(made, pins).items() if status is Status.FAILED}


def retold(kind: str, change: Callable[[dict[str, Any]], object], players: tuple[Player, ...] = CAST) -> Files:
    """The bundle of an operator that tells it otherwise, with a log of its own, in all else correct."""
    fresh = small_trade(players)
    for place, (facts, salt, seq) in enumerate(fresh.log.rows):
        if facts.type == kind:
            body = json.loads(json.dumps(dict(facts.body)))
            changed = change(body)
            facts = changed if isinstance(changed, type(facts)) else replace(facts, body=body)
            fresh.log.rows[place] = (facts, salt, seq)
    return dict(contents(fresh.bundle_facts))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    with path.open("wb") as out:
        write_bundle(out, trade().bundle_facts)
    return path


def test_a_whole_trade_is_verified(bundle: Path) -> None:
    report = verify(bundle, trade().log_key, trade().receipt_key)

    assert report.verified
    passed = {result.name for result in report.results if result.status is Status.PASSED}
    left = {result.name for result in report.results} - passed
    draws = {"draw_list", "draw_names", "draw_nonces", "draw_order", "draw_walk"}
    assert left == {
        "archives",
        "drawn",
        "seats",
        "awards",
        "candidates",
        "clarifications",
        "committee",
        "contracts",
        "deposits",
        "evaluations",
        "committee_files",
        "extensions",
        "failures",
        "fairness",
        "identities",
        "prequalification",
        "qualified_bids",
        "retender",
        "rotations",
        "standstill",
        "stops",
        "witness",
        *draws,
    }


def test_the_cast_ends_as_it_should() -> None:
    by_party = {outcome.bidder: (outcome.result.value, outcome.cause) for outcome in trade().outcomes}

    assert [by_party.get(player.party, (None,))[0] for player in CAST] == ["opened", "opened", "revoked", None]


def test_every_fault_of_a_bidder_is_verified_as_such() -> None:
    causes = [outcome.cause and outcome.cause.value for outcome in trade(FAULTY).outcomes]

    assert causes == ["release_unreadable", "form_key_wrong", "form_mismatch", None]
    assert failed(files(FAULTY)) == set()


@examples(150)
@given(st.data())
def test_any_flipped_byte_of_any_file_is_found(data: st.DataObject) -> None:
    made = files(data.draw(st.sampled_from([CAST, FAULTY])))
    name = data.draw(st.sampled_from(sorted(made)))
    content = made[name]
    assert isinstance(content, bytes)
    at, bit = data.draw(st.integers(0, len(content) - 1)), 1 << data.draw(st.integers(0, 7))
    made[name] = content[:at] + bytes((content[at] ^ bit,)) + content[at + 1 :]

    assert is_found(made)


@examples(60)
@given(st.data())
def test_a_missing_file_is_found(data: st.DataObject) -> None:
    made = files(data.draw(st.sampled_from([CAST, FAULTY])))
    del made[data.draw(st.sampled_from(sorted(made)))]

    assert is_found(made)


def test_a_file_too_many_is_found() -> None:
    assert failed(files() | {"notes.txt": b"x"}) == {"files"}


def test_files_of_two_bids_that_change_places_are_found() -> None:
    made = files()
    for name in ("bid.json", "form.age", "release.json", "receipt.json", "acknowledgement.json"):
        first, second = [path for path in sorted(made) if path.endswith(f"/{name}")][:2]
        swapped = made | {first: made[second], second: made[first]}

        assert failed(swapped), name


@pytest.mark.parametrize(
    ("kind", "change", "expected"),
    [
        ("bids.opened", lambda body: body["bids"][0]["items"].update(price="1.00"), {"forms", "record"}),
        ("bids.opened", lambda body: body["bids"].reverse(), {"outcomes"}),
        ("bids.opened", lambda body: body["bids"].pop(), {"outcomes", "record"}),
        ("bids.opened", lambda body: body["bids"][0].update(name="别的公司"), {"outcomes", "record"}),
        ("bids.opened", lambda body: _revoke(body["bids"][0], "not_released"), {"not_opened", "record", "ciphertexts"}),
        ("bids.opened", lambda body: _revoke(body["bids"][0], "release_unreadable"), {"not_opened", "record"}),
        ("bids.opened", lambda body: body["bids"][0].update(form_key="A" * 21 + "A=="), {"file_keys", "forms"}),
        ("box.closed", lambda body: body.update(root="0" * 64), {"box", "releases", "record"}),
        ("box.closed", lambda body: body.update(size=5), {"box"}),
        ("box.closed", lambda body: body["leaves"].pop(), {"box", "files"}),
        ("box.closed", lambda body: body["leaves"].append("f" * 64), {"box", "box_files"}),
        ("opening.started", lambda body: body["bids"].pop(0), {"outcomes"}),
        ("release.received", lambda body: body.update(release="0" * 64), {"releases"}),
        ("window.key_published", lambda body: body.update(role="supervisor"), {"window_keys", "file_keys"}),
        ("record.published", lambda body: body.update(record="0" * 64), {"record"}),
        ("objection.answered", lambda body: body.update(text="没有"), {"record"}),
        ("party.key", lambda body: body.update(party="91210600MA00000000"), {"bid_keys"}),
        ("trade.announced", lambda body: body["documents"]["files"][0].update(size=1), {"documents"}),
        ("trade.announced", lambda body: body["lots"][0]["schedule"].update(window_seconds=10), {"acknowledgements"}),
        ("trade.announced", lambda body: body["lots"][0]["schedule"].update(window_seconds=7200), {"order"}),
        ("trade.created", lambda body: body["clock"]["segment"].update(speed=2), {"clock", "real_clock"}),
    ],
)
def test_what_an_operator_with_all_keys_tells_otherwise_is_found(
    kind: str, change: Callable[[dict[str, Any]], object], expected: set[str]
) -> None:
    assert expected <= failed(retold(kind, change))


def test_a_bid_received_at_the_deadline_is_too_late() -> None:
    def earlier(body: dict[str, Any]) -> None:
        body["lots"][0]["schedule"]["deadline"] = "2026-03-15T01:30:00.000000Z"

    assert "receipts" in failed(retold("trade.announced", earlier))


LENGTH = timedelta(minutes=20)
OLD = DEADLINE - timedelta(hours=12)
EARLY = datetime(2026, 3, 15, 1, 30, tzinfo=UTC)


def extended(
    *,
    old: datetime = OLD,
    by: str = "supervisor",
    length: timedelta = LENGTH,
    held: timedelta = timedelta(hours=48),
    decided: datetime = DEADLINE - LENGTH,
) -> Files:
    """A trade whose deadline an outage moved to where the small trade has it."""
    fresh = small_trade()
    fresh.log.rows = [(_with_deadline(facts, old), salt, seq) for facts, salt, seq in fresh.log.rows]
    lot = str(PLACE.lot)
    opened = {"held_until": at_text(old + held), "lot": lot, "step": "close_box"}
    moved = {"deadline": at_text(decided + length), "lot": lot, "previous": at_text(old), "reason": "机房断电"}
    supervisor = By(Method.SESSION, "11210100MB0A1B2C3D", by)
    told = (
        _told("incident.opened", opened, SYSTEM, min(decided, old + timedelta(minutes=2))),
        _told("incident.extended", moved, supervisor, decided),
    )
    fresh.log.insert(told, before="box.closed")
    return dict(contents(fresh.bundle_facts))


def _with_deadline(facts: EntryFacts, deadline: datetime) -> EntryFacts:
    if facts.type != "trade.announced":
        return facts
    body = json.loads(json.dumps(dict(facts.body)))
    body["lots"][0]["schedule"] |= {"deadline": at_text(deadline), "extension_seconds": int(LENGTH.total_seconds())}
    return replace(facts, body=body)


def _told(kind: str, body: Mapping[str, object], by: By, at: datetime) -> EntryFacts:
    return EntryFacts(
        id=uuid5(NAMESPACE_URL, kind), trade=PLACE.trade, type=kind, at=at, recorded_at=at, by=by, body=body
    )


def test_a_deadline_that_a_supervisor_moved_after_an_outage_is_in_force() -> None:
    found = statuses(extended())

    assert found["extensions"] is Status.PASSED
    assert Status.FAILED not in found.values()


@pytest.mark.parametrize(
    "changes",
    [
        {"by": "agency"},
        {"length": LENGTH + timedelta(minutes=5)},
        {"held": timedelta(hours=1)},
        {"decided": OLD - timedelta(minutes=1)},
    ],
)
def test_a_deadline_that_was_moved_otherwise_is_found(changes: dict[str, Any]) -> None:
    assert "extensions" in failed(extended(**changes))


def test_what_was_received_while_an_outage_held_the_lot_is_late() -> None:
    assert failed(extended(old=EARLY)) == {"receipts"}


def test_an_entry_that_is_left_out_is_found() -> None:
    made = files()
    content = made["entries.jsonl"]
    assert isinstance(content, bytes)
    lines = content.splitlines(keepends=True)
    for place in range(len(lines) - 1):
        assert "chain" in failed(made | {"entries.jsonl": b"".join(lines[:place] + lines[place + 1 :])})


def test_prices_before_the_end_of_the_window_are_found() -> None:
    fresh = small_trade()
    rows = fresh.log.rows
    closed = next(place for place, row in enumerate(rows) if row[0].type == "window.closed")
    opened = next(place for place, row in enumerate(rows) if row[0].type == "bids.opened")
    first, second = rows[closed], rows[opened]
    rows[closed], rows[opened] = (second[0], second[1], first[2]), (first[0], first[1], second[2])

    assert "order" in failed(dict(contents(fresh.bundle_facts)))


@pytest.mark.parametrize(
    "kind", ["box.closed", "opening.started", "window.closed", "window.key_published", "bids.opened"]
)
def test_a_step_that_is_hidden_from_the_public_is_found(kind: str) -> None:
    def hide(facts: EntryFacts) -> EntryFacts:
        return replace(facts, visibility=Visibility.PARTIES) if facts.type == kind else facts

    fresh = small_trade()
    fresh.log.rows = [(hide(facts), salt, seq) for facts, salt, seq in fresh.log.rows]

    assert "order" in failed(dict(contents(fresh.bundle_facts)))


def test_another_logs_key_is_told() -> None:
    other = small_trade().log_key.replace("+", "x+", 1)

    assert {"log_key", "checkpoint", "tree"} <= failed(files(), Pins(log_key=other))
    assert {"receipt_key", "receipts", "acknowledgements"} <= failed(files(), Pins(receipt_key="A" * 43 + "="))


def test_a_training_clock_is_said_aloud(tmp_path: Path) -> None:
    clock = Segment(datetime(2026, 3, 1, tzinfo=UTC), CREATED - timedelta(hours=1), 60)
    path = tmp_path / "training.zip"
    with path.open("wb") as out:
        write_bundle(out, small_trade(clock=clock).bundle_facts)

    report = verify(path)

    assert report.verified
    assert "TRAINING CLOCK" in report.text().splitlines()[0]
    assert _status(report, "real_clock") is Status.NOT_APPLICABLE


def test_a_trade_without_an_opening_has_nothing_to_pass() -> None:
    fresh = small_trade()
    fresh.log.rows = [row for row in fresh.log.rows if row[0].at < DEADLINE]
    facts = replace(
        fresh.bundle_facts, lots=[replace(fresh.bundle_facts.lots[0], bids=(), withdrawals=(), record=None)]
    )

    found = statuses(dict(contents(facts)))

    assert Status.FAILED not in found.values()
    assert {found[name] for name in ("box", "receipts", "forms", "record")} == {Status.NOT_APPLICABLE}


def test_the_command_prints_every_check_and_says_no(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(bundle), "--log-key", trade().log_key]) == 0
    said = capsys.readouterr().out
    assert all(check.name in said for check in CHECKS)
    assert said.splitlines()[-1].startswith("VERIFIED")

    made = files()
    with bundle.open("wb") as out:
        write_container(out, made | {"keys.json": b"{}"})
    assert main([str(bundle), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert not report["verified"]
    assert len(report["checks"]) == len(CHECKS)


def test_the_command_says_when_there_is_nothing_to_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.zip").write_bytes(b"no")

    assert main([str(tmp_path / "no.zip")]) == 2
    assert main([str(tmp_path / "missing.zip")]) == 2
    assert main([]) == 2
    assert main(["--list"]) == 0
    assert "box_files" in capsys.readouterr().out


def test_the_verifier_needs_neither_django_nor_a_network(bundle: Path) -> None:
    program = (
        "import sys, socket, runpy\n"
        "sys.modules['django'] = None\n"
        "socket.socket = None\n"
        f"sys.argv = ['verifier', {str(bundle)!r}]\n"
        "runpy.run_module('disclosure.verifier', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "VERIFIED" in done.stdout


def test_the_same_trade_gives_the_same_bytes(bundle: Path) -> None:
    out = BytesIO()
    write_bundle(out, small_trade().bundle_facts)

    assert sha256_hex(out.getvalue()) == sha256_hex(bundle.read_bytes())


def _revoke(bid: dict[str, Any], cause: str) -> None:
    bid.update(cause=cause, form_key=None, items=None, outcome="revoked")


def _status(report: Report, name: str) -> Status:
    return next(result.status for result in report.results if result.name == name)
