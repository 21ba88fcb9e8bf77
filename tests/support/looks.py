"""Second looks at candidates (TR 56), asked for and given through the services."""

from experts.services.second_looks import vote_on_look
from tests.support import world
from tests.support.committee import Committee
from tests.support.world import Tender
from trading.models import SecondLook
from trading.services.second_looks import ask_second_look

REASON = "该候选人的银行账户已被冻结，并被列为被执行人。"
UNABLE = "流动资金已不足以按期组织施工。"


def ask(tender: Tender, rank: int = 1, reason: str = REASON) -> SecondLook:
    look = ask_second_look(lot_id=tender.lot_id, rank=rank, reason=reason, by=tender.agency.actor)
    world.place_news(tender)
    return look


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
