"""An expert without an account answers its call by the link of the notifier: once, and nobody learns from a wrong one."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from experts.models import CallReply, CommitteeRequest, Expert, ExpertInvitation
from experts.selectors.sealing import token_of, unseal
from experts.services import calling, walks
from tests.support import world
from tests.support.cast import make_agency
from tests.support.experts import CALLS_FROM, DrawInMemory, make_experts, request_for
from trading.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_() -> Iterator[CommitteeRequest]:
    before = walks.walk()
    walks.use(DrawInMemory([expert.pk for expert in make_experts(6)]))
    tender = world.announce_tender(make_agency())
    request = request_for(tender)
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()
    yield request
    walks.use(before)


def test_the_page_answers_once_and_is_gone_then(request_: CommitteeRequest) -> None:
    call = request_.calls.all()[0]
    page = reverse("expert:answer", args=[call.pk, token_of(call.pk)])
    client = Client()
    shown = client.get(page)
    assert "您被抽取为评标专家" in shown.content.decode() and "no-store" in shown["Cache-Control"]

    unready = client.post(page, {"reply": "accepted"})
    answered = client.post(page, {"reply": "accepted", "declared": "on"})

    assert "请先确认" in unready.content.decode()
    assert "您已接受" in answered.content.decode()
    assert CallReply.objects.get().reply == "accepted"
    assert call.request.lot.trade.title not in answered.content.decode()
    assert client.get(page).status_code == client.post(page, {"reply": "declined"}).status_code == 404


def test_whoever_accepts_is_led_to_an_account_to_sit_by(request_: CommitteeRequest) -> None:
    call = request_.calls.all()[0]
    page = reverse("expert:answer", args=[call.pk, token_of(call.pk)])
    shown = Client().post(page, {"reply": "accepted", "declared": "on"}).content.decode()
    (invitation,) = set(re.findall(r"/expert/invitations/[^/\"]+/", shown))
    person = User.objects.create_user("newcomer")
    client = Client()
    client.force_login(person)

    assert client.post(invitation).status_code == 302

    assert Expert.objects.get(user=person).pk == UUID(unseal(call.sealed)["expert"])
    assert client.get(invitation).status_code == 404, "it is used up"
    assert "您被抽取" not in client.get(reverse("expert:call", args=[call.pk])).content.decode()


def test_whoever_declines_is_led_nowhere(request_: CommitteeRequest) -> None:
    call = request_.calls.all()[0]
    page = reverse("expert:answer", args=[call.pk, token_of(call.pk)])

    assert "invitations" not in Client().post(page, {"reply": "declined"}).content.decode()
    assert not ExpertInvitation.objects.exists()


def test_a_wrong_link_tells_nothing(request_: CommitteeRequest) -> None:
    first, second = request_.calls.all()[:2]

    for call, token in ((first, token_of(second.pk)), (first, "x"), (second, "0" * 64)):
        answer = Client().get(reverse("expert:answer", args=[call.pk, token]))
        assert answer.status_code == 404 and "评标通知" not in answer.content.decode()
