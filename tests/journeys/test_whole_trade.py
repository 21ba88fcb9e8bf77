"""One tender through everything: draft, sealed bids, opening, drawn committee, evaluation, award, contract, proof.

Whatever a person does is done in that person's own browser, on the pages of a running site; only clocks move from here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from experts.models import Call
from experts.selectors.sealing import unseal
from tests.journeys import people
from tests.journeys.casting import Cast, make_cast
from tests.journeys.committee_people import Member
from tests.journeys.trade_people import DAY, Agency, Bidder, Stranger, Supervisor
from tests.support.browsers import PATIENCE
from tests.support.cast import Person
from tests.support.sites import LiveSite
from trading.domain.periods import SHANGHAI, end_of
from trading.domain.schedule import Instant
from trading.models import CandidateDisplay, Lot
from trading.services.moments import moment_of
from trading.services.training import move_clock

Visitor: TypeAlias = Callable[..., Page]

TITLE = "浑南区滨河步道全程示范工程施工"
PRICES = {"baiyun": "5998000.00", "changhe": "6040665.58", "fuhe": "6254300.10"}
OPENING_HOUR = time(9, 30)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
POINTS = {"baiyun": (28, 20), "changhe": (33, 23), "fuhe": (27, 19)}
WINNER = "changhe"
HEARD = "据报该候选人公示期间被列为被执行人，请复核其资金状况。"
QUESTION, ANSWER = "请说明工期是否以日历天计。", "以日历天计，与投标函一致。"
PROVED = (
    *("committee", "draw_list", "draw_nonces", "draw_order", "draw_walk", "draw_names"),
    *("evaluations", "candidates", "awards", "contracts", "archives"),
)
KIN, KIN_REASON = "是投标人或者投标人主要负责人的近亲属", "表弟在其中一家任项目经理。"


@dataclass
class Whole:
    """The trade and its people, each before a browser."""

    site: LiveSite
    cast: Cast
    visitor: Visitor
    agency: Agency
    supervisor: Supervisor
    bidders: dict[str, Bidder]
    watcher: Page
    trade: UUID = field(init=False)
    lot: UUID = field(init=False)
    deadline: datetime = field(init=False)
    committee: list[Member] = field(default_factory=list)

    def wait_until(self, when: Instant | datetime) -> None:
        """The tender's own clock is put forward; everything else happens by itself."""

        def move() -> None:
            lot = Lot.objects.select_related("trade").get(pk=self.lot)
            least = moment_of(lot.trade).at + SECOND
            to = lot.schedule.instant(when) if isinstance(when, Instant) else when
            move_clock(trade_id=self.trade, to=max(to, least))

        self.site.do(move)

    def enter(self, person: Person) -> Member:
        """Somebody who may come to sit on the committee logs in."""
        return Member(people.log_in(self.visitor(), person), person.user.full_name, TITLE)

    def called(self, number: int) -> Person:
        """Whom the platform called as the n-th, which only the telephone knows; it may still be dialling."""

        def look() -> UUID | None:
            call = Call.objects.filter(number=number, notice__isnull=False).first()
            return None if call is None else UUID(unseal(call.sealed)["expert"])

        until = monotonic() + PATIENCE / 1000
        while (found := self.site.do(look)) is None:
            assert monotonic() < until, f"nobody was called as number {number}"
            self.watcher.wait_for_timeout(100)
        return self.cast.experts[found]


@pytest.fixture
def whole(live_site: LiveSite, visitor: Visitor) -> Whole:
    """People have accounts and have logged in; nothing is drafted."""
    cast = live_site.do(lambda: make_cast(PRICES))
    bidders = {
        name: Bidder(people.log_in(visitor(), person), person.actor.name, TITLE)
        for name, person in cast.bidders.items()
    }
    agency = Agency(people.log_in(visitor(), cast.agency), TITLE)
    supervisor = Supervisor(people.log_in(visitor(), cast.supervisor), TITLE)
    return Whole(live_site, cast, visitor, agency, supervisor, bidders, visitor())


def test_a_tender_goes_from_its_draft_to_a_signed_contract_and_a_stranger_verifies_all_of_it(
    whole: Whole, tmp_path: Path
) -> None:
    the_tender_is_announced(whole)
    everybody_bids(whole)
    a_committee_is_asked_for(whole)
    the_experts_are_drawn(whole)
    they_answer_in_the_drawn_order(whole)
    the_bids_are_opened(whole)
    a_member_steps_back_and_the_next_in_order_sits(whole)
    the_committee_reviews_and_asks(whole)
    each_scores_alone(whole)
    all_sign_the_report(whole)
    the_candidates_are_shown_and_the_first_is_looked_at_again(whole)
    the_first_wins(whole)
    the_contract_is_signed(whole)
    the_deposits_would_be_back_and_the_trade_is_archived(whole)
    a_stranger_verifies_all_of_it(whole, tmp_path)


# --- to the deadline ----------------------------------------------------------------------------------------------


def the_tender_is_announced(whole: Whole) -> None:
    offered = datetime.combine(datetime.now(SHANGHAI).date() + 2 * DAY, OPENING_HOUR, SHANGHAI)
    whole.deadline = offered + 30 * DAY
    whole.trade = whole.agency.announce(offered=offered, deadline=whole.deadline)
    whole.lot = whole.site.do(lambda: Lot.objects.get(trade_id=whole.trade).pk)


def everybody_bids(whole: Whole) -> None:
    """All three at the same time."""
    whole.wait_until(Instant.DOCUMENTS_FROM)
    for name, bidder in whole.bidders.items():
        bidder.seal(PRICES[name])
    for bidder in whole.bidders.values():
        bidder.receive()


