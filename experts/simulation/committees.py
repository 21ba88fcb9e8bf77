"""A simulated committee, from the request over the draw to the report, through the services that people use."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from bidding.simulation.cast import DECLINING, MEMBER, PASSWORD
from experts.domain.committees import Reply, RequestDraft
from experts.domain.draw import Purpose
from experts.domain.eligibility import Group, Span
from experts.domain.nonces import Party
from experts.models import Call, CommitteeRequest, Draw, Expert
from experts.selectors.coefficients import newest_draw
from experts.selectors.draws import progress_of
from experts.selectors.evaluating import bids_of, sitting_of, terms_of, valid_bids
from experts.selectors.reviewing import applications_of
from experts.selectors.sealing import unseal
from experts.selectors.seats import committee_of
from experts.selectors.second_looks import looks_in_hand
from experts.services import drawing, evaluating, reporting, reviewing, scoring, seating
from experts.services.answering import answer_call
from experts.services.calling import call_experts
from experts.services.convening import convene
from experts.services.draw_platform import advance_draws
from experts.services.requesting import request_committee
from experts.services.second_looks import vote_on_look
from experts.simulation.draw_parties import DrawingParty
from trading.domain.actors import Actor
from trading.models import Lot, PendingEntry, User
from trading.selectors.actors import actor_for
from trading.services.readers import read_on
from trading.services.sequencing import sequence_entries, sign_tree_head

GROUPS = (Group(1, ("A08",), 3), Group(2, ("A06",), 1))
"""Three experts of works and one of costs; with the tenderer's representative they are five."""

CALLS_BEFORE = timedelta(hours=24)
MEMBERS = 5
PATIENCE = 200
BETWEEN_LOOKS_SECONDS = 0.05
Found = TypeVar("Found")
HOURS_OF_WORK = timedelta(hours=8)


def ask_for(lot: Lot, representative: str, place: str, *, by: Actor) -> CommitteeRequest:
    """The agency asks for five, to work on the day after the opening."""
    assert lot.deadline is not None
    start = lot.deadline + timedelta(hours=4)
    draft = RequestDraft(
        GROUPS, (representative,), lot.trade.region[:4], Span(start, start + HOURS_OF_WORK), place, CALLS_BEFORE
    )
    return request_committee(lot_id=lot.pk, draft=draft, by=by)


def draw(request: CommitteeRequest, agency: Actor, supervisor: Actor) -> None:
    """Calls are due: the list is frozen, three parties draw, and the first in the order are called."""
    _call()
    _play(_wait_for(lambda: drawing.draw_of(request)), agency, supervisor)
    _wait_for(lambda: _waiting(request).exists())


def draw_coefficient(lot: Lot, agency: Actor, supervisor: Actor) -> None:
    """The opening has started: the candidates of the notice are frozen, and three parties draw one."""

    def frozen() -> Draw | None:
        read_on()
        place_news()
        return newest_draw(lot, Purpose.COEFFICIENT)

    _play(_wait_for(frozen), agency, supervisor)


def _play(drawn: Draw, agency: Actor, supervisor: Actor) -> None:
    parties = (DrawingParty(agency, Party.AGENCY), DrawingParty(supervisor, Party.SUPERVISOR))
    while progress_of(drawn).seed is None:
        for party in parties:
            party.act(drawn.pk)
        advance_draws()
        place_news()


def accept(request: CommitteeRequest, *, declining: int = 1) -> None:
    """So many decline, everybody else who is called accepts; whoever has no account yet is given one."""
    while waiting := list(_waiting(request)):
        for call in waiting:
            reply = Reply.DECLINED if declining > 0 else Reply.ACCEPTED
            declining -= 1
            by = account_of(UUID(unseal(call.sealed)["expert"]), MEMBER if reply is Reply.ACCEPTED else DECLINING)
            answer_call(call_id=call.pk, reply=reply, declared=reply is Reply.ACCEPTED, by=by)
        _wait_for(lambda: _is_formed(request) or _waiting(request).exists())


def account_of(expert_id: UUID, named: str) -> Actor:
    """The expert's account; a new one is `named` so and numbered, so that a visitor finds those who sit."""
    expert = Expert.objects.get(pk=expert_id)
    if expert.user_id is None:
        number = 1 + User.objects.filter(username__startswith=named).count()
        user = User(username=f"{named}{number}", full_name=expert.name)
        user.set_password(PASSWORD)
        user.save()
        Expert.objects.filter(pk=expert.pk).update(user=user)
        expert.user = user
    assert expert.user is not None
    return actor_for(expert.user)


