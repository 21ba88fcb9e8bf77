"""An organisation declares who is in charge and who controls it. Every version stays; only its own people read it."""

from dataclasses import replace

import pytest

from bidding.models import Submission
from tests.support import world
from tests.support.cast import Person, code_of, make_agency, make_colleague
from tests.support.world import Tender
from trading.domain.actors import ANONYMOUS, BiddersOnly
from trading.domain.relations import Control, Controller, Declaration
from trading.models import Entry, OrganisationDeclaration
from trading.selectors.relations import declared_by, newest_declaration, own_declarations
from trading.services.moments import database_time
from trading.services.relations import DeclarationRefused, declare

CHANGHE = Controller(code_of("changhe"), "长河路桥工程有限公司", Control.HOLDS)
FUHE = Controller(code_of("fuhe"), "福禾市政工程有限公司", Control.MANAGES)
DECLARED = Declaration("张建国", "123X", "李四", "13900000001")


def newest(person: Person) -> Declaration | None:
    row = newest_declaration(person.actor)
    return row.value if row else None


def test_the_newest_version_counts_and_the_others_stay(baiyun: Person) -> None:
    declare(declaration=DECLARED, by=baiyun.actor)
    later = replace(DECLARED, person="王敏", controllers=(CHANGHE,))

    declare(declaration=later, by=make_colleague(baiyun).actor)

    assert newest(baiyun) == later
    assert [each.declared for each in own_declarations(baiyun.actor)] == [later, DECLARED]


def test_the_same_declaration_again_is_no_new_version(baiyun: Person) -> None:
    first = declare(declaration=DECLARED, by=baiyun.actor)

    assert declare(declaration=DECLARED, by=baiyun.actor) == first
    assert OrganisationDeclaration.objects.count() == 1


def test_nothing_of_it_is_in_the_ledger(baiyun: Person) -> None:
    before = Entry.objects.count()

    declare(declaration=DECLARED, by=baiyun.actor)

    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"person": " "}, "负责人"),
        ({"mark": "12"}, "后四位"),
        ({"controllers": (CHANGHE, CHANGHE)}, "只填写一次"),
        ({"controllers": (replace(CHANGHE, code="91210200MA0CHANGHG"),)}, "信用代码不正确"),
        ({"controllers": (replace(CHANGHE, code=code_of("baiyun")),)}, "自己"),
        ({"controllers": tuple(replace(CHANGHE, code=code_of(f"bidder-{n}")) for n in range(21))}, "20 家"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_declared_stays(
    baiyun: Person, change: dict[str, object], why: str
) -> None:
    declare(declaration=DECLARED, by=baiyun.actor)

    with pytest.raises(DeclarationRefused, match=why):
        declare(declaration=replace(DECLARED, **change), by=baiyun.actor)  # type: ignore[arg-type]

    assert newest(baiyun) == DECLARED


def test_one_organisation_may_both_hold_and_manage(baiyun: Person) -> None:
    both = (CHANGHE, replace(CHANGHE, how=Control.MANAGES))

    declare(declaration=replace(DECLARED, controllers=both), by=baiyun.actor)

    assert newest(baiyun) == replace(DECLARED, controllers=both)


def test_nobody_but_its_own_people_reads_it(baiyun: Person, changhe: Person) -> None:
    declare(declaration=DECLARED, by=baiyun.actor)

    assert own_declarations(changhe.actor) == []
    for other in (ANONYMOUS, make_agency().actor):
        with pytest.raises(BiddersOnly):
            own_declarations(other)
        with pytest.raises(BiddersOnly):
            declare(declaration=DECLARED, by=other)


def test_whoever_is_above_is_followed_up_the_chain(baiyun: Person, changhe: Person, bidders: list[Person]) -> None:
    declare(declaration=replace(DECLARED, controllers=(CHANGHE,)), by=baiyun.actor)
    declare(declaration=replace(DECLARED, controllers=(FUHE,)), by=changhe.actor)

    found = declared_by([baiyun.party], database_time())

    assert set(found) == {baiyun.party, changhe.party}


def test_a_circle_of_control_ends(baiyun: Person, changhe: Person) -> None:
    declare(declaration=replace(DECLARED, controllers=(CHANGHE,)), by=baiyun.actor)
    declare(
        declaration=replace(DECLARED, controllers=(replace(CHANGHE, code=baiyun.party),)),
        by=changhe.actor,
    )

    assert set(declared_by([baiyun.party], database_time())) == {baiyun.party, changhe.party}


def test_a_bid_remembers_what_was_declared_when_it_was_received(
    tender: Tender, baiyun: Person, changhe: Person
) -> None:
    first = declare(declaration=DECLARED, by=baiyun.actor)
    world.submit(tender, baiyun)
    world.submit(tender, changhe)

    declare(declaration=replace(DECLARED, person="王敏"), by=baiyun.actor)

    rows = Submission.objects.filter(lot=tender.lot)
    assert {row.organisation.uscc: row.declaration for row in rows} == {baiyun.party: first, changhe.party: None}
