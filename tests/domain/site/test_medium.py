"""What goes to the designated medium, what it may answer, and when it is asked again."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.domain.medium import (
    ASTRAY,
    FIRST_PAUSE,
    LARGEST_ANSWER,
    LONGEST_ADDRESS,
    LONGEST_PAUSE,
    LONGEST_REASON,
    NOTICE_TYPES,
    Answer,
    Standing,
    Told,
    due_at,
    goes_to_medium,
    is_overdue,
    pause_after,
    read_answer,
)
from disclosure.domain.notices import NOTICES
from tests.vectors.make import HERE
from tests.vectors.make_medium import MESSAGE
from trading.domain.canonical import FormatError, decode, sha256_hex
from trading.domain.kinds import ALL
from trading.domain.kinds.spec import KindSpec

VECTOR = json.loads((HERE / "medium.json").read_text("utf-8"))
NOW = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)
HASH = sha256_hex(b"message")
TOLD = Told(HASH, NOW - timedelta(hours=1), NOW)
ADDRESS = "https://medium.example/notices/1"
PUBLISHED = {"status": "published", "address": ADDRESS, "published_at": "2026-03-16T09:00:00+08:00", "sha256": HASH}


def read(**members: object) -> Answer:
    return read_answer(json.dumps(members).encode(), TOLD)


@pytest.fixture(params=[spec for spec in ALL if spec.law.medium_notices is not None], ids=lambda spec: spec.edition.id)
def spec(request: pytest.FixtureRequest) -> KindSpec:
    found: KindSpec = request.param
    return found


# --- which notices, and until when (O20 17, O10 11) ----------------------------------------------------------------


def test_every_kind_of_notice_that_the_law_sends_is_one_that_the_platform_publishes(spec: KindSpec) -> None:
    assert spec.law.medium_notices is not None
    sent = [type_ for type_ in NOTICE_TYPES if goes_to_medium(spec, type_)]

    assert {NOTICE_TYPES[type_] for type_ in sent} == set(spec.law.medium_notices.value)
    assert set(sent) <= set(NOTICES)


def test_what_the_law_does_not_send_stays_here(spec: KindSpec) -> None:
    assert not goes_to_medium(spec, "contract.signed")
    assert not goes_to_medium(spec, "look.asked")
    assert not goes_to_medium(spec, "record.published")


def test_a_structured_text_is_published_within_twelve_hours(spec: KindSpec) -> None:
    assert due_at(spec, NOW) == NOW + timedelta(hours=12)


@pytest.mark.parametrize(
    ("standing", "due", "overdue"),
    [
        (Standing.WAITING, NOW, True),
        (Standing.TAKEN, NOW, True),
        (Standing.REFUSED, NOW, True),
        (Standing.DIFFERENT, NOW, True),
        (Standing.PUBLISHED, NOW, False),
        (Standing.TAKEN, NOW + timedelta(seconds=1), False),
        (Standing.TAKEN, None, False),
    ],
)
def test_overdue_is_what_should_be_published_and_is_not(
    standing: Standing, due: datetime | None, overdue: bool
) -> None:
    assert is_overdue(standing, due, NOW) is overdue


# --- when it is asked again -----------------------------------------------------------------------------------------


def test_pauses_double_up_to_an_hour() -> None:
    pauses = [pause_after(tries) for tries in range(1, 9)]

    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


@given(st.integers(min_value=0, max_value=2**31))
def test_there_is_always_a_pause_and_never_a_longer_one(tries: int) -> None:
    assert FIRST_PAUSE <= pause_after(tries) <= LONGEST_PAUSE


# --- what it answers ------------------------------------------------------------------------------------------------


def test_it_takes_a_notice() -> None:
    assert read(status="taken", receipt="R-1") == Answer(Standing.TAKEN, receipt="R-1")
    assert read(status="taken") == Answer(Standing.TAKEN)


def test_it_publishes_a_notice_and_says_where_and_when() -> None:
    answer = read(**PUBLISHED, receipt="R-1", more="is let be")

    assert answer == Answer(Standing.PUBLISHED, "R-1", ADDRESS, datetime(2026, 3, 16, 1, tzinfo=UTC))


def test_what_it_published_under_another_hash_is_not_the_same_content() -> None:
    assert read(**PUBLISHED | {"sha256": sha256_hex(b"another")}).standing is Standing.DIFFERENT


def test_it_refuses_a_notice_with_a_reason_of_one_line() -> None:
    assert read(status="refused", reason=" 缺少\n联系\x00电话 ").reason == "缺少 联系 电话"
    assert len(read(status="refused", reason="长" * 5000).reason) == LONGEST_REASON
    assert read(status="refused") == Answer(Standing.REFUSED)


def test_a_clock_a_little_ahead_of_ours_is_taken_for_ours() -> None:
    ahead = (NOW + ASTRAY).isoformat()

    assert read(**PUBLISHED | {"published_at": ahead}).published_at == NOW


@pytest.mark.parametrize(
    "change",
    [
        {"status": "perhaps"},
        {"status": 1},
        {"address": "javascript:alert(1)"},
        {"address": "ftp://medium.example/1"},
        {"address": 'https://medium.example/">'},
        {"address": "https://medium.example/\n1"},
        {"address": "https://medium.example/" + "1" * LONGEST_ADDRESS},
        {"address": None},
        {"address": "https://medium.example/\ud800"},
        {"address": "https://medium.example/\u202e1"},
        {"published_at": "0001-01-01T00:00:00+14:00"},
        {"published_at": (NOW - timedelta(hours=1, minutes=6)).isoformat()},
        {"published_at": "yesterday"},
        {"published_at": "2026-03-16T09:00:00"},
        {"published_at": (NOW + ASTRAY + timedelta(seconds=1)).isoformat()},
        {"sha256": "abc"},
        {"receipt": "a\x00b"},
        {"receipt": "1" * 201},
        {"receipt": ["1"]},
        {"receipt": "\ud800"},
    ],
)
def test_an_answer_that_makes_no_sense_is_none(change: dict[str, Any]) -> None:
    read(**PUBLISHED)

    with pytest.raises(FormatError):
        read(**PUBLISHED | change)


@pytest.mark.parametrize("name", ["address", "published_at", "sha256", "status"])
def test_what_is_published_says_all_of_it(name: str) -> None:
    with pytest.raises(FormatError):
        read(**{key: value for key, value in PUBLISHED.items() if key != name})


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"null", b"\xff", b"[" * 50_000, b" " * (LARGEST_ANSWER + 1)])
def test_rubbish_is_no_answer(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_answer(data, TOLD)


ANYTHING = st.one_of(
    st.text(), st.integers(), st.none(), st.lists(st.text()), st.sampled_from(list(PUBLISHED.values()))
)


@given(st.dictionaries(st.sampled_from([*PUBLISHED, "receipt", "reason"]), ANYTHING))
def test_no_answer_breaks_the_reader_and_what_it_keeps_can_be_kept(members: dict[str, Any]) -> None:
    try:
        answer = read_answer(json.dumps(PUBLISHED | members).encode(), TOLD)
    except FormatError:
        return
    for text in (answer.address, answer.receipt, answer.reason):
        assert "\x00" not in text and text.encode().decode() == text
    assert answer.published_at is None or TOLD.told_at <= answer.published_at <= TOLD.now


def test_a_clock_a_little_behind_ours_is_taken_for_the_moment_of_the_notice() -> None:
    assert read(**PUBLISHED | {"published_at": (TOLD.told_at - ASTRAY).isoformat()}).published_at == TOLD.told_at


# --- what it gets ---------------------------------------------------------------------------------------------------


def test_a_message_is_the_bytes_of_the_specification() -> None:
    assert MESSAGE.bytes() == base64.b64decode(VECTOR["bytes"])
    assert decode(MESSAGE.bytes()) == VECTOR["message"]
    assert sha256_hex(MESSAGE.bytes()) == VECTOR["sha256"]


@pytest.mark.parametrize("status", ["taken", "published", "refused"])
def test_the_answers_of_the_specification_are_understood(status: str) -> None:
    answer = read_answer(json.dumps(VECTOR[status]).encode(), Told(VECTOR["sha256"], NOW, NOW + timedelta(hours=1)))

    assert answer.standing == status


def test_another_kind_of_value_in_the_entry_is_refused_and_not_sent() -> None:
    with pytest.raises(FormatError):
        replace(MESSAGE, body={"share": 0.5}).bytes()  # type: ignore[dict-item]
