"""How pages name grounds, formulas and stands of an evaluation."""

from django.utils.translation import gettext_lazy as _

from experts.domain.derivation import Term
from experts.domain.files import FileProblem
from experts.services.evaluating import OWN
from trading.domain.evaluation_results import ReportResult, Stand
from trading.domain.kinds import KindSpec
from trading.selectors.kinds import in_language

TERMS = {
    Term.PRICE: _("报价"),
    Term.CEILING: _("最高投标限价"),
    Term.MEAN_PRICE: _("有效报价的平均"),
    Term.DISCOUNT: _("下浮"),
    Term.CEILING_DISCOUNT: _("限价的下浮"),
    Term.MEAN_SHARE: _("平均价的权重"),
    Term.BENCHMARK: _("评标基准价"),
    Term.DEVIATION: _("偏差率（%）"),
    Term.FULL_POINTS: _("满分"),
    Term.LEAST_POINTS: _("最低得分"),
    Term.POINTS_PER_PERCENT: _("每 1% 扣分"),
    Term.PRICE_POINTS: _("报价得分"),
    Term.EXPERT_POINTS: _("评委打分"),
    Term.FACTOR_POINTS: _("因素得分"),
    Term.WEIGHT: _("权重"),
    Term.WEIGHTED_POINTS: _("计入总分"),
    Term.TOTAL: _("总分"),
    Term.RATE: _("比例"),
    Term.AMOUNT: _("每计 1 加价"),
    Term.EXPERT_UNITS: _("评委计数"),
    Term.UNITS: _("数量"),
    Term.ADJUSTMENT: _("调整"),
    Term.EVALUATED_PRICE: _("评标价"),
}
RESULTS = {
    ReportResult.RANKED: _("已推荐中标候选人"),
    ReportResult.ALL_REJECTED: _("全部投标被否决"),
    ReportResult.COMPETITION_MISSING: _("有效投标不足三个，明显缺乏竞争"),
}
STANDS = {Stand.SIGNED: _("同意"), Stand.DISSENTED: _("书面保留意见"), Stand.SILENT: _("视为同意")}

PROBLEMS = {
    FileProblem.NO_KEYS: _("投标人没有提交打开附件的密钥。"),
    FileProblem.STORED: _("平台保存的密文缺失，或者与投标声明不符。"),
    FileProblem.KEY: _("投标人提交的密钥打不开这个文件。"),
    FileProblem.MANIFEST: _("投标人封存的文件清单不合格式，文件无法读取。"),
    FileProblem.CONTENT: _("打开的内容与投标人的清单不符。"),
}


def ground_words(spec: KindSpec, ground: str) -> str:
    """A ground of the law in the language of the page, or one of the documents in their words."""
    if ground.startswith(OWN):
        return ground.removeprefix(OWN)
    rule = next((rule for rule in spec.grounds if rule.ground.value == ground), None)
    return ground if rule is None else in_language(rule.wording)
