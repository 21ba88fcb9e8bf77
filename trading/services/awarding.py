"""Who wins (定标): the order of rank where the law binds it, each exception with its ground, reason and evidence (TR 55)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.award import AwardFacts, Fallen, FallenFacts, FallGround, may_be_replaced
from trading.domain.awarded import (
    AWARDED,
    CANDIDATES_FELL,
    Awarded,
    Passed,
    Ranking,
    Standing,
    awarded_body,
    read_awarded,
)
from trading.domain.bodies import LOT_FAILED
from trading.domain.periods import end_of
from trading.domain.stages import GuardRefused, LotStopped, Outcome, OutcomeNotAllowed, Reason
from trading.models import Award, CandidateDisplay, Entry, Lot, Organisation
from trading.selectors.awards import (
    award_of,
    evaluated_lot,
    is_unable,
    open_looks,
    open_objections,
    out_of_validity,
    result_of,
    validity_of,
)
from trading.services.ledger import News, record
from trading.services.lots import locked_lot
from trading.services.moments import Moment
from trading.services.papers import PaperDraft, PaperEmpty, publish_paper
from trading.services.stages import advance

LONGEST = 2000


class AwardRefused(Exception):
    """Nothing was decided; the message says why, for people. `articles`: what the law has against it."""

    code = "award_refused"

    def __init__(self, message: str, articles: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.articles = articles


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A candidate that cannot win: the ground of the law, the reason in words, and the paper that shows it."""

    rank: int
    ground: FallGround
    reason: str
    evidence: PaperDraft


@transaction.atomic
def award_lot(*, lot_id: UUID, rank: int, by: Actor, passed: Sequence[PassedOver] = (), reason: str = "") -> Award:
    """Decide who wins, or, where the winner fell, who comes in its place. Raises `NoSuchLot`, `AwardRefused`."""
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    result, before = result_of(lot), award_of(lot)
    winner = _candidate(result, rank)
    fallen = (*_fallen_before(lot), *_published(lot, result, passed))
    if winner.bidder in out_of_validity(lot):
        raise AwardRefused("这个投标人没有同意延长投标有效期，不能中标。", ("O12 40",))
    if is_unable(lot, winner.rank):
        raise AwardRefused("原评标委员会复核后没有确认这名候选人，不能中标。", ("TR 56",))
    facts = _facts(lot, result, winner, fallen)
    if before is not None and not may_be_replaced(lot.trade.spec, before.rank, facts.fallen):
        raise AwardRefused("原中标人没有法定的不能中标的事由，不能更换。", ("TR 55",))
    try:
        advance(lot=lot, outcome=Outcome.AWARDED, facts=facts, moment=moment, by=by, news=None)
    except (GuardRefused, LotStopped, OutcomeNotAllowed) as error:
        raise _refused(error) from error
    made = Awarded(lot.pk, before.number + 1 if before else 1, winner, fallen)
    news = News(AWARDED, awarded_body(made, facts.valid_until, reason.strip()[:LONGEST]))
    return _kept(lot, made, record(news, trade=lot.trade, moment=moment, by=by), moment)


@transaction.atomic
def fail_candidates(*, lot_id: UUID, by: Actor, passed: Sequence[PassedOver] = (), reason: str) -> Lot:
    """The first candidate fell and nobody takes its place: the lot fails and may be tendered again.

    Raises `NoSuchLot`, `AwardRefused`; then nothing has changed.
    """
    reason = reason.strip()
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    if not reason or len(reason) > LONGEST:
        raise AwardRefused("请写明重新招标的理由，不超过 2000 字。")
    fallen = (*_fallen_before(lot), *_published(lot, result_of(lot), passed))
    facts = FallenFacts(tuple(Fallen(one.rank, one.ground) for one in fallen))
    body = {
        "lot": str(lot.pk),
        "passed": [one.members() for one in fallen],
        "reason": CANDIDATES_FELL,
        "text": reason,
    }
    try:
        news = News(LOT_FAILED, body)
        advance(lot=lot, outcome=Outcome.CANDIDATES_FELL, facts=facts, moment=moment, by=by, news=news)
    except (GuardRefused, LotStopped, OutcomeNotAllowed) as error:
        raise _refused(error) from error
    return lot


