"""Each party of a draw dishonest, alone: it can neither steer nor abort it. Two together can, and here it is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from experts.domain import draw_entries as told
from experts.domain.draw import Listed, freeze, order_of, order_root, seed_of
from experts.domain.draw_entries import HalfOpened, HalfRefused, Ordered, Voided
from experts.domain.nonces import (
    Head,
    MadeHalves,
    Party,
    file_key_of,
    make_halves,
    nonce_of,
    open_half,
    read_halves,
)
from experts.domain.progress import HALVES, Half, StepRefused
from experts.domain.walk import Called, Result, WalkRefused
from tests.support.small_draw import Drawing
from tests.support.small_log import Log
from tests.vectors.cast import identity
from trading.domain.canonical import FormatError
from trading.domain.statements import sign
from trading.domain.trade_time import Segment

BEGIN = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)
each_party = pytest.mark.parametrize("cheat", list(Party))


@pytest.fixture
def drawing() -> Drawing:
    return Drawing(Log([Segment(BEGIN, BEGIN, 1)]), BEGIN)


def with_keys(drawing: Drawing) -> Drawing:
    drawing.freeze()
    drawing.check()
    drawing.give_keys()
    return drawing


def with_halves(drawing: Drawing) -> Drawing:
    with_keys(drawing).give_halves()
    return drawing


def readable_by(*parties: Party) -> set[Half]:
    """The halves that these parties made or can open."""
    return {half for half in HALVES if set(half) & set(parties)}


def test_an_honest_draw_is_walked_to_a_full_committee(drawing: Drawing) -> None:
    progress = drawing.run().progress

    assert progress.walk.filled
    assert [call.result for call in progress.calls if call.reason] == [Result.STOOD_DOWN]
    assert sorted(drawing.pool.name_of(blinded) for blinded in progress.walk.seated)


# --- steering: choosing halves after the others' ------------------------------------------------------------------


@each_party
def test_nobody_alone_knows_the_nonce_of_another(drawing: Drawing, cheat: Party) -> None:
    """Of each of the others' nonces it holds one half; the other half makes every value as likely as any."""
    for other in cheat.others:
        of_the_other = {half for half in HALVES if half[0] is other}

        assert len(of_the_other & readable_by(cheat)) == 1
        assert len(of_the_other) == 2


@each_party
def test_who_gives_its_halves_last_has_seen_nothing_to_choose_by(drawing: Drawing, cheat: Party) -> None:
    with_keys(drawing).give_halves(cheat.others)
    given = drawing.progress.halves

    for maker in cheat.others:
        (hidden,) = (to for to in maker.others if to is not cheat)
        with pytest.raises(FormatError):
            file_key_of(given[maker].value, hidden, drawing.secrets[cheat].identity)


@each_party
def test_halves_after_an_acknowledgement_or_an_opening_are_refused(drawing: Drawing, cheat: Party) -> None:
    with_halves(drawing).acknowledge(cheat.others)
    late = drawing.make(cheat, label="late")

    with pytest.raises(StepRefused, match="before"):
        drawing.give(cheat, late)
        _ = drawing.progress


@each_party
def test_the_half_of_another_cannot_be_given_as_ones_own(drawing: Drawing, cheat: Party) -> None:
    """A sealed half names its maker under its MAC, so a copy is no half of the copier's."""
    with_keys(drawing).give_halves(cheat.others)
    victim, other = cheat.others
    stolen = drawing.made[victim].signed.value.sealed[other]
    own = drawing.make(cheat).signed.value
    statement = replace(own, sealed={**own.sealed, other: stolen}).statement()

    with pytest.raises(FormatError):
        read_halves(sign(statement, drawing.secrets[cheat].signer).bytes)


@each_party
def test_halves_made_before_the_list_are_for_no_list(drawing: Drawing, cheat: Party) -> None:
    with_keys(drawing)
    early = drawing.make(cheat, root="ab" * 32, label="early")

    with pytest.raises(StepRefused, match="another list"):
        drawing.progress.take_halves(early.signed)


def test_nobody_gives_the_key_of_another_as_its_own(drawing: Drawing) -> None:
    drawing.freeze()
    drawing.check()
    drawing.give_keys([Party.AGENCY])
    copied = replace(drawing.secrets[Party.AGENCY].key, party=Party.PLATFORM)

    with pytest.raises(StepRefused, match="another party"):
        drawing.progress.take_key(copied)


@each_party
def test_nobody_signs_for_another(drawing: Drawing, cheat: Party) -> None:
    with_keys(drawing)
    victim = cheat.others[0]
    forged = sign(drawing.make(victim).signed.value.statement(), drawing.secrets[cheat].signer)

    with pytest.raises(StepRefused, match="not signed by"):
        drawing.progress.take_halves(read_halves(forged.bytes))


