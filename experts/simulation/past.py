"""What the demo world has behind it: a trade in every stage, each told once, through the services that people use.

Every trade is announced on its own training clock in the past and lived through to today, so that its dates are true.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings

from bidding.services import hall, opening
from bidding.services.reviewing import finish_review
from bidding.simulation.accounts import actor
from bidding.simulation.cast import AGENCY, BIDDERS, SUPERVISOR, Project
from bidding.simulation.direct import DirectBidder
from bidding.simulation.past_projects import IN_TROUBLE, PAST
from bidding.simulation.tenders import (
    DRAWN_SCHEME,
    NOTICE_BEFORE,
    SCHEME,
    TrainingTender,
    announce_draft,
    draft_tender,
)
from experts.simulation.committees import Committee, accept, ask_for, draw, draw_coefficient, opens_calls, place_news
from trading.domain.actors import Actor
from trading.domain.award_days import display_until, look_until
from trading.domain.awarded import Signing
from trading.domain.facts import TerminationCause
from trading.domain.periods import end_of
from trading.domain.schedule import Instant
from trading.domain.scheme_terms import SchemeTerms
from trading.domain.statements import sign
from trading.models import CandidateDisplay, Lot
from trading.selectors.calendar import working_calendar
from trading.selectors.schemes import scheme_of
from trading.services.award_reporting import report_award
from trading.services.awarding import award_lot
from trading.services.candidates import DisplayDraft, show_candidates
from trading.services.clock import tick
from trading.services.contracting import ContractDraft, offer_contract, sign_contract, terms_of
from trading.services.disputing import object_to_candidates
from trading.services.moments import database_time, moment_of
from trading.services.objecting import object_to_documents
from trading.services.papers import PaperDraft
from trading.services.second_looks import ask_second_look
from trading.services.stopping import order_stop
from trading.services.terminating import terminate_trade
from trading.services.training import move_clock

log = structlog.get_logger(__name__)

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
SECOND: Final = timedelta(seconds=1)
APPLICATIONS_BEFORE: Final = timedelta(days=14)
OFFER: Final = timedelta(days=7)
REPRESENTATIVE: Final = AGENCY.full_name
STATED: Final = {
    "certificate": "D221012345",
    "project_manager": "李四",
    "qualification": "市政公用工程施工总承包二级",
    "safety_licence": "(辽)JZ安许证字[2024]000123",
    "similar_works": "青年大街步道改造，2024 年",
}


@dataclass
class PastTender:
    """A trade on its way from its announcement to today, with the secrets of those who play in it."""

    project: Project
    made: TrainingTender
    agency: Actor
    bidders: list[DirectBidder] = field(default_factory=list)

    @property
    def lot(self) -> Lot:
        return Lot.objects.select_related("trade__agency").get(pk=self.made.lot)

    @property
    def now(self) -> datetime:
        return moment_of(self.lot.trade).at

    def until(self, moment: datetime) -> None:
        """Time passes, at least a second of it, and what is due is done."""
        move_clock(trade_id=self.made.trade, to=max(moment, self.now + SECOND))
        place_news()
        tick()
        place_news()

    def let_bid(self, number: int) -> None:
        """The first of the demo's bidders bid, each a little below the one before it."""
        ceiling = self.lot.ceiling
        assert ceiling is not None
        for place, player in enumerate(BIDDERS[:number]):
            bidder = DirectBidder(actor(player))
            bidder.register_key()
            price = ceiling * (Decimal("0.968") - Decimal("0.0113") * place)
            items = {"price": f"{price:.2f}", "duration": "300", "quality": "合格", "project_manager": player.full_name}
            bidder.submit(self.lot, items)
            self.bidders.append(bidder)
        place_news()

    def let_apply(self, number: int) -> None:
        for player in BIDDERS[:number]:
            bidder = DirectBidder(actor(player))
            bidder.register_key()
            bidder.apply(self.lot, STATED | {"project_manager": player.full_name})
            self.bidders.append(bidder)
        place_news()

    def open(self) -> None:
        """From the deadline to the record: everybody comes, and everybody confirms."""
        self.until(self.made.deadline)
        terms = scheme_of(self.lot.trade)
        if terms is not None and terms.drawn is not None:
            draw_coefficient(self.lot, self.agency, actor(SUPERVISOR))
        for bidder in self.bidders:
            bidder.release(self.lot)
        opening.close_complete_windows()
        opening.publish_window_key(lot_id=self.made.lot, identity=self.made.window.text, by=self.agency)
        self.until(self.lot.schedule.instant(Instant.OBJECTIONS_END))
        for bidder in self.bidders:
            bidder.confirm(self.lot)
        if not hall.close_complete_confirmations():
            self.until(self.lot.schedule.instant(Instant.CONFIRMATION_END))
        place_news()

    def open_with_committee(self) -> Committee:
        """A committee is asked for and drawn before the deadline, and sits when the record is published."""
        request = ask_for(self.lot, REPRESENTATIVE, "第三评标室", by=self.agency)
        self.until(opens_calls(self.lot))
        draw(request, self.agency, actor(SUPERVISOR))
        accept(request)
        self.open()
        committee = Committee.of(self.lot)
        self.until(self.now + HOUR)
        committee.begin()
        return committee

    def reviewed_by_committee(self) -> Committee:
        """A committee is asked for and drawn before applications are due, and sits then."""
        request = ask_for(self.lot, REPRESENTATIVE, "第二评标室", by=self.agency)
        self.until(opens_calls(self.lot))
        draw(request, self.agency, actor(SUPERVISOR))
        accept(request)
        self.until(self.made.deadline)
        return Committee.of(self.lot)

    def evaluate(self) -> None:
        committee = self.open_with_committee()
        self.until(self.now + 2 * HOUR)
        committee.score()
        self.until(self.now + HOUR)
        committee.report()
        place_news()

    def show(self, *, days: int) -> None:
        """The candidates are shown from the next day on, for so many days and for as many as the law asks."""
        self.until(self.now + DAY)
        lawful = display_until(self.lot.trade.spec, self.now, working_calendar())
        assert lawful is not None
        qualified = dict.fromkeys((1, 2, 3), "资质满足招标文件要求，项目负责人为一级注册建造师，同类业绩两项。")
        draft = DisplayDraft(
            max(lawful.day, (self.now + days * DAY).date()),
            qualified,
            "综合评估法，技术与管理 60 分，报价 40 分。",
            "公示期内向招标人书面提出。",
        )
        show_candidates(lot_id=self.made.lot, draft=draft, by=self.agency)
        place_news()

    def look_again(self) -> None:
        """The first candidate's means may have changed: the committee is asked whether it can still perform."""
        until = look_until(self.now, working_calendar())
        ask_second_look(lot_id=self.made.lot, rank=1, reason=IN_TROUBLE, answer_by=until, by=self.agency)
        place_news()

    def award(self) -> None:
        self.until(end_of(CandidateDisplay.objects.get(lot=self.made.lot).until) + HOUR)
        award_lot(lot_id=self.made.lot, rank=1, by=self.agency)
        place_news()

    def offer(self) -> None:
        self.until(self.now + DAY)
        report_award(lot_id=self.made.lot, by=self.agency)
        awarded = self.lot.awards.latest("number").entry.content.body
        paper = PaperDraft("施工合同.md", "text/markdown", [f"# 施工合同\n\n{self.project.title}\n".encode()])
        offer_contract(lot_id=self.made.lot, draft=ContractDraft(paper, awarded["items"]), by=self.agency)
        place_news()

    def sign(self) -> None:
        """The winner signs what was put before it."""
        self.until(self.now + 2 * DAY)
        award = self.lot.awards.select_related("organisation").latest("number")
        text = award.contract_texts.latest("pk")
        winner = next(bidder for bidder in self.bidders if bidder.party == award.organisation.uscc)
        signing = Signing(self.made.trade, self.made.lot, winner.party, text.sha256, terms_of(text))
        statement = sign(signing.statement(), winner.key).bytes
        sign_contract(lot_id=self.made.lot, statement=statement, by=winner.actor)
        place_news()