# --- the committee ------------------------------------------------------------------------------------------------


def a_committee_is_asked_for(whole: Whole) -> None:
    """A room is booked by the real clock, the evaluation by the tender's own."""
    starts = datetime.now(SHANGHAI) + HOUR / 2
    whole.agency.book_room(whole.cast.room, starts=starts, ends=starts + 8 * HOUR)
    whole.agency.request_committee(
        begins=whole.deadline + HOUR, representative=whole.cast.representative.user.full_name, room=whole.cast.room
    )


def the_experts_are_drawn(whole: Whole) -> None:
    """A day before the opening: agency and supervisor in their browsers, the platform by itself."""
    whole.wait_until(whole.deadline - DAY)
    whole.supervisor.draw()
    whole.agency.draw()
    for page in (whole.supervisor.page, whole.agency.page):
        expect(page.locator("main").get_by_text("次序已定")).to_be_visible()


def they_answer_in_the_drawn_order(whole: Whole) -> None:
    """Four are called for four seats; all accept."""
    for number in (1, 2, 3, 4):
        expert = whole.enter(whole.called(number))
        expert.accept()
        whole.committee.append(expert)


# --- the opening --------------------------------------------------------------------------------------------------


def the_bids_are_opened(whole: Whole) -> None:
    """In the hall: all release, the agency publishes its key, prices appear at once, the record is confirmed."""
    for page in (whole.watcher, whole.agency.page, *(bidder.page for bidder in whole.bidders.values())):
        people.enter_hall(page, whole.lot)
    whole.wait_until(Instant.DEADLINE)
    for bidder in whole.bidders.values():
        bidder.open()
    whole.agency.publish_window_key()
    expect(whole.watcher.get_by_role("heading", name="3 家报价")).to_be_visible()
    whole.wait_until(Instant.OBJECTIONS_END)
    for bidder in whole.bidders.values():
        bidder.confirm_record()
    expect(whole.watcher.get_by_role("heading", name="开标记录已发布")).to_be_visible()


# --- the evaluation -----------------------------------------------------------------------------------------------


def a_member_steps_back_and_the_next_in_order_sits(whole: Whole) -> None:
    """Now that it sees who bids, the first says that it must not sit; the next of the order takes its seat."""
    whole.wait_until(whole.deadline + HOUR)
    kin, *others = whole.committee
    kin.come()
    kin.recuse(KIN, KIN_REASON)
    following = whole.enter(whole.called(5))
    following.accept()
    whole.committee = [following, *others, whole.enter(whole.cast.representative)]
    for member in whole.committee:
        member.come()
        member.promise()
    whole.supervisor.see_committee(called=5, left=1)


def the_committee_reviews_and_asks(whole: Whole) -> None:
    """Three of five elect the chair; one question is asked and answered; one voice against a bid rejects nothing."""
    chair, *others = whole.committee
    chair.begin()
    for member in (chair, *others[:2]):
        member.vote_for(chair.name)
    asked = whole.bidders["fuhe"]
    chair.ask(asked.name, QUESTION)
    asked.answer(QUESTION, ANSWER)
    others[0].would_reject(asked.name, "not_responsive", "工期的起算不明确。")
    chair.close_review()


def each_scores_alone(whole: Whole) -> None:
    """Every member a little harder than the one before it."""
    for place, member in enumerate(whole.committee):
        harder = Decimal(place) / 2
        member.score({whole.bidders[who].name: [str(each - harder) for each in given] for who, given in POINTS.items()})


def all_sign_the_report(whole: Whole) -> None:
    chair = whole.committee[0]
    chair.draw_up()
    for member in whole.committee:
        member.sign()
    chair.hand_over()
    expect(chair.page.locator("main table tbody tr").first).to_contain_text(whole.bidders[WINNER].name)


# --- the award ----------------------------------------------------------------------------------------------------


def the_candidates_are_shown_and_the_first_is_looked_at_again(whole: Whole) -> None:
    """What the agency has heard comes to nothing: three of five confirm that the candidate can perform."""
    winner = whole.bidders[WINNER].name
    whole.agency.show_candidates()
    whole.agency.ask_second_look(winner, HEARD)
    for member in whole.committee[:3]:
        member.confirm_candidate(winner, HEARD)
    whole.agency.see_confirmed(winner)


def the_first_wins(whole: Whole) -> None:
    until = whole.site.do(lambda: CandidateDisplay.objects.get(lot_id=whole.lot).until)
    whole.wait_until(end_of(until))
    whole.agency.award(whole.bidders[WINNER].name)


def the_contract_is_signed(whole: Whole) -> None:
    """The agency reports and offers; the winner signs with the key that has sealed its bid; the supervisor looks."""
    whole.agency.report()
    whole.agency.offer_contract()
    whole.bidders[WINNER].sign_contract()
    whole.supervisor.read_report(whole.bidders[WINNER].name)


# --- afterwards ---------------------------------------------------------------------------------------------------


def the_deposits_would_be_back_and_the_trade_is_archived(whole: Whole) -> None:
    until = whole.site.do(lambda: Lot.objects.get(pk=whole.lot).deposits_until)
    assert until is not None
    whole.wait_until(until)
    people.find_tender(whole.watcher, TITLE)
    people.watch_for(whole.watcher, whole.watcher.get_by_role("link", name="归档清单"))


def a_stranger_verifies_all_of_it(whole: Whole, folder: Path) -> None:
    stranger = Stranger(whole.watcher, TITLE)

    stranger.see_ranking(whole.bidders[WINNER].name)
    stranger.see_names([member.name for member in whole.committee[:-1]])
    found = stranger.verify(folder)

    assert {name: found[name] for name in PROVED} == dict.fromkeys(PROVED, "passed")
