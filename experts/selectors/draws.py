"""The gate to draws, and how far they have come."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Min, QuerySet

from experts.domain import draw_entries as told
from experts.domain.draw import FrozenList, read_list
from experts.domain.draw_entries import HalfOpened
from experts.domain.draw_log import begin, take
from experts.domain.nonces import Party
from experts.domain.progress import Progress
from experts.models import Draw, DrawStep
from trading.domain.actors import Actor, Role
from trading.domain.canonical import decode, encode
from trading.domain.entries import Entry as ToldEntry
from trading.models import Entry, Trade
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.services.sequencing import facts_of


class NoSuchDraw(Exception):
    """There is none, or the actor may not know of it."""


def draw_for(actor: Actor, draw_id: UUID) -> Draw:
    """A draw of a lot that the actor may see: that it happens is public. Raises `NoSuchDraw`."""
    draw = Draw.objects.defer("listed").select_related("lot__trade__agency").filter(pk=draw_id).first()
    if draw is None:
        raise NoSuchDraw
    if not actor.is_system:
        try:
            lot_for(actor, draw.lot_id)
        except NoSuchLot as error:
            raise NoSuchDraw from error
    return draw


def party_of(actor: Actor, draw: Draw) -> Party:
    """What part the actor has in the draw. Raises `NoSuchDraw` for who has none."""
    if actor.is_system:
        return Party.PLATFORM
    if is_agency_of(actor, draw.lot.trade):
        return Party.AGENCY
    if actor.role is Role.SUPERVISOR and actor.party is not None:
        return Party.SUPERVISOR
    raise NoSuchDraw


def list_for(actor: Actor, draw: Draw) -> FrozenList:
    """The list with its exclusions, for a supervisor and the platform. Raises `NoSuchDraw`."""
    if party_of(actor, draw) is Party.AGENCY:
        raise NoSuchDraw
    return frozen_list(draw)


def frozen_list(draw: Draw) -> FrozenList:
    return read_list(bytes(draw.listed))


def progress_of(draw: Draw, *, listed: bool = False) -> Progress:
    """How far the draw has come, by its entries. With `listed`, order and walk are known as well."""
    first, *rest = [entry for entry in told_of(draw) if entry.type != told.REPEATED]
    agency = draw.lot.trade.agency.uscc
    progress = begin(first, settings.LOG_ORIGIN, agency, frozen_list(draw) if listed else None)
    for entry in rest:
        progress = take(progress, entry)
    return progress


def told_of(draw: Draw) -> list[ToldEntry]:
    """The entries of the draw in their order; those without a place yet as well."""
    return [as_told(entry) for entry in entries_of(draw)]


def openings_of(draw: Draw) -> list[HalfOpened]:
    """The halves that are open, with what opens them."""
    return [told.read_half_opened(entry.body) for entry in told_of(draw) if entry.type == told.HALF_OPENED]


def entries_of(draw: Draw) -> QuerySet[Entry]:
    return Entry.objects.filter(draw_step__draw=draw).select_related("content", "position").order_by("order")


def as_told(entry: Entry) -> ToldEntry:
    """As a reader of the ledger has it: what JSON makes of the body, and nothing else."""
    facts = facts_of(entry)
    position = getattr(entry, "position", None)
    told_body = decode(encode(dict(facts.body)))
    seq = 1 if position is None else position.trade_seq
    return ToldEntry(
        type(facts)(
            facts.id, facts.trade, facts.type, facts.at, facts.recorded_at, facts.by, told_body, facts.visibility
        ),
        seq,
    )


def draws_of(trade: Trade) -> QuerySet[Draw]:
    """All draws of a trade, the oldest first."""
    return _in_order(Draw.objects.filter(lot__trade=trade))


@dataclass(frozen=True, slots=True)
class DrawInHand:
    """A draw in a list, and whether it is over."""

    draw: Draw
    is_ordered: bool
    is_void: bool


def draws_for(actor: Actor, most: int) -> list[DrawInHand]:
    """The draws in which the actor has a part, the newest first."""
    rows = Draw.objects.filter(lot__trade__announced_at__isnull=False, lot__trade__erased_at__isnull=True)
    if actor.role is Role.AGENCY:
        rows = rows.filter(lot__trade__agency_id=actor.organisation_id)
    elif actor.role is not Role.SUPERVISOR:
        rows = rows.none()
    draws = list(_in_order(rows).reverse()[:most])
    over = DrawStep.objects.filter(draw__in=draws, entry__type__in=(told.ORDERED, told.VOIDED))
    ends = dict(over.values_list("draw_id", "entry__type"))
    return [DrawInHand(each, ends.get(each.pk) == told.ORDERED, ends.get(each.pk) == told.VOIDED) for each in draws]


def _in_order(rows: QuerySet[Draw]) -> QuerySet[Draw]:
    return (
        rows.defer("listed").select_related("lot__trade__agency").annotate(first=Min("steps__entry")).order_by("first")
    )


def repetition_allowed(draw: Draw) -> bool:
    """Whether the supervisor has said why this draw may be made again."""
    return draw.steps.filter(entry__type=told.REPEATED).exists()
