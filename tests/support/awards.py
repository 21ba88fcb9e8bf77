"""A tender after its evaluation: the report of the tests, and everything that follows, through the services."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from bidding.models import OpenedBid
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.actors import PLATFORM
from trading.domain.award import CommitteeFacts, FallGround
from trading.domain.awarded import ContractTerms, Ranking, Signing, Standing
from trading.domain.canonical import sha256_hex
from trading.domain.periods import end_of
from trading.domain.stages import Outcome
from trading.domain.statements import sign
from trading.models import Award, CandidateDisplay, Contract, ContractText
from trading.services.award_reporting import report_award
from trading.services.awarding import PassedOver, award_lot
from trading.services.candidates import DisplayDraft, show_candidates
from trading.services.contracting import ContractDraft, offer_contract, sign_contract, terms_of
from trading.services.evaluated import take_result
from trading.services.lots import locked_lot
from trading.services.papers import PaperDraft
from trading.services.stages import advance

REPORT = sha256_hex(b"the report of the committee")
DAY = timedelta(days=1)


def evaluate(tender: Tender, bidders: Sequence[Person]) -> Tender:
    """From the opening record to the report: five members, the bidders ranked in this order, at most three candidates."""
    _reported(tender, bidders)
    return world.place_news(tender)


@transaction.atomic
def _reported(tender: Tender, bidders: Sequence[Person]) -> None:
    lot, moment = locked_lot(tender.lot)
    facts = CommitteeFacts(members=5, experts=4)
    advance(lot=lot, outcome=Outcome.EVALUATION_STARTED, facts=facts, moment=moment, by=PLATFORM, news=None)
    result = result_of_tests(tender, bidders)
    take_result(lot=lot, result=result, members=5, accounted=5, moment=moment, by=PLATFORM, news=None)


def result_of_tests(tender: Tender, bidders: Sequence[Person]) -> Ranking:
    opened = {row.submission.organisation.uscc: row for row in OpenedBid.objects.filter(lot=tender.lot)}
    standings = tuple(
        Standing(
            rank,
            bidder.party,
            bidder.actor.name,
            opened[bidder.party].submission.hash,
            opened[bidder.party].items or {},
            Decimal(96) - rank,
        )
        for rank, bidder in enumerate(bidders, start=1)
    )
    return Ranking(REPORT, standings, min(3, len(standings)))


def draft(tender: Tender, *, days: int = 4) -> DisplayDraft:
    """A display that ends so many days from today."""
    until = (world.now(tender) + days * DAY).date()
    return DisplayDraft(
        until,
        dict.fromkeys((1, 2, 3), "满足招标文件的资格要求，项目负责人一级建造师。"),
        "综合评估法。",
        "向招标人书面提出。",
    )


def show(tender: Tender, *, days: int = 4) -> CandidateDisplay:
    made = show_candidates(lot_id=tender.lot_id, draft=draft(tender, days=days), by=tender.agency.actor)
    world.place_news(tender)
    return made


def end_display(tender: Tender) -> None:
    world.pass_time(tender, end_of(CandidateDisplay.objects.get(lot=tender.lot).until))


def award(tender: Tender, rank: int = 1, passed: Sequence[PassedOver] = ()) -> Award:
    made = award_lot(lot_id=tender.lot_id, rank=rank, passed=passed, by=tender.agency.actor)
    world.place_news(tender)
    return made


def passed(rank: int, ground: FallGround = FallGround.GAVE_UP) -> PassedOver:
    return PassedOver(rank, ground, "书面放弃中标。", PaperDraft("放弃函.pdf", "application/pdf", [b"%PDF gives up"]))


def report(tender: Tender) -> None:
    report_award(lot_id=tender.lot_id, by=tender.agency.actor)
    world.place_news(tender)


def contract_draft(tender: Tender, *, bond: str | None = None, guarantee: bool = False, **items: str) -> ContractDraft:
    """The terms of the winner's bid, but for what is said otherwise."""
    winner = tender.lot.awards.latest("number").entry.content.body
    paper = PaperDraft("施工合同.pdf", "application/pdf", [b"%PDF the contract"])
    return ContractDraft(paper, winner["items"] | items, None if bond is None else Decimal(bond), guarantee)


def offer(tender: Tender) -> ContractText:
    return offer_contract(lot_id=tender.lot_id, draft=contract_draft(tender), by=tender.agency.actor)


def statement(tender: Tender, bidder: Person, text: ContractText, terms: ContractTerms | None = None) -> bytes:
    signing = Signing(tender.trade.pk, tender.lot_id, bidder.party, text.sha256, terms or terms_of(text))
    return sign(signing.statement(), bidder.key).bytes


def sign_by(tender: Tender, bidder: Person) -> Contract:
    text = offer(tender)
    made = sign_contract(lot_id=tender.lot_id, statement=statement(tender, bidder, text), by=bidder.actor)
    world.place_news(tender)
    return made


def day_after(moment: datetime, days: int) -> date:
    return (moment + days * DAY).date()
