"""An agency drafts, is told what the law refuses, and publishes; everybody else finds no such pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bidding.domain.age_keys import Identity
from bidding.services.keyholders import register_keys
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder
from trading.domain.periods import SHANGHAI
from trading.models import Document, Trade
from trading.services import moments

pytestmark = pytest.mark.django_db

PASSWORD = "a password that is long"
BASICS = {
    "kind": "engineering_open_tender",
    "title": "立山区排水管网更新工程",
    "principal": "立山区住房和城乡建设局",
    "region": "210304",
    "industry": "E48",
    "trade_class": "A02",
    "summary": "",
}
PAGES = ("tasks", "basics", "lots", "documents", "timetable", "fairness", "keys", "check")


@pytest.fixture
def agency() -> Person:
    anshan = make_agency()
    anshan.user.set_password(PASSWORD)
    anshan.user.save()
    return anshan


@pytest.fixture
def browser(agency: Person) -> Client:
    client = Client()
    client.force_login(agency.user)
    return client


@pytest.fixture
def draft(agency: Person) -> Trade:
    return world.draft_tender(agency)


def page(name: str, trade: Trade) -> str:
    return reverse(f"agency:{name}", args=[trade.pk])


def make_keys(trade: Trade, agency: Person) -> None:
    for lot in trade.lots.all():
        window, evaluation = (str(Identity.generate().recipient) for _ in range(2))
        register_keys(lot_id=lot.pk, window=window, evaluation=evaluation, by=agency.actor)


def times(trade: Trade, *, days: int, **other: str) -> dict[str, str]:
    """A timetable from now on whose deadline is so many days away."""
    start = moments.moment_of(trade).at.astimezone(SHANGHAI)
    moment = "%Y-%m-%dT%H:%M"
    return {
        "documents_from": start.strftime(moment),
        "documents_until": (start + timedelta(days=8)).strftime(moment),
        "deadline": (start + timedelta(days=days)).strftime(moment),
        "window": "60",
        "keys_allowance": "30",
        "objections": "10",
        "confirmation": "30",
        "extension": "60",
        **other,
    }


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_draft_is_there_for_its_agency_alone(browser: Client, draft: Trade, name: str) -> None:
    outsider = Client()
    outsider.force_login(make_bidder("dongfang").user)

    assert browser.get(page(name, draft)).status_code == 200
    assert outsider.get(page(name, draft)).status_code == 404
    assert Client().get(page(name, draft)).status_code == 302


def test_a_draft_begins_with_its_basics_and_gets_its_codes(browser: Client) -> None:
    assert browser.post(reverse("agency:create")).status_code == 200

    response = browser.post(reverse("agency:create"), BASICS)

    trade = Trade.objects.get(title=BASICS["title"])
    assert response["Location"] == page("tasks", trade)
    assert trade.tender_code.startswith("E210304")


@pytest.mark.parametrize("is_production", [False, True])
def test_training_trades_are_drafted_by_page_only_outside_production(
    browser: Client, settings: Settings, *, is_production: bool
) -> None:
    settings.IS_PRODUCTION = is_production

    form = browser.post(reverse("agency:create")).content.decode()
    browser.post(reverse("agency:create"), BASICS | {"training": "on"})

    trade = Trade.objects.get(title=BASICS["title"])
    assert ('name="training"' in form) == trade.training == (not is_production)


def test_another_region_means_another_code(browser: Client, draft: Trade) -> None:
    browser.post(page("basics", draft), BASICS)

    draft.refresh_from_db()
    assert draft.tender_code.startswith("E210304")
    assert all(lot.code.startswith(draft.tender_code) for lot in draft.lots.all())


def test_lots_are_added_renamed_and_removed(browser: Client, draft: Trade) -> None:
    forms = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "form-0-title": "北区", "form-1-title": "南区"}
    browser.post(page("lots", draft), {**forms, "form-1-ceiling": "100.50"})
    added = list(draft.lots.order_by("number").values_list("title", flat=True))

    browser.post(page("lots", draft), {**forms, "form-0-DELETE": "on"})

    assert added == ["北区", "南区"]
    assert list(draft.lots.values_list("title", flat=True)) == ["南区"]
    assert draft.lots.get().deadline is not None


def test_lots_with_keys_are_not_removed(browser: Client, agency: Person) -> None:
    draft = world.draft_tender(agency, lots=2)
    make_keys(draft, agency)

    response = browser.post(
        page("lots", draft), {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-title": "北区"}
    )

    assert response.status_code == 200
    assert draft.lots.count() == 2


def test_a_deadline_one_day_too_early_is_refused_with_article_and_earliest_day(browser: Client, draft: Trade) -> None:
    response = browser.post(page("timetable", draft), times(draft, days=19))

    text = response.content.decode()
    assert "投标截止太早" in text
    assert "招标投标法第二十四条" in text
    assert response.context["explained"].days == 20


def test_the_earliest_lawful_day_is_adopted_at_the_hour_that_was_typed(browser: Client, draft: Trade) -> None:
    typed = times(draft, days=3, deadline="2026-03-10T14:15")

    response = browser.post(page("timetable", draft), {**typed, "adopt": "earliest"})

    deadline = draft.lots.get().deadline
    assert deadline is not None
    assert deadline.astimezone(SHANGHAI).strftime("%H:%M") == "14:15"
    assert response.context["refusals"] == []


def test_an_offer_of_four_days_and_a_window_of_five_minutes_are_refused(browser: Client, draft: Trade) -> None:
    typed = times(draft, days=30, window="5")
    typed["documents_until"] = typed["documents_from"]

    codes = {refusal.code for refusal in browser.post(page("timetable", draft), typed).context["refusals"]}

    assert codes == {"offer_too_short", "too_short"}


def test_a_file_in_pieces_becomes_a_document_and_says_where_to_go_on(browser: Client, draft: Trade) -> None:
    url = reverse("agency:pieces", args=[draft.pk, uuid4()])

    def send(piece: bytes, offset: int) -> tuple[int, str | None]:
        headers = {"Upload-Length": "8", "Upload-Name": "%E6%96%87.pdf", "Upload-Offset": str(offset)}
        answer = browser.patch(url, piece, content_type="application/offset+octet-stream", headers=headers)
        return answer.status_code, answer.headers.get("Upload-Offset")

    answers = [send(b"1234", 0), send(b"1234", 0), send(b"5678", 4)]

    assert answers == [(204, "4"), (409, "4"), (201, None)]
    assert Document.objects.get(trade=draft, name="文.pdf").size == 8


def test_more_bytes_than_announced_are_refused(browser: Client, draft: Trade) -> None:
    headers = {"Upload-Length": "3", "Upload-Name": "a.pdf", "Upload-Offset": "0"}

    answer = browser.patch(
        reverse("agency:pieces", args=[draft.pk, uuid4()]), b"1234", content_type="application/x", headers=headers
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "draft_refused")


def test_what_is_missing_is_said_and_nothing_is_published(browser: Client, draft: Trade) -> None:
    response = browser.post(page("publication", draft), {"password": PASSWORD})

    assert "请为每个标段生成窗口密钥。" in response.content.decode()
    draft.refresh_from_db()
    assert draft.announced_at is None


def test_somebody_makes_sure_of_each_point_before_the_notice(browser: Client, draft: Trade) -> None:
    """TR 32."""
    every = {rule.concern.value: "on" for rule in draft.spec.fairness}
    left = {name: "on" for name in every if name != "named_product"}

    refused = browser.post(page("fairness", draft), left | {"password": PASSWORD}).content.decode()
    assert "请核对这一项" in refused and not draft.fairness_reviews.exists()
    wrong = browser.post(page("fairness", draft), every | {"password": "wrong"}).content.decode()
    assert "密码不正确。" in wrong and not draft.fairness_reviews.exists()

    assert browser.post(page("fairness", draft), every | {"password": PASSWORD})["Location"] == page("tasks", draft)

    assert "已经审查" in browser.get(page("fairness", draft)).content.decode()
    Trade.objects.filter(pk=draft.pk).update(summary="限本地企业。")
    assert "请重新审查" in browser.get(page("fairness", draft)).content.decode()
    assert "审查之后有改动的，重新审查" in browser.get(page("check", draft)).content.decode()


def test_a_wrong_password_publishes_nothing_and_the_right_one_does(
    browser: Client, draft: Trade, agency: Person
) -> None:
    make_keys(draft, agency)
    world.review_fairness(agency, draft)

    refused = browser.post(page("publication", draft), {"password": "wrong"})
    published = browser.post(page("publication", draft), {"password": PASSWORD})

    assert "密码不正确。" in refused.content.decode()
    assert published["Location"] == reverse("trades:detail", args=[draft.pk])
    assert draft.entries.get(type="trade.announced").by["method"] == "session"


@pytest.mark.parametrize("name", PAGES)
def test_after_the_notice_the_draft_leads_to_the_public_page(browser: Client, agency: Person, name: str) -> None:
    trade = world.announce_tender(agency).trade

    response = browser.post(page(name, trade)) if name in ("basics", "lots") else browser.get(page(name, trade))

    assert response["Location"] == reverse("trades:detail", args=[trade.pk])
