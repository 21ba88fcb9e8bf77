"""The award notice (中标通知书) and the notice of the result (中标结果通知书) as letters to one bidder. Chinese."""

from reportlab.lib.units import mm

from disclosure.selectors.letters import AwardLetter
from disclosure.sheet import Sheet
from trading.domain.periods import Unit
from trading.templatetags.mz import capitals, cite, count, day, money

WON, RESULT = "中标通知书", "中标结果通知书"
UNITS = {Unit.HOUR: "小时", Unit.DAY: "日", Unit.WORKING_DAY: "个工作日", Unit.MONTH: "个月"}


def letter_pdf(letter: AwardLetter, origin: str) -> bytes:
    """The letter as A4 pages. The caller has chosen Chinese. The same arguments give the same bytes."""
    title, address = WON if letter.won else RESULT, origin + letter.notice
    foot = f"{letter.number}　账本 {count(letter.log_index)}　条目 {letter.commitment}"
    sheet = Sheet(f"{title} {letter.lot_code} {letter.name}", foot=foot, training=letter.training)
    sheet.title(title)
    sheet.add(sheet.beside(sheet.facts(_head(letter), 146), address))
    sheet.space(3)
    sheet.add(sheet.text(f"{letter.name}：", 11, bold=True, spaceAfter=2 * mm))
    for line in _winning(letter) if letter.won else _losing(letter):
        sheet.add(sheet.text(line, 10.5, leading=18, firstLineIndent=21, spaceAfter=2 * mm))
    if letter.items:
        sheet.heading("投标文件中的主要条款")
        sheet.add(
            sheet.facts([(item.label, f"{item.value} 元" if item.is_price else item.value) for item in letter.items])
        )
    sheet.space(8)
    for line in (f"招标人：{letter.principal}", f"招标代理机构：{letter.agency}", day(letter.decided_at)):
        sheet.add(sheet.text(line, 10.5, alignment=2, spaceAfter=1 * mm))
    sheet.heading("依据与出处")
    source = ("出处", f"账本 {count(letter.log_index)}，条目承诺 {letter.commitment}")
    sheet.add(sheet.facts([("依据", cite(letter.articles)), ("公告", address), source]))
    return sheet.made()


def _head(letter: AwardLetter) -> list[tuple[str, str]]:
    return [
        ("项目", letter.trade_title),
        ("招标项目编号", letter.tender_code),
        ("标段", f"{letter.lot_title}（{letter.lot_code}）"),
        ("收件单位", f"{letter.name}　{letter.party}"),
        ("公告编号", letter.number),
    ]


def _winning(letter: AwardLetter) -> list[str]:
    lines = [
        f"你单位递交的“{letter.trade_title}”{letter.lot_title}投标文件已被接受，你单位被确定为中标人。",
        f"中标价：{money(letter.amount)} 元，大写{capitals(letter.amount)}。",
    ]
    if letter.contract_by is not None:
        lines.append(f"请不迟于 {day(letter.contract_by)} 按照招标文件和你单位的投标文件与招标人订立书面合同。")
    lines.append(
        "中标通知书对招标人和中标人具有法律效力。招标人改变中标结果的，或者中标人放弃中标项目的，应当依法承担法律责任。"
    )
    return lines


def _losing(letter: AwardLetter) -> list[str]:
    own = letter.own
    stands = f"排名第 {own.rank}，得分 {own.score}" if own else "没有列入评标排名"
    lines = [
        f"“{letter.trade_title}”{letter.lot_title}已确定 {letter.winner} 为中标人，中标价 {money(letter.amount)} 元。",
        f"你单位的投标{stands}。排名和得分只告知你单位。",
    ]
    if letter.deposits_back is not None:
        within = f"{letter.deposits_back.count} {UNITS[letter.deposits_back.unit]}"
        lines.append(f"递交了投标保证金的，招标人最迟在合同签订后 {within}内退还，连同银行同期存款利息。")
    lines.append("感谢你单位参加投标。")
    return lines
