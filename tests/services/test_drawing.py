"""A draw through its doors: who may take which step, when, and what the ledger says. Refusals beside successes."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from uuid import uuid4

import pytest

from disclosure.domain.container import Container
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from experts.domain import draw_entries as told
from experts.domain.draw import Listed, ListRefused, Purpose
from experts.domain.draw_entries import Voided
from experts.domain.nonces import Head, MadeHalves, Party, Secrets, make_halves, read_halves
from experts.domain.walk import Result
from experts.selectors.draws import NoSuchDraw, draw_for, list_for, progress_of
from experts.services import draw as doors
from experts.services.draw import DrawRefused
from experts.services.draw_platform import advance_draws
from experts.simulation.draw_parties import DrawingParty
from tests.support import world
from tests.support.cast import Person, make_agency, make_official, make_supervisor
from tests.support.draws import Table, lay_table
from tests.support.small_draw import PLACES, pool
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import ANONYMOUS, PLATFORM, Role, SupervisorsOnly
from trading.domain.statements import sign
from trading.models import Entry
from trading.services.ledger import News, record
from trading.services.moments import moment_of


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


@standing
def table(announced: Tender, supervisor: Person) -> Table:
    """The list is frozen."""
    return lay_table(announced, supervisor)


@standing
def checked(table: Table) -> Table:
    """The supervisor has looked through the list."""
    return table.play(until="checked")


@standing
def keyed(checked: Table) -> Table:
    """Each party has given its key."""
    return checked.play(until="keys")


@standing
def acknowledged(keyed: Table) -> Table:
    """Each party has the halves of the others."""
    return keyed.play(until="acknowledged")


@standing
def drawn(acknowledged: Table) -> Table:
    """The order stands."""
    return acknowledged.play()


@standing
def filled(drawn: Table) -> Table:
    """Whoever was called has accepted."""
    return drawn.fill()


def award(table: Table) -> None:
    """What another app says when the winner is decided, without the winner: the check of awards sees that."""
    body = {"lot": str(table.tender.lot_id)}
    news = News("lot.awarded", body)
    record(news, trade=table.tender.trade, moment=moment_of(table.tender.trade), by=table.tender.agency.actor)


def verified(table: Table) -> dict[str, Status]:
    out = BytesIO()
    build_bundle(table.tender.trade, out)
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, Pins()).status for check in CHECKS}


def test_three_parties_draw_and_the_committee_is_filled(drawn: Table) -> None:
    drawn.call(Result.DECLINED)
    drawn.fill()

    assert drawn.progress.walk.filled
    assert len(drawn.progress.walk.seated) == sum(PLACES.values())
    found = verified(drawn)
    assert [name for name, status in found.items() if status is Status.FAILED] == []
    assert (found["draw_nonces"], found["draw_order"], found["draw_walk"]) == (
        Status.PASSED,
        Status.PASSED,
        Status.NOT_APPLICABLE,
    )


def test_with_the_names_everything_verifies(filled: Table) -> None:
    names = {blinded: filled.people.name_of(blinded) for blinded in filled.progress.walk.seated}
    with pytest.raises(DrawRefused, match="依法"):
        doors.reveal_names(draw_id=filled.draw.pk, revealed=filled.people.revealed, names=names)

    award(filled)
    doors.reveal_names(draw_id=filled.draw.pk, revealed=filled.people.revealed, names=names)
    world.place_news(filled.tender)

    found = verified(filled)
    assert {found[name] for name in found if name.startswith("draw_")} == {Status.PASSED}
    assert {name for name, status in found.items() if status is Status.FAILED} == {"awards"}


def test_before_the_names_nothing_in_the_database_or_the_ledger_names_anybody(filled: Table) -> None:

    said = str(list(Entry.objects.filter(type__startswith="draw.").values_list("content__body", flat=True)))
    for name, known, salt, _, _ in filled.people.people:
        assert name not in said and known not in said and salt.hex() not in said


def test_a_list_is_frozen_once_and_nobody_is_on_it_twice(table: Table) -> None:
    listed = table.people.listed

    with pytest.raises(ListRefused, match="twice"):
        doors.freeze_list(lot_id=table.tender.lot_id, listed=[*listed, listed[0]], places=PLACES)
    with pytest.raises(DrawRefused, match="已经抽取过"):
        doors.freeze_list(lot_id=table.tender.lot_id, listed=listed, places=PLACES)
    with pytest.raises(DrawRefused, match="没有可以抽取"):
        doors.freeze_list(lot_id=table.tender.lot_id, listed=[Listed("aa" * 32, "kin")], places=PLACES)


def test_only_the_supervisor_sees_the_list(table: Table, supervisor: Person) -> None:
    assert list_for(supervisor.actor, table.draw).size == len(table.people.listed)
    for actor in (table.tender.agency.actor, make_agency("dongfang").actor, ANONYMOUS):
        with pytest.raises(NoSuchDraw):
            list_for(actor, table.draw)


def test_that_a_draw_happens_is_public_and_another_draw_is_nowhere(table: Table) -> None:
    assert draw_for(ANONYMOUS, table.draw.pk) == table.draw
    with pytest.raises(NoSuchDraw):
        draw_for(ANONYMOUS, uuid4())


def test_a_supervisor_checks_the_frozen_list_and_no_other(table: Table, supervisor: Person) -> None:
    frozen = progress_of(table.draw).frozen
    for actor, root in ((supervisor.actor, "00" * 32), (table.tender.agency.actor, frozen.root)):
        with pytest.raises(DrawRefused):
            doors.check_list(draw_id=table.draw.pk, root=root, size=frozen.size, by=actor)

    doors.check_list(draw_id=table.draw.pk, root=frozen.root, size=frozen.size, by=supervisor.actor)

    assert progress_of(table.draw).checked


@pytest.mark.parametrize("role", [Role.BIDDER, Role.KEYHOLDER, Role.EXPERT])
def test_nobody_else_has_a_part_in_it(checked: Table, role: Role) -> None:
    key = Secrets.generate(Party.AGENCY).key

    with pytest.raises(NoSuchDraw):
        doors.give_key(
            draw_id=checked.draw.pk, recipient=key.recipient, signer=key.signer, by=make_official(role).actor
        )
    with pytest.raises(NoSuchDraw):
        doors.give_key(
            draw_id=checked.draw.pk, recipient=key.recipient, signer=key.signer, by=make_agency("fuhe").actor
        )


def test_no_key_is_given_before_the_list_is_checked(table: Table) -> None:
    with pytest.raises(DrawRefused):
        table.agency.give_key(table.draw)


def test_halves_name_a_tree_head_of_ours_that_covers_the_list(keyed: Table) -> None:
    draw, progress = keyed.draw, progress_of(keyed.draw)
    secrets = keyed.agency._secrets[draw.pk]
    head = doors.tree_head_over(draw)
    assert head is not None
    for wrong in (Head(1, "00" * 32), Head(head.size, "00" * 32)):
        made = make_halves(progress.place, draw.root, wrong, progress.keys, secrets)
        with pytest.raises(DrawRefused, match="检查点"):
            doors.give_halves(draw_id=draw.pk, statement=made.signed.bytes, by=keyed.tender.agency.actor)

    assert keyed.agency.give_halves(draw, progress)


def test_one_party_cannot_give_the_halves_of_another(keyed: Table, supervisor: Person) -> None:
    draw, progress = keyed.draw, progress_of(keyed.draw)
    head = doors.tree_head_over(draw)
    assert head is not None
    secrets = keyed.agency._secrets[draw.pk]
    made = make_halves(progress.place, draw.root, Head(head.size, head.root), progress.keys, secrets)

    with pytest.raises(DrawRefused):
        doors.give_halves(draw_id=draw.pk, statement=made.signed.bytes, by=supervisor.actor)


def test_who_does_not_acknowledge_in_time_is_named_and_the_draw_is_void(table: Table) -> None:
    table.play([table.supervisor], until="acknowledged")
    assert advance_draws() == 0

    world.pass_time(table.tender, table.draw.acknowledge_by + timedelta(seconds=1))
    assert advance_draws() == 1

    assert progress_of(table.draw).voided == Voided((Party.AGENCY,))
    assert not table.agency.act(table.draw.pk)
    assert verified(table)["draw_nonces"] is Status.PASSED


def test_who_is_silent_after_acknowledging_stops_nothing(acknowledged: Table) -> None:
    acknowledged.play([acknowledged.supervisor])

    assert acknowledged.progress.seed is not None
    assert verified(acknowledged)["draw_order"] is Status.PASSED


def test_a_half_is_opened_once_whoever_comes_second(acknowledged: Table) -> None:
    half = partial(
        doors.open_half,
        draw_id=acknowledged.draw.pk,
        maker=Party.AGENCY,
        recipient=Party.SUPERVISOR,
        file_key=acknowledged.agency._made[acknowledged.draw.pk].sealed[Party.SUPERVISOR].file_key,
    )

    half(by=acknowledged.tender.agency.actor)
    half(by=acknowledged.supervisor.actor)

    assert Entry.objects.filter(draw_step__draw=acknowledged.draw, type=told.HALF_OPENED).count() == 1
    with pytest.raises(NoSuchDraw):
        half(by=make_agency("dongfang").actor)


def test_a_half_that_does_not_open_voids_the_draw_by_the_fault_of_its_maker(keyed: Table) -> None:
    give_bad_half(keyed, to=Party.PLATFORM)

    keyed.play()

    assert progress_of(keyed.draw).voided == Voided((), Party.AGENCY)
    world.place_news(keyed.tender)
    assert verified(keyed)["draw_nonces"] is Status.PASSED


def test_a_half_that_opens_cannot_be_refused(table: Table) -> None:
    table.play(until="halves")
    identity = table.agency._secrets[table.draw.pk].identity.text

    with pytest.raises(DrawRefused):
        doors.refuse_half(
            draw_id=table.draw.pk, maker=Party.SUPERVISOR, identity=identity, by=table.tender.agency.actor
        )

    assert progress_of(table.draw).voided is None


def test_halves_for_a_coefficient_are_made_after_the_box_is_closed(tender: Tender, supervisor: Person) -> None:
    listed = [Listed(f"{number:064x}") for number in range(1, 7)]
    draw = doors.freeze_list(lot_id=tender.lot_id, listed=listed, places={"": 1}, purpose=Purpose.COEFFICIENT)
    world.place_news(tender)
    table = Table(
        tender,
        draw,
        DrawingParty(tender.agency.actor, Party.AGENCY),
        DrawingParty(supervisor.actor, Party.SUPERVISOR),
        pool(),
    )

    with pytest.raises(DrawRefused, match="投标截止之后"):
        table.play()


def test_a_draw_is_repeated_only_with_the_supervisors_reason(drawn: Table, supervisor: Person) -> None:
    lot, old = drawn.tender.lot_id, drawn.draw
    with pytest.raises(DrawRefused, match="监督部门"):
        doors.freeze_list(lot_id=lot, listed=pool(9).listed, places=PLACES, repeats=old.pk)
    with pytest.raises(SupervisorsOnly):
        doors.allow_repetition(draw_id=old.pk, reason="再来一次", by=drawn.tender.agency.actor)
    with pytest.raises(DrawRefused, match="理由"):
        doors.allow_repetition(draw_id=old.pk, reason="  ", by=supervisor.actor)

    doors.allow_repetition(draw_id=old.pk, reason="名单缺少结构专业", by=supervisor.actor)
    again = doors.freeze_list(lot_id=lot, listed=pool(9).listed, places=PLACES, repeats=old.pk)
    world.place_news(drawn.tender)

    assert again.repeats_id == old.pk
    assert verified(drawn)["draw_list"] is Status.PASSED
    with pytest.raises(DrawRefused, match="已经同意"):
        doors.allow_repetition(draw_id=old.pk, reason="再来一次", by=supervisor.actor)


def test_the_walk_skips_nobody_and_goes_on_for_a_replacement(drawn: Table) -> None:
    second = drawn.progress.walk.order[1].blinded
    with pytest.raises(DrawRefused):
        drawn.call(Result.ACCEPTED, blinded=second)
    drawn.fill()
    seated = drawn.progress.walk.seated

    drawn.call(Result.STOOD_DOWN, "illness", seated[0])
    assert not drawn.is_full()
    drawn.fill()

    assert seated[0] not in drawn.progress.walk.seated
    with pytest.raises(DrawRefused):
        drawn.call(Result.ACCEPTED, blinded=second)


def test_only_the_platform_logs_calls(drawn: Table) -> None:
    following = drawn.progress.walk.next()
    assert following is not None
    call = partial(
        doors.log_call, draw_id=drawn.draw.pk, blinded=following.blinded, result=Result.ACCEPTED, receipt="00" * 32
    )

    with pytest.raises(DrawRefused):
        call(by=drawn.tender.agency.actor)

    assert call(by=PLATFORM).walk.seated == (following.blinded,)


def test_the_steps_are_entries_of_who_took_them(drawn: Table) -> None:

    rows = Entry.objects.filter(draw_step__draw=drawn.draw).values_list("type", "by__role", "by__method")
    by_type = {kind: sorted((role, method) for found, role, method in rows if found == kind) for kind, _, _ in rows}
    assert by_type[told.LIST_CHECKED] == [("supervisor", "session")]
    assert by_type[told.HALVES_GIVEN] == [("agency", "ed25519"), ("platform", "system"), ("supervisor", "ed25519")]
    assert len(by_type[told.HALF_OPENED]) == 6 and len(by_type[told.ORDERED]) == 1


def give_bad_half(table: Table, to: Party) -> None:
    """The agency's halves, of which one is sealed to a key that its recipient does not have."""
    draw, progress, head = table.draw, progress_of(table.draw), doors.tree_head_over(table.draw)
    assert head is not None
    secrets, seen = table.agency._secrets[draw.pk], Head(head.size, head.root)
    stranger = replace(progress.keys[to], recipient=Secrets.generate(to).key.recipient)
    honest = make_halves(progress.place, draw.root, seen, progress.keys, secrets).signed.value
    wrong = make_halves(progress.place, draw.root, seen, {**progress.keys, to: stranger}, secrets).signed.value
    made = replace(honest, sealed={**honest.sealed, to: wrong.sealed[to]})
    signed = sign(made.statement(), secrets.signer)
    doors.give_halves(draw_id=draw.pk, statement=signed.bytes, by=table.tender.agency.actor)
    table.agency._made[draw.pk] = MadeHalves(read_halves(signed.bytes), {})
