"""After the archive term two persons erase what a trade has left; nobody before, nobody alone, and the tree stays."""

from datetime import datetime
from functools import reduce
from io import BytesIO
from operator import or_
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model, Q

from bidding.models import Submission
from disclosure.domain.container import Container
from disclosure.selectors.archive import archive_of
from disclosure.services import erasing
from disclosure.services.bundles import build_bundle
from disclosure.services.papers import notice_paper
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from experts.models import (
    Ballot,
    Call,
    CallNotice,
    CommitteeRequest,
    CommitteeSeat,
    Draw,
    DrawStep,
    Evaluation,
    Expert,
    GivenKeys,
    LookVote,
    RequestedGroup,
    Undertaking,
)
from experts.services import calling, evaluating, walks
from tests.support import committee as at_work
from tests.support import reading, stages, world
from tests.support.cast import Person, make_colleague, make_official, make_supervisor
from tests.support.committee import SCHEME, reject, started
from tests.support.draws import lay_table
from tests.support.experts import CALLS_FROM, DrawInMemory, make_experts, request_for
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.erasure import KEPT, ErasureRefused, term_ends
from trading.domain.kinds import ALL
from trading.domain.merkle import Tree, leaf_hash
from trading.domain.periods import Unit
from trading.models import (
    Checkpoint,
    Entry,
    EntryBody,
    ErasureStep,
    Lot,
    Organisation,
    Position,
    SecondLook,
    SecondLookResult,
    SecondLookWithdrawal,
    Trade,
    UnwantedFile,
    User,
)
from trading.selectors.trades import NoSuchTrade
from trading.services.moments import moment_of


