"""The vectors of docs/spec/draw.md, which JavaScript reads as well."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from bidding.domain.age_keys import Identity
from experts.domain.draw import Purpose, blind, coefficient, freeze, order_of, order_root, read_list, seed_of
from experts.domain.draw_entries import read_called, read_list_frozen, read_names_revealed
from experts.domain.names import names_root, read_names
from experts.domain.nonces import (
    DrawPlace,
    HalfContext,
    Party,
    nonce_of,
    open_half,
    read_acknowledgement,
    read_halves,
)
from experts.domain.open_lists import drawn_numbers, open_list
from experts.domain.walk import Walk
from tests.vectors import make
from trading.domain.canonical import parse_base64


@cache
def vectors() -> Any:
    return json.loads((Path(make.__file__).parent / "draw.json").read_text(encoding="utf-8"))


def test_the_blinded_ids_and_the_root_are_those_of_the_people() -> None:
    listed = read_list(vectors()["list_file"].encode())

    assert listed == freeze(listed.listed)
    assert (listed.root, listed.size) == (vectors()["draw"]["root"], vectors()["draw"]["size"])
    for one in vectors()["people"]:
        assert blind(bytes.fromhex(one["salt"]), one["id"]) == one["blinded"]


def test_each_half_opens_by_its_recipient_and_by_its_file_key() -> None:
    for case in vectors()["halves"]:
        context, maker, to = case["context"], Party(case["context"]["maker"]), Party(case["context"]["recipient"])
        place = DrawPlace(context["origin"], *(UUID(context[name]) for name in ("trade", "lot", "draw")))
        halves = read_halves(vectors()["statements"][maker.value]["halves"]["file"].encode()).value
        identity = Identity.parse(vectors()["keys"][to.value]["identity"])

        assert HalfContext(place, context["list"], maker, to).hash().hex() == case["context_hash"]
        for key in (identity, parse_base64(case["file_key"])):
            assert open_half(halves, to, key).hex() == case["half"]


def test_the_statements_read_as_they_were_written() -> None:
    for statement in vectors()["statements"].values():
        halves = read_halves(statement["halves"]["file"].encode())
        word = read_acknowledgement(statement["acknowledgement"]["file"].encode())

        assert (halves.hash, halves.value.statement()) == (
            statement["halves"]["hash"],
            statement["halves"]["statement"],
        )
        assert word.value.statement() == statement["acknowledgement"]["statement"]


def test_seed_and_order_follow_from_the_halves() -> None:
    drawn, listed = vectors()["draw"], read_list(vectors()["list_file"].encode())
    halves = {(case["context"]["maker"], case["context"]["recipient"]): case["half"] for case in vectors()["halves"]}
    nonces = [nonce_of(*(bytes.fromhex(halves[party, to]) for to in party.others)) for party in Party]
    seed = seed_of(drawn["root"], nonces)
    order = order_of(seed, listed)

    assert [nonce.hex() for nonce in nonces] == [drawn["nonces"][party] for party in Party]
    assert (seed.hex(), [each.blinded for each in order]) == (drawn["seed"], drawn["order"])
    assert order_root(order) == drawn["order_root"]


def test_the_walk_ends_with_those_who_sit() -> None:
    drawn, listed = vectors()["draw"], read_list(vectors()["list_file"].encode())
    walk = Walk(order_of(bytes.fromhex(drawn["seed"]), listed), drawn["places"])

    for body in vectors()["entries"]["calls"]:
        walk = walk.take(read_called(body))

    assert list(walk.seated) == drawn["seated"]
    assert read_list_frozen(vectors()["entries"]["draw_list_frozen"]).places == drawn["places"]


def test_the_names_are_those_of_the_people() -> None:
    file = "".join(line + "\n" for line in vectors()["names"]).encode()

    assert {each.id for each in read_names(file)} == {one["id"] for one in vectors()["people"]}
    assert read_names_revealed(vectors()["entries"]["draw_names_revealed"]).root == names_root(file)


def test_the_lotteries_are_drawn_as_written() -> None:
    for case in vectors()["lotteries"]:
        lot, seed, bidders = UUID(case["lot"]), bytes.fromhex(case["seed"]), case["numbers"]

        assert open_list(lot, Purpose.LOTTERY, bidders).root == case["root"]
        assert drawn_numbers(lot, seed, bidders) == case["numbers"]


def test_the_coefficients_are_drawn_as_written() -> None:
    for case in vectors()["coefficients"]:
        assert coefficient(bytes.fromhex(case["seed"]), case["candidates"]) == case["drawn"]
