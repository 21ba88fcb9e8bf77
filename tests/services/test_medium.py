"""Notices reach the designated medium by themselves, once, however often they are given (O20 17, TR 15, O10 11)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from disclosure.domain.medium import Answer, Standing
from disclosure.models import MediumNotice
from disclosure.selectors.medium import elsewhere, own_handovers, troubled, watched_handovers
from disclosure.selectors.published import notice_at
from disclosure.services import medium as handing
from disclosure.services.media import FolderMedium, NotReached, Parcel
from disclosure.simulation.medium import COMPLAINT, answer_next
from tests.support import stages, world
from tests.support.cast import make_agency, make_bidder, make_supervisor
from tests.support.world import Tender
from trading.domain.actors import SupervisorsOnly
from trading.domain.canonical import decode, sha256_hex
from trading.domain.stages import Stage
from trading.models import Entry
from trading.selectors.trades import NoSuchTrade
from trading.services import readers
from trading.services.moments import database_time

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


class Scripted:
    """A medium that answers what the test says, and remembers what it was given. It stands for the outside."""

    def __init__(self, *answers: Answer | NotReached) -> None:
        self.answers, self.given = list(answers), list[Parcel]()

    def hand_over(self, parcel: Parcel) -> Answer:
        self.given.append(parcel)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, NotReached):
            raise answer
        return answer


TAKEN = Answer(Standing.TAKEN, receipt="R-1")
AWAY = NotReached("ConnectTimeoutError")


@pytest.fixture(autouse=True)
def only_this_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "READERS", [each for each in readers.READERS if each.name == handing.READER])


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIUM_DIR = tmp_path
    return tmp_path


def read(tender: Tender) -> MediumNotice:
    """What the platform does within half a second; the last notice that waits for the medium."""
    world.place_news(tender)
    while readers.read_on():
        pass
    return MediumNotice.objects.filter(trade=tender.trade).latest("seq")


def meet(monkeypatch: pytest.MonkeyPatch, *answers: Answer | NotReached) -> Scripted:
    scripted = Scripted(*answers)
    monkeypatch.setattr(handing, "designated", lambda: scripted)
    return scripted


def later(row: MediumNotice) -> None:
    """Its pause is over."""
    MediumNotice.objects.filter(pk=row.pk).update(ask_at=database_time())


def published(at: datetime) -> Answer:
    return Answer(Standing.PUBLISHED, "R-1", "https://medium.example/1", at)


# --- what goes there ------------------------------------------------------------------------------------------------


def test_a_notice_waits_for_the_medium_as_soon_as_it_is_read_and_once(tender: Tender) -> None:
    row = read(tender)

    handing.note(row.entry)

    assert MediumNotice.objects.filter(trade=tender.trade).count() == 1
    assert (row.standing, row.entry.type) == (Standing.WAITING, "trade.announced")
    assert row.due_at == row.entry.recorded_at + timedelta(hours=12)


def test_the_message_is_the_notice_as_the_ledger_and_the_page_have_it(tender: Tender) -> None:
    row = read(tender)

    said = decode(bytes(row.message))

    page = notice_at(tender.trade, row.seq)
    assert page is not None
    assert said["body"] == row.entry.content.body
    assert said["number"] == row.number == page.line.number
    assert said["commitment"] == page.commitment
    assert {"label": "项目概况", "text": world.SUMMARY} in said["lines"]  # type: ignore[operator]
    assert said["training"] is True
    assert str(said["address"]).endswith(page.line.url)
    assert row.sha256 == sha256_hex(bytes(row.message))


def test_what_the_law_does_not_send_stays_here() -> None:
    tender = stages.bring_to(Stage.CONTRACTED, stages.Cast.gather())
    read(tender)

    sent = set(MediumNotice.objects.filter(trade=tender.trade).values_list("entry__type", flat=True))
    told = set(Entry.objects.filter(trade=tender.trade, visibility="public").values_list("type", flat=True))

    assert sent == {"trade.announced", "candidates.shown", "lot.awarded"}
    assert {"contract.signed", "bid.received"} & told


# --- on its way -----------------------------------------------------------------------------------------------------


def test_it_is_handed_over_again_and_again_until_it_is_published(
    tender: Tender, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, at = read(tender), database_time()
    scripted = meet(monkeypatch, TAKEN, TAKEN, published(at))

    assert handing.ask_medium() == 1
    assert handing.ask_medium() == 0  # its pause is not over
    later(row)
    assert handing.ask_medium() == 0
    later(row)
    assert handing.ask_medium() == 1
    row.refresh_from_db()
    assert (row.standing, row.ask_at, row.receipt) == (Standing.PUBLISHED, None, "R-1")
    later(row)
    assert handing.ask_medium() == 0  # even if somebody would ask

    assert [parcel.message for parcel in scripted.given] == 3 * [bytes(row.message)]
    found = elsewhere(tender.trade.pk, row.seq)
    assert found is not None and (found.address, found.at) == ("https://medium.example/1", at)


def test_a_medium_that_is_away_is_asked_again_ever_more_seldom(tender: Tender, monkeypatch: pytest.MonkeyPatch) -> None:
    row = read(tender)
    scripted = meet(monkeypatch, AWAY)
    pauses = []

    for _ in range(3):
        later(row)
        asked_at = database_time()
        assert handing.ask_medium() == 0
        row.refresh_from_db()
        assert row.ask_at is not None
        pauses.append(round((row.ask_at - asked_at).total_seconds()))

    assert pauses == [60, 120, 240]
    assert (row.standing, row.trouble) == (Standing.WAITING, "ConnectTimeoutError")
    assert len({parcel.message for parcel in scripted.given}) == 1


def test_a_round_ends_with_a_medium_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for title in ("步道一期", "步道二期"):
        read(world.announce_tender(make_agency(), title=title))
    scripted = meet(monkeypatch, AWAY)

    handing.ask_medium()

    assert len(scripted.given) == 1


def test_trouble_that_is_over_is_no_longer_told(tender: Tender, monkeypatch: pytest.MonkeyPatch) -> None:
    row = read(tender)
    meet(monkeypatch, TAKEN, AWAY, TAKEN)

    for _ in range(3):
        later(row)
        handing.ask_medium()

    row.refresh_from_db()
    assert (row.standing, row.trouble) == (Standing.TAKEN, "")


def test_whoever_dies_while_asking_leaves_the_notice_for_the_next_time(
    tender: Tender, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = read(tender)

    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    monkeypatch.setattr(handing, "designated", die)
    with pytest.raises(Killed):
        handing.ask_medium()
    scripted = meet(monkeypatch, TAKEN)
    later(row)

    assert handing.ask_medium() == 1
    assert len(scripted.given) == 1


# --- refused, and again ---------------------------------------------------------------------------------------------


def test_what_is_refused_is_not_asked_about_until_the_agency_hands_it_over_again(
    tender: Tender, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = read(tender)
    scripted = meet(monkeypatch, Answer(Standing.REFUSED, reason="缺少联系电话"), TAKEN)
    handing.ask_medium()
    later_at = database_time() + DAY

    assert troubled(tender.agency.actor, database_time()) == 1
    (line,) = own_handovers(tender.agency.actor, database_time())
    assert (line.standing, line.trouble, line.stuck) == (Standing.REFUSED, "缺少联系电话", True)
    assert not MediumNotice.objects.filter(ask_at__lte=later_at).exists()

    handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=tender.agency.actor)
    handing.ask_medium()

    assert troubled(tender.agency.actor, database_time()) == 0
    assert [parcel.number for parcel in scripted.given] == [row.number, row.number]


def test_what_is_overdue_may_be_handed_over_again_by_hand(tender: Tender, monkeypatch: pytest.MonkeyPatch) -> None:
    row = read(tender)
    scripted = meet(monkeypatch, TAKEN)
    handing.ask_medium()
    MediumNotice.objects.filter(pk=row.pk).update(due_at=database_time())
    (line,) = own_handovers(tender.agency.actor, database_time())
    assert line.stuck and line.overdue

    handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=tender.agency.actor)
    handing.ask_medium()

    assert [parcel.message for parcel in scripted.given] == 2 * [bytes(row.message)]


def test_only_what_is_refused_is_handed_over_again_and_by_its_agency_alone(
    tender: Tender, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = read(tender)
    meet(monkeypatch, Answer(Standing.REFUSED), TAKEN)

    with pytest.raises(handing.HandoverRefused):
        handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=tender.agency.actor)
    handing.ask_medium()
    for other in (make_agency("dongfang"), make_bidder("baiyun"), make_supervisor()):
        with pytest.raises(NoSuchTrade):
            handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=other.actor)

    handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=tender.agency.actor)


def test_an_answer_to_what_was_handed_over_before_counts_no_more(
    tender: Tender, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = read(tender)
    meet(monkeypatch, Answer(Standing.REFUSED))
    handing.ask_medium()

    class Slow:
        """While it looks the notice up, the agency hands it over again."""

        def hand_over(self, parcel: Parcel) -> Answer:
            MediumNotice.objects.filter(pk=row.pk).update(standing=Standing.REFUSED)
            handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=tender.agency.actor)
            return Answer(Standing.REFUSED, reason="of the first time")

    handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=tender.agency.actor)
    monkeypatch.setattr(handing, "designated", Slow)

    assert handing.ask_medium() == 0
    row.refresh_from_db()
    assert (row.standing, row.trouble) == (Standing.WAITING, "")


def test_another_content_than_ours_is_shown_to_nobody_as_the_same(
    tender: Tender, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = read(tender)
    meet(monkeypatch, Answer(Standing.DIFFERENT, "", "https://medium.example/1", database_time()))

    handing.ask_medium()

    assert elsewhere(tender.trade.pk, row.seq) is None
    assert troubled(make_supervisor().actor, database_time()) == 1


# --- who sees what --------------------------------------------------------------------------------------------------


def test_a_supervisor_sees_what_is_overdue_in_front_and_an_agency_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (world.announce_tender(make_agency(who), title=who) for who in ("anshan", "dongfang"))
    old, new = read(first), read(second)
    meet(monkeypatch, TAKEN)
    handing.ask_medium()
    now = database_time()
    MediumNotice.objects.filter(pk=old.pk).update(due_at=now)

    lines = watched_handovers(make_supervisor().actor, now)

    assert [(line.number, line.overdue) for line in lines] == [(old.number, True), (new.number, False)]
    assert [line.number for line in own_handovers(second.agency.actor, now)] == [new.number]
    assert (troubled(first.agency.actor, now), troubled(second.agency.actor, now)) == (1, 0)
    assert own_handovers(make_bidder("baiyun").actor, now) == []
    with pytest.raises(SupervisorsOnly):
        watched_handovers(first.agency.actor, now)


def test_of_an_erased_trade_nothing_is_kept_for_the_medium(tender: Tender, folder: Path) -> None:
    row = read(tender)
    handing.ask_medium()
    answer_next(database_time())
    assert len(list(folder.glob("*/*.json"))) == 2
    announced, trade = row.entry, tender.trade

    handing.forget_erased(announced)

    assert not MediumNotice.objects.filter(trade=trade).exists() and not list(folder.glob("*/*.json"))
    trade.erased_at = database_time()
    trade.save(update_fields=["erased_at"])
    handing.note(Entry.objects.get(pk=announced.pk))
    assert not MediumNotice.objects.filter(trade=trade).exists()


# --- a medium that is a folder --------------------------------------------------------------------------------------


def test_a_gateway_takes_notices_from_a_folder_and_puts_answers_back(tender: Tender, folder: Path) -> None:
    row = read(tender)
    handing.ask_medium()

    out = folder / "out" / f"{row.number}.json"
    assert out.read_bytes() == bytes(row.message)
    assert out.stat().st_mode & 0o777 == 0o600
    assert answer_next(database_time()) == 1
    assert answer_next(database_time()) == 0
    later(row)
    assert handing.ask_medium() == 1
    assert elsewhere(tender.trade.pk, row.seq) is not None


def test_a_refusal_in_the_folder_counts_no_more_once_it_is_handed_over_again(folder: Path) -> None:
    tender = stages.bring_to(Stage.TERMINATED, stages.Cast.gather())
    row = read(tender)
    handing.ask_medium()
    answer_next(database_time())
    later(row)
    handing.ask_medium()
    row.refresh_from_db()
    assert (row.standing, row.trouble) == (Standing.REFUSED, COMPLAINT)

    handing.hand_over_again(trade_id=tender.trade.pk, seq=row.seq, by=tender.agency.actor)
    handing.ask_medium()
    answer_next(database_time())
    later(row)
    handing.ask_medium()

    row.refresh_from_db()
    assert row.standing == Standing.PUBLISHED


def test_what_is_gone_from_the_folder_is_written_again(tender: Tender, folder: Path) -> None:
    row = read(tender)
    handing.ask_medium()
    out = folder / "out" / f"{row.number}.json"
    out.unlink()
    later(row)

    assert handing.ask_medium() == 0

    assert out.read_bytes() == bytes(row.message)


@pytest.mark.parametrize("rubbish", [b"", b"not json", b'{"status": "maybe"}'])
def test_rubbish_in_the_folder_is_trouble_and_not_news(tender: Tender, folder: Path, rubbish: bytes) -> None:
    row = read(tender)
    handing.ask_medium()
    (folder / "in" / f"{row.number}.json").write_bytes(rubbish)
    later(row)

    assert handing.ask_medium() == 0
    row.refresh_from_db()
    assert row.standing == Standing.TAKEN and row.trouble


def test_a_folder_that_cannot_be_written_is_a_medium_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotReached):
        FolderMedium(tmp_path / "file").hand_over(Parcel("A-0001", b"{}", database_time()))
