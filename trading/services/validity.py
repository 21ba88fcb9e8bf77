"""Asking the bidders to let their bids bind longer (O12 40, O30 29): each says yes or no; whoever does not is out."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from trading.domain.actors import Actor
from trading.domain.award import ValidityFacts
from trading.domain.awarded import VALIDITY_ASKED, VALIDITY_EXTENDED
from trading.domain.canonical import at_text
from trading.domain.periods import end_of
from trading.domain.stages import GuardRefused, LotStopped, Outcome, OutcomeNotAllowed, Stage
from trading.models import Lot, ValidityExtension, ValidityReply, ValidityRequest
from trading.selectors.awards import evaluated_lot, out_of_validity, result_of, validity_of
from trading.selectors.trades import NoSuchLot, lot_for
from trading.services.ledger import Json, News, record
from trading.services.lots import locked_lot
from trading.services.stages import advance

LONGEST = 2000


class ValidityRefused(Exception):
    """Nothing has changed; the message says why, for people."""

    code = "validity_refused"


@transaction.atomic
def ask_longer(*, lot_id: UUID, until: date, reason: str, answer_by: datetime, by: Actor) -> ValidityRequest:
    """Ask all whose bids are valid. Raises `NoSuchLot`, `ValidityRefused`."""
    reason = reason.strip()
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    if not reason or len(reason) > LONGEST:
        raise ValidityRefused("请写明延长的理由，不超过 2000 字。")
    if lot.trade.spec.transition(Stage(lot.stage), Outcome.VALIDITY_EXTENDED) is None:
        raise ValidityRefused("现在不能请求延长投标有效期。")
    if until <= validity_of(lot).day or not moment.at < answer_by:
        raise ValidityRefused("新的有效期应当晚于现在的有效期，答复时间应当在将来。")
    if lot.validity_requests.filter(extension=None).exists():
        raise ValidityRefused("上一次请求还没有结束。")
    number = lot.validity_requests.count() + 1
    request = ValidityRequest.objects.create(
        lot=lot, number=number, until=until, reason=reason, at=moment.at, answer_by=answer_by
    )
    body: dict[str, Json] = {
        "answer_by": at_text(answer_by),
        "lot": str(lot.pk),
        "reason": reason,
        "until": until.isoformat(),
    }
    record(News(VALIDITY_ASKED, body), trade=lot.trade, moment=moment, by=by)
    return request


@transaction.atomic
def reply_to_request(*, request_id: UUID, accepts: bool, by: Actor) -> ValidityReply:
    """A bidder's word, given once. What is said is not public before the end. Raises `NoSuchLot`, `ValidityRefused`."""
    bidder = by.as_bidder()
    request = ValidityRequest.objects.select_related("lot__trade").filter(pk=request_id).first()
    if request is None:
        raise NoSuchLot
    lot, moment = locked_lot(lot_for(by, request.lot_id))
    if bidder.party not in may_reply(lot):
        raise NoSuchLot
    if moment.at >= request.answer_by or ValidityExtension.objects.filter(request=request).exists():
        raise ValidityRefused("答复的时间已过。")
    try:
        with transaction.atomic():
            return ValidityReply.objects.create(
                request=request,
                organisation_id=bidder.organisation_id,
                by_id=bidder.user_id,
                accepts=accepts,
                at=moment.at,
            )
    except IntegrityError as error:
        raise ValidityRefused("本单位已经答复。") from error


@transaction.atomic
def extend_validity(*, request_id: UUID, by: Actor) -> ValidityExtension:
    """Carry the request out once its time is over, or all have answered. Raises `NoSuchLot`, `ValidityRefused`."""
    request = ValidityRequest.objects.filter(pk=request_id).first()
    if request is None:
        raise NoSuchLot
    lot, moment = locked_lot(evaluated_lot(by, request.lot_id))
    asked = may_reply(lot)
    accepted = set(request.replies.filter(accepts=True).values_list("organisation__uscc", flat=True))
    if moment.at < request.answer_by and request.replies.count() < len(asked):
        raise ValidityRefused("答复的时间还没有到。")
    if not accepted:
        raise ValidityRefused("没有投标人同意延长。")
    facts = ValidityFacts(end_of(validity_of(lot).day), end_of(request.until))
    body: dict[str, Json] = {
        "accepted": sorted(accepted),
        "lot": str(lot.pk),
        "out": sorted(asked - accepted),
        "until": request.until.isoformat(),
    }
    try:
        advance(lot=lot, outcome=Outcome.VALIDITY_EXTENDED, facts=facts, moment=moment, by=by, news=None)
    except (GuardRefused, LotStopped, OutcomeNotAllowed) as error:
        raise ValidityRefused("现在不能延长投标有效期。") from error
    entry = record(News(VALIDITY_EXTENDED, body), trade=lot.trade, moment=moment, by=by)
    return ValidityExtension.objects.create(request=request, entry=entry)


def may_reply(lot: Lot) -> frozenset[str]:
    """The bidders whose bids are valid and still bind."""
    return frozenset(one.bidder for one in result_of(lot).standings) - out_of_validity(lot)
