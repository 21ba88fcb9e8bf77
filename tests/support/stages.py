"""A trade brought to every state it can be in, with everybody who may look at it; one recipe a state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bidding.domain.age_keys import Identity
from disclosure.selectors.archive import archive_of
from disclosure.services import erasing
from tests.support import awards, qualifying, world
from tests.support import committee as at_work
from tests.support.cast import Person, make_agency, make_bidder, make_colleague, make_official, make_supervisor
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.erasure import term_ends
from trading.domain.facts import TerminationCause
from trading.domain.stages import Stage
from trading.models import Trade
from trading.services import clock, drafting
from trading.services.disputing import object_to_candidates
from trading.services.objecting import object_to_documents
from trading.services.stopping import order_stop
from trading.services.terminating import terminate_trade

STOPPED: Final = "stopped"
ERASED: Final = "erased"
COMMITTEE_REVIEWS: Final = "a committee reviews"
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """Who takes part. Baiyun bids lowest and wins, Changhe and Fuhe bid too, the others do not."""

    agency: Person
    bidders: Sequence[Person]
    supervisor: Person
    administrator: Person

    @classmethod
    def gather(cls) -> "Cast":
        bidders = [make_bidder(who) for who in ("baiyun", "changhe", "fuhe")]
        return cls(make_agency(), bidders, make_supervisor(), make_official(Role.ADMINISTRATOR))


def drafted(cast: Cast) -> Tender:
    return Tender(world.draft_tender(cast.agency), cast.agency, Identity.generate(), Identity.generate())


def announced(cast: Cast) -> Tender:
    return _with_later_documents(cast, world.draft_tender(cast.agency))


def bidding(cast: Cast) -> Tender:
    tender = world.announce_tender(cast.agency, scheme=at_work.SCHEME)
    world.submit_all(tender, cast.bidders)
    return tender


def suspended(cast: Cast) -> Tender:
    return _objected(bidding(cast), cast)


def held(cast: Cast) -> Tender:
    tender = bidding(cast)
    world.hold(tender)
    return tender


def stopped(cast: Cast) -> Tender:
    tender = bidding(cast)
    order_stop(trade_id=tender.trade.pk, reason="投诉成立的可能较大。", allows=(), by=cast.supervisor.actor)
    return world.place_news(tender)


def opening(stage: Stage) -> "Recipe":
    """In this stage of the opening, which begins with a closed box and ends with the record."""

    def bring(cast: Cast) -> Tender:
        tender = world.announce_tender(cast.agency, scheme=at_work.SCHEME)
        return world.bring_to(stage.value, tender, cast.bidders)

    return bring


def failed(cast: Cast) -> Tender:
    tender = world.announce_tender(cast.agency)
    world.submit(tender, cast.bidders[0])
    world.close(tender)
    return tender


def terminated(cast: Cast) -> Tender:
    tender = bidding(cast)
    cause = TerminationCause.FORCE_MAJEURE
    terminate_trade(trade_id=tender.trade.pk, cause=cause, reason="地震，场地不复存在。", by=cast.agency.actor)
    return world.place_news(tender)


def preq_announced(cast: Cast) -> Tender:
    return _with_later_documents(cast, qualifying.draft_prequalification(cast.agency))


def applying(cast: Cast) -> Tender:
    tender = qualifying.announce_prequalification(cast.agency)
    for applicant in cast.bidders:
        qualifying.apply(tender, applicant)
    return world.place_news(tender)


def preq_suspended(cast: Cast) -> Tender:
    return _objected(applying(cast), cast)


def preq_held(cast: Cast) -> Tender:
    tender = applying(cast)
    world.hold(tender)
    return tender


def reviewing(cast: Cast) -> Tender:
    tender = applying(cast)
    qualifying.close_applications(tender)
    return tender


def committee_reviews(cast: Cast) -> Tender:
    """Applications are due, and a committee that has promised reviews them (TR 18)."""
    tender = qualifying.announce_prequalification(cast.agency, state_controlled=True)
    for applicant in cast.bidders:
        qualifying.apply(tender, applicant)
    qualifying.close_applications(tender)
    at_work.promised(tender)
    return world.place_news(tender)


def qualified(cast: Cast) -> Tender:
    tender = applying(cast)
    qualifying.review(tender, cast.bidders)
    return tender


def evaluating(cast: Cast) -> Tender:
    tender = opening(Stage.OPENED)(cast)
    at_work.reviewed(tender)
    return world.place_news(tender)


def evaluated(cast: Cast) -> Tender:
    tender = opening(Stage.OPENED)(cast)
    at_work.reported(tender)
    return tender


def candidates(cast: Cast) -> Tender:
    tender = evaluated(cast)
    awards.show(tender)
    return tender


def disputed(cast: Cast) -> Tender:
    tender = candidates(cast)
    object_to_candidates(lot_id=tender.lot_id, text="第一候选人的业绩不实。", by=cast.bidders[1].actor)
    return world.place_news(tender)


def awarded(cast: Cast) -> Tender:
    tender = candidates(cast)
    awards.end_display(tender)
    awards.award(tender)
    awards.offer(tender)
    return world.place_news(tender)


def contracted(cast: Cast) -> Tender:
    tender = candidates(cast)
    awards.end_display(tender)
    awards.award(tender)
    awards.report(tender)
    awards.sign_by(tender, _winner(tender, cast))
    return tender


def archived(cast: Cast) -> Tender:
    tender = contracted(cast)
    until = tender.lot.deposits_until
    assert until is not None
    world.pass_time(tender, until)
    clock.tick()
    return world.place_news(tender)


def erased(cast: Cast) -> Tender:
    tender = archived(cast)
    pass_archive_term(tender)
    erasing.ask(trade_id=tender.trade.pk, by=cast.administrator.actor)
    erasing.confirm(trade_id=tender.trade.pk, by=make_colleague(cast.administrator).actor)
    return world.place_news(tender)


def pass_archive_term(tender: Tender) -> None:
    """From the last thing that happened to the end of its archive term."""
    ended = archive_of(tender.trade).ended
    assert ended is not None
    ends = term_ends(tender.trade.spec, ended)
    assert ends is not None
    world.pass_time(tender, ends)


Recipe = Callable[[Cast], Tender]
OPENING: Final = (
    Stage.CLOSED,
    Stage.DECRYPTING,
    Stage.UNLOCKING,
    Stage.OBJECTIONS,
    Stage.CONFIRMING,
    Stage.OPENED,
)
RECIPES: Final[Mapping[str, Recipe]] = {
    Stage.DRAFT: drafted,
    Stage.PREQ_ANNOUNCED: preq_announced,
    Stage.APPLYING: applying,
    Stage.PREQ_SUSPENDED: preq_suspended,
    Stage.PREQ_HELD: preq_held,
    Stage.REVIEWING: reviewing,
    COMMITTEE_REVIEWS: committee_reviews,
    Stage.QUALIFIED: qualified,
    Stage.ANNOUNCED: announced,
    Stage.BIDDING: bidding,
    Stage.SUSPENDED: suspended,
    STOPPED: stopped,
    Stage.HELD: held,
    **{stage: opening(stage) for stage in OPENING},
    Stage.EVALUATING: evaluating,
    Stage.EVALUATED: evaluated,
    Stage.CANDIDATES: candidates,
    Stage.DISPUTED: disputed,
    Stage.AWARDED: awarded,
    Stage.CONTRACTED: contracted,
    Stage.ARCHIVED: archived,
    Stage.FAILED: failed,
    Stage.TERMINATED: terminated,
    ERASED: erased,
}
"""Every stage, applications that a committee reviews, a trade that is stopped by order, and one that was erased after its
archive term."""


def bring_to(state: str, cast: Cast) -> Tender:
    """A tender in this state; for a stage, its lot stands there."""
    tender = RECIPES[state](cast)
    assert state in (STOPPED, ERASED, COMMITTEE_REVIEWS) or tender.stage == state, (state, tender.stage)
    return tender


def _with_later_documents(cast: Cast, trade: Trade) -> Tender:
    """Announced, but the documents are on offer from tomorrow only."""
    trade.refresh_from_db()
    times = replace(_times_of(trade), documents_from=world.START + DAY)
    drafting.save_timetable(trade_id=trade.pk, timetable=times, by=cast.agency.actor)
    return qualifying.announce(cast.agency, trade)


def _times_of(trade: Trade) -> drafting.TimetableDraft:
    lawful = world.lawful_timetable()
    if not trade.prequalification:
        return lawful
    return replace(lawful, documents_until=qualifying.OFFER_ENDS, deadline=qualifying.DUE)


def _objected(tender: Tender, cast: Cast) -> Tender:
    object_to_documents(trade_id=tender.trade.pk, text="评分标准不明确。", by=cast.bidders[0].actor)
    return world.place_news(tender)


def _winner(tender: Tender, cast: Cast) -> Person:
    body = tender.lot.awards.latest("number").entry.content.body
    return next(bidder for bidder in cast.bidders if bidder.party == body["bidder"])
