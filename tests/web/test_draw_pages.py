"""Draws through their pages and doors: who sees what, and what a party's browser may send."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from experts.domain.nonces import Head, Party, Secrets, make_halves
from experts.domain.walk import Result
from experts.selectors.draws import progress_of
from experts.services.draw import tree_head_over
from tests.support.cast import Person, make_agency, make_bidder, make_supervisor
from tests.support.draws import Table, lay_table
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.canonical import encode

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-password"
DOORS = ("key", "halves", "acknowledgement", "refusal", "opening")


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    person = make_supervisor()
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


@standing
def table(tender: Tender, supervisor: Person) -> Table:
    return lay_table(tender, supervisor)


@standing
def filled(table: Table) -> Table:
    return table.play().fill()


def browser_of(person: Person | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person.user)
    return client


def url(name: str, table: Table) -> str:
    return reverse(f"draws:{name}", args=[table.draw.pk])


def send(client: Client, name: str, table: Table, body: dict[str, Any] | bytes) -> int:
    data = body if isinstance(body, bytes) else encode(body)
    return client.post(url(name, table), data, content_type="application/json").status_code


def test_everybody_sees_that_there_is_a_draw_and_nobody_a_name(filled: Table) -> None:
    for person in (None, make_bidder("baiyun"), filled.tender.agency):
        page = browser_of(person).get(url("page", filled)).content.decode()
        assert "次序已定" in page and "姓名保密" in page
        assert not any(name in page or known in page for name, known, *_ in filled.people.people)
    assert not browser_of(None).get(url("page", filled)).cookies, "it is kept for all visitors"


def test_the_supervisor_checks_the_list_and_confirms_it_with_its_password(table: Table, supervisor: Person) -> None:
    client, form = browser_of(supervisor), {"root": table.draw.root, "size": str(table.draw.size)}
    page = client.get(url("check", table)).content.decode()
    assert "employed_by_bidder" in page and table.people.people[0][0] not in page
    assert "密码不正确" in client.post(url("check", table), form | {"password": "wrong"}).content.decode()

    after = client.post(url("check", table), form | {"password": PASSWORD}, follow=True).content.decode()

    assert "已确认名单并写入账本" in after
    assert progress_of(table.draw).checked


@pytest.mark.parametrize("name", ["check", "list", "repetition"])
def test_the_list_and_its_check_are_nowhere_for_others(table: Table, supervisor: Person, name: str) -> None:
    for person in (table.tender.agency, make_bidder("baiyun"), make_agency("dongfang")):
        assert browser_of(person).get(url(name, table)).status_code == 404
    assert browser_of(None).get(url(name, table)).status_code in (302, 404)

    assert browser_of(supervisor).get(url(name, table)).status_code == 200


def test_the_list_is_the_file_that_was_frozen(table: Table, supervisor: Person) -> None:
    assert browser_of(supervisor).get(url("list", table)).content == bytes(table.draw.listed)


def test_a_party_gives_its_key_and_its_halves_through_the_doors(table: Table, supervisor: Person) -> None:
    table.play([table.supervisor], until="checked")
    agency, secrets = browser_of(table.tender.agency), Secrets.generate(Party.AGENCY)
    key = {"recipient": secrets.key.recipient, "signer": secrets.key.signer}

    assert send(agency, "key", table, key) == 201
    assert send(agency, "key", table, key) == 409, "once"
    table.play([table.supervisor])
    progress, head = progress_of(table.draw), tree_head_over(table.draw)
    assert head is not None
    seen = Head(head.size, head.root)
    halves = make_halves(progress.place, table.draw.root, seen, progress.keys, secrets).signed.bytes
    assert send(browser_of(supervisor), "halves", table, halves) == 409, "not its own"
    assert send(agency, "halves", table, halves) == 201

    state = agency.get(url("state", table)).json()
    assert sorted(state["halves"]) == ["agency", "platform", "supervisor"]
    assert not state["complete"] and len(state["unopened"]) == 6


@pytest.mark.parametrize("name", DOORS)
def test_a_door_refuses_strangers_and_nonsense(table: Table, name: str) -> None:
    assert send(browser_of(None), name, table, b"{}") == 401
    assert send(browser_of(table.tender.agency), name, table, b"{}") == 400
    assert browser_of(table.tender.agency).get(url(name, table)).status_code == 405


def test_who_has_no_part_finds_no_door(table: Table) -> None:
    table.play([table.supervisor], until="checked")
    key = Secrets.generate(Party.AGENCY).key

    for person in (make_bidder("baiyun"), make_agency("dongfang")):
        assert send(browser_of(person), "key", table, {"recipient": key.recipient, "signer": key.signer}) == 404


def test_agency_and_supervisor_find_their_draws(table: Table, supervisor: Person) -> None:
    for person in (table.tender.agency, supervisor):
        assert url("page", table) in browser_of(person).get(reverse("draws:all")).content.decode()
    assert url("page", table) not in browser_of(make_agency("dongfang")).get(reverse("draws:all")).content.decode()
    assert browser_of(make_bidder("baiyun")).get(reverse("draws:all")).status_code == 404


def test_another_draw_needs_the_supervisors_reason_and_password(table: Table, supervisor: Person) -> None:
    table.play()
    client = browser_of(supervisor)

    refused = client.post(url("repetition", table), {"reason": "", "password": PASSWORD})
    after = client.post(url("repetition", table), {"reason": "名单缺少结构专业", "password": PASSWORD}, follow=True)

    assert refused.status_code == 200
    assert "可以重新抽取" in after.content.decode()
    assert url("repetition", table) not in after.content.decode()


def test_a_member_who_leaves_is_shown_with_the_reason(filled: Table) -> None:
    filled.call(Result.STOOD_DOWN, "illness", filled.progress.walk.seated[0])

    page = browser_of(None).get(url("page", filled)).content.decode()

    assert "退出" in page and "illness" in page
