"""The pages and doors of the bids' files: agency and members use them, and to everybody else they are not there."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bidding.domain.age_keys import Identity, Recipient
from bidding.domain.bids import read_bid
from bidding.domain.releases import open_attachment_keys
from experts.domain.files import open_keys, seal_keys
from experts.models import FileNote, GivenKeys, MemberKey
from experts.selectors.files import context_for, has_files
from experts.services import evaluating, reporting, seating
from tests.support import committee as at_work
from tests.support import reading, world
from tests.support.cast import Person, make_agency, make_bidders, make_colleague, make_supervisor
from tests.support.committee import Committee
from tests.support.world import Tender
from tests.web.test_evaluation_pages import PASSWORD, browser_of, text_of, url
from trading.domain.actors import PLATFORM
from trading.models import Message
from trading.services import readers, stopping

pytestmark = pytest.mark.django_db


@pytest.fixture
def bidders() -> list[Person]:
    return make_bidders(3)


@pytest.fixture
def opened(bidders: list[Person]) -> Tender:
    return reading.opened_with_files(world.announce_tender(make_agency(), scheme=at_work.SCHEME), bidders)


@pytest.fixture
def committee(opened: Tender) -> Committee:
    return at_work.started(opened)


def agency_page(tender: Tender) -> str:
    return reverse("agency:files", args=[tender.trade.pk, tender.lot_id])


def send(client: Client, address: str, body: dict[str, Any]) -> int:
    return client.post(address, body, content_type="application/json").status_code


def make_key(client: Client, tender: Tender) -> Identity:
    """What the member's browser does."""
    identity = Identity.generate()
    assert send(client, url("recipient", tender), {"recipient": str(identity.recipient)}) == 201
    return identity


def hand_on(client: Client, tender: Tender) -> int:
    """What the agency's browser does with what the doors give it; how many members got their keys."""
    answer = client.get(url("released", tender)).json()
    keys = {}
    for each in answer["released"]:
        bid = read_bid(base64.b64decode(each["statement"]))
        keys[bid.hash] = open_attachment_keys(base64.b64decode(each["sealed"]), bid.value, tender.evaluation)
    assert answer["next"] is None and answer["bids"] == 3
    waiting = client.get(agency_page(tender)).context["page_data"]["members"]
    for member in waiting:
        context = context_for(tender.lot, member["member"])
        sealed = seal_keys(keys, context, Recipient.parse(member["recipient"])).data
        body = {"recipient": member["recipient"], "sealed": base64.b64encode(sealed).decode()}
        assert send(client, url("giving", tender), body) == 201
    return len(waiting)


