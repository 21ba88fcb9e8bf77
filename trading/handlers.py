"""The steps of the clock that the spine owns."""

from trading.domain.actors import PLATFORM
from trading.domain.entries import Method
from trading.domain.facts import NoFacts
from trading.domain.stages import Outcome, Step
from trading.models import Lot
from trading.services.clock import handles
from trading.services.ledger import News
from trading.services.moments import Moment
from trading.services.stages import advance


@handles(Step.OFFER_DOCUMENTS)
def offer_documents(lot: Lot, moment: Moment) -> None:
    news = News("documents.offered", {"lot": str(lot.pk)}, method=Method.SYSTEM)
    advance(lot=lot, outcome=Outcome.DOCUMENTS_OFFERED, facts=NoFacts(), moment=moment, by=PLATFORM, news=news)
