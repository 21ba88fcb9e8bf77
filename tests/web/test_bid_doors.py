"""Handing in a bid through the doors that the browser uses, and every way in which it is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from bidding.domain.receipts import read_receipt
from bidding.models import SealedObject, Submission, Upload
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_bidders
from tests.support.world import Tender
from tests.web import doors
from trading.services.keys import receipt_public_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def tender() -> Tender:
    return world.announce_tender(make_agency())


@pytest.fixture
def baiyun() -> Person:
    return make_bidder("baiyun")


@pytest.fixture
def browser(baiyun: Person) -> Client:
    return doors.browser_of(baiyun)


def test_a_bid_leaves_with_a_receipt_and_repeating_it_gives_the_same(
    tender: Tender, baiyun: Person, browser: Client
) -> None:
    sealed = world.seal(tender, baiyun)
    uploaded = doors.upload(browser, tender, sealed.form.data)

    first = doors.hand_in(browser, tender, sealed)
    again = doors.hand_in(browser, tender, sealed)

    receipt = read_receipt(first.content)
    assert uploaded.status_code == 204 and first.status_code == 201
    assert receipt.value.bid == sealed.signed.hash and receipt.key == receipt_public_key()
    assert again.content == first.content
    assert Submission.objects.count() == 1


def test_an_upload_goes_on_where_it_was_cut_off(tender: Tender, baiyun: Person, browser: Client) -> None:
    data = world.seal(tender, baiyun).form.data
    address = doors.begin(browser, tender, data).headers["Location"]

    first = doors.send(browser, address, data[:1000])
    wrong = doors.send(browser, address, data[1000:], offset=900)
    at = browser.head(address, headers=doors.TUS).headers["Upload-Offset"]
    last = doors.send(browser, address, data[1000:], offset=1000)

    assert (first.status_code, wrong.status_code, at, last.status_code) == (204, 409, "1000", 204)
    assert SealedObject.objects.count() == 1 and not Upload.objects.exists()


def test_what_is_not_encrypted_is_refused_and_not_kept(tender: Tender, browser: Client) -> None:
    refused = doors.upload(browser, tender, b'{"price":"6040665.58"}'.ljust(4096))

    assert (refused.status_code, refused.json()["error"]) == (460, "not_sealed")
    assert not SealedObject.objects.exists() and not Upload.objects.exists()


def test_a_damaged_upload_is_refused(tender: Tender, baiyun: Person, browser: Client) -> None:
    data = world.seal(tender, baiyun).form.data
    address = doors.begin(browser, tender, data).headers["Location"]

    refused = doors.send(browser, address, data[:-1] + bytes([data[-1] ^ 1]))

    assert (refused.status_code, refused.json()["error"]) == (460, "damaged")


def test_what_was_sealed_for_another_lot_bidder_or_version_is_refused(baiyun: Person, browser: Client) -> None:
    tender = world.announce_tender(make_agency(), lots=2)
    changhe = make_bidder("changhe")
    data = world.seal(tender, baiyun).form.data
    theirs = world.seal(tender, changhe).form.data

    answers = [
        doors.upload(browser, tender.of_lot(2), data),
        doors.upload(browser, tender, theirs),
        doors.upload(browser, tender, data, version="2"),
        doors.upload(browser, tender, data, role="attachment"),
    ]

    errors = [answer.json()["error"] for answer in answers]
    assert errors == ["wrong_context", "wrong_context", "version_taken", "wrong_context"]
    assert {answer.status_code for answer in answers} == {460}


def test_a_bid_for_another_lot_is_refused(baiyun: Person, browser: Client) -> None:
    tender = world.announce_tender(make_agency(), lots=2)
    sealed = world.seal(tender, baiyun)
    doors.upload(browser, tender, sealed.form.data)

    refused = doors.hand_in(browser, tender.of_lot(2), sealed)

    assert (refused.status_code, refused.json()["error"]) == (409, "wrong_lot")
    assert not Submission.objects.exists()


def test_a_bid_without_its_objects_is_refused(tender: Tender, baiyun: Person, browser: Client) -> None:
    refused = doors.hand_in(browser, tender, world.seal(tender, baiyun))

    assert (refused.status_code, refused.json()["error"]) == (409, "object_missing")


def test_of_two_browsers_of_one_bidder_one_gets_in(tender: Tender, baiyun: Person, browser: Client) -> None:
    other = doors.browser_of(baiyun)
    mine, theirs = world.seal(tender, baiyun), world.seal(tender, baiyun, {"price": "1.00"})
    doors.upload(browser, tender, mine.form.data)
    doors.upload(other, tender, theirs.form.data)

    first = doors.hand_in(browser, tender, mine)
    second = doors.hand_in(other, tender, theirs)

    assert first.status_code == 201
    assert (second.status_code, second.json()["error"]) == (409, "version_taken")
    assert Submission.objects.get().hash == mine.signed.hash


def test_a_bid_at_the_deadline_is_late_and_the_earlier_one_stands(
    tender: Tender, baiyun: Person, browser: Client
) -> None:
    world.submit_all(tender, make_bidders(3))
    replacement = world.seal(tender, baiyun)
    doors.upload(browser, tender, replacement.form.data, version="2")

    world.close(tender)
    late = doors.hand_in(browser, tender, replacement)
    late_upload = doors.begin(browser, tender, replacement.form.data, version="2")

    assert (late.status_code, late.json()["error"]) == (409, "late")
    assert late_upload.status_code == 460
    assert Submission.objects.filter(organisation__uscc=baiyun.party).get().version == 1


def test_oversize_is_refused_at_the_first_step(tender: Tender, browser: Client) -> None:
    form = doors.begin(browser, tender, b"", length=str(1024 * 1024), sha256="0" * 64)
    attachment = doors.begin(browser, tender, b"", length=str(9 * 1024**3), sha256="0" * 64, role="attachment")
    begun = doors.begin(browser, tender, b"x" * 100)
    more = doors.send(browser, begun.headers["Location"], b"x" * 101)

    assert [answer.status_code for answer in (form, attachment, more)] == [460, 460, 460]
    assert {answer.json()["error"] for answer in (form, attachment, more)} == {"too_large"}


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff", b'{"type":"mingzheng/bid/v1"}'])
def test_what_is_no_statement_is_refused_in_words(tender: Tender, browser: Client, body: bytes) -> None:
    answer = doors.post(browser, "bids:bids", tender, body)

    assert (answer.status_code, answer.json()["error"]) == (400, "bad_format")


@pytest.mark.parametrize("name", ["bids:bids", "hall:objections", "hall:answers", "bids:window_key"])
def test_a_nul_byte_is_refused_at_every_door(tender: Tender, browser: Client, name: str) -> None:
    answer = doors.post(browser, name, tender, '{"text":"a\\u0000b"}')

    assert (answer.status_code, answer.json()["error"]) == (400, "nul_byte")


def test_only_bidders_hand_in_and_only_with_their_own_hands(tender: Tender, baiyun: Person, browser: Client) -> None:
    sealed = world.seal(tender, baiyun)
    doors.upload(browser, tender, sealed.form.data)

    visitor = doors.hand_in(Client(), tender, sealed)
    agency = doors.hand_in(doors.browser_of(tender.agency), tender, sealed)
    rival = doors.hand_in(doors.browser_of(make_bidder("changhe")), tender, sealed)

    assert (visitor.status_code, agency.status_code, rival.status_code) == (401, 403, 409)
    assert rival.json()["error"] == "unknown_key"


def test_nobody_touches_an_upload_of_somebody_else(tender: Tender, browser: Client) -> None:
    address = doors.begin(browser, tender, b"x" * 100).headers["Location"]
    rival = doors.browser_of(make_bidder("changhe"))

    answers = (
        rival.head(address, headers=doors.TUS),
        doors.send(rival, address, b"x"),
        rival.delete(address, headers=doors.TUS),
    )

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Upload.objects.get().offset == 0


def test_no_door_opens_without_the_csrf_token(tender: Tender, baiyun: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(baiyun.user)

    answers = [
        doors.begin(strict, tender, b"x"),
        doors.hand_in(strict, tender, world.seal(tender, baiyun)),
        doors.post(strict, "hall:objections", tender, {"text": "…"}),
        strict.post(reverse("bids:account_keys"), b"{}", content_type="application/json"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