def _candidate(result: Ranking, rank: int) -> Standing:
    found = next((one for one in result.shown if one.rank == rank), None)
    if found is None:
        raise AwardRefused("请在中标候选人中确定中标人。", ("TL 40",))
    return found


def _facts(lot: Lot, result: Ranking, winner: Standing, fallen: Sequence[Passed]) -> AwardFacts:
    display = CandidateDisplay.objects.filter(lot=lot).first()
    if display is None:
        raise AwardRefused("中标候选人还没有公示。", ("TR 54",))
    out = [one.rank for one in result.shown if one.bidder in out_of_validity(lot)]
    gone = [Fallen(one.rank, one.ground) for one in fallen]
    return AwardFacts(
        display_until=end_of(display.until),
        valid_until=end_of(validity_of(lot).day),
        open=open_objections(lot) + open_looks(lot),
        state_controlled=lot.trade.state_controlled,
        candidates=result.candidates,
        rank=winner.rank,
        fallen=(*gone, *(Fallen(rank, FallGround.GAVE_UP) for rank in out)),
    )


def _fallen_before(lot: Lot) -> tuple[Passed, ...]:
    """Whoever was passed over once stays so."""
    award = award_of(lot)
    return read_awarded(award.entry.content.body).passed if award is not None else ()


def _published(lot: Lot, result: Ranking, passed: Sequence[PassedOver]) -> tuple[Passed, ...]:
    """Each with its ground and evidence, for everybody to see."""
    known = {one.rank for one in _fallen_before(lot)}
    made = []
    for one in passed:
        if one.rank in known or one.rank not in {each.rank for each in result.shown}:
            raise AwardRefused("这个名次不在候选人之中，或者已经写明。")
        if not one.reason.strip() or len(one.reason) > LONGEST:
            raise AwardRefused("请写明候选人不能中标的理由，不超过 2000 字。", ("TR 55",))
        if one.ground is FallGround.UNABLE and not is_unable(lot, one.rank):
            raise AwardRefused("原评标委员会没有作出不能确认的复核结论。", ("TR 56",))
        known.add(one.rank)
        try:
            evidence = publish_paper(lot.trade, one.evidence)
        except PaperEmpty as error:
            raise AwardRefused("证明材料是空的。", ("TR 55",)) from error
        made.append(Passed(one.rank, one.ground, one.reason.strip(), evidence))
    return tuple(made)


def _kept(lot: Lot, made: Awarded, entry: Entry, moment: Moment) -> Award:
    return Award.objects.create(
        lot=lot,
        number=made.number,
        rank=made.winner.rank,
        organisation=Organisation.objects.get(uscc=made.winner.bidder),
        entry=entry,
        at=moment.at,
    )


WORDS = {
    Reason.DISPLAY_RUNNING: "公示期还没有届满。",
    Reason.STILL_OPEN: "还有异议没有答复，或者复核还没有结论，不能定标。",
    Reason.VALIDITY_OVER: "投标有效期已经届满，须先请投标人延长。",
    Reason.RANK_PASSED_OVER: "国有资金占控股或者主导地位的项目，应当确定排名第一的候选人；跳过的每一名都要有法定事由和证明。",
    Reason.FIRST_STANDS: "排名第一的候选人没有法定的不能中标的事由，不能重新招标。",
}
"""What a guard says no with."""


def _refused(error: Exception) -> AwardRefused:
    if isinstance(error, GuardRefused):
        return AwardRefused(WORDS.get(error.reason, "现在不能定标。"), error.articles)
    if isinstance(error, LotStopped):
        return AwardRefused("监督部门责令暂停，暂停期间不能定标。", ("TR 62",))
    return AwardRefused("标段不在可以定标的阶段。")
