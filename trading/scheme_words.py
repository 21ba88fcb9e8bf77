"""How pages name the parts of a method of evaluation."""

from decimal import Decimal
from typing import assert_never

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trading.domain.scheme_terms import DrawnTerms, PriceTerms, SchemeProblem, SchemeUnlawful, written
from trading.domain.scoring_methods import DrawnNumber, ScoringMethod, TieBreak
from trading.templatetags.mz import cite

METHOD_WORDS = {
    ScoringMethod.COMPREHENSIVE: _("综合评估法"),
    ScoringMethod.LOWEST_EVALUATED_PRICE: _("经评审的最低投标价法"),
}
DRAWN_WORDS = {
    DrawnNumber.DISCOUNT: _("平均价的下浮"),
    DrawnNumber.MEAN_SHARE: _("平均价所占的权重"),
    DrawnNumber.CEILING_DISCOUNT: _("限价的下浮"),
}
TIE_WORDS = {TieBreak.LOWER_PRICE: _("报价较低的在前"), TieBreak.LOT: _("抽签")}


def share(value: Decimal) -> str:
    """A share of one in per cent."""
    return f"{written(value * 100)}%"


def price_rows(price: PriceTerms, drawn: DrawnTerms | None = None) -> list[tuple[str, str]]:
    """The numbers of the price formula, each with its name; those that do nothing are left out, and so is what is drawn."""
    name = None if drawn is None else drawn.number
    trimmed = gettext("%(high)d 个最高、%(low)d 个最低") % {"high": price.trim_high, "low": price.trim_low}
    rows = [
        (gettext("报价满分"), written(price.full)),
        (gettext("每高于基准价 1% 扣分"), written(price.above)),
        (gettext("每低于基准价 1% 扣分"), written(price.below)),
        (gettext("报价最低得分"), written(price.least)),
    ]
    if price.trim_high or price.trim_low:
        rows.append((gettext("有效报价达到 %(n)d 家时去掉") % {"n": price.trim_from}, trimmed))
    if price.discount:
        rows.append((gettext("平均价的下浮"), share(price.discount)))
    if price.mean_share < 1 and name is not DrawnNumber.MEAN_SHARE:
        rows.append((gettext("平均价所占的权重"), share(price.mean_share)))
    if (price.mean_share < 1 or name is DrawnNumber.MEAN_SHARE) and name is not DrawnNumber.CEILING_DISCOUNT:
        rows.append((gettext("限价的下浮"), share(price.ceiling_discount)))
    return rows


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
        case SchemeProblem.DRAWN:
            return gettext("抽取的系数：请从小到大写明至少两个候选值，并且公式要用到它（%(articles)s）。") % articles
        case _:
            assert_never(refusal.problem)
