"""Grounds of rejection and findings between bids in works tenders: TR 34, 37, 38, 40, 51, O12 20-25, O20 23."""

from trading.domain.kinds.findings import FindingKind, FindingRule, Ground, GroundRule, Raiser
from trading.domain.kinds.spec import Names
from trading.domain.kinds.values import Confidence

R = Confidence.READ
D = Confidence.DECIDED
FLAGGED = (Raiser.COMMITTEE, Raiser.PLATFORM, Raiser.SUPERVISOR)
SEEN = (Raiser.COMMITTEE, Raiser.PLATFORM)
KNOWN = (Raiser.COMMITTEE, Raiser.SUPERVISOR)


def _zh_en(zh: str, en: str) -> Names:
    return Names(zh, en)


GROUNDS = (
    GroundRule(
        Ground.NOT_SIGNED,
        _zh_en("投标文件未经投标单位盖章和单位负责人签字", "neither sealed by the bidder nor signed by its head"),
        ("TR 51", "O12 25"),
        R,
        SEEN,
        note="a bid here is signed by the bidder's account key, or it is not received",
    ),
    GroundRule(
        Ground.NO_JOINT_AGREEMENT,
        _zh_en("投标联合体没有提交共同投标协议", "a joint bid without the agreement of its members"),
        ("TR 51", "TL 31"),
        R,
    ),
    GroundRule(
        Ground.NOT_QUALIFIED,
        _zh_en("投标人不符合国家或者招标文件规定的资格条件", "the bidder does not have the qualification asked for"),
        ("TR 51", "O12 22"),
        R,
    ),
    GroundRule(
        Ground.TWO_BIDS,
        _zh_en(
            "同一投标人提交两个以上不同的投标文件或者投标报价，但招标文件要求提交备选投标的除外",
            "two different bids or prices of one bidder, unless the documents ask for alternatives",
        ),
        ("TR 51",),
        R,
    ),
    GroundRule(
        Ground.BELOW_COST,
        _zh_en(
            "投标报价低于成本，经书面要求不能合理说明或者不能提供证明材料",
            "a price below cost that the bidder, asked in writing, cannot explain and prove",
        ),
        ("TR 51", "O12 21"),
        R,
    ),
    GroundRule(
        Ground.ABOVE_CEILING,
        _zh_en("投标报价高于招标文件设定的最高投标限价", "a price above the ceiling of the documents"),
        ("TR 51",),
        R,
        SEEN,
    ),
    GroundRule(
        Ground.NOT_RESPONSIVE,
        _zh_en(
            "投标文件没有对招标文件的实质性要求和条件作出响应",
            "no answer to the substantial requirements of the documents",
        ),
        ("TR 51", "O12 23"),
        R,
    ),
    GroundRule(Ground.COLLUSION, _zh_en("投标人有串通投标行为", "collusion"), ("TR 51", "TR 40", "O12 20"), R, FLAGGED),
    GroundRule(
        Ground.FRAUD,
        _zh_en("投标人以他人名义投标或者以其他方式弄虚作假", "bidding in another's name, or other fraud"),
        ("TR 51", "O12 20"),
        R,
        KNOWN,
    ),
    GroundRule(
        Ground.BRIBERY,
        _zh_en("投标人以行贿手段谋取中标", "bribery"),
        ("TR 51", "O12 20"),
        R,
        KNOWN,
    ),
    GroundRule(
        Ground.INTEREST,
        _zh_en(
            "投标人与招标人存在利害关系，可能影响招标公正性",
            "a relation of interest with the tenderer that can affect fairness",
        ),
        ("TR 34",),
        R,
        KNOWN,
    ),
    GroundRule(
        Ground.SAME_PERSON,
        _zh_en("与同一标段的另一投标人单位负责人为同一人", "the same person in charge as another bidder of the lot"),
        ("TR 34",),
        R,
        FLAGGED,
        note="all bids concerned are invalid",
    ),
    GroundRule(
        Ground.CONTROL,
        _zh_en(
            "与同一标段的另一投标人存在控股、管理关系",
            "control or management between it and another bidder of the lot",
        ),
        ("TR 34",),
        R,
        FLAGGED,
        note="all bids concerned are invalid",
    ),
    GroundRule(
        Ground.OPERATOR_AFFILIATE,
        _zh_en(
            "平台运营机构或者与其有控股、管理关系的单位在本平台投标",
            "the operator of the platform, or who controls or manages it or is controlled or managed by it",
        ),
        ("O20 23",),
        R,
        FLAGGED,
    ),
    GroundRule(
        Ground.MEMBERS_CHANGED,
        _zh_en(
            "资格预审后联合体增减、更换成员",
            "members of the joint bid changed after prequalification",
        ),
        ("TR 37",),
        R,
        FLAGGED,
    ),
    GroundRule(
        Ground.MEMBER_TWICE,
        _zh_en(
            "联合体成员在同一标段又单独投标或者参加其他联合体投标",
            "a member of the joint bid bids alone or in another joint bid of the lot",
        ),
        ("TR 37",),
        R,
        FLAGGED,
        note="all bids concerned are invalid",
    ),
    GroundRule(
        Ground.BIDDER_CHANGED,
        _zh_en(
            "投标人发生合并、分立、破产等重大变化，不再具备资格条件或者影响招标公正性",
            "merged, split, bankrupt or otherwise changed, and no longer qualified or no longer fair",
        ),
        ("TR 38",),
        R,
        KNOWN,
    ),
    GroundRule(
        Ground.CLARIFICATION_REFUSED,
        _zh_en("拒不按照要求对投标文件进行澄清、说明或者补正", "refusing to clarify, explain or correct the bid"),
        ("O12 22",),
        R,
        must=False,
    ),
    GroundRule(
        Ground.DEPOSIT_DEFECTIVE,
        _zh_en("没有按照招标文件要求提供投标担保或者担保有瑕疵", "bid security missing or defective"),
        ("O12 25",),
        R,
        SEEN,
    ),
    GroundRule(
        Ground.PERIOD_TOO_LONG,
        _zh_en("载明的项目完成期限超过招标文件规定的期限", "a period longer than the documents allow"),
        ("O12 25",),
        R,
        SEEN,
    ),
    GroundRule(
        Ground.TECHNICAL_MISSED,
        _zh_en("明显不符合技术规格、技术标准的要求", "technical requirements clearly missed"),
        ("O12 25",),
        R,
    ),
    GroundRule(
        Ground.PACKING_OR_INSPECTION,
        _zh_en(
            "载明的货物包装方式、检验标准和方法等不符合招标文件要求",
            "packing, inspection standards or methods other than the documents ask for",
        ),
        ("O12 25",),
        R,
    ),
    GroundRule(
        Ground.UNACCEPTABLE_CONDITIONS,
        _zh_en("附有招标人不能接受的条件", "conditions that the tenderer cannot accept"),
        ("O12 25",),
        R,
    ),
    GroundRule(
        Ground.OTHER_SUBSTANCE,
        _zh_en("不符合招标文件中规定的其他实质性要求", "other substantial requirements of the documents missed"),
        ("O12 25",),
        R,
    ),
    GroundRule(
        Ground.IN_THE_DOCUMENTS,
        _zh_en("招标文件载明的其他否决情形", "another ground that the documents name"),
        ("TR 49",),
        R,
        note="what the documents do not name does not count",
    ),
)

