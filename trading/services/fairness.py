"""The review before a notice: somebody of the agency makes sure that nothing in the draft shuts bidders out (TR 32)."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.kinds.fairness import Concern
from trading.models import FairnessReview
from trading.selectors.fairness import digest_of
from trading.selectors.trades import draft_for
from trading.services.moments import moment_of


class ReviewIncomplete(Exception):
    """Something is left that the reviewer has not made sure of; nothing was written. `left`: what."""

    def __init__(self, left: Collection[Concern]) -> None:
        super().__init__(", ".join(left))
        self.left = tuple(left)


@transaction.atomic
def review_fairness(*, trade_id: UUID, cleared: Collection[Concern], by: Actor) -> FairnessReview:
    """Write down that nothing of what the law names is in the draft as it is now.

    Whoever changes what bidders are asked after that makes a new review necessary. Raises `NoSuchTrade`,
    `ReviewIncomplete`.
    """
    trade = draft_for(by, trade_id, lock=True)
    asked = [rule.concern for rule in trade.spec.fairness]
    left = [concern for concern in asked if concern not in cleared]
    if left:
        raise ReviewIncomplete(left)
    assert by.user_id is not None  # a draft is somebody's
    concerns = [concern.value for concern in asked]
    return FairnessReview.objects.create(
        trade=trade, concerns=concerns, draft=digest_of(trade), by_id=by.user_id, at=moment_of(trade).at
    )
