"""Signing in, objecting, answering and confirming: by the script's JSON and by plain forms; and the record after it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bidding.domain import record as records
from bidding.models import Attendance, Confirmation, Objection, ObjectionAnswer
from bidding.services.uploads import place_of
from tests.support import world
from tests.support.cast import Person, make_bidder, make_supervisor
from tests.support.world import Tender
from tests.web import doors
from trading.domain.bodies import read_announced
from trading.domain.canonical import sha256_hex
from trading.domain.entries import Entry
from trading.models import Position
from trading.services.sequencing import facts_of

pytestmark = pytest.mark.django_db


def fill(client: Client, name: str, key: object, text: str = "") -> Any:
    """A plain form, as a browser without scripts sends it; the page after it."""
    return client.post(reverse(name, args=[key]), {"text": text}, follow=True)


def test_a_bidder_signs_in_once_however_often_it_presses(decrypting: Tender, bidders: list[Person]) -> None:
    browser = doors.browser_of(bidders[0])

    by_script = [doors.post(browser, "hall:sign_ins", decrypting, {}).status_code for _ in range(2)]
    by_form = fill(browser, "hall:sign_ins", decrypting.lot_id)

    assert by_script == [201, 201] and by_form.status_code == 200
    assert Attendance.objects.count() == 1


def test_an_objection_and_its_answer_by_plain_forms(objections: Tender, bidders: list[Person]) -> None:
    objected = fill(doors.browser_of(bidders[0]), "hall:objections", objections.lot_id, "唱标的工期\r\n与投标函不一致")
    objection = Objection.objects.get()
    answered = fill(doors.browser_of(objections.agency), "hall:answer", objection.pk, "以投标函为准。")

    assert objection.text == "唱标的工期\n与投标函不一致"
    assert "唱标的工期" in objected.content.decode() and "以投标函为准。" in answered.content.decode()
    assert ObjectionAnswer.objects.get().objection == objection


def test_an_objection_and_its_answer_by_script(objections: Tender, bidders: list[Person]) -> None:
    objected = doors.post(doors.browser_of(bidders[0]), "hall:objections", objections, {"text": "请核对工期。"})
    body = {"objection": str(Objection.objects.get().pk), "text": "以投标函为准。"}
    agency = doors.browser_of(objections.agency)
    answers = [doors.post(agency, "hall:answers", objections, body) for _ in range(2)]

    assert (objected.status_code, answers[0].status_code) == (201, 201)
    assert (answers[1].status_code, answers[1].json()["error"]) == (409, "answered")


@pytest.mark.parametrize("text", ["", "   ", "字" * 1001])
def test_an_empty_or_endless_objection_is_refused_with_its_reason(
    objections: Tender, bidders: list[Person], text: str
) -> None:
    browser = doors.browser_of(bidders[0])

    by_script = doors.post(browser, "hall:objections", objections, {"text": text})
    by_form = fill(browser, "hall:objections", objections.lot_id, text)

    assert (by_script.status_code, by_script.json()["error"]) == (409, "bad_text")
    assert by_script.json()["message"] in by_form.content.decode()
    assert not Objection.objects.exists()


@pytest.mark.parametrize("name", ["hall:objections", "hall:confirmation", "hall:sign_ins"])
def test_only_bidders_in_the_box_speak_in_the_hall(tender: Tender, bidders: list[Person], name: str) -> None:
    world.bring_to("objections" if name != "hall:sign_ins" else "decrypting", tender, bidders)
    outsiders = [doors.browser_of(make_bidder("dongfang")), doors.browser_of(make_supervisor())]

    answers = [doors.post(client, name, tender, {"text": "我有异议。"}) for client in (*outsiders, Client())]

    assert [answer.status_code for answer in answers] == [409, 403, 401]
    assert not Objection.objects.exists() and not Confirmation.objects.exists()


def test_only_the_agency_of_the_trade_answers(objections: Tender, bidders: list[Person]) -> None:
    doors.post(doors.browser_of(bidders[0]), "hall:objections", objections, {"text": "请核对工期。"})

    fill(doors.browser_of(bidders[1]), "hall:answer", Objection.objects.get().pk, "我来答复。")

    assert not ObjectionAnswer.objects.exists()


def test_a_visitor_who_fills_a_form_is_sent_to_log_in(objections: Tender) -> None:
    answer = Client().post(reverse("hall:objections", args=[objections.lot_id]), {"text": "我有异议。"})

    assert answer.status_code == 302 and reverse("account_login") in answer.headers["Location"]


def test_the_record_is_published_when_all_have_confirmed(confirming: Tender, bidders: list[Person]) -> None:
    for bidder in bidders:
        fill(doors.browser_of(bidder), "hall:confirmation", confirming.lot_id)

    world.finish(confirming)
    page = Client().get(reverse("hall:record", args=[confirming.lot_id])).content.decode()

    assert confirming.stage == "opened"
    assert all(bidder.actor.name in page for bidder in bidders) and "5,901,371.01" in page


def test_there_is_no_record_before_it_is_published(confirming: Tender) -> None:
    answers = {
        name: Client().get(reverse(f"hall:{name}", args=[confirming.lot_id])) for name in ("record", "record_json")
    }

    assert answers["record"].headers["Location"] == reverse("hall:hall", args=[confirming.lot_id])
    assert answers["record_json"].status_code == 404


def test_the_record_is_what_the_ledger_alone_says(decrypting: Tender, bidders: list[Person]) -> None:
    doors.post(doors.browser_of(bidders[2]), "hall:sign_ins", decrypting, {})
    world.open_all(decrypting, bidders[:2])
    doors.post(doors.browser_of(bidders[0]), "hall:objections", decrypting, {"text": "请核对工期。"})
    body = {"objection": str(Objection.objects.get().pk), "text": "以投标函为准。"}
    doors.post(doors.browser_of(decrypting.agency), "hall:answers", decrypting, body)
    world.finish(decrypting, bidders[1:])

    content = Client().get(reverse("hall:record_json", args=[decrypting.lot_id])).content

    entries = [Entry(facts_of(row.entry), row.trade_seq) for row in _positions(decrypting)]
    announced = next(entry for entry in entries if entry.type == "trade.announced")
    published = next(entry for entry in entries if entry.type == "record.published")
    released = {bid.hash: at for bid, at in _released(decrypting)}
    facts = records.facts_from_ledger(place_of(decrypting.lot), read_announced(announced.body), entries, released)
    assert records.record_bytes(facts) == content
    assert published.body["record"] == sha256_hex(content)


def test_the_record_on_paper_is_made_of_the_same_bytes(opened: Tender) -> None:
    answer = Client().get(reverse("hall:record_pdf", args=[opened.lot_id]))

    assert answer.status_code == 200 and doors.content_of(answer).startswith(b"%PDF-")


def _positions(tender: Tender) -> Any:
    return Position.objects.filter(trade=tender.trade).select_related("entry__content").order_by("trade_seq")


def _released(tender: Tender) -> list[Any]:
    rows = tender.lot.releases.select_related("submission")
    return [(row.submission, row.received_at) for row in rows]