FINDINGS = (
    FindingRule(
        FindingKind.MEMBER_TWICE,
        _zh_en("同一单位参加了两份以上投标", "one organisation takes part in two bids or more"),
        ("TR 37",),
        R,
        Ground.MEMBER_TWICE,
    ),
    FindingRule(
        FindingKind.SAME_PERSON,
        _zh_en("申报的单位负责人为同一人", "the same person in charge was declared"),
        ("TR 34",),
        R,
        Ground.SAME_PERSON,
        note="recognised by name and last four characters of the identity document, which is ours",
    ),
    FindingRule(
        FindingKind.CONTROL,
        _zh_en("存在控股、管理关系", "one controls or manages the other, directly or through others"),
        ("TR 34",),
        R,
        Ground.CONTROL,
    ),
    FindingRule(
        FindingKind.OPERATOR_AFFILIATE,
        _zh_en("平台运营机构或其关联单位", "the operator of the platform or an affiliate of it"),
        ("O20 23",),
        R,
        Ground.OPERATOR_AFFILIATE,
    ),
    FindingRule(
        FindingKind.SAME_AGENT,
        _zh_en("同一单位或者个人办理投标事宜", "the same person or organisation handles the bids"),
        ("TR 40",),
        R,
        Ground.COLLUSION,
        note="recognised by the declared telephone number, which is ours",
    ),
    FindingRule(
        FindingKind.SAME_STAFF,
        _zh_en("载明的项目管理成员为同一人", "the same person in the project's management"),
        ("TR 40",),
        R,
        Ground.COLLUSION,
        note="recognised by the name announced at the opening, which is ours",
    ),
    FindingRule(
        FindingKind.EQUAL_PRICES,
        _zh_en("投标报价相同", "equal prices"),
        ("TR 40",),
        D,
        Ground.COLLUSION,
        2,
        "the law says abnormally alike; from how many bids on is ours",
    ),
    FindingRule(
        FindingKind.STEPPED_PRICES,
        _zh_en("投标报价呈规律性差异：等差", "prices differ regularly: by equal steps"),
        ("TR 40",),
        D,
        Ground.COLLUSION,
        3,
        "from how many neighbouring prices on is ours",
    ),
    FindingRule(
        FindingKind.RATIO_PRICES,
        _zh_en("投标报价呈规律性差异：等比", "prices differ regularly: by an equal ratio"),
        ("TR 40",),
        D,
        Ground.COLLUSION,
        3,
        "from how many neighbouring prices on is ours; to the rounding of a fen",
    ),
    FindingRule(
        FindingKind.IDENTICAL_TEXT,
        _zh_en("投标文件异常一致：文字相同", "bids abnormally alike: the same text"),
        ("TR 40",),
        D,
        Ground.COLLUSION,
        12,
        "from how many characters on a text that is the same is flagged is ours",
    ),
    FindingRule(
        FindingKind.ONE_ACCOUNT,
        _zh_en("投标保证金从同一账户转出", "deposits from one account"),
        ("TR 40",),
        R,
        Ground.COLLUSION,
        note="of one organisation or person: recognised by the number, or by the name of who paid",
    ),
    FindingRule(
        FindingKind.MEMBERS_CHANGED,
        _zh_en("联合体成员与资格预审时不同", "the members are not those of the pre-qualification"),
        ("TR 37",),
        R,
        Ground.MEMBERS_CHANGED,
        1,
        "by credit code, as the reviewers read the application; who bids alone is its only member",
    ),
    FindingRule(
        FindingKind.SAME_PAPER,
        _zh_en("提交了同一份保函、保险", "the same guarantee or insurance"),
        ("TR 40",),
        D,
        Ground.COLLUSION,
        note="the law says files of different bidders mixed up; recognised by the file, or by issuer and number",
    ),
    FindingRule(
        FindingKind.SAME_SIZE_FILES,
        _zh_en("投标附件大小逐字节相同", "attachments of the same size to the byte"),
        ("TR 40",),
        D,
        Ground.COLLUSION,
        20_000,
        "the platform sees of attachments their sizes alone; from how many bytes on is ours",
    ),
    FindingRule(
        FindingKind.NAMES_ANOTHER,
        _zh_en("投标中出现另一投标人的名称", "a bid names another bidder"),
        ("TR 40",),
        D,
        Ground.COLLUSION,
        note="the law says files of different bidders mixed up; looked for in what the opening announces",
    ),
)
