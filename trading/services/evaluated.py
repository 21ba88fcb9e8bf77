"""The seam to the evaluation: the committee's report, taken once, for everything that comes after it."""

from trading.domain.actors import Actor
from trading.domain.award import ReportFacts
from trading.domain.awarded import Ranking
from trading.domain.stages import Outcome
from trading.models import Evaluated, Lot
from trading.services.ledger import News
from trading.services.moments import Moment
from trading.services.stages import advance


def take_result(
    *, lot: Lot, result: Ranking, members: int, accounted: int, moment: Moment, by: Actor, news: News | None
) -> None:
    """Keep what the report says and let the lot be evaluated. `members` and `accounted` as in `ReportFacts`.

    The caller holds the lot's lock and records the report itself by `news`. Raises as `advance`.
    """
    facts = ReportFacts(result.valid, result.candidates, members, accounted)
    advance(lot=lot, outcome=Outcome.EVALUATION_REPORTED, facts=facts, moment=moment, by=by, news=news)
    Evaluated.objects.create(lot=lot, result=result.members(), received_at=moment.at)
