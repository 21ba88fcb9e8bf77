"""How pages say where a deposit stands, what is wrong with it, and why it goes back."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bidding.domain.deposits import Defect, Ground, Named
from bidding.selectors.deposits_shown import DepositState

DEFECT_WORDS = {
    Defect.NOTHING_LODGED: _("没有递交"),
    Defect.LATE: _("到账或递交时投标已经截止"),
    Defect.NO_BASIC_ACCOUNT: _("没有登记基本账户，不能确认款项从基本账户转出"),
    Defect.WRONG_ACCOUNT: _("有款项不是从登记的基本账户转出，不计入"),
    Defect.TOO_LITTLE: _("金额不足"),
    Defect.FORM_NOT_TAKEN: _("公告不接受这种形式"),
    Defect.NOT_VALID_LONG_ENOUGH: _("有效期短于投标有效期"),
}
GROUND_WORDS = {
    Ground.WITHDRAWN: _("投标截止前撤回"),
    Ground.NO_BID: _("没有投标"),
    Ground.TERMINATED: _("项目终止"),
    Ground.FAILED: _("流标"),
    Ground.NOT_OPENED: _("非因投标人原因未能解密"),
    Ground.RELEASED: _("招标人决定提前退还"),
    Ground.CONTRACT: _("合同已签订"),
}
NAMED_WORDS = {
    Named.BIDDER: _("本单位"),
    Named.LEAD: _("联合体牵头人"),
    Named.ALL: _("联合体各方"),
}
STATE_WORDS: dict[DepositState, tuple[str, Any]] = {
    DepositState.NONE_ASKED: ("none", _("不要求")),
    DepositState.TO_LODGE: ("todo", _("未递交")),
    DepositState.IN_ORDER: ("good", _("符合要求")),
    DepositState.NOT_IN_ORDER: ("bad", _("不符合要求")),
    DepositState.GOING_BACK: ("half", _("正在退还")),
    DepositState.RETURNED: ("done", _("已退还")),
    DepositState.KEPT: ("note", _("不予退还")),
}
