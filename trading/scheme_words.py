"""How pages name the parts of a method of evaluation."""

from typing import assert_never

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trading.domain.scheme_terms import SchemeProblem, SchemeUnlawful, written
from trading.domain.scoring_methods import ScoringMethod, TieBreak
from trading.templatetags.mz import cite

METHOD_WORDS = {
    ScoringMethod.COMPREHENSIVE: _("综合评估法"),
    ScoringMethod.LOWEST_EVALUATED_PRICE: _("经评审的最低投标价法"),
}
TIE_WORDS = {TieBreak.LOWER_PRICE: _("报价较低的在前"), TieBreak.LOT: _("抽签")}


def scheme_sentence(refusal: SchemeUnlawful) -> str:
    """Why a notice may not evaluate like this."""
    articles = {"articles": cite(refusal.articles)}
    match refusal.problem:
        case SchemeProblem.NOT_IN_THE_LAW:
            return gettext("这类交易不在平台评标。")
        case SchemeProblem.METHOD:
            return gettext("法律不允许这样评标：请选择一种办法，只填写它的内容（%(articles)s）。") % articles
        case SchemeProblem.FORMULA:
            return gettext("请填写报价得分的公式（%(articles)s）。") % articles
        case SchemeProblem.NO_FACTORS:
            return gettext("请至少填写一项评分因素（%(articles)s）。") % articles
        case SchemeProblem.FACTOR_TWICE:
            return gettext("有一项评分因素写了两次。")
        case SchemeProblem.WEIGHTS:
            found = written(refusal.found) if refusal.found is not None else "0"
            values = articles | {"found": found}
            return (
                gettext("各项因素与报价合计应为 100 分，现在是 %(found)s 分；每项都要大于零（%(articles)s）。") % values
            )
        case SchemeProblem.PRICE_NUMBERS:
            return gettext("报价公式的数字互相矛盾：去掉最高、最低之后要有剩余的报价，比例在 0 与 100% 之间。")
        case SchemeProblem.NO_CEILING:
            return gettext("基准价用到最高投标限价，请为每个标段填写限价，或者只用平均价。")
        case SchemeProblem.TRIMMING:
            return gettext("去掉最高分和最低分，至少要有五位评委。")
        case SchemeProblem.TIE_BREAKS:
            return gettext("请选择得分相同时的排序办法。")
        case _:
            assert_never(refusal.problem)
