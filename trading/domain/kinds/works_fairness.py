"""The review before the notice of a works tender: TR 7, 15, 27, 32, O20 20, and the rules on fair competition in tendering."""

from trading.domain.kinds.fairness import Concern, FairnessRule
from trading.domain.kinds.spec import Names
from trading.domain.kinds.values import Confidence

R = Confidence.READ
M = Confidence.MEMORY
D = Confidence.DECIDED

FAIRNESS = (
    FairnessRule(
        Concern.DIFFERENT_INFORMATION,
        Names("向不同的投标人提供有差别的项目信息", "different information for different bidders"),
        ("TR 32",),
        R,
    ),
    FairnessRule(
        Concern.NEEDLESS_CONDITIONS,
        Names(
            "资格、技术、商务条件与项目的具体特点和实际需要不相适应，或者与合同履行无关",
            "qualification, technical or commercial conditions that the works do not need, or that the contract has no use for",
        ),
        ("TR 32",),
        R,
    ),
    FairnessRule(
        Concern.LOCAL_RECORD,
        Names(
            "以特定行政区域或者特定行业的业绩、奖项作为加分条件或者中标条件",
            "points, or the award, for works or prizes in one region or one trade",
        ),
        ("TR 32",),
        R,
    ),
    FairnessRule(
        Concern.DIFFERENT_STANDARDS,
        Names(
            "对不同的投标人采取不同的资格审查或者评标标准", "other standards of review or evaluation for some bidders"
        ),
        ("TR 32",),
        R,
    ),
    FairnessRule(
        Concern.NAMED_PRODUCT,
        Names(
            "限定或者指定特定的专利、商标、品牌、原产地或者供应商",
            "a patent, trade mark, brand, origin or supplier that is asked for by name",
        ),
        ("TR 32",),
        R,
    ),
    FairnessRule(
        Concern.OWNERSHIP,
        Names("限定投标人的所有制形式或者组织形式", "bidders of one form of ownership or organisation only"),
        ("TR 32",),
        R,
    ),
    FairnessRule(
        Concern.SCALE,
        Names(
            "以注册资本、资产总额、营业收入、从业人员等规模条件限制投标人",
            "registered capital, assets, turnover or staff as a condition",
        ),
        ("TR 32",),
        M,
    ),
    FairnessRule(
        Concern.BRANCH_OFFICE,
        Names("要求投标人在本地设立分支机构", "a branch office in the place, asked of bidders"),
        ("TR 32",),
        M,
    ),
    FairnessRule(
        Concern.GATE,
        Names(
            "在下载文件、投标之前设置登记以外的报名、审核等前置条件",
            "a sign-up or check before documents or bidding, beyond registration",
        ),
        ("O20 20",),
        R,
    ),
    FairnessRule(
        Concern.MINIMUM_PRICE,
        Names("规定最低投标限价", "a minimum price"),
        ("TR 27",),
        R,
    ),
    FairnessRule(
        Concern.HIDDEN_PREFERENCE,
        Names(
            "以其他不合理条件限制、排斥投标人，或者暗含倾向",
            "any other condition that shuts out or quietly favours bidders",
        ),
        ("TR 32",),
        R,
    ),
    FairnessRule(
        Concern.NOT_APPROVED,
        Names(
            "依法需要核准的招标范围、招标方式、招标组织形式没有核准，或者与核准不一致",
            "a scope, way or organisation of tendering that needs approval and does not have it, or is another than was approved",
        ),
        ("TR 7",),
        R,
    ),
    FairnessRule(
        Concern.OTHER_TEXT,
        Names(
            "依法必须招标的项目没有使用标准文本编制文件",
            "documents of a compulsory tender that do not use the standard text",
        ),
        ("TR 15",),
        R,
    ),
)
