"""A committee at work: five members, seated by the platform, who evaluate through the services that people use."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from stdnum.cn import uscc

from experts.domain.committee import Seat
from experts.models import CommitteeSeat, EvaluationReport
from experts.selectors.evaluating import bids_of, sitting_of, valid_bids
from experts.services import evaluating, reporting, scoring, seating
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.actors import PLATFORM, Actor, Role
from trading.domain.evaluation_results import EvaluationResult
from trading.domain.scheme_terms import FactorTerms, PriceTerms, SchemeTerms
from trading.domain.scoring_methods import PriceFormula, ScoringMethod, TieBreak
from trading.models import Membership, Organisation, User

TIES = (TieBreak.LOWER_PRICE, TieBreak.LOT)
PRICE = PriceTerms(Decimal(40), Decimal(1), Decimal("0.5"), trim_high=1, trim_low=1, trim_from=5)
SCHEME = SchemeTerms(
    ScoringMethod.COMPREHENSIVE,
    TIES,
    (
        FactorTerms("f1", "施工方案与技术措施", Decimal(35), "针对性、完整性"),
        FactorTerms("f2", "项目管理机构", Decimal(25), "人员与业绩"),
    ),
    PriceFormula.BENCHMARK,
    PRICE,
)
LOWEST = SchemeTerms(ScoringMethod.LOWEST_EVALUATED_PRICE, TIES)
NAMES = ("wei", "xu", "yan", "zhao", "qian", "sun", "late")


@dataclass
class Committee:
    """Wei, Xu, Yan and Zhao are experts, Qian represents the tenderer; Wei chairs."""

    tender: Tender
    members: list[Person]
    seats: dict[str, CommitteeSeat] = field(default_factory=dict)

    def copy(self) -> "Committee":
        """The same committee in other hands."""
        seats = {name: copy(seat) for name, seat in self.seats.items()}
        return Committee(self.tender.copy(), list(self.members), seats)

    @property
    def chair(self) -> Person:
        return self.members[0]

    @property
    def lot_id(self) -> UUID:
        return self.tender.lot_id

    def bid_of(self, bidder: Person) -> str:
        return self.tender.sealed[bidder.party].signed.hash


def expert(name: str) -> Person:
    """An expert with an account, in an organisation of its own."""
    user, _ = User.objects.get_or_create(username=name, defaults={"full_name": f"评委{name.capitalize()}"})
    body = f"91210102MA9{NAMES.index(name):06d}"
    organisation, _ = Organisation.objects.get_or_create(
        uscc=body + uscc.calc_check_digit(body), defaults={"name": f"{name}研究院"}
    )
    Membership.objects.get_or_create(user=user, organisation=organisation, role=Role.EXPERT.value)
    return Person(user, Actor(user.pk, organisation.pk, organisation.uscc, organisation.name, Role.EXPERT))


def seated(tender: Tender, names: Iterable[str] = NAMES[:5]) -> Committee:
    """The seats are taken; nobody has promised anything."""
    committee = Committee(tender, [expert(name) for name in names])
    for place, member in enumerate(committee.members):
        kind = Seat.REPRESENTATIVE if place == 4 else Seat.EXPERT
        row = seating.seat_member(lot_id=tender.lot_id, user_id=member.user.pk, kind=kind, by=PLATFORM)
        committee.seats[member.user.username] = row
    return committee


def promised(tender: Tender) -> Committee:
    """All have promised."""
    return promise(seated(tender))


def promise(committee: Committee) -> Committee:
    """The members of a committee that sits promise."""
    for member in committee.members:
        seating.undertake(lot_id=committee.lot_id, by=member.actor)
    return committee


def started(tender: Tender) -> Committee:
    """All have promised, the evaluation has begun, Wei chairs."""
    committee = promised(tender)
    evaluating.start_evaluation(lot_id=tender.lot_id, by=committee.chair.actor)
    for member in committee.members[:3]:
        seat = committee.seats[committee.chair.user.username]
        seating.vote_chair(lot_id=tender.lot_id, seat_id=seat.pk, by=member.actor)
    return committee


def reviewed(tender: Tender) -> Committee:
    """The preliminary review is over and rejected nobody."""
    return review(started(tender))


def review(committee: Committee) -> Committee:
    """The review of a committee that has started ends so."""
    evaluating.close_review(lot_id=committee.lot_id, by=committee.chair.actor)
    return committee


def reject(committee: Committee, bidder: Person, ground: str = "not_responsive", votes: int = 3) -> None:
    for member in committee.members[:votes]:
        evaluating.cast_ballot(
            lot_id=committee.lot_id,
            bid=committee.bid_of(bidder),
            ground=ground,
            reason="缺少施工组织设计。",
            by=member.actor,
        )


def score(committee: Committee, member: Person, points: Mapping[str, str]) -> None:
    """The member gives every valid bid these points, less one for each bid after the first, and locks its sheet."""
    sitting = sitting_of(member.actor, committee.lot_id)
    assert sitting.evaluation is not None
    for number, bid in enumerate(valid_bids(sitting.evaluation, bids_of(sitting.lot)).values()):
        given = {key: str(Decimal(value) - number) for key, value in points.items()}
        scoring.save_row(lot_id=committee.lot_id, bid=bid.bid, points=given, reasons={}, by=member.actor)
    scoring.lock_sheet(lot_id=committee.lot_id, by=member.actor)


def score_alike(committee: Committee, member: Person, points: Mapping[str, str]) -> None:
    """The member gives every valid bid the same points, and locks its sheet."""
    sitting = sitting_of(member.actor, committee.lot_id)
    assert sitting.evaluation is not None
    for bid in valid_bids(sitting.evaluation, bids_of(sitting.lot)).values():
        scoring.save_row(lot_id=committee.lot_id, bid=bid.bid, points=points, reasons={}, by=member.actor)
    scoring.lock_sheet(lot_id=committee.lot_id, by=member.actor)


def scored(tender: Tender) -> Committee:
    """All sheets are locked; each member was a little harder than the one before it."""
    return score_all(reviewed(tender))


def score_all(committee: Committee) -> Committee:
    """The members of a committee that has reviewed score so."""
    for number, member in enumerate(committee.members):
        score(committee, member, {"f1": str(30 - number), "f2": str(20 - number)})
    return committee


def replace(committee: Committee, name: str, by: Person) -> None:
    """The platform gives the member's seat to somebody else (TR 48)."""
    seat = committee.seats.pop(name)
    new = seating.replace_member(seat_id=seat.pk, user_id=by.user.pk, cause="illness", reason="住院", by=PLATFORM)
    committee.seats[by.user.username] = new


def signed(committee: Committee) -> EvaluationReport:
    """The report is drawn up, and all have signed it."""
    report = reporting.draw_up_report(lot_id=committee.lot_id, by=committee.chair.actor)
    for member in committee.members:
        reporting.sign_report(lot_id=committee.lot_id, report_hash=report.hash, by=member.actor)
    return report


def reported(tender: Tender) -> EvaluationResult:
    """A lot whose record is published becomes EVALUATED, as it would in life."""
    return report(scored(tender))


def report(committee: Committee) -> EvaluationResult:
    """A committee that has scored signs its report and hands it over."""
    signed(committee)
    result = reporting.hand_over_report(lot_id=committee.lot_id, by=committee.chair.actor)
    world.place_news(committee.tender)
    return result