# --- the stories --------------------------------------------------------------------------------------------------


def _today(tender: PastTender) -> None:
    tender.until(database_time())


def _bidding(tender: PastTender) -> None:
    _today(tender)
    tender.let_bid(2)


def _suspended(tender: PastTender) -> None:
    _today(tender)
    text = "评分标准中“同类业绩”的口径不明确，请明确是否包含养护工程。"
    object_to_documents(trade_id=tender.made.trade, text=text, by=actor(BIDDERS[0]))


def _stopped(tender: PastTender) -> None:
    tender.let_bid(3)
    _today(tender)
    reason = "正在调查的投诉可能成立，责令暂停招标投标活动。"
    order_stop(trade_id=tender.made.trade, reason=reason, allows=(), by=actor(SUPERVISOR))


def _terminated(tender: PastTender) -> None:
    tender.let_bid(2)
    _today(tender)
    cause, reason = TerminationCause.FORCE_MAJEURE, "山洪冲毁施工便道与原有桥台，建设条件不复存在。"
    terminate_trade(trade_id=tender.made.trade, cause=cause, reason=reason, by=tender.agency)


def _applying(tender: PastTender) -> None:
    _today(tender)
    tender.let_apply(2)


def _reviewing(tender: PastTender) -> None:
    tender.let_apply(4)
    tender.until(tender.made.deadline)


def _committee(tender: PastTender) -> None:
    """State money: a committee reviews, and is not done yet."""
    tender.let_apply(4)
    tender.reviewed_by_committee().review(but=2)


