"""The words and shapes of stages, bidders, causes and events, and the rails. Words are looked up when shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

from trading.domain.award import AwardDuty
from trading.domain.later_stages import PAST_OPENING
from trading.domain.matters import RETENDER_ORDERED, VOIDED
from trading.domain.phases import PREQUALIFYING
from trading.domain.stages import Stage

# stage -> (word, shape)
STAGES: dict[str, tuple[Any, str]] = {
    Stage.DRAFT: (gettext_lazy("起草中"), "half"),
    Stage.ANNOUNCED: (gettext_lazy("已公告"), "half"),
    Stage.BIDDING: (gettext_lazy("投标中"), "half"),
    Stage.SUSPENDED: (gettext_lazy("暂停，待答复异议"), "note"),
    Stage.HELD: (gettext_lazy("中断待决"), "note"),
    Stage.CLOSED: (gettext_lazy("已截标"), "sealed"),
    Stage.DECRYPTING: (gettext_lazy("解密中"), "live"),
    Stage.UNLOCKING: (gettext_lazy("等待窗口密钥"), "keyholder"),
    Stage.OBJECTIONS: (gettext_lazy("唱标与异议"), "live"),
    Stage.CONFIRMING: (gettext_lazy("签字确认"), "live"),
    Stage.OPENED: (gettext_lazy("已开标"), "done"),
    Stage.FAILED: (gettext_lazy("流标"), "bad"),
    Stage.TERMINATED: (gettext_lazy("已终止"), "bad"),
    Stage.PREQ_ANNOUNCED: (gettext_lazy("资格预审已公告"), "half"),
    Stage.APPLYING: (gettext_lazy("接收资格预审申请"), "half"),
    Stage.PREQ_SUSPENDED: (gettext_lazy("资格预审暂停，待答复异议"), "note"),
    Stage.PREQ_HELD: (gettext_lazy("资格预审中断待决"), "note"),
    Stage.REVIEWING: (gettext_lazy("资格审查中"), "sealed"),
    Stage.QUALIFIED: (gettext_lazy("资格预审结束"), "done"),
    Stage.EVALUATING: (gettext_lazy("评标中"), "half"),
    Stage.EVALUATED: (gettext_lazy("评标完成"), "half"),
    Stage.CANDIDATES: (gettext_lazy("中标候选人公示"), "half"),
    Stage.DISPUTED: (gettext_lazy("公示暂停，待答复异议"), "note"),
    Stage.AWARDED: (gettext_lazy("已定标"), "done"),
    Stage.CONTRACTED: (gettext_lazy("已签合同"), "done"),
    Stage.ARCHIVED: (gettext_lazy("已归档"), "done"),
}

BIDDERS: dict[str, tuple[Any, str]] = {
    "waiting": (gettext_lazy("待解密，未签到"), "sealed"),
    "signed_in": (gettext_lazy("待解密，已签到"), "sealed"),
    "released": (gettext_lazy("已提交密钥"), "keyed"),
    "opened": (gettext_lazy("已解密"), "opened"),
    "revoked": (gettext_lazy("视为撤销"), "bad"),
    "withdrawn": (gettext_lazy("视为撤回"), "note"),
}

CAUSE_TEXTS: dict[str, str] = {
    "not_released": gettext_noop("解密窗口内未提交密钥"),
    "release_unreadable": gettext_noop("提交的密钥无法读取"),
    "form_key_wrong": gettext_noop("提交的密钥打不开密文"),
    "form_invalid": gettext_noop("解密后的表单不符合格式"),
    "form_mismatch": gettext_noop("解密后的表单与投标声明不一致"),
    "object_missing": gettext_noop("平台丢失密文"),
    "window_key_missing": gettext_noop("保管人未公布窗口密钥"),
}
"""Why a bid was not opened, untranslated: pages and scripts say it in the same words."""

CAUSES: dict[str, Any] = {cause: gettext_lazy(text) for cause, text in CAUSE_TEXTS.items()}

EVENTS: dict[str, Any] = {
    "trade.created": gettext_lazy("项目建立"),
    "trade.announced": gettext_lazy("招标公告"),
    "documents.offered": gettext_lazy("开始提供招标文件"),
    "trade.clarified": gettext_lazy("澄清、修改"),
    "documents.objected": gettext_lazy("有人对招标文件提出异议，暂停"),
    "documents.answered": gettext_lazy("答复对招标文件的异议"),
    "trade.terminated": gettext_lazy("终止公告"),
    "box.closed": gettext_lazy("投标截止，投标箱封闭"),
    "opening.started": gettext_lazy("开标，解密窗口开始"),
    "bidder.signed_in": gettext_lazy("已签到"),
    "release.received": gettext_lazy("已提交密钥"),
    "window.closed": gettext_lazy("解密窗口结束"),
    "window.prolonged": gettext_lazy("平台中断过，解密时间相应延长"),
    "form.supplied": gettext_lazy("补交平台丢失的密文"),
    "window.key_published": pgettext_lazy("event", "公布窗口密钥"),
    "bids.opened": gettext_lazy("全部投标同时打开，唱标"),
    "objection.raised": pgettext_lazy("event", "提出异议"),
    "objection.answered": pgettext_lazy("event", "答复异议"),
    "objections.closed": gettext_lazy("现场异议结束"),
    "record.confirmed": gettext_lazy("确认开标记录"),
    "record.published": gettext_lazy("开标记录"),
    "lot.failed": gettext_lazy("流标公告"),
    "clock.moved": gettext_lazy("训练时钟调整"),
    "incident.opened": gettext_lazy("平台中断公告"),
    "incident.extended": gettext_lazy("延长投标截止时间"),
    "incident.dismissed": gettext_lazy("决定不延长"),
    "calendar.affected": gettext_lazy("新的放假安排影响本项目的期限"),
    "party.key": gettext_lazy("单位签名公钥"),
    "prequalification.announced": gettext_lazy("资格预审公告"),
    "applications.closed": gettext_lazy("资格预审申请截止，申请箱封闭"),
    "qualification.reviewed": gettext_lazy("资格审查完成"),
    "stop.ordered": gettext_lazy("责令暂停"),
    "stop.lifted": gettext_lazy("恢复，期限顺延"),
    "complaint.decided": gettext_lazy("投诉处理决定"),
    "deposits.stated": gettext_lazy("宣布投标保证金的递交情况"),
    "deposit.kept": gettext_lazy("决定不予退还投标保证金"),
    "failure.analysed": gettext_lazy("流标原因分析与整改措施"),
    "tendering.left": gettext_lazy("不再招标公告"),
    "committee.requested": gettext_lazy("申请组建委员会"),
    "committee.request_withdrawn": gettext_lazy("撤回组建申请"),
    "committee.formed": gettext_lazy("委员会已组成"),
    "committee.reopened": gettext_lazy("委员会有成员退出，正在补齐"),
    "committee.extended": gettext_lazy("延长评标时间"),
    "candidates.shown": gettext_lazy("中标候选人公示"),
    "candidates.objected": gettext_lazy("有人对评标结果提出异议，暂停"),
    "candidates.answered": gettext_lazy("答复对评标结果的异议"),
    "look.asked": gettext_lazy("请原评标委员会复核中标候选人"),
    "look.given": gettext_lazy("原评标委员会作出复核结论"),
    "look.withdrawn": gettext_lazy("撤回对中标候选人的复核"),
    "validity.asked": gettext_lazy("请求延长投标有效期"),
    "validity.extended": gettext_lazy("延长投标有效期"),
    "lot.awarded": gettext_lazy("中标结果公告"),
    "award.reported": gettext_lazy("向监督部门提交招标投标情况书面报告"),
    "contract.offered": gettext_lazy("招标人签名，合同送交中标人"),
    "contract.signed": gettext_lazy("合同公告"),
    "lot.archived": gettext_lazy("归档"),
    "draw.list_frozen": gettext_lazy("抽取名单已经固定"),
    "draw.list_checked": gettext_lazy("监督部门核对了抽取名单"),
    "draw.halves_acknowledged": gettext_lazy("抽取的一方确认收到随机数"),
    "draw.ordered": gettext_lazy("抽取结果确定"),
    "draw.voided": gettext_lazy("抽取作废"),
    "evaluation.started": gettext_lazy("评标开始"),
    "member.replaced": gettext_lazy("更换评标委员会成员"),
    "files.given": gettext_lazy("文件密钥已交付一位委员会成员"),
    "files.lost": gettext_lazy("评标密钥遗失，附件不能查阅"),
}


AWARD_DUTIES: dict[AwardDuty, Any] = {
    AwardDuty.SHOW_CANDIDATES: gettext_lazy("公示中标候选人"),
    AwardDuty.ANSWER_OBJECTION: gettext_lazy("答复异议"),
    AwardDuty.REPORT_AWARD: gettext_lazy("向监督部门提交书面报告"),
    AwardDuty.SIGN_CONTRACT: gettext_lazy("签订合同"),
    AwardDuty.RETURN_DEPOSITS: gettext_lazy("退还投标保证金和利息"),
}


@dataclass(frozen=True)
class RailStage:
    """One stop of a rail, as the component draws it."""

    word: str
    when: str
    state: str


def sitting(stage: str, times: Sequence[str]) -> tuple[RailStage, ...]:
    """The seven steps of an opening. `times` are the words for closed, window opened, prices, objections, record."""
    closed, window, prices, objected, recorded = times
    words = (
        _("截标"),
        _("签到"),
        _("解密"),
        _("唱标"),
        _("异议"),
        _("签字"),
        _("记录"),
    )
    reached = {
        Stage.CLOSED: 1,
        Stage.DECRYPTING: 2,
        Stage.UNLOCKING: 3,
        Stage.OBJECTIONS: 4,
        Stage.CONFIRMING: 5,
        **dict.fromkeys(PAST_OPENING, 7),
    }.get(Stage(stage), 0)
    known = (closed, closed, window, prices, prices, objected, recorded)
    if stage == Stage.FAILED:
        # Nobody signs in where no window opens.
        return _failed_sitting(words, (closed, window, window, prices, objected, "", ""))
    return tuple(
        RailStage(
            word,
            when or _("待开始"),
            "done" if index < reached else "now" if index == reached else "",
        )
        for index, (word, when) in enumerate(zip(words, known, strict=True))
    )


def _failed_sitting(words: Sequence[str], known: Sequence[str]) -> tuple[RailStage, ...]:
    done = [RailStage(word, when, "done") for word, when in zip(words, known, strict=True) if when]
    return (*done, RailStage(_("流标"), "", "stop"))


def _prequalifying_rail(stage: Stage, announced: str, due: str) -> tuple[RailStage, ...]:
    """Before the notice of the tender: from the pre-qualification's notice to the bids."""
    known = ((_("资格预审公告"), announced), (_("提交申请"), due), (_("资格审查"), ""), (_("招标公告"), ""))
    reached = {Stage.REVIEWING: 2, Stage.QUALIFIED: 3}.get(stage, 1)
    rail = [
        RailStage(word, when, "done" if index < reached else "now" if index == reached else "")
        for index, (word, when) in enumerate(known)
    ]
    return (*rail, *(RailStage(word, "", "") for word in (_("投标"), _("开标"), _("评标"), _("定标"))))


