"""The remedy for a bid that the platform cannot open through its own fault (O20 31): the object is handed in again.

The hash that the bidder signed before the deadline decides, so nobody can hand in anything else, and nothing is gained
by losing a form: the same bytes open to the same price.
"""

from uuid import UUID

from django.db import transaction

from bidding.domain.opening import Cause, Result
from bidding.selectors import NoSuchBid
from bidding.selectors.lost import is_stored, may_supply, own_form
from trading.domain.actors import Actor
from trading.domain.canonical import sha256_hex
from trading.domain.entries import Method
from trading.models import Entry, Message, Organisation
from trading.selectors.trades import lot_for
from trading.services import files
from trading.services.ledger import News, record
from trading.services.moments import lock_lot_shared
from trading.templatetags._stages import CAUSE_TEXTS

FORM_SUPPLIED = "form.supplied"
REVOKED = "因投标人原因，视为撤销投标文件，保证金可以不予退还（电子招标投标办法第三十一条）。"
WITHDRAWN = (
    "因投标人之外的原因，视为撤回投标文件，保证金退还；有权要求责任方赔偿直接损失（电子招标投标办法第三十一条）。"
)
WHERE_TO_OBJECT = "对原因认定有异议的，在开标现场异议时间内提出（招标投标法实施条例第四十四条），可以再向监督部门投诉。"


class SupplyRefused(Exception):
    """Nothing was stored; `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def supply_form(*, lot_id: UUID, sha256: str, content: bytes, by: Actor) -> None:
    """Hand in again the sealed form of one's own live bid, until everything is opened. Twice is once.

    Raises `SupplyRefused`, `NoSuchBid`, `NoSuchLot`; then nothing has changed.
    """
    lot = lot_for(by, lot_id)
    form = own_form(by, lot)
    if form is None or form.sha256 != sha256:
        raise NoSuchBid
    moment = lock_lot_shared(lot)
    lot.refresh_from_db(fields=["stage", "stopped_at"])
    if not may_supply(lot):
        raise SupplyRefused("not_now", "现在不能补交密文：只能在开标之后、全部投标打开之前补交。")
    if lot.stopped_at is not None:
        raise SupplyRefused("stopped", "监督部门责令暂停，恢复后可以补交。")
    if len(content) != form.size or sha256_hex(content) != sha256:
        raise SupplyRefused("other_content", "补交的文件与投标声明中的哈希值不一致。")
    if is_stored(form):
        return
    files.store([content])
    body = {"bidder": by.party, "lot": str(lot.pk), "object": sha256}
    record(News(FORM_SUPPLIED, body, method=Method.SESSION), trade=lot.trade, moment=moment, by=by)


def tell_not_opened(entry: Entry) -> None:
    """Each bidder whose bid was not opened learns why, what follows from it, and where it may object (O20 31, TR 44)."""
    told = {bid["bidder"]: Cause(bid["cause"]) for bid in entry.content.body["bids"] if bid["cause"]}
    rows = Organisation.objects.filter(uscc__in=told).values_list("pk", "uscc")
    messages = [Message(organisation_id=pk, entry=entry, text=_not_opened(told[code])) for pk, code in rows]
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _not_opened(cause: Cause) -> str:
    revoked = cause.result is Result.REVOKED
    return f"本单位的投标没有打开：{CAUSE_TEXTS[cause.value]}。{REVOKED if revoked else WITHDRAWN}{WHERE_TO_OBJECT}"
