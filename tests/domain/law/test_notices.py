"""Which entries are notices, and what each of them says."""

import pytest
from django.utils.translation import gettext, override

from disclosure.domain.notices import NOTICES, NoticeKind, articles_of, fields_of, number_of, round_of, title_of
from trading.domain.bodies import ANNOUNCED, LOT_FAILED
from trading.domain.canonical import JsonObject
from trading.domain.kinds.spec import KindSpec
from trading.services.followers import TOLD
from trading.templatetags._stages import EVENTS

LOT = "6f1a3a52-0a0e-4d4e-9a55-0d6a4c1f2b01"
AGAIN: JsonObject = {
    "previous": {
        "lots": [{"lot": LOT, "previous": "b0c7f3de-5f0c-4b6a-8a3e-7c1d9e2f4a02"}],
        "round": 2,
        "tender_code": "E2101120001000001001",
        "trade": "b0c7f3de-5f0c-4b6a-8a3e-7c1d9e2f4a03",
    }
}

each_notice = pytest.mark.parametrize("kind", NOTICES.values(), ids=NOTICES)


@each_notice
def test_every_notice_stands_on_an_article_and_is_known_by_its_type(kind: NoticeKind, tender: KindSpec) -> None:
    assert articles_of(kind, tender, {}), kind.type
    assert kind.type in EVENTS


@each_notice
def test_every_word_of_a_notice_has_its_english(kind: NoticeKind) -> None:
    words = [kind.title, *filter(None, [kind.again]), *(field.label for field in kind.fields)]

    with override("en"):
        assert [word for word in words if gettext(word) == word] == []


def test_whatever_followers_are_told_of_is_a_notice() -> None:
    """But for the calendar, which is not the trade's own."""
    assert set(TOLD) - set(NOTICES) == {"calendar.affected"}


def test_a_retender_has_a_title_and_articles_of_its_own(tender: KindSpec) -> None:
    kind = NOTICES[ANNOUNCED]

    assert (title_of(kind, {}), round_of({})) == ("招标公告", 1)
    assert (title_of(kind, AGAIN), round_of(AGAIN)) == ("重新招标公告", 2)
    assert "O30 38" in articles_of(kind, tender, AGAIN)
    assert "O30 38" not in articles_of(kind, tender, {})
    assert round_of({"previous": {"round": "two"}}) == 1, "what cannot be read is no re-tender"


def test_fields_are_in_order_and_what_is_not_said_is_left_out() -> None:
    body: JsonObject = {"agency": {"name": "鞍山"}, "principal": "建设局", "summary": ""}

    shown = [(field.label, field.value) for field in fields_of(NOTICES[ANNOUNCED], body)]

    assert shown == [("招标人", "建设局"), ("代理机构", "鞍山")]


def test_a_number_is_that_of_the_tender_and_the_place_in_its_ledger() -> None:
    assert number_of("E2101120001000001002", 7) == "E2101120001000001002-0007"


def test_a_failure_notice_stands_on_the_way_on_which_the_lot_failed(tender: KindSpec) -> None:
    kind = NOTICES[LOT_FAILED]

    assert "TL 28" in articles_of(kind, tender, {"reason": "too_few_bids"})
    assert "TL 28" not in articles_of(kind, tender, {"reason": "window_key_missing"})
    assert "TL 28" in articles_of(kind, tender, {"reason": "something new"})
