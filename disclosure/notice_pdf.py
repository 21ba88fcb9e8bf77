"""A notice on paper: all that its page says, made of the same reading of its entry. Chinese, whoever asks for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from disclosure.selectors.candidates import CandidateShown, PassedShown
from disclosure.selectors.published import DutyLine, FieldShown, LotLine, NoticePage, TenderPart
from disclosure.sheet import Sheet
from trading.selectors.dialogue import Changed, ClarificationShown, FileChange
from trading.templatetags.mz import capitals, cite, count, day, duty_word, moment, money, round_word, size

LOTS = ("标段", "名称与范围", "最高投标限价（元）", "{}提供", "{}")
LOT_WIDTHS = (12, 58, 32, 42, 34)
FILE_WIDTHS = (70, 22, 86)


def notice_pdf(page: NoticePage, address: str, *, training: bool) -> bytes:
    """The notice as A4 pages. `address`: where it is for good, also as a QR code.

    The caller has chosen Chinese. The same arguments give the same bytes.
    """
    line = page.line
    foot = f"{line.number}　账本 {count(line.log_index)}　条目 {page.commitment}"
    sheet = Sheet(f"{line.title} {page.trade_title}", foot=foot, training=training)
    again = (round_word(line.round),) if line.round > 1 else ()
    sheet.title(line.title, page.trade_title, *again)
    sheet.add(sheet.beside(sheet.facts(_head(page, address), 146), address))
    _fields(sheet, page.fields)
    if page.tender is not None:
        _tender(sheet, page.tender)
    if page.clarification is not None:
        _clarification(sheet, page.clarification)
    _candidates(sheet, page.candidates)
    _passed(sheet, page.passed)
    _duties(sheet, page.duties, page.duty_articles)
    if page.articles:
        sheet.heading("依据")
        sheet.prose(cite(page.articles))
    sheet.heading("出处")
    sheet.add(sheet.facts(_source(page)))
    return sheet.made()


def _head(page: NoticePage, address: str) -> list[tuple[str, str]]:
    return [
        ("公告编号", page.line.number),
        ("招标项目编号", page.tender_code),
        ("发布时间", moment(page.line.at)),
        ("发布人", page.by or "平台，自动发布"),
        ("网址", address),
    ]


def _source(page: NoticePage) -> list[tuple[str, str]]:
    return [
        ("账本位置", count(page.line.log_index)),
        ("条目承诺", page.commitment),
        ("如何核对", "本纸件由账本中的条目制成，内容与网页一致；在网页上可以验证条目没有更改。"),
    ]


def _fields(sheet: Sheet, fields: Sequence[FieldShown]) -> None:
    """Short ones in a table, people's own words below it."""
    short = [(field.label, field.value) for field in fields if not field.prose]
    if short:
        sheet.space(3)
        sheet.add(sheet.facts(short))
    for field in fields:
        if field.prose:
            sheet.heading(field.label)
            sheet.prose(field.value)


def _tender(sheet: Sheet, tender: TenderPart) -> None:
    documents = "资格预审文件" if tender.applied_for else "招标文件"
    deadline = "资格预审申请截止" if tender.applied_for else "投标截止与开标"
    if tender.previous is not None:
        sheet.add(sheet.facts([("前次招标", tender.previous[1])]))
    sheet.heading("标段")
    head = (*LOTS[:3], LOTS[3].format(documents), LOTS[4].format(deadline))
    sheet.add(sheet.grid(head, [_lot(sheet, lot) for lot in tender.lots], LOT_WIDTHS))
    sheet.heading(documents)
    files = [[sheet.text(cell, 8) for cell in (one["name"], size(one["size"]), one["sha256"])] for one in tender.files]
    sheet.add(sheet.grid(("文件", "大小", "SHA-256"), files, FILE_WIDTHS))
    sheet.add(sheet.text(f"整套文件的摘要，投标声明中引用的就是它：{tender.document_hash}", 8, spaceBefore=1 * mm))


