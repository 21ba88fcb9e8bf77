"""What is wrong with a file, a row or a request, in words."""

from typing import assert_never

from django.utils.translation import gettext as _

from experts.domain.committees import Departure, Fault
from experts.domain.eligibility import Exclusion
from experts.domain.pool_file import FileWrong, Refused, Wrong
from trading.domain.experts import Ground
from trading.domain.kinds.articles import cite


def file_wrong(fault: FileWrong) -> str:
    match fault:
        case FileWrong.ENCODING:
            return _("文件不是 UTF-8 编码；请另存为“CSV UTF-8”。")
        case FileWrong.COLUMNS:
            return _("第一行的列名与说明不一致。")
        case FileWrong.QUOTES:
            return _("引号没有配对，或者某一格过长；此前的行已经导入，可改正后重新导入。")
        case FileWrong.EMPTY:
            return _("文件是空的。")
        case _:
            assert_never(fault)


def refused_line(refused: Refused) -> tuple[int, str, str]:
    """Line, column and reason."""
    return refused.line, refused.column, row_wrong(refused.wrong)


def row_wrong(wrong: Wrong) -> str:
    return {
        Wrong.MISSING: _("没有填写"),
        Wrong.TOO_LONG: _("过长"),
        Wrong.NUL: _("有不能显示的字符"),
        Wrong.IDENTITY: _("不是正确的身份证号码"),
        Wrong.TITLE: _("职称不在可选范围"),
        Wrong.DATE: _("日期应写作 2026-03-30"),
        Wrong.REGION: _("没有这个地区代码"),
        Wrong.MAJOR: _("没有这个专业代码，或者太多"),
        Wrong.CODE: _("统一社会信用代码不正确"),
        Wrong.PHONE: _("电话号码不正确"),
        Wrong.EMAIL: _("邮箱不正确"),
        Wrong.TWICE: _("同一个人出现两次"),
        Wrong.CELLS: _("列数与第一行不同"),
    }[wrong]


def request_wrong(fault: Fault, language: str) -> str:
    """The sentence with its article."""
    sentence, articles = _said(fault)
    where = cite(articles, language) if articles else ""
    return _("%(sentence)s（%(articles)s）") % {"sentence": sentence, "articles": where} if where else sentence


def reason_word(code: str) -> str:
    """Why somebody is not drawn, steps back or leaves; a code that is none of ours is shown as it is."""
    return _reasons().get(code, code)


def _reasons() -> dict[str, str]:
    return {
        Exclusion.STATUS.value: _("暂停或者退出专家库"),
        Exclusion.STANDING.value: _("从业年限或者职称不够"),
        Exclusion.PUNISHED.value: _("受过处罚"),
        Exclusion.EMPLOYER.value: _("工作单位与本项目有关"),
        Exclusion.AUTHORITY.value: _("主管或者监督部门的人员"),
        Exclusion.REGION.value: _("不在所要的地区"),
        Exclusion.MAJOR.value: _("不是所要的专业"),
        Exclusion.BUSY.value: _("同一时间在别的评标委员会"),
        Ground.KIN.value: _("近亲属"),
        Ground.INTEREST.value: _("有经济利益关系"),
        Departure.RECUSED.value: _("自行回避"),
        Departure.ILL.value: _("生病"),
        Departure.LEFT.value: _("其他原因不能到场"),
    }


def _said(fault: Fault) -> tuple[str, tuple[str, ...]]:
    shape = ("TL 37", "O12 9")
    match fault:
        case Fault.TOO_FEW:
            return _("评标委员会至少五人。"), shape
        case Fault.EVEN:
            return _("评标委员会的人数应为单数。"), shape
        case Fault.TOO_FEW_EXPERTS:
            return _("技术、经济专家不得少于成员总数的三分之二。"), shape
        case Fault.EMPTY_GROUP:
            return _("至少填写一个专业和人数。"), ()
        case Fault.TWICE:
            return _("同一位招标人代表写了两次。"), ()
        case Fault.BEFORE_OPENING:
            return _("评标不能早于开标。"), ()
        case Fault.ENDS_BEFORE_IT_BEGINS:
            return _("评标的时间不正确。"), ()
        case Fault.CALLS_OUT_OF_RANGE:
            return _("开始通知的时间不在允许的范围。"), ("O12 8",)
        case Fault.DIRECT_CHOICE:
            return _("应当随机抽取；直接确定须监督部门事先同意，平台不予受理。"), ("TL 37", "TR 46", "O12 10")
        case _:
            assert_never(fault)
