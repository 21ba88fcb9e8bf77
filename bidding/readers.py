"""What bidding does when it reads of something in the ledger."""

from uuid import UUID

from bidding.domain.bodies import BIDS_OPENED, BOX_CLOSED
from bidding.services.refunds import contract_signed
from bidding.services.remedies import tell_not_opened
from bidding.services.sweeping import destroy_replaced_objects
from trading.domain.awarded import CONTRACT_SIGNED
from trading.models import Entry, Lot
from trading.services.moments import Moment
from trading.services.readers import READERS, Reader


def register() -> None:
    READERS.append(Reader("bidding.sweeper", {BOX_CLOSED: _sweep}))
    READERS.append(Reader("bidding.refunds", {CONTRACT_SIGNED: _let_deposits_back}))
    READERS.append(Reader("bidding.not_opened", {BIDS_OPENED: tell_not_opened}))


def _sweep(entry: Entry) -> None:
    destroy_replaced_objects(UUID(entry.content.body["lot"]))


def _let_deposits_back(entry: Entry) -> None:
    """TR 57: with the contract all deposits of the lot go back."""
    lot = Lot.objects.get(pk=entry.content.body["lot"])
    contract_signed(lot=lot, moment=Moment(real=entry.recorded_at, at=entry.at))
