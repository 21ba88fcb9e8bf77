"""The pool, a committee request and an expert's answer through the pages that people use."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from experts.models import CallReply, CommitteeRequest, Expert, MemberDeparture
from experts.selectors.sealing import unseal
from experts.services import calling, notifying, walks
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_colleague, make_official, make_supervisor
from tests.support.experts import CALLS_FROM, DrawInMemory, file_of, make_experts, number_of, row, with_account
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.venues import RoomUse, Span
from trading.models import User
from trading.services.moments import database_time
from trading.services.venues import add_room, book

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender() -> Tender:
    return world.announce_tender(make_agency())


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Expert]]:
    monkeypatch.setattr(calling, "notifier", lambda: notifying.Outbox(tmp_path / "outbox"))
    before, pool = walks.walk(), make_experts(8)
    walks.use(DrawInMemory([expert.pk for expert in pool]))
    yield pool
    walks.use(before)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def committee(tender: Tender) -> str:
    return reverse("agency:committee", args=[tender.trade.pk, tender.lot_id])


def typed(**changes: str) -> dict[str, str]:
    values = {
        "groups-TOTAL_FORMS": "3",
        "groups-INITIAL_FORMS": "0",
        "groups-0-major": "A08",
        "groups-0-places": "4",
        "evaluation_from": "2026-03-30T14:00",
        "hours": "8",
        "place": "第三评标室",
        "region": "2101",
        "representatives": "甲代表\n",
        "calls_before": "24",
    }
    return values | changes


# --- the pool -----------------------------------------------------------------------------------------------------


def test_a_file_is_taken_and_its_bad_rows_are_told() -> None:
    keeper = browser_of(make_official(Role.ADMINISTRATOR))
    file = SimpleUploadedFile("experts.csv", file_of([row(0), row(1, region="999999")]))

    page = keeper.post(reverse("pool:import"), {"file": file}).content.decode()

    assert "没有这个地区代码" in page and "<code>region</code>" in page
    assert "韦一" in text_of(keeper, reverse("pool:home") + "?major=A0801&region=2101&standing=available")
    assert "韦一" not in text_of(keeper, reverse("pool:home") + "?major=B01")
    assert number_of(0) not in text_of(keeper, reverse("pool:expert", args=[Expert.objects.get().pk]))


def test_a_file_of_another_encoding_says_so() -> None:
    keeper = browser_of(make_official(Role.ADMINISTRATOR))
    file = SimpleUploadedFile("experts.csv", "姓名".encode("gb18030"))

    assert "UTF-8" in keeper.post(reverse("pool:import"), {"file": file}).content.decode()
    assert not Expert.objects.exists()


def test_a_standing_is_changed_and_a_missing_reason_loses_nothing(pool: list[Expert]) -> None:
    keeper, page = browser_of(make_official(Role.ADMINISTRATOR)), reverse("pool:expert", args=[pool[0].pk])

    refused = keeper.post(page, {"what": "standing", "standing-standing": "left", "standing-reason": ""})
    assert refused.status_code == 200 and 'value="left"' in refused.content.decode()
    again = keeper.post(page, {"what": "standing", "standing-standing": "available", "standing-reason": "不变"})
    assert "已经是这个状态" in again.content.decode()
    keeper.post(page, {"what": "standing", "standing-standing": "left", "standing-reason": "退休"})

    assert "退休" in text_of(keeper, page)
    typed = {"kind": "punishment", "authority": "监管局", "basis": "决定书", "result": "警告", "day": "2025-01-02"}
    keeper.post(page, {"what": "credit", **{f"credit-{name}": value for name, value in typed.items()}})
    assert "监管局" in text_of(keeper, page)


def test_an_expert_takes_its_entry_over_by_a_link(pool: list[Expert]) -> None:
    keeper, wei = browser_of(make_official(Role.ADMINISTRATOR)), browser_of(make_bidder("baiyun"))
    page = keeper.post(reverse("pool:invitation", args=[pool[0].pk])).content.decode()
    link = page.partition('data-copy="http://testserver')[2].partition('"')[0]

    assert wei.get("/expert/").status_code == 404
    assert pool[0].name in text_of(wei, link)
    assert wei.post(link, follow=True).status_code == 200
    assert pool[0].name in text_of(wei, "/expert/") and "评标通知" in text_of(wei, "/")
    assert wei.get(link).status_code == 404, "it is used up"
    assert "邀请" not in text_of(keeper, reverse("pool:expert", args=[pool[0].pk]))


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.VENUE, Role.KEYHOLDER, Role.EXPERT])
def test_the_pool_is_there_for_the_administration_alone(role: Role, pool: list[Expert]) -> None:
    stranger = browser_of(make_official(role))

    for name, args in (("home", []), ("import", []), ("expert", [pool[0].pk])):
        assert stranger.get(reverse(f"pool:{name}", args=args)).status_code == 404
    assert stranger.post(reverse("pool:invitation", args=[pool[0].pk])).status_code == 404
    assert Client().get(reverse("pool:home")).status_code == 302


# --- a request and its calls --------------------------------------------------------------------------------------


def test_a_request_is_refused_with_its_article_and_keeps_what_was_typed(tender: Tender) -> None:
    agency = browser_of(tender.agency)

    page = agency.post(committee(tender), typed(**{"groups-0-places": "3"})).content.decode()

    assert "至少五人" in page and "招标投标法第三十七条" in page and "第三评标室" in page
    direct = agency.post(committee(tender), typed(direct_reason="只有他们懂")).content.decode()
    assert "应当随机抽取" in direct
    half = agency.post(committee(tender), typed(**{"groups-1-places": "2"})).content.decode()
    assert "专业和人数要一起填写" in half
    assert not CommitteeRequest.objects.exists()


def test_a_committee_is_shown_in_numbers_until_it_is_formed(tender: Tender, pool: list[Expert]) -> None:
    agency, supervisor = browser_of(tender.agency), browser_of(make_supervisor())
    assert committee(tender) in text_of(agency, "/agency/")
    assert "等待抽取和通知" in agency.post(committee(tender), typed(), follow=True).content.decode()
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()
    request = CommitteeRequest.objects.get()

    assert "正在通知" in text_of(agency, committee(tender)) and "撤回" not in text_of(agency, committee(tender))
    for call in request.calls.all():
        expert = browser_of(with_account(Expert.objects.get(pk=unseal(call.sealed)["expert"])))
        page = reverse("expert:call", args=[call.pk])
        assert "您被抽取为评标专家" in text_of(expert, page)
        refused = expert.post(page, {"reply": "accepted"})
        assert "请先确认" in refused.content.decode()
        expert.post(page, {"reply": "accepted", "declared": "on"})

    assert "已组成" in text_of(agency, committee(tender))
    assert "已组成" in text_of(supervisor, reverse("supervision:committees"))
    assert not any(expert.name in text_of(supervisor, reverse("supervision:committees")) for expert in pool)


def test_the_agency_learns_whom_of_its_own_people_nobody_could_seat(tender: Tender) -> None:
    agency = browser_of(tender.agency)
    agency.post(committee(tender), typed(representatives="甲代表"))

    before = text_of(agency, committee(tender))
    known = make_colleague(tender.agency).user
    User.objects.filter(pk=known.pk).update(full_name="甲代表")
    after = text_of(agency, committee(tender))

    assert "1 位招标人代表还不能就座" in before and reverse("account:members") in before
    assert "甲代表" not in before
    assert "还不能就座" not in after


def test_a_request_proposes_the_opening_and_the_room_that_is_booked(tender: Tender) -> None:
    agency, start = browser_of(tender.agency), database_time() + timedelta(hours=2)
    before = text_of(agency, committee(tender))
    by = make_official(Role.VENUE).actor
    room = add_room(name="评标一室", address="二层", use=RoomUse.EVALUATION, seats=7, by=by)
    span = Span(start, start + timedelta(hours=4))
    book(lot_id=tender.lot_id, room_id=room.pk, span=span, seats=5, by=tender.agency.actor)

    after = text_of(agency, committee(tender))

    assert 'value="2026-03-30T09:30"' in before and "评标一室" not in before
    assert 'value="评标一室"' in after and reverse("agency:rooms", args=[tender.lot_id]) in after


def test_a_request_is_taken_back_by_its_page(tender: Tender) -> None:
    agency = browser_of(tender.agency)
    agency.post(committee(tender), typed())

    assert "组建申请已撤回" in agency.post(committee(tender), follow=True).content.decode()
    assert CommitteeRequest.objects.get().ended_at is not None


def test_an_expert_declines_steps_back_or_leaves_through_its_page(tender: Tender, pool: list[Expert]) -> None:
    browser_of(tender.agency).post(committee(tender), typed())
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()
    first, second, third, _ = CommitteeRequest.objects.get().calls.all()

    def post(call: object, **data: object) -> str:
        expert = Expert.objects.get(pk=unseal(call.sealed)["expert"])  # type: ignore[attr-defined]
        client = browser_of(with_account(expert))
        return client.post(reverse("expert:call", args=[call.pk]), data, follow=True).content.decode()  # type: ignore[attr-defined]

    assert "已记录" in post(first, reply="declined")
    assert "请选择须回避的情形" in post(second, reply="recused")
    post(second, reply="recused", grounds=["kin"], reason="弟弟是投标人的负责人")
    post(third, reply="accepted", declared="on")
    assert "退出评标委员会" in post(third)
    post(third, cause="ill", reason="住院")

    assert [CallReply.objects.get(call=call).reply for call in (first, second, third)] == [
        "declined",
        "recused",
        "accepted",
    ]
    assert MemberDeparture.objects.get().cause == "ill"


@pytest.mark.parametrize("who", ["dongfang", "supervisor"])
def test_a_committee_is_there_for_the_lots_agency_alone(who: str, tender: Tender) -> None:
    stranger = make_supervisor() if who == "supervisor" else make_agency(who)

    assert browser_of(stranger).get(committee(tender)).status_code == 404
    assert browser_of(stranger).post(committee(tender), typed()).status_code == 404
    assert browser_of(tender.agency).get(committee(tender)).status_code == 200