def fetched(client: Client, address: str) -> tuple[int, bytes]:
    """Status and body; a file on its way is closed."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # `answer.close()` would end the test's connection too
        close()
    return answer.status_code, body


def content(client: Client, address: str) -> bytes:
    return fetched(client, address)[1]


def test_from_the_undertaking_to_a_file_through_pages_and_doors(opened: Tender, bidders: list[Person]) -> None:
    committee = at_work.seated(opened)
    for member in committee.members[1:]:
        seating.undertake(lot_id=opened.lot_id, by=member.actor)
    wei, ours, bid = browser_of(committee.chair), browser_of(opened.agency), committee.bid_of(bidders[0])
    assert wei.post(url("bench", opened), {"password": PASSWORD})["Location"] == url("key", opened)
    assert "在本机生成密钥" in text_of(wei, url("key", opened))
    identity = make_key(wei, opened)
    assert "等待评标开始" in text_of(ours, agency_page(opened)) and ours.get(url("released", opened)).status_code == 409
    wei.post(url("beginning", opened))
    assert "等待代理机构交付密钥" in text_of(wei, url("review", opened, bid))
    assert wei.get(url("given", opened)).status_code == 404
    assert "打开并交付" in text_of(ours, agency_page(opened)) and "0 / 5" in text_of(ours, url("result", opened))

    assert hand_on(ours, opened) == 1

    assert "现在没有要交付的" in text_of(ours, agency_page(opened)) and "1 / 5" in text_of(ours, url("result", opened))
    assert "在本机打开附件" in text_of(wei, url("review", opened, bid))
    place = wei.get(url("review", opened, bid)).context["page_data"]
    statement = read_bid(content(wei, place["urls"]["bid"]))
    sealed = content(wei, place["urls"]["given"])
    keys = open_keys(sealed, context_for(opened.lot, place["member"]), identity)[bid]
    assert statement.hash == bid and keys is not None
    manifest = content(wei, f"{place['urls']['objects']}{statement.value.attachments[0].sha256}/")
    assert b"age-encryption.org" in manifest[:30]


def test_where_no_bid_has_files_nobody_is_asked_for_a_key(bidders: list[Person]) -> None:
    tender = world.bring_to("opened", world.announce_tender(make_agency(), scheme=at_work.SCHEME), bidders)
    committee = at_work.seated(tender)
    wei, ours = browser_of(committee.chair), browser_of(tender.agency)

    assert wei.post(url("bench", tender), {"password": PASSWORD})["Location"] == url("bench", tender)

    assert not has_files(tender.lot)
    assert "各份投标都没有附件" in text_of(ours, agency_page(tender))
    assert "投标附件" not in text_of(wei, url("bench", tender))
    assert "附件的密钥" not in text_of(ours, url("result", tender))


def doors_of(committee: Committee, bidder: Person) -> dict[str, Callable[[Client], int]]:
    """Every door of a member, and every one of the agency, as status."""
    tender, bid = committee.tender, committee.bid_of(bidder)
    manifest = reading.bid_of(tender, bidder).attachments[0].sha256
    return {
        "key": lambda client: client.get(url("key", tender)).status_code,
        "recipient": lambda client: send(
            client, url("recipient", tender), {"recipient": str(Identity.generate().recipient)}
        ),
        "given": lambda client: client.get(url("given", tender)).status_code,
        "statement": lambda client: client.get(url("statement", tender, bid)).status_code,
        "ciphertext": lambda client: fetched(client, url("ciphertext", tender, bid, manifest))[0],
        "notes": lambda client: send(client, url("notes", tender, bid), {"index": 0, "problem": "key"}),
        "agency": lambda client: client.get(agency_page(tender)).status_code,
        "released": lambda client: client.get(url("released", tender)).status_code,
        "giving": lambda client: send(client, url("giving", tender), {"recipient": "", "sealed": ""}),
    }


MEMBERS = ("key", "recipient", "given", "statement", "ciphertext", "notes")
AGENCYS = ("agency", "released", "giving")


def test_members_and_agency_have_their_doors_and_nobody_else_has_any(
    committee: Committee, bidders: list[Person]
) -> None:
    identities = reading.make_keys(committee)
    reading.give_all(committee.tender)
    doors = doors_of(committee, bidders[0])
    wei, ours = browser_of(committee.chair), browser_of(make_colleague(committee.tender.agency))
    assert identities and {doors[name](wei) for name in MEMBERS if name not in ("recipient", "notes")} == {200}
    assert doors["notes"](wei) == 201
    assert {doors[name](wei) for name in AGENCYS} == {404}
    assert [doors[name](ours) for name in AGENCYS] == [200, 200, 409]
    assert {doors[name](ours) for name in MEMBERS} == {404}

    others = (at_work.expert("sun"), make_agency("dongfang"), bidders[0], bidders[2], make_supervisor())
    for person in others:
        client = browser_of(person)
        assert {name: door(client) for name, door in doors.items() if door(client) != 404} == {}
    stranger = Client()
    assert {door(stranger) for door in doors.values()} <= {401, 302}
    assert MemberKey.objects.count() == 5 and FileNote.objects.count() == 1 and GivenKeys.objects.count() == 5


def test_whoever_recused_finds_nothing_any_more(committee: Committee, bidders: list[Person]) -> None:
    reading.make_keys(committee)
    reading.give_all(committee.tender)
    doors, xu, sun = doors_of(committee, bidders[0]), browser_of(committee.members[1]), at_work.expert("sun")
    assert doors["ciphertext"](xu) == 200

    seating.replace_member(
        seat_id=committee.seats["xu"].pk, user_id=sun.user.pk, cause="recusal", reason="有利害关系", by=PLATFORM
    )

    assert {doors[name](xu) for name in MEMBERS} == {404}
    assert doors["ciphertext"](browser_of(sun)) == 404, "it has not promised yet"


def test_a_stop_and_the_report_close_the_doors(committee: Committee, bidders: list[Person]) -> None:
    reading.make_keys(committee)
    reading.give_all(committee.tender)
    tender, doors, wei = committee.tender, doors_of(committee, bidders[0]), browser_of(committee.chair)
    supervisor = make_supervisor()

    stopping.order_stop(trade_id=tender.trade.pk, reason="投诉处理", allows=(), by=supervisor.actor)
    assert {doors[name](wei) for name in ("given", "statement", "ciphertext", "notes")} == {409}
    stopping.lift_stop(trade_id=tender.trade.pk, reason="处理完毕", by=supervisor.actor)
    assert doors["ciphertext"](wei) == 200

    evaluating.close_review(lot_id=tender.lot_id, by=committee.chair.actor)
    for member in committee.members:
        at_work.score(committee, member, {"f1": "30", "f2": "20"})
    at_work.signed(committee)
    reporting.hand_over_report(lot_id=tender.lot_id, by=committee.chair.actor)
    assert {doors[name](wei) for name in ("key", "given", "statement", "ciphertext")} == {404}
    assert "评标结束，附件不再提供" in text_of(wei, url("review", tender, committee.bid_of(bidders[0])))
    assert doors["agency"](browser_of(tender.agency)) == 404


def test_a_lost_key_is_declared_with_reason_and_password_and_what_was_typed_stays(
    committee: Committee, bidders: list[Person]
) -> None:
    ours, wei, reason = browser_of(committee.tender.agency), browser_of(committee.chair), "硬盘损坏，没有备份"
    make_key(wei, committee.tender)
    page = agency_page(committee.tender)
    assert reason in ours.post(page, {"reason": reason, "password": "wrong"}).content.decode()

    assert ours.post(page, {"reason": reason, "password": PASSWORD}).status_code == 302

    assert reason in text_of(ours, page) and "已声明评标密钥遗失" in text_of(ours, page)
    assert "附件不能查阅" in text_of(wei, url("review", committee.tender, committee.bid_of(bidders[0])))
    assert "代理机构声明密钥遗失" in text_of(wei, url("bench", committee.tender))
    assert "这份投标没有附件" in text_of(wei, url("review", committee.tender, committee.bid_of(bidders[2])))
    assert hand_on(ours, committee.tender) == 1, "it was found after all"


def test_a_note_is_shown_to_the_committee_and_in_the_report(committee: Committee, bidders: list[Person]) -> None:
    tender, bid = committee.tender, committee.bid_of(bidders[0])
    wei, xu = browser_of(committee.chair), browser_of(committee.members[1])
    for bad in ({"index": 99, "problem": "key"}, {"index": 1, "problem": "bad luck"}, {"index": 1}, {"problem": "key"}):
        assert send(wei, url("notes", tender, bid), bad) == 400
    assert send(wei, url("notes", tender, bid), {"index": 9, "problem": "key"}) == 409

    assert send(wei, url("notes", tender, bid), {"index": 1, "problem": "content"}) == 201

    assert "1 位成员记下" in text_of(xu, url("review", tender, bid))
    evaluating.close_review(lot_id=tender.lot_id, by=committee.chair.actor)
    for member in committee.members:
        at_work.score(committee, member, {"f1": "30", "f2": "20"})
    reporting.draw_up_report(lot_id=tender.lot_id, by=committee.chair.actor)
    assert "打不开的附件" in text_of(xu, url("report", tender))


def test_the_agency_is_told_once_that_it_has_keys_to_hand_on(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.place_news(committee.tender)
    ours = [reader for reader in readers.READERS if reader.name == "experts.files"]
    monkeypatch.setattr(readers, "READERS", ours)  # others hand work to a queue that is not there

    for _ in range(2):
        readers.read_on()

    rows = Message.objects.filter(organisation__uscc=committee.tender.agency.party)
    texts = list(rows.values_list("text", flat=True))
    assert len(texts) == 1 and "投标附件" in texts[0]
