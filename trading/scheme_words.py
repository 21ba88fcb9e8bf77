"""How pages name the parts of a method of evaluation."""

from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trading.domain.scheme_terms import (
    DrawnTerms,
    FactorTerms,
    PriceTerms,
    SchemeProblem,
    SchemeTerms,
    SchemeUnlawful,
    written,
)
from trading.domain.scoring_methods import DrawnNumber, ScoringMethod, TieBreak
from trading.templatetags.mz import cite, money

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


def adds(deviation: FactorTerms) -> str:
    """What each one counted adds to the price as it is compared."""
    if deviation.rate is not None:
        return gettext("投标报价的 %(share)s") % {"share": share(deviation.rate)}
    assert deviation.amount is not None  # one of the two
    return gettext("%(amount)s 元") % {"amount": money(deviation.amount)}


def counted_for(factor: FactorTerms) -> str:
    """What a factor is worth, or what a deviation adds and up to how many."""
    if not factor.is_deviation:
        return gettext("%(points)s 分") % {"points": written(factor.most * factor.weight)}
    return gettext("每计 1 加%(adds)s，最多计 %(most)s") % {"adds": adds(factor), "most": written(factor.most)}


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


def scheme_rows(terms: SchemeTerms) -> dict[str, str]:
    """Everything that a scheme says, by name, for people to compare."""
    rows = {gettext("评标办法"): str(METHOD_WORDS[terms.method])}
    for factor in terms.factors:
        rows[factor.label] = f"{counted_for(factor)} {factor.looks_at}".strip()
    if terms.price is not None:
        rows |= dict(price_rows(terms.price, terms.drawn))
    if terms.drawn is not None:
        candidates = gettext("、").join(map(share, terms.drawn.candidates))
        rows[str(DRAWN_WORDS[terms.drawn.number])] = gettext("开标时抽取，候选值 %(candidates)s") % {
            "candidates": candidates
        }
    if terms.trim_from is not None:
        rows[gettext("去掉一个最高分和一个最低分")] = gettext("%(n)d 位以上评委打分时") % {"n": terms.trim_from}
    rows[gettext("得分相同时")] = gettext("，仍相同的").join(str(TIE_WORDS[each]) for each in terms.tie_breaks)
    return rows


def scheme_differences(before: SchemeTerms, after: SchemeTerms) -> list[tuple[str, str, str]]:
    """What is said otherwise, name by name: before and after, "" where it is not said."""
    said, says = scheme_rows(before), scheme_rows(after)
    names = [*said, *(name for name in says if name not in said)]
    return [(name, said.get(name, ""), says.get(name, "")) for name in names if said.get(name) != says.get(name)]


PROBLEMS = {
    SchemeProblem.NOT_IN_THE_LAW: _("这类交易不在平台评标。"),
    SchemeProblem.FACTOR_TWICE: _("有一项评分因素写了两次。"),
    SchemeProblem.PRICE_NUMBERS: _("报价公式的数字互相矛盾：去掉最高、最低之后要有剩余的报价，比例在 0 与 100% 之间。"),
    SchemeProblem.NO_CEILING: _("基准价用到最高投标限价，请为每个标段填写限价，或者只用平均价。"),
    SchemeProblem.TRIMMING: _("去掉最高分和最低分，至少要有五位评委。"),
    SchemeProblem.TIE_BREAKS: _("请选择得分相同时的排序办法。"),
}
CITING = {
    SchemeProblem.METHOD: _("法律不允许这样评标：请选择一种办法，只填写它的内容（%(articles)s）。"),
    SchemeProblem.FORMULA: _("请填写报价得分的公式（%(articles)s）。"),
    SchemeProblem.NO_FACTORS: _("请至少填写一项评分因素（%(articles)s）。"),
    SchemeProblem.WEIGHTS: _("各项因素与报价合计应为 100 分，现在是 %(found)s 分；每项都要大于零（%(articles)s）。"),
    SchemeProblem.DEVIATIONS: _(
        "价格调整：每项写明计什么、最多计多少，以及每计 1 加多少元或者加投标报价的百分之几，都要大于零（%(articles)s）。"
    ),
    SchemeProblem.DRAWN: _("抽取的系数：请从小到大写明至少两个候选值，并且公式要用到它（%(articles)s）。"),
}
"""What is wrong with a scheme; these say the articles, too."""


def scheme_sentence(refusal: SchemeUnlawful) -> str:
    """Why a notice may not evaluate like this."""
    if refusal.problem in PROBLEMS:
        return str(PROBLEMS[refusal.problem])
    found = written(refusal.found) if refusal.found is not None else "0"
    return str(CITING[refusal.problem]) % {"articles": cite(refusal.articles), "found": found}
