"""Values as the templates of a bidder's pages name them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bidding.deposit_words import STATE_WORDS
from bidding.models import Qualification, Submission
from bidding.selectors.deposits_shown import DepositShown, DepositState
from bidding.selectors.hall import Clock
from bidding.selectors.members import members_words
from bidding.selectors.qualified import codes_in, members_in
from trading.domain.later_stages import PAST_OPENING
from trading.domain.phases import PREQUALIFYING, Phase
from trading.domain.stages import Stage
from trading.domain.trade_time import trade_time
from trading.models import Lot
from trading.selectors.kinds import glyph_of, word_of
from trading.services.moments import database_time, segments_of
from trading.templatetags.mz import size

IN_THE_HALL = (Stage.CLOSED, Stage.DECRYPTING, Stage.UNLOCKING, Stage.OBJECTIONS, Stage.CONFIRMING)


@dataclass(frozen=True, slots=True)
class LotShown:
    id: UUID
    number: int
    title: str
    stage: str
    deadline: datetime | None
    ceiling: Decimal | None

    @classmethod
    def of(cls, lot: Lot) -> Self:
        return cls(lot.pk, lot.number, lot.title, lot.stage, lot.deadline, lot.ceiling)


@dataclass(frozen=True, slots=True)
class TradeShown:
    id: UUID
    title: str
    kind_word: str
    glyph: str
    now: datetime
    speed: int

    @classmethod
    def of(cls, lot: Lot) -> Self:
        clock, trade = clock_of(lot), lot.trade
        return cls(trade.pk, trade.title, word_of(trade.spec), glyph_of(trade.spec), clock.now, clock.speed)


@dataclass(frozen=True, slots=True)
class Task:
    """A line of a task list; `url` is "" while it cannot be opened."""

    title: str
    url: str
    text: str
    shape: str
    word: str


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
    tasks: tuple[Task, ...]


def clock_of(lot: Lot) -> Clock:
    """The trade's clock now."""
    segments = segments_of(lot.trade)
    return Clock(trade_time(segments, database_time()), segments[-1].speed)


def tasks_of(
    lot: Lot,
    live: Submission | None,
    *,
    has_key: bool,
    has_declared: bool,
    result: Qualification | None,
    deposit: DepositShown | None = None,
) -> tuple[TaskGroup, ...]:
    """What a bidder does for a lot, in order, each with where it stands."""
    first = (_documents(lot), _key(has_key=has_key), _declaration(has_declared=has_declared))
    if Stage(lot.stage) in PREQUALIFYING:
        return (
            TaskGroup(_("准备"), first),
            TaskGroup(_("资格预审申请"), (_application(lot, live), _receipt(lot, live), _result(result))),
        )
    too_few = lot.stage == Stage.FAILED and lot.closed_at is None
    if lot.trade.prequalification and (too_few or not (result and result.passed)):
        return (TaskGroup(_("资格预审"), (_result(result),)),)
    return (
        TaskGroup(_("准备"), (*first, *_deposit(lot, deposit))),
        TaskGroup(_("投标"), (_form(lot, live), _receipt(lot, live))),
        TaskGroup(_("开标"), (_hall(lot),)),
    )


@dataclass(frozen=True, slots=True)
class QualifiedShown:
    """With whom an applicant was qualified: the codes as the form's script compares them, and in words."""

    codes: str
    words: str


def qualified_shown(result: Qualification | None) -> QualifiedShown | None:
    if result is None:
        return None
    members = members_in(result.members)
    return QualifiedShown(" ".join(codes_in(result.members, result.organisation.uscc)), members_words(members))


def limit_text(lot: Lot) -> str:
    """How many files, and how large."""
    law = lot.trade.spec.law
    assert law.bid_files is not None and law.bid_bytes is not None
    values = {"files": law.bid_files.value.default, "size": size(law.bid_bytes.value.default)}
    return _("最多 %(files)s 个文件，合计不超过 %(size)s。") % values


def _documents(lot: Lot) -> Task:
    return Task(
        title=_("阅读资格预审文件") if Stage(lot.stage) in PREQUALIFYING else _("阅读招标文件"),
        url=reverse("trades:detail", args=[lot.trade_id]),
        text=_("免费下载，无需报名。没有人知道谁下载过。"),
        shape="none",
        word=_("随时"),
    )


def _key(*, has_key: bool) -> Task:
    shape, word = ("done", _("已登记")) if has_key else ("todo", _("未登记"))
    text = _("第一次封存投标时也会自动生成。")
    return Task(_("准备本单位的签名密钥"), reverse("account:keys"), text, shape, word)


