"""The box of applications, closed when they are due (TR 17, O20 28)."""

from secrets import token_hex

from bidding.domain.box import blanks_needed
from bidding.domain.box import close_box as reckon_box
from bidding.models import ClosedApplications
from bidding.selectors import newest_versions
from trading.domain.actors import PLATFORM
from trading.domain.entries import Method
from trading.domain.facts import NoFacts
from trading.domain.qualified import APPLICATIONS_CLOSED, QUALIFICATION
from trading.domain.stages import Outcome, Step
from trading.models import Lot
from trading.services.clock import handles
from trading.services.ledger import News
from trading.services.moments import Moment
from trading.services.stages import advance


@handles(Step.CLOSE_APPLICATIONS)
def close_applications(lot: Lot, moment: Moment) -> None:
    """Nothing gets in any more: the clock holds the lot's exclusive lock. What was there is fixed by the root.

    Who applied, and how many, stays unknown to the public: the entry says the root alone, and among the leaves, which
    the applicants get, are blanks.
    """
    hashes = [row.hash for row in newest_versions(lot, QUALIFICATION)]
    box = reckon_box(hashes, blanks=[token_hex(32) for _ in range(blanks_needed(len(hashes)))])
    ClosedApplications.objects.create(lot=lot, leaves=list(box.leaves), root=box.root, closed_at=moment.at)
    news = News(APPLICATIONS_CLOSED, {"lot": str(lot.pk), "root": box.root}, method=Method.SYSTEM)
    advance(lot=lot, outcome=Outcome.APPLICATIONS_CLOSED, facts=NoFacts(), moment=moment, by=PLATFORM, news=news)
