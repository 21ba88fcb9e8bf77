"""What was found between the bids of a lot, for its agency and for supervisors; to everybody else there is no such page."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bidding.domain.findings import Evidence, Finding, FindingState
from bidding.domain.related import JOINED
from bidding.selectors.findings import Inquiry, JointBid, inquiry_of
from bidding.selectors.members import grade_word, members_words
from trading.declaration_forms import CONTROL_LABELS
from trading.domain.kinds import KindSpec
from trading.domain.kinds.findings import FindingKind
from trading.domain.relations import Control
from trading.selectors.kinds import in_language
from trading.selectors.trades import lot_for
from trading.templatetags.mz import money
from trading.views.access import actor_of

SENTENCES: Mapping[FindingKind, Promise] = {
    FindingKind.MEMBER_TWICE: gettext_lazy("%(bids)s 的投标有同一单位参加。联合体成员另行投标的，相关投标均无效。"),
    FindingKind.SAME_PERSON: gettext_lazy(
        "%(bids)s 申报的单位负责人姓名和证件尾号相同。确为同一人的，相关投标均无效。"
    ),
    FindingKind.CONTROL: gettext_lazy("%(bids)s 之间按申报存在控股或者管理关系。属实的，相关投标均无效。"),
    FindingKind.OPERATOR_AFFILIATE: gettext_lazy(
        "%(bids)s 是平台运营机构，或者与它有控股、管理关系，不得在本平台投标。"
    ),
    FindingKind.SAME_AGENT: gettext_lazy("%(bids)s 申报的投标联系电话相同，可能委托同一人办理投标。"),
    FindingKind.SAME_STAFF: gettext_lazy("%(bids)s 载明的项目管理成员姓名相同。"),
    FindingKind.EQUAL_PRICES: gettext_lazy("%(bids)s 的报价完全相同。"),
    FindingKind.STEPPED_PRICES: gettext_lazy("%(bids)s 的报价依次相差同一金额。"),
    FindingKind.RATIO_PRICES: gettext_lazy("%(bids)s 的报价依次相差同一比例。"),
    FindingKind.IDENTICAL_TEXT: gettext_lazy("%(bids)s 的投标中有一段文字完全相同。"),
    FindingKind.ONE_ACCOUNT: gettext_lazy("%(bids)s 的投标保证金从同一单位或者个人的账户转出。"),
    FindingKind.MEMBERS_CHANGED: gettext_lazy(
        "%(bids)s 的联合体成员与资格预审时登记的不同。资格预审后增减、更换成员的，投标无效。"
    ),
    FindingKind.SAME_PAPER: gettext_lazy("%(bids)s 提交了同一份保函、保险，可能相互混装。"),
    FindingKind.SAME_SIZE_FILES: gettext_lazy("%(bids)s 的投标附件中有大小逐字节相同的文件。"),
    FindingKind.NAMES_ANOTHER: gettext_lazy("%(bids)s 中，一份投标出现另一投标人的名称或者代码，可能相互混装。"),
}
STATES: Mapping[FindingState, tuple[str, Promise]] = {
    FindingState.OPEN: ("note", gettext_lazy("待认定")),
    FindingState.UPHELD: ("bad", gettext_lazy("已认定")),
    FindingState.DISMISSED: ("none", gettext_lazy("未认定")),
}
PRICES = (FindingKind.EQUAL_PRICES, FindingKind.STEPPED_PRICES, FindingKind.RATIO_PRICES)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    name: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding in words; `ground` is what it would be as a ground of rejection."""

    key: str
    title: str
    sentence: str
    ground: str
    articles: tuple[str, ...]
    shape: str
    word: str
    evidence: tuple[EvidenceRow, ...]


@dataclass(frozen=True, slots=True)
class JointShown:
    name: str
    members: str
    grades: str


@never_cache
@require_safe
def findings(request: HttpRequest, lot_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    lot = lot_for(actor, lot_id)
    inquiry = inquiry_of(actor, lot)
    context = {
        "lot": lot,
        "trade": lot.trade,
        "bids": inquiry.bids,
        "findings": [shown(finding, inquiry, lot.trade.spec) for finding in inquiry.findings],
        "joint": [_joint(one, inquiry) for one in inquiry.joint],
        "undeclared": [EvidenceRow(inquiry.names.get(code, code), code, "") for code in inquiry.undeclared],
    }
    return render(request, "hall/findings.html", context)


def shown(finding: Finding, inquiry: Inquiry, spec: KindSpec) -> FindingShown:
    """The finding as its page says it."""
    rule, ground = spec.finding(finding.kind), spec.ground(finding.ground)
    bids = _("、").join(inquiry.names.get(code, code) for code in finding.bids)
    shape, word = STATES[finding.state]
    return FindingShown(
        key=finding.key,
        title=in_language(rule.wording) if rule else finding.kind.value,
        sentence=str(SENTENCES[finding.kind]) % {"bids": bids},
        ground=in_language(ground.wording) if ground else "",
        articles=finding.articles,
        shape=shape,
        word=str(word),
        evidence=tuple(_row(finding.kind, one, inquiry) for one in finding.evidence),
    )


def _row(kind: FindingKind, evidence: Evidence, inquiry: Inquiry) -> EvidenceRow:
    other = inquiry.names.get(evidence.other, evidence.other)
    says = evidence.says
    if kind is FindingKind.MEMBER_TWICE:
        says = _("参加 %(name)s 递交的投标") % {"name": other}
    elif evidence.other:
        says = _("%(how)s %(name)s") % {"how": CONTROL_LABELS[Control(evidence.says)], "name": other}
    elif kind in PRICES:
        says = _("%(amount)s 元") % {"amount": money(evidence.says)}
    elif kind is FindingKind.MEMBERS_CHANGED:
        says = _("资格预审时不是成员") if says == JOINED else _("资格预审时是成员，投标中没有")
    elif kind is FindingKind.SAME_SIZE_FILES:
        says = _("密文 %(n)s 字节") % {"n": f"{int(says):,}"}
    return EvidenceRow(inquiry.names.get(evidence.party, evidence.party), evidence.party, says)


def _joint(one: JointBid, inquiry: Inquiry) -> JointShown:
    grades = (f"{specialty} {grade_word(grade)}" for specialty, grade in one.grades.items())
    return JointShown(inquiry.names[one.bidder], members_words(one.members), _("；").join(grades))
