"""Words of what comes after a failed or terminated trade."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trading.domain.award import FallGround
from trading.domain.duties import Duty, DutyKind
from trading.domain.facts import TerminationCause
from trading.domain.kinds.articles import numeral
from trading.domain.retendering import FailureCause, Hindrance
from trading.domain.stages import Stage
from trading.templatetags._library import register
from trading.templatetags._written import chinese

DUTIES: dict[DutyKind, Any] = {
    DutyKind.RETURN_FEES: gettext_lazy("退还所收取的招标文件、资格预审文件费用"),
    DutyKind.RETURN_DEPOSITS: gettext_lazy("退还投标保证金及银行同期存款利息"),
    DutyKind.PAY_DAMAGES: gettext_lazy("赔偿由此造成的损失"),
}

FAILURE_CAUSES: dict[FailureCause, Any] = {
    FailureCause.QUALIFICATION: gettext_lazy("资格条件过高或者过窄"),
    FailureCause.PRICE: gettext_lazy("最高投标限价偏低"),
    FailureCause.TERMS: gettext_lazy("技术要求或者合同条件不合理"),
    FailureCause.TIME: gettext_lazy("投标时间或者工期过紧"),
    FailureCause.PUBLICITY: gettext_lazy("公告传播不够"),
    FailureCause.MARKET: gettext_lazy("市场供应不足"),
    FailureCause.KEY_MISSING: gettext_lazy("保管人没有公布窗口密钥"),
    FailureCause.OTHER: gettext_lazy("其他"),
}

FAILURES: dict[str, Any] = {
    "too_few_bids": gettext_lazy("投标人少于法定数量，依法不开标或者不再继续"),
    "too_few_qualified": gettext_lazy("通过资格预审的申请人不足三家"),
    "window_key_missing": gettext_lazy("保管人没有公布窗口密钥，投标无法打开"),
    "all_rejected": gettext_lazy("评标委员会否决了全部投标"),
    "competition_missing": gettext_lazy("有效投标不足三个，评标委员会认为明显缺乏竞争"),
    "candidates_fell": gettext_lazy("中标候选人不能中标，决定重新招标"),
    "voided": gettext_lazy("监督部门认定招标、投标或者中标无效"),
    "retender_ordered": gettext_lazy("监督部门责令重新招标"),
}
"""The reasons that `lot.failed` gives."""

FALL_GROUNDS: dict[FallGround, Any] = {
    FallGround.GAVE_UP: gettext_lazy("放弃中标"),
    FallGround.FORCE_MAJEURE: gettext_lazy("因不可抗力不能履行合同"),
    FallGround.NO_PERFORMANCE_BOND: gettext_lazy("不按照招标文件提交履约保证金"),
    FallGround.UNLAWFUL: gettext_lazy("被查实存在影响中标结果的违法行为"),
    FallGround.UNABLE: gettext_lazy("经原评标委员会复核，不能确认其履约能力"),
}
"""Why a candidate cannot win (TR 55)."""

TERMINATIONS: dict[TerminationCause, Any] = {
    TerminationCause.FORCE_MAJEURE: gettext_lazy("不可抗力"),
    TerminationCause.MAJOR_CHANGE: gettext_lazy("重大变故，采购任务取消"),
}

HINDRANCES: dict[Hindrance, Any] = {
    Hindrance.NOT_FAILED: gettext_lazy("这个标段没有流标。"),
    Hindrance.NOT_ANALYSED: gettext_lazy("请先分析流标的原因，并写明采取的措施。"),
    Hindrance.ALREADY_ANALYSED: gettext_lazy("这个标段的流标原因已经公布。"),
    Hindrance.IN_DRAFT: gettext_lazy("这个标段的重新招标正在起草。"),
    Hindrance.TENDERED_AGAIN: gettext_lazy("这个标段已经重新招标。"),
    Hindrance.LEFT_OFF: gettext_lazy("这个标段已经决定不再招标。"),
    Hindrance.TOO_FEW_FAILURES: gettext_lazy("流标的次数还不够，不能决定不再招标。"),
    Hindrance.NEVER_LEFT: gettext_lazy("这类交易不能以流标为由不再招标。"),
    Hindrance.CONSENT_MISSING: gettext_lazy("项目需要审批或者核准，请附上审批部门同意不再招标的文件。"),
}


@register.filter
def round_word(number: int) -> str:
    """第二次招标, as notices count tenders of one project."""
    return _("第%(number)s次招标") % {"number": numeral(number) if chinese() else number}


@register.filter
def failure_cause(cause: str) -> str:
    return str(FAILURE_CAUSES[FailureCause(cause)])


@register.filter
def failure_word(reason: str) -> str:
    """Why a lot failed."""
    return str(FAILURES[reason])


@register.filter
def duty_word(duty: Duty) -> str:
    return str(DUTIES[duty.what])


@register.filter
def said(message: str) -> str:
    """A Chinese message of pure code, in the language of the page."""
    return _(message)


@register.filter
def leading(lots: Sequence[Any]) -> Any:
    """The lot by which a trade is shown: the first that goes on or came to its end, else the first."""
    return next((lot for lot in lots if lot.stage not in (Stage.FAILED, Stage.TERMINATED)), lots[0])