@dataclass(frozen=True)
class Committee:
    """Whoever sits for a lot; the first chairs."""

    lot: Lot
    members: Sequence[Actor]

    @classmethod
    def of(cls, lot: Lot) -> "Committee":
        """Seats whoever accepted."""
        _wait_for(lambda: convene() or len(committee_of(lot)) == MEMBERS)
        users = User.objects.in_bulk([member.user_id for member in committee_of(lot)])
        return cls(lot, [actor_for(users[member.user_id]) for member in committee_of(lot)])

    def promise(self) -> None:
        for member in self.members:
            seating.undertake(lot_id=self.lot.pk, by=member)

    def review(self, *, but: int = 0) -> None:
        """All promise, and decide about each application, the last `but` not yet; the last applicant does not pass."""
        self.promise()
        *passing, failing = applications_of(self.lot)
        for member in self.members[: len(self.members) - but]:
            for row in passing:
                reviewing.cast_review(lot_id=self.lot.pk, bid=row.hash, passed=True, reason="", by=member)
            reviewing.cast_review(
                lot_id=self.lot.pk, bid=failing.hash, passed=False, reason="同类业绩不满足资格预审文件要求。", by=member
            )

    def conclude(self) -> None:
        reviewing.conclude_review(lot_id=self.lot.pk, by=self.members[0])

    def begin(self) -> None:
        """All promise; the chair is elected, and the review finds nothing against any bid."""
        self.promise()
        evaluating.start_evaluation(lot_id=self.lot.pk, by=self.members[0])
        chair = sitting_of(self.members[0], self.lot.pk).member.seat
        for member in self.members[:3]:
            seating.vote_chair(lot_id=self.lot.pk, seat_id=chair, by=member)
        evaluating.close_review(lot_id=self.lot.pk, by=self.members[0])

    def score(self, *, but: int = 0) -> None:
        """Each member gives its points and locks its sheet; the last `but` have not begun."""
        for number, member in enumerate(self.members[: len(self.members) - but]):
            self._score(member, number)

    def report(self) -> None:
        drawn_up = reporting.draw_up_report(lot_id=self.lot.pk, by=self.members[0])
        for member in self.members:
            reporting.sign_report(lot_id=self.lot.pk, report_hash=drawn_up.hash, by=member)
        reporting.hand_over_report(lot_id=self.lot.pk, by=self.members[0])

    def confirm(self, *, but: int = 0) -> None:
        """Members say that the candidate can still perform, until it is decided; the last `but` do not answer."""
        for member in self.members[: len(self.members) - but]:
            for look in looks_in_hand([self.lot]).values():
                vote_on_look(lot_id=self.lot.pk, look_id=look.pk, able=True, reason="", by=member)
        place_news()

    def _score(self, member: Actor, severity: int) -> None:
        sitting = sitting_of(member, self.lot.pk)
        assert sitting.evaluation is not None
        factors = terms_of(self.lot).factors
        for place, bid in enumerate(valid_bids(sitting.evaluation, bids_of(self.lot)).values()):
            share = Decimal(90 - 2 * severity - 3 * place) / 100
            points = {factor.key: str((factor.most * share).quantize(Decimal("0.5"))) for factor in factors}
            scoring.save_row(lot_id=self.lot.pk, bid=bid.bid, points=points, reasons={}, by=member)
        scoring.lock_sheet(lot_id=self.lot.pk, by=member)


def _waiting(request: CommitteeRequest) -> QuerySet[Call]:
    """Who was told and has not answered."""
    return request.calls.filter(reply=None, notice__isnull=False).order_by("number")


def _is_formed(request: CommitteeRequest) -> bool:
    return CommitteeRequest.objects.filter(pk=request.pk, formed_at__isnull=False).exists()


def _wait_for(found: Callable[[], Found | None]) -> Found:
    """What the platform does as well, in its own process, may be in its hands just now: look again."""
    for _ in range(PATIENCE):
        if value := found():
            return value
        time.sleep(BETWEEN_LOOKS_SECONDS)
        _call()
    raise TimeoutError


def _call() -> None:
    while call_experts():
        place_news()
    place_news()


def place_news() -> None:
    """What happened gets its place in the log, here or in the process that leads."""
    while PendingEntry.objects.exists():
        sequence_entries()
    sign_tree_head()


def opens_calls(lot: Lot) -> datetime:
    assert lot.deadline is not None
    return lot.deadline - CALLS_BEFORE