@each_party
def test_whoever_sealed_to_other_keys_than_the_ledger_has_says_so_itself(drawing: Drawing, cheat: Party) -> None:
    """A platform that shows each of them other keys is found by what they sign."""
    with_keys(drawing)
    shown = drawing.keys | {cheat.others[0]: replace(drawing.keys[cheat], party=cheat.others[0])}
    made = make_halves(drawing.place, drawing.listed.root, drawing.head, shown, drawing.secrets[cheat])

    with pytest.raises(StepRefused, match="other keys"):
        drawing.progress.take_halves(made.signed)


# --- steering: another half ---------------------------------------------------------------------------------------


@each_party
def test_no_other_half_can_be_opened_than_was_given(drawing: Drawing, cheat: Party) -> None:
    with_halves(drawing).acknowledge()

    with pytest.raises(StepRefused, match="not the file key"):
        drawing.progress.take_opening(HalfOpened(cheat, cheat.others[0], bytes(16)))


def test_nobody_opens_the_half_between_two_others(drawing: Drawing) -> None:
    with_halves(drawing).acknowledge()
    key = drawing.made[Party.AGENCY].sealed[Party.SUPERVISOR].file_key
    opened = HalfOpened(Party.AGENCY, Party.SUPERVISOR, key).members()
    drawing.say(told.HALF_OPENED, opened, Party.PLATFORM)

    with pytest.raises(StepRefused, match="was taken by platform"):
        _ = drawing.progress


@each_party
def test_no_half_is_open_before_all_have_acknowledged(drawing: Drawing, cheat: Party) -> None:
    with_halves(drawing).acknowledge(cheat.others)

    drawing.open([(cheat.others[0], cheat.others[1])])

    with pytest.raises(StepRefused, match="not all have acknowledged"):
        _ = drawing.progress


# --- aborting -----------------------------------------------------------------------------------------------------


@each_party
def test_who_falls_silent_after_acknowledging_stops_nothing(drawing: Drawing, cheat: Party) -> None:
    """Every half that it made or was given lies with one of the other two as well."""
    with_halves(drawing).acknowledge()

    for maker, recipient in HALVES:
        drawing.open([(maker, recipient)], by_maker=recipient is cheat)
    drawing.order()

    assert drawing.progress.seed is not None
    openers = {entry.facts.by.role for entry in drawing.log.parsed() if entry.type == told.HALF_OPENED}
    assert cheat.value not in openers


@each_party
def test_who_does_not_acknowledge_voids_the_draw_before_anybody_knows_anything(drawing: Drawing, cheat: Party) -> None:
    with_halves(drawing).acknowledge(cheat.others)
    progress = drawing.progress

    with pytest.raises(StepRefused, match="still time"):
        progress.take_voided(Voided((cheat,)), BEGIN)
    voided = progress.take_voided(progress.void(), progress.frozen.acknowledge_by)

    assert voided.voided == Voided((cheat,)), "and the ledger says who"
    assert not progress.opened
    for other in cheat.others:
        with pytest.raises(StepRefused, match="not those who were silent"):
            progress.take_voided(Voided((other,)), progress.frozen.acknowledge_by)


@each_party
def test_a_draw_cannot_be_voided_once_all_have_acknowledged(drawing: Drawing, cheat: Party) -> None:
    with_halves(drawing).acknowledge()
    progress = drawing.progress

    with pytest.raises(StepRefused, match="void"):
        progress.take_voided(Voided((cheat,)), progress.frozen.acknowledge_by + timedelta(days=1))


@each_party
def test_who_gives_a_half_that_does_not_open_is_named(drawing: Drawing, cheat: Party) -> None:
    victim = cheat.others[0]
    with_keys(drawing).give_halves(cheat.others)
    drawing.give(cheat, unopenable(drawing, cheat, victim))
    progress = drawing.progress

    with pytest.raises(FormatError):
        drawing.acknowledge([victim])
    refused = progress.take_refusal(HalfRefused(cheat, victim, drawing.secrets[victim].identity))

    assert refused.void() == Voided((), cheat)
    assert refused.take_voided(refused.void(), BEGIN).voided is not None, "at once: nobody can acknowledge any more"


@each_party
def test_a_half_that_opens_cannot_be_called_bad(drawing: Drawing, cheat: Party) -> None:
    with_halves(drawing)
    refusal = HalfRefused(cheat.others[0], cheat, drawing.secrets[cheat].identity)
    other = HalfRefused(cheat.others[0], cheat, drawing.secrets[cheat.others[1]].identity)

    with pytest.raises(StepRefused, match="opens"):
        drawing.progress.take_refusal(refusal)
    with pytest.raises(StepRefused, match="not the identity"):
        drawing.progress.take_refusal(other)


@each_party
def test_nobody_acknowledges_other_halves_than_the_ledger_has(drawing: Drawing, cheat: Party) -> None:
    """A platform that showed a party other halves cannot use its acknowledgement."""
    with_halves(drawing)
    shown = drawing.made[cheat.others[0]]
    drawing.made[cheat.others[0]] = drawing.make(cheat.others[0], label="shown to one of them only")
    drawing.acknowledge([cheat])
    drawing.made[cheat.others[0]] = shown

    with pytest.raises(StepRefused, match="other halves"):
        _ = drawing.progress


