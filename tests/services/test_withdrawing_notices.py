"""What its source takes back is withdrawn here, from list and page, and its file brings it back no more."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from disclosure.domain.asking import Asked
from disclosure.models import ImportedNotice, IndexedNotice, WithdrawnNotice
from disclosure.selectors.found import find, imported_notice
from disclosure.services.importing import NoSuchNotice, import_notices, withdraw_notices
from disclosure.simulation.sample import FILE

pytestmark = pytest.mark.django_db

ROWS: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))[:3]
ORIGINAL = "https://ggzy.example.cn/notice/7"


@pytest.fixture(autouse=True)
def imported() -> None:
    import_notices([ROWS[0] | {"url": ORIGINAL}, *ROWS[1:]])


def titled(row: dict[str, Any]) -> ImportedNotice:
    return ImportedNotice.objects.get(title=row["title"])


def test_by_its_address_here_a_notice_is_gone_from_page_and_list() -> None:
    gone = titled(ROWS[1])

    assert withdraw_notices([f"https://mingzheng.example/notices/imported/{gone.pk}/"]) == 1

    assert imported_notice(gone.pk) is None
    assert not find(Asked(text=gone.title)).found
    assert IndexedNotice.objects.count() == 2


def test_by_the_address_of_the_original_too() -> None:
    gone = titled(ROWS[0])

    assert withdraw_notices([ORIGINAL]) == 1
    assert imported_notice(gone.pk) is None


def test_its_file_brings_it_back_no_more() -> None:
    withdraw_notices([str(titled(ROWS[1]).pk)])

    again = import_notices(ROWS[1:])

    assert (again.new, again.known, again.withdrawn) == (0, 1, 1)
    assert not ImportedNotice.objects.filter(title=ROWS[1]["title"]).exists()


def test_of_what_was_withdrawn_nothing_is_left_but_that_it_was() -> None:
    gone = titled(ROWS[2])
    withdraw_notices([str(gone.pk)])

    (left,) = WithdrawnNotice.objects.all()
    assert {field.name for field in left._meta.get_fields()} == {"id", "withdrawn_at"}
    assert left.pk == gone.pk


@pytest.mark.parametrize(
    "unknown", ["", "nothing", "https://ggzy.example.cn/notice/8", "0f4c9a52-3f0e-4b7e-9d43-5a3f0c1b2d4e"]
)
def test_with_one_that_is_not_known_none_is_withdrawn(unknown: str) -> None:
    with pytest.raises(NoSuchNotice, match="is called"):
        withdraw_notices([ORIGINAL, unknown])

    assert ImportedNotice.objects.count() == len(ROWS)
    assert not WithdrawnNotice.objects.exists()


def test_the_command_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("withdraw_notices", ORIGINAL)
    with pytest.raises(CommandError, match="Nothing was withdrawn"):
        call_command("withdraw_notices", ORIGINAL)

    assert capsys.readouterr().out == "1 withdrawn.\n"
