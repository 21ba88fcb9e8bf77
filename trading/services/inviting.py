"""The tender's notice after a pre-qualification: it invites those who passed (TR 19), with documents and times of its own."""

from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.bodies import ANNOUNCED
from trading.domain.facts import NoFacts
from trading.domain.phases import Phase
from trading.domain.stages import Outcome, Stage
from trading.models import Lot, Trade
from trading.selectors.documents import documents_at
from trading.selectors.trades import awaiting_invitation
from trading.services.announcing import (
    Keyholders,
    TimetableRefused,
    TradeIncomplete,
    document_hash_of,
    notice_body,
    refusals_of,
)
from trading.services.deposits import check_deposits
from trading.services.drafting import TimetableDraft
from trading.services.ledger import News, record
from trading.services.lots import locked_lots
from trading.services.moments import Moment
from trading.services.stages import advance


class InvitationStopped(Exception):
    """The supervisor has stopped the trade; the message says so, for people."""

    code = "invitation_stopped"


@transaction.atomic
def invite_qualified(*, trade_id: UUID, timetable: TimetableDraft, keyholders: Keyholders, by: Actor) -> Trade:
    """Publish the tender's notice for all lots whose applicants are reviewed, under these times. Only they may bid.

    Its documents are the ones in hand (`paper_for`); deposits are asked from here on. Raises `NoSuchTrade`,
    `TradeIncomplete`, `TimetableRefused`, `DepositsUnlawful`, `InvitationStopped`; then nothing has changed.
    """
    trade = awaiting_invitation(by, trade_id, lock=True)
    lots, moment = locked_lots(trade, (Stage.QUALIFIED,))
    if any(lot.stopped_at is not None for lot in lots):
        raise InvitationStopped("监督部门责令暂停，暂停期间不能发布招标公告。")
    check_deposits(lots)
    trade.version += 1
    if not documents_at(trade, trade.version).filter(since=trade.version).exists():
        raise TradeIncomplete(["documents"])
    trade.document_hash = document_hash_of(trade)
    trade.save(update_fields=["version", "document_hash"])
    for lot in lots:
        _set_times(lot, timetable, moment)
        advance(lot=lot, outcome=Outcome.ANNOUNCED, facts=NoFacts(), moment=moment, by=by, news=None)
    record(News(ANNOUNCED, notice_body(trade, lots, keyholders)), trade=trade, moment=moment, by=by)
    return trade


def _set_times(lot: Lot, timetable: TimetableDraft, moment: Moment) -> None:
    """Documents cannot have been on offer before the notice; then the whole timetable must be lawful."""
    for name in TimetableDraft.__dataclass_fields__:
        setattr(lot, name, getattr(timetable, name))
    lot.documents_from = max(timetable.documents_from, moment.at)
    lot.suspended_at = lot.held_at = None
    refusals = refusals_of(lot, moment, Phase.BIDDING)
    if refusals:
        raise TimetableRefused(refusals)
    lot.save()
