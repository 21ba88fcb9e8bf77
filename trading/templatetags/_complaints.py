"""The words of complaints and stop orders: matters, measures, what was done, how a complaint stands."""

from django.utils.translation import gettext_lazy as _

from trading.domain.matters import Matter, Measure
from trading.domain.stages import Outcome
from trading.templatetags._library import register

MATTERS = {
    Matter.DOCUMENTS: _("招标文件或资格预审文件"),
    Matter.OPENING: _("开标"),
    Matter.CANDIDATES: _("评标结果（中标候选人）"),
    Matter.OTHER: _("其他"),
}
MEASURES = {
    Measure.CORRECT: _("责令改正"),
    Measure.VOID: _("招标、投标或者中标无效，标段终止"),
    Measure.RETENDER: _("责令重新招标，标段终止"),
}
ALLOWED = {
    Outcome.TERMINATED: _("终止项目"),
    Outcome.VOIDED: _("因处理决定终止"),
    Outcome.CLARIFIED: _("澄清、修改招标文件"),
    Outcome.OBJECTED: _("对招标文件提出异议"),
    Outcome.ANSWERED: _("答复对招标文件的异议"),
}
STEPS = {
    "accepted": _("受理"),
    "refused": _("不予受理"),
    "stated": _("被投诉人陈述"),
    "break_begun": _("开始检验、检测、鉴定或专家评审"),
    "break_ended": _("检验、检测、鉴定或专家评审结束"),
    "decided": _("处理决定"),
}
# standing -> (word, shape)
STANDINGS = {
    "received": (_("等待受理"), "note"),
    "refused": (_("不予受理"), "bad"),
    "accepted": (_("已受理"), "half"),
    "in_break": (_("已受理，暂不计时"), "half"),
    "decided": (_("已作出决定"), "done"),
}


@register.filter
def matter_word(matter: str) -> str:
    """What a complaint is about."""
    return str(MATTERS[Matter(matter)])


@register.filter
def measure_word(measure: str) -> str:
    """What an upheld complaint leads to."""
    return str(MEASURES[Measure(measure)])


@register.filter
def allowed_word(outcome: str) -> str:
    """What a stop order lets happen."""
    return str(ALLOWED[Outcome(outcome)])


@register.filter
def step_word(kind: str) -> str:
    """What was done about a complaint."""
    return str(STEPS[kind])


@register.filter
def standing_word(standing: str) -> str:
    """How a complaint stands."""
    return str(STANDINGS[standing][0])


@register.filter
def standing_shape(standing: str) -> str:
    return STANDINGS[standing][1]
