"""A draft's task list and the answers to check, as their templates name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bidding.services.keyholders import keys_of
from bidding.views.shown import Task, TaskGroup
from trading.deposit_words import HOLDER_WORDS, sentence_of
from trading.domain.industries import industry_name
from trading.domain.phases import Phase
from trading.domain.regions import full_region_name
from trading.domain.scheme_terms import SchemeUnlawful, written
from trading.domain.trade_classes import TRADE_CLASSES
from trading.models import DepositRequirement, Lot, Trade
from trading.scheme_words import METHOD_WORDS, counted_for, scheme_sentence
from trading.selectors.documents import documents_of
from trading.selectors.kinds import glyph_of, joint_word, word_of
from trading.selectors.schemes import scheme_of
from trading.services.announcing import missing_parts, refusals_if_announced_now
from trading.services.deposits import DepositsUnlawful, check_deposits
from trading.services.schemes import check_scheme
from trading.templatetags.mz import lasting, moment, money, round_word, short_hash
from trading.templatetags.mz import size as size_in_words
from trading.views.drafts import Fact
from trading.views.timetable import whole_sentence_of

PARTS = ("basics", "lots", "documents", "timetable", "fairness", "keys")
AFTER_LOTS = ("timetable", "keys")


@dataclass(frozen=True, slots=True)
class DraftShown:
    id: UUID
    title: str
    kind_word: str
    glyph: str
    edition: date


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands against publishing, and where to mend it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    url: str
    rows: tuple[Fact, ...]


def shown(draft: Trade) -> DraftShown:
    spec = draft.spec
    return DraftShown(draft.pk, draft.title, word_of(spec), glyph_of(spec), spec.edition.since)


def missing(draft: Trade) -> list[str]:
    """The tasks that are not done."""
    return missing_parts(draft, keys_of(draft))


def groups_of(draft: Trade) -> tuple[TaskGroup, ...]:
    """The task list in its order, each task with where it stands."""
    lacking = missing(draft)
    unlawful = "timetable" not in lacking and any(refusals_if_announced_now(lot) for lot in _lots(draft))
    tasks = {part: _task(draft, part, lacking, unlawful=unlawful) for part in PARTS}
    check = Task(_("检查全部答案并发布"), _url("check", draft), *_ready(lacking, unlawful=unlawful))
    return (
        TaskGroup(_("项目"), (tasks["basics"], tasks["lots"], _deposits(draft, lacking), _scheme(draft, lacking))),
        TaskGroup(_("文件与时间"), (tasks["documents"], tasks["timetable"])),
        TaskGroup(_("审查、密钥与发布"), (tasks["fairness"], tasks["keys"], check)),
    )


def problems_of(draft: Trade) -> list[Problem]:
    """Everything that forbids to publish now."""
    lacking = missing(draft)
    problems = [Problem(_needed(part), _url(part, draft)) for part in lacking]
    if "timetable" not in lacking:
        phase = Phase.PREQUALIFICATION if draft.prequalification else Phase.BIDDING
        sentences = (
            whole_sentence_of(refusal, phase) for lot in _lots(draft) for refusal in refusals_if_announced_now(lot)
        )
        problems += [Problem(sentence, _url("timetable", draft)) for sentence in dict.fromkeys(sentences)]
    problems += [Problem(sentence, _url("deposits", draft)) for sentence in dict.fromkeys(deposits_refused(draft))]
    problems += [Problem(sentence, _url("scheme", draft)) for sentence in scheme_refused(draft)]
    return problems


def sections_of(draft: Trade) -> tuple[Section, ...]:
    """All answers, as the notice will say them."""
    lots = _lots(draft)
    return (
        Section(_("项目基本情况"), _url("basics", draft), _basics(draft)),
        Section(_("标段"), _url("lots", draft), tuple(_lot(lot) for lot in lots)),
        Section(_("投标保证金"), _url("deposits", draft), tuple(_asked(lot) for lot in lots)),
        Section(_("评标办法"), _url("scheme", draft), _evaluated(draft)),
        Section(
            _("资格预审文件") if draft.prequalification else _("招标文件"), _url("documents", draft), _documents(draft)
        ),
        Section(
            _("时间表"),
            _url("timetable", draft),
            _prequalification(lots) if draft.prequalification else _timetable(lots),
        ),
        Section(_("窗口密钥"), _url("keys", draft), _keys(draft, lots)),
    )


def needed(parts: Sequence[str]) -> list[str]:
    """What is missing, in sentences."""
    return [_needed(part) for part in parts]


def _title(part: str) -> str:
    return {
        "basics": _("项目基本情况"),
        "lots": _("标段"),
        "documents": _("招标文件"),
        "timetable": _("时间表"),
        "fairness": _("公平竞争审查"),
        "keys": _("窗口密钥"),
    }[part]


def _needed(part: str) -> str:
    return {
        "basics": _("请填写项目基本情况。"),
        "lots": _("请至少填写一个标段。"),
        "documents": _("请上传招标文件。"),
        "timetable": _("请填写时间表。"),
        "fairness": _("请先进行公平竞争审查；审查之后有改动的，重新审查。"),
        "keys": _("请为每个标段生成窗口密钥。"),
    }[part]


def _text(part: str) -> str:
    return {
        "basics": _("名称、招标人、所在地、行业"),
        "lots": _("名称、范围和最高投标限价"),
        "documents": _("对所有人公开，免费下载"),
        "timetable": _("日期由平台按法条核对"),
        "fairness": _("逐项核对没有排斥、限制投标人的情形；草稿写完之后进行"),
        "keys": _("在本机的浏览器里生成，私钥不上传"),
    }[part]


def _task(draft: Trade, part: str, lacking: Sequence[str], *, unlawful: bool) -> Task:
    if part in AFTER_LOTS and "lots" in lacking:
        return Task(_title(part), "", _("填写标段之后"), "none", _("还不能"))
    state = ("todo", _("未完成")) if part in lacking else ("done", _("已完成"))
    if part == "timetable" and unlawful:
        state = ("bad", _("日期不合法"))
    return Task(_title(part), _url(part, draft), _text(part), *state)


def _deposits(draft: Trade, lacking: Sequence[str]) -> Task:
    """Not one of the parts that a notice needs: a tender may ask none."""
    title, text = _("投标保证金"), _("是否要求、金额、由谁收取；可以不要求")
    if "lots" in lacking:
        return Task(title, "", _("填写标段之后"), "none", _("还不能"))
    refusals = deposits_refused(draft)
    asked = DepositRequirement.objects.filter(lot__trade=draft).exists()
    state = ("bad", _("不合法")) if refusals else ("done", _("已填写")) if asked else ("none", _("不要求"))
    return Task(title, _url("deposits", draft), text, *state)


def deposits_refused(draft: Trade) -> list[str]:
    """What the law has against the deposits that the draft asks, in sentences."""
    try:
        check_deposits(_lots(draft))
    except DepositsUnlawful as error:
        return [_("投标保证金：%(why)s") % {"why": sentence_of(refusal)} for refusal in error.refusals.values()]
    return []


def _scheme(draft: Trade, lacking: Sequence[str]) -> Task:
    """Not one of the parts that a notice needs: a committee may evaluate elsewhere."""
    title, text = _("评标办法"), _("评分因素、报价得分和排序；随公告公布")
    if "lots" in lacking:
        return Task(title, "", _("填写标段之后"), "none", _("还不能"))
    named = scheme_of(draft) is not None
    state = (
        ("bad", _("不合法")) if scheme_refused(draft) else ("done", _("已填写")) if named else ("none", _("不在本平台"))
    )
    return Task(title, _url("scheme", draft), text, *state)


def scheme_refused(draft: Trade) -> list[str]:
    """What the law has against the method of evaluation that the draft names, in sentences."""
    try:
        check_scheme(draft, _lots(draft))
    except SchemeUnlawful as refusal:
        return [_("评标办法：%(why)s") % {"why": scheme_sentence(refusal)}]
    return []


def _evaluated(draft: Trade) -> tuple[Fact, ...]:
    terms = scheme_of(draft)
    if terms is None:
        return (Fact(_("评标办法"), _("不在本平台评标")),)
    price = (
        () if terms.price is None else (Fact(_("报价"), _("%(points)s 分") % {"points": written(terms.price.full)}),)
    )
    return (
        Fact(_("评标办法"), str(METHOD_WORDS[terms.method])),
        *(Fact(each.label, counted_for(each), note=each.looks_at, lang="zh-CN") for each in terms.factors),
        *price,
    )


def _ready(lacking: Sequence[str], *, unlawful: bool) -> tuple[str, str, str]:
    if lacking or unlawful:
        return _("发布之前再看一遍；哪里还缺，那里会写明"), "none", _("还不能发布")
    return _("发布之后写入账本，不能更改"), "todo", _("可以发布")


def _basics(draft: Trade) -> tuple[Fact, ...]:
    trade_class = TRADE_CLASSES[draft.trade_class]
    return (
        Fact(_("项目名称"), draft.title, lang="zh-CN"),
        Fact(_("招标人"), draft.principal, lang="zh-CN"),
        Fact(_("项目所在地"), full_region_name(draft.region), lang="zh-CN"),
        Fact(_("行业"), f"{draft.industry} {industry_name(draft.industry)}", lang="zh-CN"),
        Fact(_("交易分类"), f"{trade_class.code} {trade_class.zh}", lang="zh-CN"),
        Fact(_("项目编号"), draft.project_code, code=True),
        Fact(_("招标项目编号"), draft.tender_code, code=True),
        Fact(_("资格审查"), _("资格预审") if draft.prequalification else _("资格后审")),
        *_tendered_before(draft),
        Fact(_("项目需要审批、核准"), _("是") if draft.needs_approval else _("否")),
        Fact(_("国有资金占控股或者主导地位"), _("是") if draft.state_controlled else _("否")),
        Fact(_("投标有效期（日）"), str(draft.validity_days)),
        Fact(_("项目概况"), draft.summary or _("未填写"), lang="zh-CN" if draft.summary else ""),
        Fact(_("联合体投标"), joint_word(draft.joint_most)),
        *(Fact(_("自行载明的否决情形"), text, lang="zh-CN") for text in draft.own_grounds),
    )


def _tendered_before(draft: Trade) -> tuple[Fact, ...]:
    if draft.previous is None:
        return ()
    return (Fact(_("前次招标"), draft.previous.tender_code, note=round_word(draft.round), code=True),)


def _lot(lot: Lot) -> Fact:
    ceiling = (
        _("最高投标限价 %(amount)s 元") % {"amount": money(lot.ceiling)} if lot.ceiling is not None else _("未设限价")
    )
    return Fact(_("第 %(number)d 标段") % {"number": lot.number}, lot.title, note=ceiling, lang="zh-CN")


def _asked(lot: Lot) -> Fact:
    name, row = _("第 %(number)d 标段") % {"number": lot.number}, DepositRequirement.objects.filter(lot=lot).first()
    if row is None:
        return Fact(name, _("不要求"))
    values = {"holder": HOLDER_WORDS[row.ask.holder], "days": row.valid_days}
    note = _("由%(holder)s收取，投标有效期 %(days)d 日") % values
    return Fact(name, _("%(amount)s 元") % {"amount": money(row.amount)}, note=note)


def _documents(draft: Trade) -> tuple[Fact, ...]:
    files = documents_of(draft)
    return tuple(Fact(file.name, size_in_words(file.size), note=f"SHA-256 {short_hash(file.sha256)}") for file in files)


def _prequalification(lots: Sequence[Lot]) -> tuple[Fact, ...]:
    lot = lots[0] if lots else None
    if lot is None or lot.deadline is None or lot.documents_from is None or lot.documents_until is None:
        return ()
    return (
        Fact(_("资格预审文件提供"), f"{moment(lot.documents_from)} – {moment(lot.documents_until)}"),
        Fact(_("资格预审申请截止"), moment(lot.deadline)),
    )


def _timetable(lots: Sequence[Lot]) -> tuple[Fact, ...]:
    lot = lots[0] if lots else None
    if lot is None or lot.deadline is None or lot.documents_from is None or lot.documents_until is None:
        return ()
    return (
        Fact(_("招标文件提供"), f"{moment(lot.documents_from)} – {moment(lot.documents_until)}"),
        Fact(_("投标截止与开标"), moment(lot.deadline)),
        Fact(_("解密窗口"), lasting(lot.window)),
        Fact(_("公布窗口密钥的时限"), lasting(lot.keys_allowance)),
        Fact(_("现场异议"), lasting(lot.objections)),
        Fact(_("签字确认"), lasting(lot.confirmation)),
    )


def _keys(draft: Trade, lots: Sequence[Lot]) -> tuple[Fact, ...]:
    keys = keys_of(draft)
    made = {lot.pk: " ".join(holder["window"] for holder in keys[lot.pk]) for lot in lots}
    return tuple(
        Fact(_("第 %(number)d 标段") % {"number": lot.number}, made[lot.pk] or _("未生成"), code=bool(made[lot.pk]))
        for lot in lots
    )


def _lots(draft: Trade) -> list[Lot]:
    return list(draft.lots.select_related("trade").order_by("number"))


def _url(page: str, draft: Trade) -> str:
    return reverse(f"agency:{page}", args=[draft.pk])