@pytest.fixture(scope="module")
def wei(scene: None) -> Person:
    return make_official(Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def xu(wei: Person) -> Person:
    return make_colleague(wei)


@standing
def old(opened: Tender) -> Tender:
    """The term is over."""
    return outlive_term(opened)


def outlive_term(opened: Tender) -> Tender:
    world.pass_time(opened, end_of_term(opened))
    return opened


def end_of_term(opened: Tender) -> datetime:
    ended = archive_of(opened.trade).ended
    assert ended is not None
    ends = term_ends(opened.trade.spec, ended)
    assert ends is not None
    return ends


def bodies(tender: Tender) -> set[str]:
    return set(EntryBody.objects.filter(entry__trade=tender.trade).values_list("entry__type", flat=True))


def erase(tender: Tender, first: Person, second: Person) -> Entry:
    erasing.ask(trade_id=tender.trade.pk, by=first.actor)
    entry = erasing.confirm(trade_id=tender.trade.pk, by=second.actor)
    world.place_news(tender)
    return entry


def test_two_persons_erase_bodies_bids_and_files_and_the_log_keeps_its_commitments(
    old: Tender, wei: Person, xu: Person
) -> None:
    before = dict(Position.objects.filter(trade=old.trade).values_list("log_index", "commitment"))
    out = BytesIO()
    build_bundle(old.trade, out)
    kept_by_somebody = Container(out)
    count = EntryBody.objects.filter(entry__trade=old.trade).exclude(entry__type__in=KEPT).count()

    entry = erase(old, wei, xu)

    assert entry.content.body == {"bids": 3, "bodies": count, "files": entry.content.body["files"]}
    assert count > 10 and entry.content.body["files"] >= 3
    assert bodies(old) <= KEPT
    assert not Submission.objects.filter(lot__trade=old.trade).exists()
    after = dict(Position.objects.filter(trade=old.trade).values_list("log_index", "commitment"))
    assert {index: bytes(after[index]) for index in before} == {index: bytes(each) for index, each in before.items()}
    head = Checkpoint.objects.latest("pk")
    rows = Position.objects.order_by("log_index").values_list("commitment", flat=True)
    assert Tree(leaf_hash(bytes(each)) for each in rows).root(head.size).hex() == head.root
    bundle = Bundle(kept_by_somebody)
    assert not [check.name for check in CHECKS if run(check, bundle, Pins()).status is Status.FAILED]


def test_draws_go_with_it(tender: Tender, bidders: list[Person], wei: Person, xu: Person) -> None:
    lay_table(tender, make_supervisor()).play().fill()
    assert Draw.objects.filter(lot__trade=tender.trade).exists()

    erase(outlive_term(world.bring_to("opened", tender, bidders)), wei, xu)

    assert not Draw.objects.filter(lot__trade=tender.trade).exists()
    assert not DrawStep.objects.filter(entry__trade=tender.trade).exists()


def look_again(committee: at_work.Committee) -> None:
    """Rows of a second look at a candidate (TR 56), with its votes and its result."""
    tender, at = committee.tender, world.now(committee.tender)
    look = SecondLook.objects.create(lot=tender.lot, rank=1, reason="账户被冻结。", by=tender.agency.user, at=at)
    for seat in committee.seats.values():
        LookVote.objects.create(seat=seat, look=look, able=True, at=at)
    SecondLookResult.objects.create(look=look, able=True, at=at)
    gone = SecondLook.objects.create(lot=tender.lot, rank=1, reason="账户被冻结。", by=tender.agency.user, at=at)
    SecondLookWithdrawal.objects.create(look=gone, reason="已解除。", by=tender.agency.user, at=at)


def test_evaluations_go_with_it_and_with_them_the_keys_of_the_files(
    agency: Person, bidders: list[Person], wei: Person, xu: Person
) -> None:
    tender = world.announce_tender(agency, title="有评标的项目", scheme=at_work.SCHEME)
    committee = at_work.started(reading.opened_with_files(tender, bidders))
    reading.make_keys(committee)
    reading.give_all(tender)
    at_work.reject(committee, bidders[2])
    evaluating.close_review(lot_id=tender.lot_id, by=committee.chair.actor)
    for member in committee.members:
        at_work.score(committee, member, {"f1": "30", "f2": "20"})
    at_work.signed(committee)
    look_again(committee)
    Lot.objects.filter(pk=tender.lot_id).update(stage="archived")  # the way there has tests of its own
    left = archive_of(tender.trade).ended
    assert left is not None
    world.pass_time(tender, term_ends(tender.trade.spec, left) or left)

    erase(tender, wei, xu)

    assert not CommitteeSeat.objects.filter(lot__trade=tender.trade).exists()
    assert not SecondLook.objects.filter(lot__trade=tender.trade).exists()
    assert not GivenKeys.objects.filter(key__seat__lot__trade=tender.trade).exists()
    assert not Submission.objects.filter(lot__trade=tender.trade).exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is left that names what went


def test_files_go_with_it_even_if_the_machine_stops_in_between(old: Tender, wei: Person, xu: Person) -> None:
    paper = notice_paper(old.trade, old.trade.entries.get(type="trade.announced").position.trade_seq)
    erase(old, wei, xu)
    unwanted = [Path(settings.FILES_DIR) / path for path in UnwantedFile.objects.values_list("path", flat=True)]
    assert paper in unwanted and all(path.exists() for path in unwanted)

    assert erasing.remove_unwanted_files() == len(unwanted)

    assert not any(path.exists() for path in unwanted)
    assert not UnwantedFile.objects.exists()
    assert erasing.remove_unwanted_files() == 0


def test_nobody_erases_alone(old: Tender, wei: Person) -> None:
    erasing.ask(trade_id=old.trade.pk, by=wei.actor)

    for step, code in ((erasing.confirm, "same_person"), (erasing.ask, "asked_already")):
        with pytest.raises(ErasureRefused) as refusal:
            step(trade_id=old.trade.pk, by=wei.actor)
        assert refusal.value.code == code
    assert not bodies(old) <= KEPT


def test_nothing_is_confirmed_that_nobody_asked_for(old: Tender, wei: Person) -> None:
    with pytest.raises(ErasureRefused) as refusal:
        erasing.confirm(trade_id=old.trade.pk, by=wei.actor)

    assert refusal.value.code == "not_asked"


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.BIDDER)])
def test_only_administrators_erase(old: Tender, role: Role) -> None:
    with pytest.raises(ErasureRefused) as refusal:
        erasing.ask(trade_id=old.trade.pk, by=make_official(role).actor)

    assert refusal.value.code == "administrators_only"


def test_nobody_erases_before_the_term_is_over(tender: Tender, bidders: list[Person], wei: Person) -> None:
    def code() -> str:
        with pytest.raises(ErasureRefused) as refusal:
            erasing.ask(trade_id=tender.trade.pk, by=wei.actor)
        return refusal.value.code

    assert code() == "term_runs"  # it still takes bids
    world.bring_to("opened", tender, bidders)
    ends = end_of_term(tender)
    world.pass_time(tender, ends - world.SECOND * 60)
    assert code() == "term_runs"
    world.pass_time(tender, ends)
    assert erasing.ask(trade_id=tender.trade.pk, by=wei.actor).type == "erasure.asked"


def test_an_erased_trade_is_erased_once_and_is_not_shown(old: Tender, wei: Person, xu: Person) -> None:
    erase(old, wei, xu)

    with pytest.raises(NoSuchTrade):
        erasing.ask(trade_id=old.trade.pk, by=wei.actor)


