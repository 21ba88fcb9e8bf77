"""The opening record as a PDF, with an embedded Chinese font; made from the record's bytes and nothing else."""

import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
from django.utils.translation import override
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    Image,
    LongTable,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from bidding.selectors.members import item_words
from trading.domain.canonical import decode, parse_at, sha256_hex
from trading.domain.periods import SHANGHAI

FONTS: Final = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
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
INK: Final = colors.HexColor("#14201e")
QUIET: Final = colors.HexColor("#4b5a57")
LINE: Final = colors.HexColor("#75847f")


def record_pdf(record: bytes, address: str, *, training: bool) -> bytes:
    """The record as A4 pages. `address`: where the record is on the public site, also as a QR code.

    Of a trade in training it says so, lest it be taken for a real one. The same arguments give the same bytes.
    """
    facts = decode(record)
    _register_fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=16 * mm,
        rightMargin=16 * mm,
        topMargin=18 * mm,
        bottomMargin=20 * mm,
        title=f"开标记录 {facts['lot_code']}",
        author="明证公共资源交易平台",
        invariant=True,
    )
    foot = _foot(str(facts["lot_code"]), sha256_hex(record))
    document.build(_story(facts, address, training), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _story(facts: Mapping[str, Any], address: str, training: bool) -> list[Flowable]:
    return [
        Paragraph("开标记录", _style(20, BOLD, alignment=1, spaceAfter=4 * mm)),
        *(
            [Paragraph("训练项目，不产生法律效力", _style(10, BOLD, alignment=1, spaceAfter=4 * mm))]
            if training
            else []
        ),
        _head(facts, address),
        Spacer(0, 5 * mm),
        _bids(facts),
        Spacer(0, 5 * mm),
        *_objections(facts["objections"]),
        Paragraph(_confirmed(facts["bids"]), _style(9)),
    ]


def _head(facts: Mapping[str, Any], address: str) -> Table:
    rows = [
        ("项目", facts["title"]),
        ("标段", f"{facts['lot_title']}（{facts['lot_code']}）"),
        ("投标截止与开标", _moment(facts["closed_at"])),
        ("解密时间", f"{_moment(facts['window_opened_at'])} 至 {_moment(facts['window_closed_at'])}"),
        ("公布报价", _moment(facts["opened_at"])),
        ("投标箱", f"{facts['box']['size']} 份，根 {facts['box']['root']}"),
        ("网址", address),
    ]
    cells = [[Paragraph(name, _style(9, color=QUIET)), Paragraph(_safe(value), _style(9))] for name, value in rows]
    inner = Table(cells, colWidths=[28 * mm, 116 * mm])
    inner.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    outer = Table([[inner, _qr(address)]], colWidths=[146 * mm, 32 * mm])
    outer.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return outer


def _bids(facts: Mapping[str, Any]) -> LongTable:
    items: Sequence[Mapping[str, str]] = facts["opening_items"]
    small, right = _style(8), _style(8, alignment=2, wordWrap=None)
    deposits = [bid["deposit"] for bid in facts["bids"] if "deposit" in bid]
    asked = ("投标保证金",) if deposits else ()
    head = [Paragraph(text, _style(8, BOLD)) for text in ("序号", "投标人", *map(_label, items), *asked, "结果")]
    rows = [head]
    for number, bid in enumerate(facts["bids"], start=1):
        values = bid["items"] or {}
        result = OUTCOMES[bid["outcome"]] + (f"：{CAUSES[bid['cause']]}" if bid["cause"] else "")
        rows.append(
            [
                Paragraph(str(number), small),
                Paragraph(f"{_safe(bid['name'])}<br/>{bid['bidder']}", small),
                *(_value(item, values.get(item["key"], "—"), small, right) for item in items),
                *(Paragraph(_deposit(bid["deposit"]), small) for _word in asked),
                Paragraph(result, small),
            ]
        )
    table = LongTable(rows, colWidths=_widths(items, 24 if asked else 0), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, LINE),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e9eeec")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table


def _widths(items: Sequence[Mapping[str, str]], deposit: float) -> list[float]:
    """Of the 178 mm number, bidder, amounts, deposit and result have their own; the other items share what is left."""
    amounts = sum(item["kind"] == "money" for item in items)
    rest = (178 - 11 - 52 - 26 - deposit - 27 * amounts) / max(len(items) - amounts, 1)
    return [
        11 * mm,
        52 * mm,
        *((27 if item["kind"] == "money" else rest) * mm for item in items),
        *([deposit * mm] if deposit else []),
        26 * mm,
    ]


def _label(item: Mapping[str, str]) -> str:
    return f"{item['label']}（元）" if item["kind"] == "money" else item["label"]


def _value(item: Mapping[str, str], value: str, small: ParagraphStyle, right: ParagraphStyle) -> Paragraph:
    if item["kind"] == "money" and value != "—":
        whole, _, cents = value.partition(".")
        return Paragraph(f"{int(whole):,}.{cents}", right)
    with override("zh-hans"):  # the record on paper is Chinese, whoever asks for it
        return Paragraph(_safe(item_words(item, value)), small)


def _deposit(stated: Mapping[str, Any] | None) -> str:
    """How the deposit stood; of a bid that was not opened nothing is said."""
    if stated is None:
        return "—"
    return f"{FORMS[stated['form']]}{'' if stated['in_order'] else '，不符合要求'}" if stated["form"] else "没有递交"


def _objections(objections: Sequence[Mapping[str, Any]]) -> list[Flowable]:
    if not objections:
        return [Paragraph("异议：无。", _style(9, spaceAfter=3 * mm))]
    story: list[Flowable] = [Paragraph("异议与答复", _style(11, BOLD, spaceAfter=2 * mm))]
    for objection in objections:
        asked = f"{_moment(objection['at'])} {objection['bidder']}：{_safe(objection['text'])}"
        answer = f"答复：{_safe(objection['answer'] or '当场未答复')}"
        story.append(Paragraph(f"{asked}<br/>{answer}", _style(9, spaceAfter=2 * mm)))
    return story


def _confirmed(bids: Sequence[Mapping[str, Any]]) -> str:
    confirmed = sum(bid["confirmed_at"] is not None for bid in bids)
    return f"{confirmed} 家投标人确认了本次开标，其余 {len(bids) - confirmed} 家未提出异议也未确认。"


def _foot(code: str, digest: str) -> Any:
    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(REGULAR, 7)
        canvas.setFillColor(QUIET)
        canvas.drawString(16 * mm, 11 * mm, f"{code}　SHA-256 {digest}")
        canvas.drawRightString(A4[0] - 16 * mm, 11 * mm, f"第 {document.page} 页")

    return draw


def _qr(address: str) -> Image:
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=4, border=2)
    picture.seek(0)
    return Image(picture, 28 * mm, 28 * mm)


def _moment(text: str | None) -> str:
    return parse_at(text).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if text else "—"


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _style(size: float, font: str = REGULAR, color: Any = INK, **more: Any) -> ParagraphStyle:
    shape = {"wordWrap": "CJK"} | more
    return ParagraphStyle(
        name=f"{font}{size}", fontName=font, fontSize=size, leading=size * 1.5, textColor=color, **shape
    )


@cache
def _register_fonts() -> None:
    """Raises FileNotFoundError before `make setup` has fetched the fonts."""
    for name, file in ((REGULAR, "NotoSansSC_400Regular.ttf"), (BOLD, "NotoSansSC_700Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
