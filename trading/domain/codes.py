"""The codes of the data standard 公共资源交易平台系统数据规范 V2.0: project, tender, lot, deal; and credit codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_2

from trading.domain.industries import SECTIONS, industry_name
from trading.domain.trade_classes import TRADE_CLASSES

PROJECT = re.compile(r"([A-T])([0-9]{6})([0-9A-Z]{4})([0-9]{6})", re.ASCII)
TENDER = re.compile(r"([A-T][0-9]{6}[0-9A-Z]{4}[0-9]{6})([0-9]{3})", re.ASCII)
LOT = re.compile(r"([A-T][0-9]{6}[0-9A-Z]{4}[0-9]{9})([0-9]{3})", re.ASCII)
DEAL = re.compile(r"([A-Z][0-9]{2})-([0-9A-Z]{18})-([0-9]{8})-([0-9]{6})-([0-9A-Z*])", re.ASCII)
REGION = re.compile(r"[0-9]{6}", re.ASCII)
SYSTEM = re.compile(r"[0-9A-Z]{4}", re.ASCII)
CREDIT_CODE = re.compile(r"[0-9A-Z]{18}", re.ASCII)


class BadCode(Exception):
    """The text is not a code of the sort it was given for."""


class CodeMalformed(BadCode):
    """The text has not the shape of this sort, or a part of it is out of range."""


class CreditCodeWrong(BadCode):
    """Not a unified social credit code (统一社会信用代码): wrong length, letters or check character."""


@dataclass(frozen=True)
class ProjectCode:
    """项目编号, 17: sector of GB/T 4754, region of GB/T 2260, system number, serial."""

    sector: str
    region: str
    system: str
    serial: int

    def __post_init__(self) -> None:
        if self.sector not in SECTIONS or not REGION.fullmatch(self.region) or not SYSTEM.fullmatch(self.system):
            raise CodeMalformed(f"{self.sector} {self.region} {self.system}")
        _serial(self.serial, 6)

    def __str__(self) -> str:
        return f"{self.sector}{self.region}{self.system}{self.serial:06d}"


@dataclass(frozen=True)
class DealCode:
    """统一交易标识码, 40: class, the system's credit code, date, serial, check character."""

    trade_class: str
    system: str
    on: date
    serial: int
    check: str
    check_is_right: bool

    def __str__(self) -> str:
        return f"{self.trade_class}-{self.system}-{self.on:%Y%m%d}-{self.serial:06d}-{self.check}"


def project_code(industry: str, region: str, system: str, serial: int) -> str:
    """项目编号. `industry` is a section or division (`E`, `E48`); the code holds its letter."""
    industry_name(industry)
    return str(ProjectCode(industry[0], region, system, serial))


def read_project_code(text: str) -> ProjectCode:
    found = PROJECT.fullmatch(text)
    if not found:
        raise CodeMalformed(text)
    return ProjectCode(found[1], found[2], found[3], int(found[4]))


def tender_code(project: str, serial: int) -> str:
    """招标项目编号, 20: project code and a serial of three digits."""
    return str(read_project_code(project)) + _serial(serial, 3)


def lot_code(tender: str, serial: int) -> str:
    """标段(包)编号, 23: tender code and a serial of three digits."""
    if not TENDER.fullmatch(tender):
        raise CodeMalformed(tender)
    return tender + _serial(serial, 3)


def tender_of(lot: str) -> str:
    """The tender code inside a lot code."""
    found = LOT.fullmatch(lot)
    if not found:
        raise CodeMalformed(lot)
    return found[1]


def deal_code(trade_class: str, system: str, on: date, serial: int, *, class_in_check: bool = True) -> str:
    """统一交易标识码 with its ISO 7064 MOD 37-2 check character.

    Whether the class belongs to the checked text is known from one source only, hence the switch.
    """
    if trade_class not in TRADE_CLASSES:
        raise CodeMalformed(trade_class)
    body = (trade_class, check_uscc(system), f"{on:%Y%m%d}", _serial(serial, 6))
    return "-".join((*body, _check_character(body, class_in_check)))


def read_deal_code(text: str, *, class_in_check: bool = True) -> DealCode:
    """The parts of a code of any system. A wrong check character is told, not refused: real ones exist."""
    found = DEAL.fullmatch(text)
    if not found:
        raise CodeMalformed(text)
    trade_class, system, day, serial, check = found.groups()
    right = _check_character((trade_class, system, day, serial), class_in_check) == check
    return DealCode(trade_class, system, _date(day, text), int(serial), check, right)


def check_uscc(text: str) -> str:
    """The code as it is stored, checked by GB 32100; raises `CreditCodeWrong`.

    Nothing is stripped: two ways to write one code would be two parties.
    """
    if not CREDIT_CODE.fullmatch(text):
        raise CreditCodeWrong(text)
    try:
        uscc.validate(text)
    except ValidationError as error:
        raise CreditCodeWrong(text) from error
    return text


def _check_character(body: tuple[str, ...], class_in_check: bool) -> str:
    return str(mod_37_2.calc_check_digit("".join(body if class_in_check else body[1:])))


def _serial(number: int, width: int) -> str:
    if not 0 < number < 10**width:
        raise CodeMalformed(f"serial {number} does not fit {width} digits")
    return f"{number:0{width}d}"


def _date(day: str, text: str) -> date:
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError as error:
        raise CodeMalformed(text) from error