def test_committees_and_what_they_did_go_with_it(
    agency: Person, bidders: list[Person], wei: Person, xu: Person
) -> None:
    """Who was called, who sat, how each bid was judged; and what the outbox still holds of it."""
    tender = world.announce_tender(agency, scheme=SCHEME)
    make_experts(6)
    before = walks.walk()
    walks.use(DrawInMemory([expert.pk for expert in Expert.objects.all()]))
    try:
        request = request_for(tender)
        world.pass_time(tender, CALLS_FROM)
        calling.call_experts()
    finally:
        walks.use(before)
    told = [Path(settings.VAR_DIR) / "outbox" / f"{call.pk}.json" for call in request.calls.all()]
    assert told and all(path.exists() for path in told)
    world.bring_to("opened", tender, bidders)
    reject(started(tender), bidders[0])
    Evaluation.objects.update(chair=None)
    Lot.objects.filter(pk=tender.lot_id).update(stage="opened", wake_at=None)
    ended = archive_of(tender.trade).ended
    ends = term_ends(tender.trade.spec, ended) if ended else None
    assert ends is not None
    world.pass_time(tender, ends)

    erasing.ask(trade_id=tender.trade.pk, by=wei.actor)
    erasing.confirm(trade_id=tender.trade.pk, by=xu.actor)

    for table in (CommitteeRequest, RequestedGroup, Call, CallNotice, CommitteeSeat, Undertaking, Ballot, Evaluation):
        assert not table._default_manager.exists(), table
    assert not any(path.exists() for path in told)
    assert Expert.objects.count() >= 6, "the pool is not the trade's"


@pytest.mark.parametrize("function", erasing.FUNCTIONS)
def test_the_database_itself_refuses_without_two_persons(old: Tender, wei: Person, xu: Person, function: str) -> None:
    asked = erasing.ask(trade_id=old.trade.pk, by=wei.actor)

    with pytest.raises(ProgrammingError, match="two persons"), transaction.atomic():
        call(function, old)
    # the same person a second time is no second person
    again = Entry.objects.create(
        trade=old.trade, type="erasure.done", by=asked.by, visibility="public", at=asked.at, recorded_at=asked.at
    )
    EntryBody.objects.create(entry=again, body={}, salt=bytes(32))
    ErasureStep.objects.create(trade=old.trade, type="erasure.done", person=wei.user, entry=again)
    with pytest.raises(ProgrammingError, match="two persons"), transaction.atomic():
        call(function, old)


@pytest.mark.parametrize("function", erasing.FUNCTIONS)
def test_the_database_itself_refuses_before_the_term_is_over(
    opened: Tender, wei: Person, xu: Person, function: str
) -> None:
    for type_, person in (("erasure.asked", wei), ("erasure.done", xu)):
        moment = moment_of(opened.trade)
        erasing._step(opened.trade, type_, {}, moment, person.actor)

    with pytest.raises(ProgrammingError, match="term is not over"), transaction.atomic():
        call(function, opened)


def test_the_application_role_gains_nothing_by_the_flag_of_the_functions(old: Tender) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL mingzheng.erasing = 'yes'")
        cursor.execute("DELETE FROM trading_entrybody")


def test_no_edition_lets_anything_be_erased_before_the_database_would() -> None:
    terms = [spec.law.archive_term.value for spec in ALL if spec.law.archive_term is not None]

    assert terms
    assert all((term.unit, term.count >= 15) == (Unit.YEAR, True) for term in terms)


def call(function: str, tender: Tender) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [tender.trade.pk])


STAYING = frozenset(
    (
        "trading.Trade",
        "trading.Lot",
        "trading.Entry",
        "trading.Position",
        "trading.ClockSegment",
        "trading.ErasureStep",
        "trading.Document",
        "trading.EntryBody",
        "trading.DepositRequirement",
        "trading.SchemeDraft",
        "trading.FailureAnalysis",
        "trading.LeavingOff",
    )
)
"""What says that there was a trade, when, and what it asked; of the bodies those of `KEPT`."""


def rows_of(trade: Trade) -> dict[str, int]:
    """How many rows of each table lead to this trade by their keys, however far."""
    found = {}
    for model in apps.get_models():
        paths = _paths_to_trade(model, frozenset())
        query = reduce(or_, (Q(**{path: trade.pk}) for path in paths), Q()) if paths else None
        if query is not None and (count := model._default_manager.filter(query).count()):
            found[model._meta.label] = count
    return found


def _paths_to_trade(model: type[Model], seen: frozenset[type[Model]]) -> list[str]:
    """The lookups of every chain of foreign keys that ends at a trade; accounts belong to no trade."""
    paths: list[str] = []
    for field in model._meta.concrete_fields:
        to = field.related_model
        if to is Trade:
            paths.append(field.name)
        elif isinstance(to, type) and to not in seen | {model, User, Organisation}:
            paths += [f"{field.name}__{path}" for path in _paths_to_trade(to, seen | {model})]
    return paths


def test_nothing_of_a_whole_trade_stays_but_that_it_was(wei: Person, xu: Person, bidders: list[Person]) -> None:
    """From the notice to the archive, with a committee, candidates, an objection, an award and a contract."""
    cast = stages.Cast.gather()
    tender = stages.bring_to("archived", cast)
    assert {"experts.SheetRow", "trading.Contract", "bidding.Submission"} <= rows_of(tender.trade).keys()
    stages.pass_archive_term(tender)

    erase(tender, wei, xu)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what still leads to something that is gone is found here

    assert rows_of(tender.trade).keys() - STAYING == set()