# --- the platform and its list ------------------------------------------------------------------------------------


def test_the_platform_can_change_nothing_in_the_list_after_the_nonces(drawing: Drawing) -> None:
    drawing.to_order()
    listed, seed = drawing.listed, drawing.progress.seed
    assert seed is not None
    first, *rest = listed.listed
    others = [
        freeze(rest),
        freeze([*listed.listed, Listed("ff" * 32)]),
        freeze([Listed(first.blinded, "kin" if first.excluded is None else None, first.group), *rest]),
    ]

    for changed in others:
        assert changed.root != drawing.progress.frozen.root
        assert seed_of(changed.root, [bytes(32)] * 3) != seed_of(listed.root, [bytes(32)] * 3)


def test_the_platform_can_announce_no_other_order(drawing: Drawing) -> None:
    drawing.to_order()
    before = replace(drawing.progress, seed=None)
    seed = before.expected_seed
    order = order_of(seed, drawing.listed)

    with pytest.raises(StepRefused, match="order is not that"):
        before.take_ordered(Ordered(seed, order_root(order[::-1])))
    with pytest.raises(StepRefused, match="seed is not that"):
        before.take_ordered(Ordered(bytes(32), order_root(order)))


def test_the_platform_can_skip_nobody_in_the_walk(drawing: Drawing) -> None:
    progress = drawing.to_order().progress
    second = progress.walk.order[1].blinded

    with pytest.raises(WalkRefused, match="is next"):
        progress.take_call(Called(1, second, Result.ACCEPTED, "00" * 32))


def test_only_the_supervisor_checks_the_list_and_the_same_to_the_end(drawing: Drawing) -> None:
    drawing.freeze()
    checked = {"root": drawing.listed.root, "size": drawing.listed.size}

    drawing.say(told.LIST_CHECKED, checked, Party.PLATFORM)

    with pytest.raises(StepRefused, match="was taken by platform"):
        _ = drawing.progress


# --- two together -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("honest", list(Party))
def test_two_together_can_steer(drawing: Drawing, honest: Party) -> None:
    """They hold both halves of the third's nonce, and so can try their own until the order pleases them."""
    first, second = honest.others
    with_keys(drawing).give_halves([honest])
    given = drawing.made[honest].signed.value
    assert {half for half in HALVES if half[0] is honest} <= readable_by(first, second)
    nonce = nonce_of(*(open_half(given, to, drawing.secrets[to].identity) for to in honest.others))
    friend = drawing.listed.eligible[0].blinded
    made: dict[Party, MadeHalves] = {}

    for attempt in range(200):
        made = {party: drawing.make(party, label=f"attempt {attempt}") for party in (first, second)}
        nonces = {honest: nonce} | {party: whole(drawing, each) for party, each in made.items()}
        seed = seed_of(drawing.listed.root, [nonces[party] for party in Party])
        if order_of(seed, drawing.listed)[0].blinded == friend:
            break
    for party in (first, second):
        drawing.give(party, made[party])
    drawing.acknowledge()
    drawing.open()
    drawing.order()

    assert drawing.progress.walk.order[0].blinded == friend


@pytest.mark.parametrize("honest", list(Party))
def test_two_together_can_abort(drawing: Drawing, honest: Party) -> None:
    """The halves between them open for nobody else."""
    with_halves(drawing).acknowledge()

    drawing.open(sorted(readable_by(honest)))

    assert set(drawing.progress.unopened) == set(HALVES) - readable_by(honest) != set()


def whole(drawing: Drawing, made: MadeHalves) -> bytes:
    halves = made.signed.value
    return nonce_of(*(open_half(halves, to, made.sealed[to].file_key) for to in halves.party.others))


def unopenable(drawing: Drawing, maker: Party, victim: Party) -> MadeHalves:
    """Halves of which one is sealed to a key that its recipient does not have; the statement says nothing of that."""
    wrong = replace(drawing.keys[victim], recipient=str(identity("stranger").recipient))
    made = make_halves(
        drawing.place, drawing.listed.root, drawing.head, drawing.keys | {victim: wrong}, drawing.secrets[maker]
    )
    honest = drawing.make(maker).signed.value
    halves = replace(honest, sealed={**honest.sealed, victim: made.signed.value.sealed[victim]})
    return MadeHalves(read_halves(sign(halves.statement(), drawing.secrets[maker].signer).bytes), made.sealed)


def test_a_head_names_the_tree_that_its_maker_saw(drawing: Drawing) -> None:
    with_keys(drawing)
    head = drawing.make(Party.AGENCY).signed.value.head

    assert head == Head(len(drawing.log.rows), drawing.log.tree.root().hex())
