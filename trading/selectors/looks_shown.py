"""Second looks (TR 56) for those who may know why they are asked for: agency, committee, supervisor. No gates but where it is said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from trading.domain.actors import Actor
from trading.domain.second_looks import LOOKING
from trading.models import Lot, SecondLook
from trading.selectors.awards import candidates_of, looks_of, waiting_looks
from trading.selectors.clocks import time_of
from trading.selectors.trades import OF_PUBLIC

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class LookShown:
    """A second look (TR 56) as those see it who may know why. `able`: None while the committee has not given it.

    `reasons`: the committee's, where it did not confirm; of who asked where it is withdrawn.
    """

    id: UUID
    rank: int
    name: str
    reason: str
    at: datetime
    able: bool | None
    reasons: str
    given_at: datetime | None
    answer_by: datetime | None
    withdrawn: bool

    @property
    def waits(self) -> bool:
        return self.able is None and not self.withdrawn


@dataclass(frozen=True, slots=True)
class WaitingLook:
    """A look that waits. `overdue`: the moment until which it was asked for has passed; nothing happens by itself."""

    id: UUID
    answer_by: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class LateLook:
    """A look that waits for longer than its tenderer wanted."""

    lot: Lot
    rank: int
    reason: str
    at: datetime
    answer_by: datetime


def looks_shown(lot: Lot) -> list[LookShown]:
    """All second looks, in their order. Not a gate: reasons are for agency, committee and supervisor."""
    names = {one.rank: one.name for one in candidates_of(lot)}
    return [look_shown(look, names[look.rank]) for look in looks_of(lot)]


def look_shown(look: SecondLook, name: str) -> LookShown:
    if hasattr(look, "result"):
        able, reasons, at = look.result.able, look.result.reasons, look.result.at
    elif hasattr(look, "withdrawal"):
        able, reasons, at = None, look.withdrawal.reason, look.withdrawal.at
    else:
        able, reasons, at = None, "", None
    withdrawn = hasattr(look, "withdrawal")
    return LookShown(look.pk, look.rank, name, look.reason, look.at, able, reasons, at, look.answer_by, withdrawn)


def waiting_look(lot: Lot, now: datetime) -> WaitingLook | None:
    """The look that the committee may still give, and the agency withdraw. `now` is trade time."""
    look = waiting_looks([lot]).first() if lot.stage in LOOKING else None
    if look is None:
        return None
    return WaitingLook(look.pk, look.answer_by, look.answer_by is not None and now >= look.answer_by)


def late_looks(actor: Actor, real: datetime) -> list[LateLook]:
    """Of all lots, the oldest first, at most `MOST`; `real` is the database's time. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    rows = waiting_looks(Lot.objects.filter(OF_PUBLIC, stage__in=LOOKING, second_looks__result=None))
    return [
        LateLook(look.lot, look.rank, look.reason, look.at, look.answer_by)
        for look in rows.select_related("lot__trade").order_by("answer_by", "pk")[:MOST]
        if look.answer_by is not None and look.answer_by <= time_of(look.lot.trade, real)
    ]
