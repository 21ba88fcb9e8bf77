"""After the archive term two persons erase what a trade has left; nobody before, nobody alone, and the tree stays."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

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
from experts.models import Draw, DrawStep
from tests.support import world
from tests.support.cast import Person, make_colleague, make_official, make_supervisor
from tests.support.draws import lay_table
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.erasure import KEPT, ErasureRefused, term_ends
from trading.domain.kinds import ALL
from trading.domain.merkle import Tree, leaf_hash
from trading.domain.periods import Unit
from trading.models import Checkpoint, Entry, EntryBody, ErasureStep, Position, UnwantedFile
from trading.selectors.trades import NoSuchTrade
from trading.services.moments import moment_of


@pytest.fixture
def wei(db: None) -> Person:
    return make_official(Role.ADMINISTRATOR)


@pytest.fixture
def xu(wei: Person) -> Person:
    return make_colleague(wei)


@pytest.fixture
def old(tender: Tender, bidders: list[Person]) -> Tender:
    return ended(tender, bidders)


def ended(tender: Tender, bidders: list[Person]) -> Tender:
    """Opened, and the term is over."""
    world.bring_to("opened", tender, bidders)
    ended = archive_of(tender.trade).ended
    assert ended is not None
    ends = term_ends(tender.trade.spec, ended)
    assert ends is not None
    world.pass_time(tender, ends)
    return tender


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

    erase(ended(tender, bidders), wei, xu)

    assert not Draw.objects.filter(lot__trade=tender.trade).exists()
    assert not DrawStep.objects.filter(entry__trade=tender.trade).exists()


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
    ended = archive_of(tender.trade).ended
    assert ended is not None
    ends = term_ends(tender.trade.spec, ended)
    assert ends is not None
    world.pass_time(tender, ends - world.SECOND * 60)
    assert code() == "term_runs"
    world.pass_time(tender, ends)
    assert erasing.ask(trade_id=tender.trade.pk, by=wei.actor).type == "erasure.asked"


def test_an_erased_trade_is_erased_once_and_is_not_shown(old: Tender, wei: Person, xu: Person) -> None:
    erase(old, wei, xu)

    with pytest.raises(NoSuchTrade):
        erasing.ask(trade_id=old.trade.pk, by=wei.actor)


@pytest.mark.parametrize("function", ["mz_erase_bodies", "mz_erase_bids", "mz_erase_draws"])
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


@pytest.mark.parametrize("function", ["mz_erase_bodies", "mz_erase_bids", "mz_erase_draws"])
def test_the_database_itself_refuses_before_the_term_is_over(
    tender: Tender, bidders: list[Person], wei: Person, xu: Person, function: str
) -> None:
    world.bring_to("opened", tender, bidders)
    for type_, person in (("erasure.asked", wei), ("erasure.done", xu)):
        moment = moment_of(tender.trade)
        erasing._step(tender.trade, type_, {}, moment, person.actor)

    with pytest.raises(ProgrammingError, match="term is not over"), transaction.atomic():
        call(function, tender)


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
