"""Members are told that their committee is wanted once more (TR 56), each once, and nobody else learns who they are."""

import json
from pathlib import Path

import pytest

from experts.models import Contact, Expert, LookNotice
from experts.selectors.sealing import seal
from experts.services import notifying, reminding
from experts.services.forgetting import forget_messages
from experts.services.notifying import NotSent, Outbox, Reminder
from experts.services.reminding import UNREACHABLE, message_key, remind_members
from tests.support import awards, looks, world
from tests.support import committee as at_work
from tests.support.cast import Person
from tests.support.committee import Committee
from tests.support.experts import make_experts
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.canonical import at_text
from trading.models import SecondLook


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=at_work.SCHEME)


@standing
def shown(opened: Tender) -> Committee:
    """A committee has evaluated. Two of its experts are in the pool, and its representative has an address."""
    committee = at_work.scored(opened)
    at_work.report(committee)
    awards.show(opened)
    for member, expert in zip(committee.members[:2], make_experts(2), strict=True):
        Expert.objects.filter(pk=expert.pk).update(user=member.user)
        how = {"name": member.user.full_name, "phone": "13800000000", "email": ""}
        Contact.objects.create(expert=expert, sealed=seal(how), hash="0" * 64)
    representative = committee.members[4].user
    representative.email = "representative@anshan.example"
    representative.save(update_fields=["email"])
    return committee


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reminding, "notifier", lambda: Outbox(tmp_path / "outbox"))
    return tmp_path / "outbox"


def messages(outbox: Path) -> dict[str, dict[str, str]]:
    return {path.stem: json.loads(path.read_bytes()) for path in outbox.glob("*.json")}


def test_whoever_can_be_reached_is_told_once_and_by_when(shown: Committee, outbox: Path) -> None:
    assert remind_members() == 0
    look = looks.ask(shown.tender)

    assert remind_members() == 3
    assert remind_members() == 0

    told = messages(outbox)
    assert {each["name"] for each in told.values()} == {shown.members[at].user.full_name for at in (0, 1, 4)}
    assert look.answer_by is not None
    assert {each["log_in_by"] for each in told.values()} == {at_text(look.answer_by)}
    assert LookNotice.objects.filter(receipt=UNREACHABLE).count() == 2


def test_a_message_says_neither_of_which_trade_nor_what_is_asked(shown: Committee, outbox: Path) -> None:
    looks.ask(shown.tender)
    remind_members()

    for message in messages(outbox).values():
        assert set(message) == {"email", "key", "log_in_by", "name", "phone"}
        assert not any(secret in json.dumps(message) for secret in (looks.REASON, str(shown.lot_id)))


def test_a_notifier_that_is_away_gets_it_again(shown: Committee, outbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks.ask(shown.tender)

    class Away:
        def send(self, notice: object) -> str:
            raise NotSent

    monkeypatch.setattr(reminding, "notifier", Away)
    assert remind_members() == 0
    monkeypatch.setattr(reminding, "notifier", lambda: Outbox(outbox))

    assert remind_members() == 3


def test_what_was_sent_before_the_row_was_written_is_not_sent_again(shown: Committee, outbox: Path) -> None:
    look = looks.ask(shown.tender)
    member = shown.members[4]
    key = message_key(look.pk, shown.seats[member.user.username].pk)
    assert look.answer_by is not None
    first = Outbox(outbox).send(Reminder(key, member.user.full_name, "", member.user.email, look.answer_by))

    remind_members()

    assert LookNotice.objects.get(pk=key).receipt == first


def test_nobody_is_told_of_a_look_that_is_over(shown: Committee, outbox: Path) -> None:
    looks.withdraw(shown.tender, looks.ask(shown.tender))
    looks.decide(shown, looks.ask(shown.tender), able=True)

    assert remind_members() == 0 and not messages(outbox)
    assert SecondLook.objects.count() == 2


def test_what_no_gateway_took_goes_with_the_trade(
    shown: Committee, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(reminding, "notifier", notifying.notifier)
    looks.ask(shown.tender)
    remind_members()

    assert forget_messages(shown.tender.trade.pk) == 3
    assert not messages(tmp_path / "outbox")
