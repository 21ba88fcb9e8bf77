"""Where notices stand on their way to the designated medium: for their agency, for supervisors, and for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from disclosure.domain.medium import ASKED, STUCK, Standing, is_overdue
from disclosure.models import MediumNotice
from trading.domain.actors import Actor, Role
from trading.selectors.trades import OF_PUBLIC, NoSuchTrade, trades_of

MOST: Final = 100
"""Notices on one page; what needs somebody comes first."""


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One notice. `title` is Chinese; `overdue`: not published though it should be; `late`: published after that moment."""

    trade_id: UUID
    trade_title: str
    seq: int
    number: str
    title: str
    told_at: datetime
    due_at: datetime | None
    standing: Standing
    overdue: bool
    late: bool
    trouble: str
    address: str
    published_at: datetime | None
    receipt: str

    @property
    def stuck(self) -> bool:
        """Whether people may hand it over again."""
        return self.standing in STUCK or self.overdue


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a notice can be read as well."""

    medium: str
    address: str
    at: datetime


def own_handovers(actor: Actor, now: datetime) -> Sequence[HandoverLine]:
    """Of an agency's own trades, at most `MOST`."""
    return _lines(MediumNotice.objects.filter(OF_PUBLIC, trade__in=trades_of(actor)), now)


def watched_handovers(actor: Actor, now: datetime) -> Sequence[HandoverLine]:
    """Of all trades, for a supervisor, at most `MOST`. Raises `SupervisorsOnly`."""
    actor.check_supervisor()
    return _lines(MediumNotice.objects.filter(OF_PUBLIC), now)


def troubled(actor: Actor, now: datetime) -> int:
    """How many notices need somebody: of one's own for an agency, of all for a supervisor, none for others."""
    if actor.role is Role.SUPERVISOR:
        return MediumNotice.objects.filter(OF_PUBLIC, _needs_somebody(now)).count()
    return MediumNotice.objects.filter(OF_PUBLIC, _needs_somebody(now), trade__in=trades_of(actor)).count()


def handover_for(actor: Actor, trade_id: UUID, seq: int, *, lock: bool = False) -> MediumNotice:
    """A notice of the agency's own that goes to the medium, locked if asked. Raises `NoSuchTrade`."""
    rows = MediumNotice.objects.filter(OF_PUBLIC, trade__in=trades_of(actor), trade_id=trade_id, seq=seq)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise NoSuchTrade
    return row


def elsewhere(trade_id: UUID, seq: int) -> Elsewhere | None:
    """Where the medium published the notice at this place of the trade's ledger; None while it has not."""
    rows = MediumNotice.objects.filter(trade_id=trade_id, seq=seq, standing=Standing.PUBLISHED)
    address, at = rows.values_list("address", "published_at").first() or ("", None)
    return Elsewhere(settings.MEDIUM_NAME, address, at) if at is not None else None


def _needs_somebody(now: datetime) -> Q:
    return Q(standing__in=STUCK) | Q(standing__in=ASKED, due_at__lte=now)


def _lines(rows: QuerySet[MediumNotice], now: datetime) -> Sequence[HandoverLine]:
    """What needs somebody, the longest overdue first; then the newest of the others."""
    rows = rows.select_related("trade").defer("message")
    troubled = list(rows.filter(_needs_somebody(now)).order_by("due_at", "pk")[:MOST])
    others = rows.exclude(_needs_somebody(now)).order_by("-told_at", "-pk")[: MOST - len(troubled)]
    return [_line(row, now) for row in (*troubled, *others)]


def _line(row: MediumNotice, now: datetime) -> HandoverLine:
    standing = Standing(row.standing)
    return HandoverLine(
        trade_id=row.trade_id,
        trade_title=row.trade.title,
        seq=row.seq,
        number=row.number,
        title=row.title,
        told_at=row.told_at,
        due_at=row.due_at,
        standing=standing,
        overdue=is_overdue(standing, row.due_at, now),
        late=row.due_at is not None and row.published_at is not None and row.published_at >= row.due_at,
        trouble=row.trouble,
        address=row.address,
        published_at=row.published_at,
        receipt=row.receipt,
    )
