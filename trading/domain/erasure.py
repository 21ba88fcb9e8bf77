"""When what a trade has left may be erased, and by whom (DESIGN, the ledger; docs/spec/ledger.md, "Erasure")."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from trading.domain.actors import Actor, Role
from trading.domain.bodies import ANNOUNCED, CLOCK_MOVED, CREATED
from trading.domain.kinds import KindSpec
from trading.domain.periods import day_of, same_or_next, start_of

ASKED: Final = "erasure.asked"
DONE: Final = "erasure.done"
KEPT: Final = frozenset((CREATED, CLOCK_MOVED, ANNOUNCED, ASKED, DONE))
"""Entries whose bodies stay: they name no bidder, and the notice is public by law."""


class ErasureRefused(Exception):
    """Nothing was erased; `code` for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Archive:
    """A trade as its archive sees it. `ended`: trade time of the last entry; None while a lot is not over."""

    spec: KindSpec
    ended: datetime | None
    asked_by: UUID | None = None
    erased: bool = False


def term_ends(spec: KindSpec, ended: datetime) -> datetime | None:
    """The first moment at which everything may go; None where the edition lets nothing be erased.

    Whole days in Shanghai, the day on which the trade ended not counted (CC 201, 202).
    """
    term = spec.law.archive_term
    if term is None:
        return None
    return start_of(same_or_next(day_of(ended), term.value) + timedelta(days=1))


def check_asked(archive: Archive, by: Actor, now: datetime) -> None:
    """Whether this administrator may ask now. Raises `ErasureRefused`."""
    _check(archive, by, now)
    if archive.asked_by is not None:
        raise ErasureRefused("asked_already", "已有人申请销毁，等待另一位管理员确认。")


def check_confirmed(archive: Archive, by: Actor, now: datetime) -> None:
    """Whether this administrator may confirm what another has asked for. Raises `ErasureRefused`."""
    _check(archive, by, now)
    if archive.asked_by is None:
        raise ErasureRefused("not_asked", "还没有人申请销毁这个项目。")
    if archive.asked_by == by.user_id:
        raise ErasureRefused("same_person", "销毁须由两个人决定：申请人不能自己确认。")


def _check(archive: Archive, by: Actor, now: datetime) -> None:
    if by.role is not Role.ADMINISTRATOR or by.user_id is None:
        raise ErasureRefused("administrators_only", "只有平台管理员可以这样做。")
    if archive.erased:
        raise ErasureRefused("erased_already", "这个项目的内容已经销毁。")
    ends = None if archive.ended is None else term_ends(archive.spec, archive.ended)
    if ends is None or now < ends:
        raise ErasureRefused("term_runs", "归档期限未满，任何人都不能销毁。")