def _failed_prequalification(announced: str, due: str, reason: str, after: RailStage) -> tuple[RailStage, ...]:
    known = ((_("资格预审公告"), announced), (_("提交申请"), due), (_("资格审查"), ""))
    done = [RailStage(word, when, "done") for word, when in known]
    return (*done, _failed(reason, _("通过的申请人不足三家")), after)


def _failed(reason: str, usual: str) -> RailStage:
    """How a lot failed, in the few words of a rail."""
    words = {
        "voided": _("监督部门认定无效"),
        "retender_ordered": _("监督部门责令重新招标"),
        "all_rejected": _("全部投标被否决"),
        "competition_missing": _("有效投标不足三个"),
        "candidates_fell": _("中标候选人不能中标"),
    }
    ended = _("已终止") if reason in (VOIDED, RETENDER_ORDERED) else _("流标")
    return RailStage(ended, words.get(reason, usual), "stop")


def trade_rail(
    stage: str,
    announced: str,
    offered: str,
    deadline: str,
    recorded: str,
    *,
    again: bool = False,
    left: bool = False,
    applied_for: bool = False,
    later: Sequence[str] = ("", "", "", ""),
    reason: str = "",
) -> tuple[RailStage, ...]:
    """The stages of a tender from the notice to the contract. `applied_for`: the times are those of its
    pre-qualification; `later`: the words for evaluation, display, award, contract; `reason`: why it failed.
    """
    if Stage(stage) in PREQUALIFYING:
        return _prequalifying_rail(Stage(stage), announced, deadline)
    after = RailStage(_("不再招标"), "", "stop") if left else RailStage(_("重新招标"), "", "done" if again else "")
    if stage == Stage.FAILED and applied_for:
        return _failed_prequalification(announced, deadline, reason, after)
    known = [
        (_("招标公告"), announced),
        (_("获取文件"), offered),
        (_("投标"), deadline),
        (_("开标"), recorded),
    ]
    reached = {Stage.DRAFT: 0, Stage.ANNOUNCED: 1, Stage.BIDDING: 2, Stage.SUSPENDED: 2, Stage.HELD: 2}.get(
        Stage(stage), 3
    )
    reached = 4 if stage in PAST_OPENING else reached
    rail = [
        RailStage(word, when, "done" if index < reached else "now" if index == reached else "")
        for index, (word, when) in enumerate(known)
    ]
    if stage == Stage.FAILED:
        return (
            *rail[:3],
            _failed(reason, _("投标不足三家或密钥缺失")),
            after,
        )
    if stage == Stage.TERMINATED:
        return (*rail[:2], RailStage(_("已终止"), "", "stop"))
    words = (_("评标"), _("候选人公示"), _("定标"), _("合同"))
    here = AFTER_OPENING.get(Stage(stage), -1)
    return (
        *rail,
        *(
            RailStage(word, when, "done" if index < here else "now" if index == here else "")
            for index, (word, when) in enumerate(zip(words, later, strict=True))
        ),
    )


AFTER_OPENING = {
    Stage.OPENED: 0,
    Stage.EVALUATING: 0,
    Stage.EVALUATED: 1,
    Stage.CANDIDATES: 1,
    Stage.DISPUTED: 1,
    Stage.AWARDED: 3,
    Stage.CONTRACTED: 4,
    Stage.ARCHIVED: 4,
}
"""How many of evaluation, display, award and contract are behind a lot."""


def stopped(rail: Sequence[RailStage]) -> tuple[RailStage, ...]:
    """The rail of what the supervisor has stopped: where it stands, it stands still."""
    return tuple(RailStage(each.word, _("责令暂停"), "stop") if each.state == "now" else each for each in rail)