def _lot(sheet: Sheet, lot: LotLine) -> list[Flowable]:
    ceiling = "未设" if lot.ceiling is None else money(lot.ceiling)
    return [
        sheet.text(str(lot.number), 8),
        sheet.text(f"{lot.title}\n{lot.code}", 8),
        sheet.text(ceiling, 8, alignment=2),
        sheet.text(f"{moment(lot.documents_from)} 至\n{moment(lot.documents_until)}", 8),
        sheet.text(moment(lot.deadline), 8, bold=True),
    ]


def _clarification(sheet: Sheet, said: ClarificationShown) -> None:
    sheet.heading(f"第 {said.number} 号　{said.title}")
    sheet.prose(said.text)
    for pair in said.answers:
        sheet.prose(f"问：{pair['question']}")
        sheet.prose(f"答：{pair['answer']}")
    rows = [*_moved(said.deadline), *_changed(said.changes), *_files(said.files)]
    if rows:
        sheet.heading("更改")
        sheet.add(sheet.facts(rows))
    affects = "可能影响投标文件的编制。" if said.affects_bids else f"不影响投标文件的编制：{said.reason}"
    sheet.prose(affects)


def _moved(deadline: tuple[datetime, datetime] | None) -> Iterator[tuple[str, str]]:
    if deadline is not None:
        yield "投标截止与开标", f"由 {moment(deadline[0])} 改为 {moment(deadline[1])}"


def _changed(changes: Sequence[Changed]) -> Iterator[tuple[str, str]]:
    for change in changes:
        label = "最高投标限价（元）" if change.what == "ceiling" else "项目概况"
        yield label, f"由　{_value(change.before)}\n改为　{_value(change.after)}"


def _value(value: str | Decimal | None) -> str:
    return money(value) if isinstance(value, Decimal) else value or "未填写"


def _files(files: Sequence[FileChange]) -> Iterator[tuple[str, str]]:
    for file in files:
        word = "新增文件" if not file.before else "替换文件" if file.after else "撤下文件"
        hashes = (f"{when} SHA-256 {value}" for when, value in (("原", file.before), ("现", file.after)) if value)
        yield word, "\n".join((file.name, *hashes))


def _candidates(sheet: Sheet, candidates: Sequence[CandidateShown]) -> None:
    if not candidates:
        return
    sheet.heading("中标候选人" if len(candidates) > 1 or candidates[0].qualified else "主要条款")
    for one in candidates:
        rank = f"第 {one.rank} 名　" if one.rank else ""
        score = f"　得分 {one.score}" if one.score else ""
        sheet.add(sheet.text(f"{rank}{one.name}{score}", 10, bold=True, spaceBefore=2 * mm, keepWithNext=True))
        sheet.add(sheet.facts([("统一社会信用代码", one.party), *_items(one)]))
        if one.qualified:
            sheet.add(sheet.text("响应资格要求的情况", 9, keepWithNext=True))
            sheet.prose(one.qualified)


def _items(one: CandidateShown) -> Iterator[tuple[str, str]]:
    for item in one.items:
        yield item.label, f"{item.value} 元（{capitals(item.value.replace(',', ''))}）" if item.is_price else item.value


def _passed(sheet: Sheet, passed: Sequence[PassedShown]) -> None:
    if passed:
        sheet.heading("不能中标的候选人")
    for one in passed:
        sheet.add(sheet.text(f"第 {one.rank} 名　{one.ground}", 10, bold=True, keepWithNext=True))
        sheet.prose(one.reason)
        sheet.add(sheet.text(f"证明材料：{one.evidence}", 9, spaceAfter=2 * mm))


def _duties(sheet: Sheet, duties: Sequence[DutyLine], articles: tuple[str, ...]) -> None:
    if not duties:
        return
    sheet.heading("招标人的义务")
    rows = [(f"不迟于 {day(one.due)}" if one.due else "及时", duty_word(one.duty)) for one in duties]
    sheet.add(sheet.facts(rows))
    sheet.add(sheet.text(cite(articles), 9))
