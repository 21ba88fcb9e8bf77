"""The rules of a kind as the platform runs them, written from its data alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, assert_never

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from trading.deposit_words import FORM_WORDS, KEEP_WORDS
from trading.dialogue_forms import CAUSES
from trading.domain.award import CommitteeShape, FallGround
from trading.domain.calendar import Calendar
from trading.domain.deposit_terms import DepositForm, KeepCause
from trading.domain.duties import Duty
from trading.domain.experts import Ground as RecusalGround
from trading.domain.experts import Title
from trading.domain.facts import TerminationCause
from trading.domain.kinds.law import Law, NamesFrom, SignupGate
from trading.domain.kinds.values import Choice, Value
from trading.domain.matters import Matter
from trading.domain.notices import NoticeType
from trading.domain.periods import Period, Unit, day_of
from trading.domain.phases import Reviewer
from trading.domain.scoring_methods import DrawnNumber, PriceFormula, ScoringMethod, TieBreak
from trading.domain.stages import Outcome, Stage
from trading.scheme_words import DRAWN_WORDS
from trading.selectors.calendar import working_calendar
from trading.selectors.kinds import current_kinds, fairness_of, grounds_of, word_of
from trading.services.moments import database_time
from trading.templatetags.mz import ALLOWED, DUTIES, MATTERS, stage_word
from trading.views.kept import kept

GIB, MIB = 1024**3, 1024**2
HOUR = timedelta(hours=1)
DAYS_SHOWN = 60

NAMES = {
    "bids_are_sealed": gettext_lazy("投标在开标前密封"),
    "minimum_bidders": gettext_lazy("开标的最少投标人数"),
    "equal_to_deadline_is_late": gettext_lazy("恰好等于截止时间即为迟到"),
    "signup_gate": gettext_lazy("获取招标文件的前置条件"),
    "document_offer": gettext_lazy("招标文件提供期，不少于"),
    "bid_period": gettext_lazy("自招标文件开始发出至投标截止，不少于"),
    "full_days": gettext_lazy("上述期限按整日计算"),
    "clarification_before": gettext_lazy("影响投标文件编制的澄清，早于截止不少于"),
    "objection_before": gettext_lazy("对招标文件的异议，早于截止不少于"),
    "objection_answer": gettext_lazy("答复异议的期限"),
    "received_while_suspended": gettext_lazy("异议待答复期间照常接收投标"),
    "termination_causes": gettext_lazy("公告之后可以终止的原因"),
    "failures_before_leave": gettext_lazy("流标几次之后可以不再招标"),
    "deposit_share": gettext_lazy("投标保证金占估算价的比例，不超过"),
    "deposit_cap": gettext_lazy("投标保证金的金额，不超过"),
    "window": gettext_lazy("解密窗口"),
    "window_ends_when_all_released": gettext_lazy("全部投标提交密钥后，窗口提前结束"),
    "keys_allowance": gettext_lazy("保管人公布窗口密钥的时限"),
    "objections": gettext_lazy("现场异议的时间"),
    "confirmation": gettext_lazy("确认开标记录的时间"),
    "extension": gettext_lazy("平台在截止时刻中断后，投标可以延长"),
    "extension_decision": gettext_lazy("监督部门决定是否延长的时限"),
    "document_files": gettext_lazy("招标文件的份数"),
    "document_bytes": gettext_lazy("招标文件合计大小"),
    "bid_files": gettext_lazy("投标附件的份数"),
    "bid_bytes": gettext_lazy("投标附件合计大小"),
    "archive_term": gettext_lazy("交易结束后全部内容至少保存"),
    "prequal_minimum": gettext_lazy("通过资格预审的最少申请人数"),
    "prequal_document_offer": gettext_lazy("资格预审文件提供期，不少于"),
    "prequal_after_offer": gettext_lazy("自停止提供资格预审文件至申请截止，不少于"),
    "prequal_clarification_before": gettext_lazy("影响申请文件编制的澄清，早于申请截止不少于"),
    "prequal_objection_before": gettext_lazy("对资格预审文件的异议，早于申请截止不少于"),
    "prequal_committee": gettext_lazy("国有资金占控股或者主导地位的，申请由谁审查"),
    "committee": gettext_lazy("评标委员会的组成"),
    "experts_to_trim": gettext_lazy("去掉最高分和最低分至少需要的专家人数"),
    "scoring_methods": gettext_lazy("评标办法"),
    "price_formulas": gettext_lazy("价格分的计算方法"),
    "score_places": gettext_lazy("得分的小数位数"),
    "tie_breaks": gettext_lazy("得分相同时依次按"),
    "competition_least": gettext_lazy("有效投标少于几家时，评标委员会可以否决全部投标"),
    "candidates_most": gettext_lazy("中标候选人不超过"),
    "bid_validity_days": gettext_lazy("投标有效期（日）"),
    "award_in_validity": gettext_lazy("定标和签订合同在投标有效期内"),
    "candidates_within": gettext_lazy("收到评标报告后公示中标候选人的期限"),
    "candidates_display": gettext_lazy("中标候选人公示期，不少于"),
    "candidates_answer": gettext_lazy("答复对中标候选人的异议的期限"),
    "first_wins": gettext_lazy("排名第一的中标候选人应当中标"),
    "fall_grounds": gettext_lazy("可以不选排名在前者的情形"),
    "award_report": gettext_lazy("向监督部门提交书面报告的期限"),
    "contract_within": gettext_lazy("签订合同的期限"),
    "performance_bond_share": gettext_lazy("履约保证金占合同价的比例，不超过"),
    "payment_guarantee": gettext_lazy("要求履约保证金的，同时提供支付担保"),
    "medium_notices": gettext_lazy("同时在指定媒介发布的公告"),
    "medium_within": gettext_lazy("指定媒介发布结构化文本的期限"),
    "complaint_within": gettext_lazy("向监督部门投诉的期限"),
    "complaint_objection_first": gettext_lazy("投诉前应当先提出异议的事项"),
    "complaint_accept": gettext_lazy("监督部门决定是否受理投诉的期限"),
    "complaint_decide": gettext_lazy("监督部门对投诉作出处理决定的期限"),
    "complaint_published": gettext_lazy("处理决定公开的期限"),
    "never_stopped": gettext_lazy("不能责令暂停的阶段"),
    "stop_lets": gettext_lazy("责令暂停期间仍然可以"),
    "stop_may_let": gettext_lazy("暂停决定可以另行允许"),
    "received_while_stopped": gettext_lazy("责令暂停期间照常接收投标"),
    "deposit_forms": gettext_lazy("必须接受的投标保证金形式"),
    "deposit_from_basic_account": gettext_lazy("现金形式的保证金从投标人基本账户转出"),
    "deposit_valid_as_bid": gettext_lazy("保证金有效期与投标有效期一致"),
    "deposit_back_after_withdrawal": gettext_lazy("截止前撤回投标的，保证金退还的期限"),
    "deposit_back_after_end": gettext_lazy("未签合同即结束的，保证金退还的期限"),
    "deposit_back_after_contract": gettext_lazy("签订合同后，保证金退还的期限"),
    "deposit_interest": gettext_lazy("退还保证金的年利率"),
    "deposit_interest_year": gettext_lazy("计息一年的天数"),
    "deposit_kept_for": gettext_lazy("可以不退还保证金的情形"),
    "joint_by_default": gettext_lazy("公告没有写明时，接受联合体投标"),
    "joint_most": gettext_lazy("联合体成员的数量，不超过"),
    "staff_items": gettext_lazy("载明项目管理成员的开标项"),
    "retender_after_analysis": gettext_lazy("流标之后，先分析原因、采取措施，再重新招标"),
    "termination_duties": gettext_lazy("终止之后，招标人应当"),
    "failure_duties": gettext_lazy("流标之后，招标人应当"),
    "expert_years": gettext_lazy("评标专家从事本专业的年数，不少于"),
    "expert_titles": gettext_lazy("评标专家的职称"),
    "drawn_at_random": gettext_lazy("评标专家从库中随机抽取"),
    "recusal_grounds": gettext_lazy("评标专家须回避的情形"),
    "recusal_look_back": gettext_lazy("专家离开原单位之后，仍须为其回避"),
    "expert_calls_before": gettext_lazy("开标前多久开始通知专家"),
    "expert_answer": gettext_lazy("专家答复通知的时限"),
    "expert_names_from": gettext_lazy("评标专家姓名可以公开的时间，在"),
    "chair_may_be_named": gettext_lazy("评标委员会组长可以由招标人确定"),
    "more_time_share": gettext_lazy("评标时间不够的成员超过多少时应当延长"),
    "draw_acknowledgement": gettext_lazy("抽取专家时，三方确认完毕的时限"),
    "drawn_numbers": gettext_lazy("报价公式中可以抽取的数"),
    "window_after_outage": gettext_lazy("补救：解密时间内平台中断的，相应延长"),
    "lost_form_again": gettext_lazy("补救：平台丢失密文的，可以补交"),
}
STAFF = {"project_manager": gettext_lazy("项目负责人")}
METHODS = {
    ScoringMethod.COMPREHENSIVE: gettext_lazy("综合评估法"),
    ScoringMethod.LOWEST_EVALUATED_PRICE: gettext_lazy("经评审的最低投标价法"),
}
FORMULAS = {
    PriceFormula.BENCHMARK: gettext_lazy("评标基准价"),
}
TIES = {TieBreak.LOWER_PRICE: gettext_lazy("报价低者"), TieBreak.LOT: gettext_lazy("公开抽签")}
GROUNDS = {
    FallGround.GAVE_UP: gettext_lazy("放弃中标"),
    FallGround.FORCE_MAJEURE: gettext_lazy("因不可抗力不能履行合同"),
    FallGround.NO_PERFORMANCE_BOND: gettext_lazy("未按要求提交履约保证金"),
    FallGround.UNLAWFUL: gettext_lazy("被查实存在违法行为"),
    FallGround.UNABLE: gettext_lazy("经原评标委员会复核不能履约"),
}
TITLES = {Title.SENIOR: gettext_lazy("高级职称"), Title.EQUIVALENT: gettext_lazy("同等专业水平")}
RECUSALS = {
    RecusalGround.KIN: gettext_lazy("是投标人或者投标人主要负责人的近亲属"),
    RecusalGround.AUTHORITY: gettext_lazy("是项目主管部门或者行政监督部门的人员"),
    RecusalGround.INTEREST: gettext_lazy("与投标人有经济利益关系，可能影响公正评审"),
    RecusalGround.PUNISHED: gettext_lazy("曾因招标、评标等活动中的违法行为受过行政处罚或刑事处罚"),
}
NOTICE_WORDS = {
    NoticeType.PREQUALIFICATION: gettext_lazy("资格预审公告"),
    NoticeType.TENDER: gettext_lazy("招标公告"),
    NoticeType.CLARIFICATION: gettext_lazy("澄清、修改公告"),
    NoticeType.TERMINATION: gettext_lazy("终止公告"),
    NoticeType.FAILURE: gettext_lazy("流标公告"),
    NoticeType.CANDIDATES: gettext_lazy("中标候选人公示"),
    NoticeType.RESULT: gettext_lazy("中标结果公告"),
    NoticeType.CONTRACT: gettext_lazy("合同公告"),
}
# By type: members of two enums may be written alike.
WORDS: dict[type, Mapping[Any, object]] = {
    DepositForm: FORM_WORDS,
    NoticeType: NOTICE_WORDS,
    KeepCause: KEEP_WORDS,
    TerminationCause: CAUSES,
    Matter: MATTERS,
    Outcome: ALLOWED,
    ScoringMethod: METHODS,
    PriceFormula: FORMULAS,
    DrawnNumber: DRAWN_WORDS,
    TieBreak: TIES,
    FallGround: GROUNDS,
    Title: TITLES,
    RecusalGround: RECUSALS,
    SignupGate: {SignupGate.NONE: gettext_lazy("无")},
    Reviewer: {Reviewer.COMMITTEE: gettext_lazy("资格审查委员会")},
    NamesFrom: {
        NamesFrom.AWARD: gettext_lazy("中标结果确定之后"),
        NamesFrom.RESULT_NOTICE: gettext_lazy("结果公告之后"),
    },
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of the law in words."""

    name: str
    value: str
    articles: tuple[str, ...]
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its weekday says."""

    date: date
    word: str
    rest: bool


@kept
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    today = day_of(database_time())
    spec = current_kinds(today)[0]
    calendar = working_calendar()
    context = {
        "kind_word": word_of(spec),
        "edition": spec.edition.since,
        "rules": list(rules_of(spec.law)),
        "fairness": fairness_of(spec),
        "grounds": grounds_of(spec),
        "days": _special_days(calendar, today),
        "year": today.year,
        "last_year": max(calendar.years, default=today.year),
    }
    return render(request, "rules.html", context)


def rules_of(law: Law) -> Iterator[Rule]:
    """All values of an edition, in the order of its data."""
    for entry in fields(law):
        value = getattr(law, entry.name)
        if isinstance(value, Value):
            words = in_words(value.value, octets=entry.name.endswith("_bytes"))
            yield Rule(str(NAMES[entry.name]), words, value.articles, value.confidence.value, value.note)


def in_words(value: Any, *, octets: bool = False) -> str:
    """A value of the law as people write it, in the language of the page."""
    match value:
        case bool():
            return _("是") if value else _("否")
        case Choice():
            parts = {name: in_words(getattr(value, name), octets=octets) for name in ("default", "least", "most")}
            return _("%(default)s（%(least)s 至 %(most)s）") % parts
        case Period():
            return _period(value)
        case timedelta() if value > HOUR and not value % HOUR:
            return _period(Period(value // HOUR, Unit.HOUR))
        case timedelta():
            minutes = value // timedelta(minutes=1)
            return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}
        case Decimal():
            return (
                f"{value * 100:f}".rstrip("0").rstrip(".") + "%"
                if value < 1
                else _("%(amount)s 元") % {"amount": f"{value:,.2f}"}
            )
        case tuple():
            return _("、").join(_member(member) for member in value)
        case CommitteeShape():
            shape = {"least": value.least, "share": str(value.experts)}
            return _("%(least)s 人以上单数，其中专家不少于 %(share)s") % shape
        case SignupGate() | Reviewer() | NamesFrom():
            return str(WORDS[type(value)][value])
        case int() if octets:
            return f"{value // GIB} GB" if value % GIB == 0 else f"{value // MIB} MB"
        case _:
            return str(value)


def _member(member: Any) -> str:
    if isinstance(member, Stage):
        return stage_word(member)
    if isinstance(member, Duty):
        return duty_words(member)
    words = WORDS.get(type(member), STAFF)
    return str(words[member])


def duty_words(duty: Duty) -> str:
    """What is owed and by when, as a part of a sentence."""
    word = str(DUTIES[duty.what])
    if duty.within is None:
        return _("及时%(duty)s") % {"duty": word}
    return _("%(period)s内%(duty)s") % {"period": _period(duty.within), "duty": word}


def _period(period: Period) -> str:
    n = period.count
    match period.unit:
        case Unit.HOUR:
            words = ngettext("%(n)d 小时", "%(n)d 小时", n)
        case Unit.DAY:
            words = ngettext("%(n)d 日", "%(n)d 日", n)
        case Unit.WORKING_DAY:
            words = ngettext("%(n)d 个工作日", "%(n)d 个工作日", n)
        case Unit.MONTH:
            words = ngettext("%(n)d 个月", "%(n)d 个月", n)
        case Unit.YEAR:
            words = ngettext("%(n)d 年", "%(n)d 年", n)
        case _:
            assert_never(period.unit)
    return words % {"n": n}


def _special_days(calendar: Calendar, today: date) -> list[SpecialDay]:
    """Holidays on working weekdays and make-up working days, from today on."""
    holidays = [SpecialDay(day, _("放假：%(name)s") % {"name": name}, True) for day, name in calendar.holidays.items()]
    workdays = [SpecialDay(day, _("上班"), False) for day in calendar.workdays]
    coming = [each for each in (*holidays, *workdays) if each.date >= today]
    return sorted(coming, key=lambda each: each.date)[:DAYS_SHOWN]
