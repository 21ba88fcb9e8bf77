"""Keyholders' keys for a lot, and the announcing of a trade whose bids are sealed for them."""

from uuid import UUID

from django.db import transaction

from bidding.domain.age_keys import Recipient
from bidding.models import KeyholderKey
from bidding.selectors import keyholders_of
from trading.domain.actors import Actor
from trading.models import Trade
from trading.selectors.trades import NoSuchLot, awaiting_invitation, draft_for, lot_for
from trading.services.announcing import Keyholders, announce_trade
from trading.services.drafting import TimetableDraft
from trading.services.inviting import invite_qualified
from trading.services.moments import moment_of


@transaction.atomic
def register_keys(*, lot_id: UUID, window: str, evaluation: str, by: Actor) -> KeyholderKey:
    """Keep the recipients that the agency's browser made for a draft's lot; the last set before the notice counts.

    Raises `FormatError` for something that is no age recipient, `NoSuchLot`, `NoSuchTrade`.
    """
    lot = lot_for(by, lot_id)
    draft_for(by, lot.trade_id, lock=True)
    if by.role is None or by.organisation_id is None:
        raise NoSuchLot
    Recipient.parse(window)
    Recipient.parse(evaluation)
    return KeyholderKey.objects.create(
        lot=lot,
        role=by.role.value,
        organisation_id=by.organisation_id,
        window=window,
        evaluation=evaluation,
        made_at=moment_of(lot.trade).at,
    )


@transaction.atomic
def announce(*, trade_id: UUID, by: Actor) -> Trade:
    """Announce a draft with the keys that were made for its lots. Raises as `announce_trade`.

    The draft is locked before its keys are read, so that nobody makes others for a lot that is being announced.
    """
    draft = draft_for(by, trade_id, lock=True)
    return announce_trade(trade_id=trade_id, keyholders=keys_of(draft), by=by)


@transaction.atomic
def invite(*, trade_id: UUID, timetable: TimetableDraft, by: Actor) -> Trade:
    """Announce the tender after its pre-qualification, with the keys of the lots. Raises as `invite_qualified`."""
    keys = keys_of(awaiting_invitation(by, trade_id, lock=True))
    return invite_qualified(trade_id=trade_id, timetable=timetable, keyholders=keys, by=by)


def keys_of(trade: Trade) -> Keyholders:
    """By lot, the members of its keyholders."""
    return {lot.pk: [holder.members() for holder in keyholders_of(lot)] for lot in trade.lots.all()}
