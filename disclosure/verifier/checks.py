"""Every check by name, in the order of the report."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from disclosure.verifier import (
    award_checks,
    box_checks,
    change_checks,
    committee_checks,
    deposit_checks,
    draw_checks,
    evaluation_checks,
    file_checks,
    ledger_checks,
    lot_checks,
    notice_checks,
    opening_checks,
    order_checks,
    qualification_checks,
    retender_checks,
    stop_checks,
)
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Findings, NotApplicable, Result, broken, concluded, skipped
from trading.domain.canonical import FormatError


@dataclass(frozen=True, slots=True)
class Check:
    """`what` counts the things that are looked at; `section` is where the rule is written."""

    name: str
    title: str
    what: str
    section: str
    look: Callable[[Findings, Bundle, Pins], None]

    @property
    def promise(self) -> str:
        return (self.look.__doc__ or "").strip()


CHECKS: Final = (
    Check("files", "文件齐全且无多余", "files", "bundle.md", ledger_checks.files),
    Check("log_key", "日志密钥另有来源", "key", "bundle.md#keys", ledger_checks.log_key),
    Check("receipt_key", "回执密钥另有来源", "key", "bundle.md#keys", ledger_checks.receipt_key),
    Check("rotations", "密钥轮换连续且有据", "rotations", "ledger.md#rotation", ledger_checks.rotations),
    Check("checkpoint", "检查点签名", "checkpoint", "ledger.md#checkpoint", ledger_checks.checkpoint),
    Check("witness", "见证人共签", "cosignature", "ledger.md#witness", ledger_checks.witness),
    Check("chain", "条目连续", "entries", "ledger.md#entry", ledger_checks.chain),
    Check("tree", "条目都在日志树中", "entries", "ledger.md#tree", ledger_checks.tree),
    Check("clock", "时间与项目时钟一致", "times", "ledger.md#trade-clock", ledger_checks.clock),
    Check("real_clock", "项目时钟是真实时间", "clock", "ledger.md#trade-clock", ledger_checks.real_clock),
    Check("documents", "招标文件与公告一致", "documents", "ledger.md#documents", ledger_checks.documents),
    Check(
        "clarifications",
        "澄清修改有据",
        "clarifications",
        "ledger.md#before-the-deadline; TR 21",
        change_checks.clarifications,
    ),
    Check("fairness", "公告前经过公平竞争审查", "concerns", "ledger.md#notice; TR 32", notice_checks.fairness),
    Check(
        "standstill", "暂停与终止有据", "objections", "ledger.md#before-the-deadline; TR 22", change_checks.standstill
    ),
    Check(
        "stops",
        "责令暂停有据，不失时间",
        "stop orders and decisions",
        "ledger.md#complaints-and-stop-orders; TR 61, 62",
        stop_checks.stops,
    ),
    Check("extensions", "延期有据", "extensions", "ledger.md#outages", box_checks.extensions),
    Check("box", "投标箱与其根一致", "leaves", "bid.md#box", box_checks.box),
    Check("box_files", "箱中每份投标都在", "leaves", "bid.md#box", box_checks.box_files),
    Check("receipts", "回执有效且早于截止", "receipts", "bid.md#receipt; O20 27", box_checks.receipts),
    Check("bids", "投标针对本标段", "bids and withdrawals", "bid.md#bidjson", box_checks.bids),
    Check("bid_keys", "签名密钥已登记", "signatures", "ledger.md#bodies", box_checks.bid_keys),
    Check("identities", "签名人身份认证", "certificates", "conventions.md#signed-statement", box_checks.identities),
    Check("order", "开标次序", "steps", "opening.md; O20 30", order_checks.order),
    Check("releases", "提交的密钥有效", "releases", "opening.md#release", opening_checks.releases),
    Check(
        "acknowledgements",
        "密钥在解密时间内收妥",
        "acknowledgements",
        "opening.md#acknowledgement",
        opening_checks.acknowledgements,
    ),
    Check("window_keys", "窗口密钥与公告一致", "window keys", "opening.md#window-key", opening_checks.window_keys),
    Check("outcomes", "每份投标各有结果", "bids", "opening.md#opened", opening_checks.outcomes),
    Check("file_keys", "文件密钥出自投标人", "file keys", "opening.md#release", opening_checks.file_keys),
    Check("ciphertexts", "密文即投标人所封", "forms", "bid.md#bidjson", opening_checks.ciphertexts),
    Check("forms", "唱标内容与密文一致", "forms", "opening.md#opened; O20 30", opening_checks.forms),
    Check("form_binding", "投标函属于其投标", "forms", "bid.md#form", opening_checks.form_binding),
    Check("not_opened", "未开启的原因有据", "bids not opened", "opening.md#faults; O20 31", opening_checks.not_opened),
    Check("record", "开标记录与账本一致", "records", "opening.md#record; O20 32", opening_checks.record),
    Check(
        "prequalification",
        "资格预审依次进行",
        "lots",
        "ledger.md#pre-qualification; TR 17, 19",
        qualification_checks.prequalification,
    ),
    Check(
        "qualified_bids",
        "投标人都通过了资格预审",
        "bids",
        "ledger.md#pre-qualification; TR 36, 37",
        qualification_checks.qualified_bids,
    ),
    Check("deposits", "投标保证金有据", "deposits", "ledger.md#deposits; TR 26, TR 35", deposit_checks.deposits),
    Check("failures", "流标之后有据", "entries", "ledger.md#after-a-failure; O30 38", retender_checks.failures),
    Check("retender", "重新招标有据", "lots", "ledger.md#after-a-failure; TL 28", retender_checks.retender),
    Check("committee", "评标委员会组建有据", "entries", "ledger.md#committee; TL 37", committee_checks.committee),
    Check("draw_list", "抽取名单已先固定", "entries and lines", "draw.md#list; TR 46", draw_checks.draw_list),
    Check("draw_nonces", "抽取随机数由三方共定", "steps", "draw.md#nonces", draw_checks.draw_nonces),
    Check("draw_order", "抽取次序由随机数决定", "orders", "draw.md#steps", draw_checks.draw_order),
    Check("draw_walk", "依次通知，无人被跳过", "calls", "draw.md#walk; TR 48", draw_checks.draw_walk),
    Check("draw_names", "公布的姓名与名单一致", "entries and names", "draw.md#names; TL 37", draw_checks.draw_names),
    Check("evaluations", "评标可以复算", "bids", "evaluation.md; TL 40, TR 49, TR 53", evaluation_checks.evaluations),
    Check("committee_files", "投标附件只交付评标委员会", "entries", "evaluation.md#files", file_checks.committee_files),
    Check(
        "drawn", "系数与抽签出自抽取", "draws", "evaluation.md#drawn; draw.md#coefficients-and-lots", lot_checks.drawn
    ),
    Check("seats", "评委就是抽出的人", "members", "evaluation.md#members; TR 46, 48", lot_checks.seats),
    Check(
        "candidates", "中标候选人公示有据", "displays", "ledger.md#after-the-evaluation; TR 54", award_checks.candidates
    ),
    Check("awards", "定标有据", "decisions", "ledger.md#after-the-evaluation; TR 55", award_checks.awards),
    Check("contracts", "合同与投标一致", "contracts", "ledger.md#after-the-evaluation; TL 46", award_checks.contracts),
    Check(
        "archives", "归档清单与账本一致", "archives", "ledger.md#after-the-evaluation; O20 40", award_checks.archives
    ),
)


def run(check: Check, bundle: Bundle, pins: Pins) -> Result:
    """One line of the report, whatever the bundle holds."""
    found = Findings()
    head = (check.name, check.title, check.section)
    try:
        check.look(found, bundle, pins)
    except NotApplicable as reason:
        return skipped(*head, str(reason))
    except FormatError as error:
        return broken(*head, f"could not be finished: {error}", found.problems)
    except Exception as error:  # whoever made the bundle may have found what we did not: the other checks still run
        return broken(*head, f"could not be finished: {type(error).__name__}: {error}", found.problems)
    return concluded(*head, check.what, found)
