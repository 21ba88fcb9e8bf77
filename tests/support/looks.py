"""Second looks at candidates (TR 56), asked for and given through the services."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from experts.services.second_looks import vote_on_look
from tests.support import world
from tests.support.committee import Committee
from tests.support.world import Tender
from trading.models import Entry, SecondLook, SecondLookWithdrawal
from trading.services.moments import moment_of
from trading.services.second_looks import ask_second_look, withdraw_second_look

REASON = "该候选人的银行账户已被冻结，并被列为被执行人。"
UNABLE = "流动资金已不足以按期组织施工。"


WITHDRAWN = "该候选人的账户已经解除冻结，执行案件已经结案。"
DAY = timedelta(days=1)


def ask(tender: Tender, rank: int = 1, reason: str = REASON, within: timedelta = 2 * DAY) -> SecondLook:
    """The agency asks, and wants the answer within this time from now."""
    by, until = tender.agency.actor, moment_of(tender.trade).at + within
    look = ask_second_look(lot_id=tender.lot_id, rank=rank, reason=reason, answer_by=until, by=by)
    world.place_news(tender)
    return look


def withdraw(tender: Tender, look: SecondLook, reason: str = WITHDRAWN) -> SecondLookWithdrawal:
    by = tender.agency.actor
    withdrawal = withdraw_second_look(lot_id=tender.lot_id, look_id=look.pk, reason=reason, by=by)
    world.place_news(tender)
    return withdrawal


def vote(committee: Committee, look: SecondLook, member: int, *, able: bool, reason: str | None = None) -> None:
    """The member of this place says so."""
    said = ("" if able else UNABLE) if reason is None else reason
    by = committee.members[member].actor
    vote_on_look(lot_id=committee.lot_id, look_id=look.pk, able=able, reason=said, by=by)
    world.place_news(committee.tender)


def decide(committee: Committee, look: SecondLook, *, able: bool) -> None:
    """Three of five are of one mind."""
    for member in range(3):
        vote(committee, look, member, able=able)


def the_look() -> SecondLook:
    return SecondLook.objects.latest("at")


def said(type_: str) -> Mapping[str, Any]:
    body: Mapping[str, Any] = Entry.objects.select_related("content").filter(type=type_).latest("order").content.body
    return body
