"""The opening record as a PDF, with an embedded Chinese font; made from the record's bytes and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import override
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, Paragraph

from bidding.selectors.members import item_words
from disclosure.sheet import Sheet
from trading.domain.canonical import decode, parse_at, sha256_hex
from trading.domain.periods import SHANGHAI

OUTCOMES: Final = {"opened": "已开启", "revoked": "撤销", "withdrawn": "撤回"}
CAUSES: Final = {
    "not_released": "未在时限内解密",
    "release_unreadable": "提交的密钥无法读取",
    "form_key_wrong": "密钥不能打开报价表",
    "form_invalid": "报价表内容不合格式",
    "form_mismatch": "报价表属于另一份投标",
    "object_missing": "平台未能提供密文",
    "window_key_missing": "窗口密钥未公布",
}
FORMS: Final = {
    "cash": "现金、支票或转账",
    "bank_guarantee": "银行保函",
    "insurance": "保证保险",
    "e_guarantee": "电子保函",
}


def record_pdf(record: bytes, address: str, *, training: bool) -> bytes:
    """The record as A4 pages. `address`: where the record is on the public site, also as a QR code.

    Of a trade in training it says so, lest it be taken for a real one. The same arguments give the same bytes.
    """
    facts: Mapping[str, Any] = decode(record)
    code = str(facts["lot_code"])
    sheet = Sheet(f"开标记录 {code}", foot=f"{code}　SHA-256 {sha256_hex(record)}", training=training)
    sheet.title("开标记录")
    sheet.add(sheet.beside(sheet.facts(_head(facts, address), 146), address))
    sheet.space(5)
    sheet.add(_bids(sheet, facts))
    sheet.space(5)
    _objections(sheet, facts["objections"])
    sheet.add(sheet.text(_confirmed(facts["bids"]), 9))
    return sheet.made()


def _head(facts: Mapping[str, Any], address: str) -> list[tuple[str, str]]:
    return [
        ("项目", facts["title"]),
        ("标段", f"{facts['lot_title']}（{facts['lot_code']}）"),
        ("投标截止与开标", _moment(facts["closed_at"])),
        ("解密时间", f"{_moment(facts['window_opened_at'])} 至 {_moment(facts['window_closed_at'])}"),
        ("公布报价", _moment(facts["opened_at"])),
        ("投标箱", f"{facts['box']['size']} 份，根 {facts['box']['root']}"),
        ("网址", address),
    ]


def _bids(sheet: Sheet, facts: Mapping[str, Any]) -> LongTable:
    items: Sequence[Mapping[str, str]] = facts["opening_items"]
    deposits = [bid["deposit"] for bid in facts["bids"] if "deposit" in bid]
    asked = ("投标保证金",) if deposits else ()
    rows = [_bid(sheet, number, bid, items, asked) for number, bid in enumerate(facts["bids"], start=1)]
    head = ("序号", "投标人", *map(_label, items), *asked, "结果")
    return sheet.grid(head, rows, _widths(items, 24 if asked else 0))


def _bid(
    sheet: Sheet, number: int, bid: Mapping[str, Any], items: Sequence[Mapping[str, str]], asked: Sequence[str]
) -> list[Paragraph]:
    values = bid["items"] or {}
    result = OUTCOMES[bid["outcome"]] + (f"：{CAUSES[bid['cause']]}" if bid["cause"] else "")
    return [
        sheet.text(str(number), 8),
        sheet.text(f"{bid['name']}\n{bid['bidder']}", 8),
        *(_value(sheet, item, values.get(item["key"], "—")) for item in items),
        *(sheet.text(_deposit(bid["deposit"]), 8) for _word in asked),
        sheet.text(result, 8),
    ]


def _widths(items: Sequence[Mapping[str, str]], deposit: float) -> list[float]:
    """Of the 178 mm number, bidder, amounts, deposit and result have their own; the other items share what is left."""
    amounts = sum(item["kind"] == "money" for item in items)
    rest = (178 - 11 - 52 - 26 - deposit - 27 * amounts) / max(len(items) - amounts, 1)
    of_items = (27 if item["kind"] == "money" else rest for item in items)
    return [11, 52, *of_items, *([deposit] if deposit else []), 26]


def _label(item: Mapping[str, str]) -> str:
    return f"{item['label']}（元）" if item["kind"] == "money" else item["label"]


def _value(sheet: Sheet, item: Mapping[str, str], value: str) -> Paragraph:
    if item["kind"] == "money" and value != "—":
        whole, _, cents = value.partition(".")
        return sheet.text(f"{int(whole):,}.{cents}", 8, alignment=2, wordWrap=None)
    with override("zh-hans"):  # the record on paper is Chinese, whoever asks for it
        return sheet.text(item_words(item, value), 8)


def _deposit(stated: Mapping[str, Any] | None) -> str:
    """How the deposit stood; of a bid that was not opened nothing is said."""
    if stated is None:
        return "—"
    return f"{FORMS[stated['form']]}{'' if stated['in_order'] else '，不符合要求'}" if stated["form"] else "没有递交"


def _objections(sheet: Sheet, objections: Sequence[Mapping[str, Any]]) -> None:
    if not objections:
        sheet.add(sheet.text("异议：无。", 9, spaceAfter=3 * mm))
        return
    sheet.heading("异议与答复")
    for objection in objections:
        asked = f"{_moment(objection['at'])} {objection['bidder']}：{objection['text']}"
        answer = f"答复：{objection['answer'] or '当场未答复'}"
        sheet.add(sheet.text(f"{asked}\n{answer}", 9, spaceAfter=2 * mm))


def _confirmed(bids: Sequence[Mapping[str, Any]]) -> str:
    confirmed = sum(bid["confirmed_at"] is not None for bid in bids)
    return f"{confirmed} 家投标人确认了本次开标，其余 {len(bids) - confirmed} 家未提出异议也未确认。"


def _moment(text: str | None) -> str:
    return parse_at(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if text else "—"
