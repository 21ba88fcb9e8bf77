"""How the refusals of bidding are said to programs: status, and words where the error has none."""

from django.utils.translation import gettext_noop as _

from bidding.selectors import NoSuchBid
from bidding.selectors.record import NoSuchRecord
from bidding.services.banks import BankAbsent
from bidding.services.deposits import DepositRefused
from bidding.services.hall import HallRefused
from bidding.services.opening import ReleaseRefused, WindowKeyRefused
from bidding.services.refunds import DecisionRefused
from bidding.services.remedies import SupplyRefused
from bidding.services.submissions import BidRefused, BidTooLate
from bidding.services.uploads import NoSuchUpload, UploadRefused, WrongOffset
from trading.domain.actors import BiddersOnly
from trading.services.contracting import ContractRefused
from trading.views.access import CODES, STATUS


def register() -> None:
    STATUS.update(
        {
            NoSuchBid: 404,
            NoSuchRecord: 404,
            NoSuchUpload: 404,
            BiddersOnly: 403,
            WrongOffset: 409,
            UploadRefused: 460,
            BidTooLate: 409,
            BidRefused: 409,
            ReleaseRefused: 409,
            WindowKeyRefused: 409,
            HallRefused: 409,
            DepositRefused: 409,
            DecisionRefused: 409,
            BankAbsent: 409,
            ContractRefused: 409,
            SupplyRefused: 409,
        }
    )
    CODES.update(
        {
            BidTooLate: ("late", _("投标截止时间已到，平台不再接收投标文件。此前已收妥的版本仍然有效。")),
            BiddersOnly: ("bidders_only", _("只有投标人可以这样做。")),
            WrongOffset: ("wrong_offset", _("上传没有接在已收到的部分之后。")),
        }
    )
