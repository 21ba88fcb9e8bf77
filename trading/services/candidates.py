"""The candidates are shown to everybody (中标候选人公示, TR 54): drafted from the report, published by the agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from trading.domain import award_days
from trading.domain.actors import Actor
from trading.domain.award import DisplayFacts
from trading.domain.awarded import CANDIDATES_SHOWN, shown_body
from trading.domain.stages import GuardRefused, LotStopped, Outcome, OutcomeNotAllowed, Reason
from trading.models import CandidateDisplay, Lot
from trading.selectors.awards import evaluated_lot, result_of
from trading.selectors.calendar import working_calendar
from trading.services.ledger import News, record
from trading.services.lots import locked_lot
from trading.services.stages import advance

LONGEST = 2000


class DisplayRefused(Exception):
    """The candidates are not shown; the message says why, for people."""

    code = "display_refused"


@dataclass(frozen=True, slots=True)
class DisplayDraft:
    """What the agency adds to the ranking. `qualified`: by rank, how the candidate and its manager meet the demands.

    `how_to_object`: where and how; `evaluation`: a summary that names no expert; `small_enterprise`: its declaration.
    """

    until: date
    qualified: Mapping[int, str]
    evaluation: str
    how_to_object: str
    small_enterprise: str = ""


@transaction.atomic
def show_candidates(*, lot_id: UUID, draft: DisplayDraft, by: Actor) -> CandidateDisplay:
    """Publish the candidates by rank until the end of a day. Raises `NoSuchLot`, `DisplayRefused`."""
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    result = result_of(lot)
    texts = (*(draft.qualified.get(one.rank, "") for one in result.shown), draft.evaluation, draft.how_to_object)
    if any(not text.strip() or len(text) > LONGEST for text in texts) or len(draft.small_enterprise) > LONGEST:
        raise DisplayRefused("请逐项填写公示内容，每项不超过 2000 字。")
    facts = display_facts(lot, moment.at, draft.until)
    try:
        advance(lot=lot, outcome=Outcome.CANDIDATES_SHOWN, facts=facts, moment=moment, by=by, news=None)
    except (GuardRefused, LotStopped, OutcomeNotAllowed) as error:
        raise DisplayRefused(_said(error)) from error
    said = {
        "evaluation": draft.evaluation.strip(),
        "how_to_object": draft.how_to_object.strip(),
        "qualified": [{"rank": one.rank, "text": draft.qualified[one.rank].strip()} for one in result.shown],
        "small_enterprise": draft.small_enterprise.strip() or None,
    }
    body = shown_body(lot.pk, result, said, draft.until)
    entry = record(News(CANDIDATES_SHOWN, body), trade=lot.trade, moment=moment, by=by)
    return CandidateDisplay.objects.create(lot=lot, entry=entry, shown_at=moment.at, until=draft.until)


def display_facts(lot: Lot, at: datetime, until: date) -> DisplayFacts:
    """As the law counts it; training binds nobody, so its days may lie in a year that is not published yet."""
    facts = award_days.display_facts(lot.trade.spec, at, until, working_calendar())
    return DisplayFacts(facts.until, facts.least, facts.provisional and not lot.trade.training)


def _said(error: Exception) -> str:
    if isinstance(error, LotStopped):
        return "监督部门责令暂停，暂停期间不能公示。"
    if isinstance(error, GuardRefused) and error.reason is Reason.DISPLAY_TOO_SHORT:
        return "公示期短于法律规定的天数。"
    if isinstance(error, GuardRefused):
        return "公示期止于放假安排尚未公布的年度，不能公示。"
    return "现在不能公示中标候选人。"
