"""Questions about the documents. Who asked is known to nobody but the one who asked; answers are public."""

from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.models import Question
from trading.selectors.trades import trade_for
from trading.services.clarifying import clarifiable
from trading.services.followers import follow
from trading.services.moments import moment_of

LONGEST_QUESTION = 2000
MOST_WAITING = 20


class QuestionRefused(Exception):
    """It was not taken; the message says why, for people."""

    code = "question_refused"


@transaction.atomic
def ask(*, trade_id: UUID, text: str, by: Actor) -> Question:
    """Put a question to the agency, which sees the text and not who asks.

    Raises `BiddersOnly`, `NoSuchTrade`, `QuestionRefused`.
    """
    bidder, text = by.as_bidder(), text.strip()
    trade = trade_for(by, trade_id)
    if not text or len(text) > LONGEST_QUESTION:
        raise QuestionRefused("请填写问题，不超过 2000 字。")
    stages = [stage.value for stage in clarifiable(trade.spec)]
    if not trade.lots.filter(stage__in=stages).exists():
        raise QuestionRefused("投标已经截止，不能再提问。")
    own = Question.objects.filter(trade=trade, organisation_id=bidder.organisation_id)
    if own.filter(answer=None).count() >= MOST_WAITING:
        raise QuestionRefused("等待答复的问题已经太多。")
    follow(trade, by)
    return Question.objects.create(
        trade=trade,
        organisation_id=bidder.organisation_id,
        by_id=bidder.user_id,
        text=text,
        at=moment_of(trade).at,
    )