def _deposit(lot: Lot, deposit: DepositShown | None) -> tuple[Task, ...]:
    """Only where the notice asks one."""
    if deposit is None or deposit.state is DepositState.NONE_ASKED:
        return ()
    shape, word = STATE_WORDS[deposit.state]
    text = _("在投标截止之前到账或者递交。公布报价之前，只有本单位知道。")
    return (Task(_("递交投标保证金"), reverse("bids:deposit", args=[lot.pk]), text, shape, str(word)),)


def _declaration(*, has_declared: bool) -> Task:
    shape, word = ("done", _("已申报")) if has_declared else ("todo", _("未申报"))
    text = _("开标后与其他投标人的申报比对；封存投标时确认一次。")
    return Task(_("申报负责人和控股、管理关系"), reverse("account:declaration"), text, shape, word)


def _form(lot: Lot, live: Submission | None) -> Task:
    title = _("替换投标") if live else _("填写并封存投标")
    if lot.stage in lot.trade.spec.receiving_stages and not lot.receives:
        return Task(title, "", _("监督部门责令暂停，恢复后继续投标；截止时间相应顺延。"), "note", _("责令暂停"))
    match lot.stage:
        case Stage.BIDDING | Stage.SUSPENDED:
            shape, word = ("done", _("已收妥")) if live else ("todo", _("未开始"))
            text = _("在您的浏览器里加密，平台只收到密文。截止之前可以替换或撤回。")
            return Task(title, reverse("bids:compose", args=[lot.pk]), text, shape, word)
        case Stage.HELD:
            return Task(title, "", _("平台在截止时刻中断过，投标暂停，等待监督部门决定是否延长。"), "note", _("暂停"))
        case Stage.TERMINATED:
            return Task(title, "", _("项目已经终止，投标不再打开。"), "bad", _("已终止"))
        case Stage.DRAFT | Stage.ANNOUNCED:
            return Task(title, "", _("招标文件开始提供之后可以投标。"), "none", _("还不能"))
        case _:
            return Task(title, "", _("投标截止时间已过。"), "done" if live else "none", _("已截止"))


def _application(lot: Lot, live: Submission | None) -> Task:
    title = _("替换申请") if live else _("填写并封存申请")
    if (
        lot.stopped_at is not None
        and not lot.receives
        and lot.stage in lot.trade.spec.receiving(Phase.PREQUALIFICATION)
    ):
        return Task(title, "", _("监督部门责令暂停，恢复后继续申请；截止时间相应顺延。"), "note", _("责令暂停"))
    match lot.stage:
        case Stage.APPLYING | Stage.PREQ_SUSPENDED:
            shape, word = ("done", _("已收妥")) if live else ("todo", _("未开始"))
            text = _("在您的浏览器里加密。截止之前，平台和招标人任何一方单独都打不开；可以替换或撤回。")
            return Task(title, reverse("bids:compose", args=[lot.pk]), text, shape, word)
        case Stage.PREQ_HELD:
            return Task(title, "", _("平台在截止时刻中断过，等待监督部门决定是否延长。"), "note", _("暂停"))
        case Stage.PREQ_ANNOUNCED:
            return Task(title, "", _("资格预审文件开始提供之后可以申请。"), "none", _("还不能"))
        case _:
            return Task(title, "", _("资格预审申请截止时间已过。"), "done" if live else "none", _("已截止"))


def _result(result: Qualification | None) -> Task:
    title = _("资格预审结果")
    if result is None:
        return Task(title, "", _("审查完成后，只有本单位看得到自己的结果和理由。"), "none", _("还没有"))
    if result.passed and members_in(result.members):
        text = _("投标时联合体成员不得增减、更换：%(members)s") % {"members": members_words(members_in(result.members))}
        return Task(title, "", text, "good", _("已通过"))
    if result.passed:
        return Task(title, "", result.reason or _("可以投标。"), "good", _("已通过"))
    return Task(title, "", _("理由：%(reason)s") % {"reason": result.reason}, "bad", _("未通过"))


def _receipt(lot: Lot, live: Submission | None) -> Task:
    title = _("核对回执，试一次解密")
    if live is None:
        return Task(title, "", _("收妥之后，平台签发回执，由您的浏览器验证。"), "none", _("还没有"))
    url = reverse("bids:receipt", args=[lot.pk, live.version])
    return Task(title, url, _("请下载保存。它证明平台收到了什么、何时收到。"), "good", _("已签发"))


def _hall(lot: Lot) -> Task:
    shape, word = "none", _("待开始")
    if lot.stage in IN_THE_HALL:
        shape, word = "live", _("进行中")
    elif lot.stage in PAST_OPENING:
        shape, word = "done", _("已开标")
    elif lot.stage == Stage.FAILED:
        shape, word = "bad", _("流标")
    text = _("在解密窗口内提交密钥；手机也可以。")
    return Task(_("进入开标大厅解密"), reverse("hall:hall", args=[lot.pk]), text, shape, word)
