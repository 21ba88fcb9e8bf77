"""TR 56: a second look that takes too long is withdrawn, and then holds nothing and is no ground."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import verify
from experts.services.seating import EvaluationRefused
from tests.support import awards, looks
from tests.support.cast import Person, make_agency, make_supervisor
from tests.support.committee import Committee
from tests.support.looks import said, the_look
from trading.domain.award import FallGround
from trading.domain.second_looks import WITHDRAWN, read_withdrawn
from trading.models import Entry, SecondLookResult
from trading.selectors.awards import is_unable, open_looks
from trading.selectors.trades import NoSuchLot
from trading.services.awarding import AwardRefused
from trading.services.disputing import object_to_candidates
from trading.services.second_looks import LookRefused, withdraw_second_look


def test_a_look_that_is_withdrawn_holds_nothing_and_is_no_ground(asked: Committee) -> None:
    look = the_look()
    for member in range(2):
        looks.vote(asked, look, member, able=False)

    looks.withdraw(asked.tender, look)

    with pytest.raises(EvaluationRefused, match="撤回"):
        looks.vote(asked, look, 2, able=False)
    assert not SecondLookResult.objects.exists()
    with pytest.raises(AwardRefused, match="复核"):
        awards.award(asked.tender, rank=2, passed=[awards.passed(1, FallGround.UNABLE)])
    assert awards.award(asked.tender).rank == 1
    assert set(said(WITHDRAWN)) == {"look", "lot"} and read_withdrawn(said(WITHDRAWN)) == look.pk  # type: ignore[arg-type]
    assert [result.name for result in verify(bundle_of(asked.tender.trade)).failed] == []


def test_after_a_withdrawal_the_committee_may_be_asked_anew(asked: Committee) -> None:
    looks.withdraw(asked.tender, the_look())

    looks.decide(asked, looks.ask(asked.tender), able=False)

    assert is_unable(asked.tender.lot, 1)
    assert [result.name for result in verify(bundle_of(asked.tender.trade)).failed] == []


def test_a_look_is_withdrawn_by_its_agency_alone_once_with_a_reason_and_before_it_is_given(
    asked: Committee, baiyun: Person
) -> None:
    look = the_look()
    for stranger in (baiyun, asked.chair, make_agency("dongfang"), make_supervisor()):
        with pytest.raises(NoSuchLot):
            withdraw_second_look(lot_id=asked.lot_id, look_id=look.pk, reason="不用了", by=stranger.actor)
    for reason in ("", " ", "冻" * 2001):
        with pytest.raises(LookRefused, match="理由"):
            looks.withdraw(asked.tender, look, reason)
    with pytest.raises(LookRefused, match="已经"):
        withdraw_second_look(lot_id=asked.lot_id, look_id=uuid4(), reason="不用了", by=asked.tender.agency.actor)
    assert not Entry.objects.filter(type=WITHDRAWN).exists()

    looks.withdraw(asked.tender, look)

    with pytest.raises(LookRefused, match="已经"):
        looks.withdraw(asked.tender, look)
    again = looks.ask(asked.tender)
    looks.decide(asked, again, able=True)
    with pytest.raises(LookRefused, match="已经"):
        looks.withdraw(asked.tender, again)


def test_nothing_is_withdrawn_while_the_lot_is_stopped(asked: Committee, stop: Callable[[], None]) -> None:
    stop()

    with pytest.raises(LookRefused, match="责令暂停"):
        looks.withdraw(asked.tender, the_look())


def test_a_look_may_be_withdrawn_while_an_objection_waits(shown: Committee, baiyun: Person) -> None:
    look = looks.ask(shown.tender)
    object_to_candidates(lot_id=shown.lot_id, text="业绩不实。", by=baiyun.actor)

    looks.withdraw(shown.tender, look)

    assert shown.tender.stage == "disputed" and not open_looks(shown.tender.lot)