def _qualified(tender: PastTender) -> None:
    tender.let_apply(4)
    committee = tender.reviewed_by_committee()
    committee.review()
    committee.conclude()
    finish_review(lot_id=tender.made.lot, by=tender.agency)
    place_news()


def _failed(tender: PastTender) -> None:
    tender.let_bid(2)
    tender.until(tender.made.deadline)


def _opened(tender: PastTender) -> None:
    tender.let_bid(4)
    tender.open()


def _evaluating(tender: PastTender) -> None:
    tender.let_bid(4)
    tender.open_with_committee().score(but=2)


def _evaluated(tender: PastTender) -> None:
    tender.let_bid(4)
    tender.evaluate()


def _candidates(tender: PastTender) -> None:
    """The committee looks again, and most of it has not answered yet."""
    _evaluated(tender)
    tender.show(days=6)
    tender.look_again()
    Committee.of(tender.lot).confirm(but=4)


def _disputed(tender: PastTender) -> None:
    _evaluated(tender)
    tender.show(days=6)
    text = "第一中标候选人公示的业绩之一尚未竣工验收，不符合招标文件要求。"
    object_to_candidates(lot_id=tender.made.lot, text=text, by=actor(BIDDERS[1]))


def _awarded(tender: PastTender) -> None:
    _evaluated(tender)
    tender.show(days=4)
    tender.look_again()
    Committee.of(tender.lot).confirm()
    tender.award()
    tender.offer()


def _contracted(tender: PastTender) -> None:
    _awarded(tender)
    tender.sign()


def _archived(tender: PastTender) -> None:
    _contracted(tender)
    until = tender.lot.deposits_until
    assert until is not None
    tender.until(until + SECOND)


@dataclass(frozen=True)
class Story:
    """`deadline`: how long before today it was; of what is still to come, less than nothing. `state_controlled`: None where
    that goes by the project."""

    tell: Callable[[PastTender], None]
    deadline: timedelta
    prequalification: bool = False
    scheme: SchemeTerms = SCHEME
    state_controlled: bool | None = None


STORIES: Final[Mapping[str, Story]] = {
    "evaluating": Story(_evaluating, DAY),
    "committee": Story(_committee, DAY, prequalification=True, state_controlled=True),
    "bidding": Story(_bidding, -11 * DAY),
    "candidates": Story(_candidates, 5 * DAY, scheme=DRAWN_SCHEME),
    "archived": Story(_archived, 60 * DAY, scheme=DRAWN_SCHEME),
    "applying": Story(_applying, -5 * DAY, prequalification=True),
    "suspended": Story(_suspended, -14 * DAY),
    "opened": Story(_opened, 5 * HOUR),
    "evaluated": Story(_evaluated, 2 * DAY),
    "awarded": Story(_awarded, 12 * DAY),
    "contracted": Story(_contracted, 20 * DAY),
    "disputed": Story(_disputed, 4 * DAY),
    "failed": Story(_failed, 2 * DAY),
    "reviewing": Story(_reviewing, DAY, prequalification=True),
    "qualified": Story(_qualified, 2 * DAY, prequalification=True, state_controlled=True),
    "stopped": Story(_stopped, -8 * DAY),
    "terminated": Story(_terminated, -6 * DAY),
}
"""In the order in which a visitor should find them; the name is the stage it has come to, but for two."""


def tell_next() -> bool:
    """Tell the first story that this demo has not heard; False when all are told. What went wrong once is not tried again."""
    told = Path(settings.VAR_DIR) / "demo" / "told"
    told.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = next((name for name in STORIES if not (told / name).exists()), None)
    if name is None:
        return False
    (told / name).touch()
    try:
        tell(name)
        log.info("demo.story_told", stage=name)
    except Exception:  # a demo goes on without one of its trades, and the log says which
        log.exception("demo.story_broken", stage=name)
    return True


def tell(name: str) -> PastTender:
    """Live the trade of this name through to today."""
    story, now = STORIES[name], database_time()
    tender = _announced(PAST[name], story, (now - story.deadline).replace(second=0, microsecond=0))
    story.tell(tender)
    if tender.now < database_time():
        _today(tender)
    return tender


def _announced(project: Project, story: Story, deadline: datetime) -> PastTender:
    """A month before its deadline, or, of applications, a fortnight."""
    agency = actor(AGENCY)
    before, offer = (APPLICATIONS_BEFORE, OFFER) if story.prequalification else (NOTICE_BEFORE, NOTICE_BEFORE)
    start = deadline - before
    draft = draft_tender(
        project,
        agency,
        start,
        deadline,
        documents_until=start + offer,
        prequalification=story.prequalification,
        state_controlled=story.state_controlled,
        scheme=story.scheme,
    )
    tender = PastTender(project, announce_draft(draft, by=agency), agency)
    tender.until(start + SECOND)
    return tender
