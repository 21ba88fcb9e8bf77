"""Public entries of the ledger as lines of a list, newest first. Nothing else of the ledger is read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from disclosure.domain.notices import notice_kind, round_of
from disclosure.selectors.found import Found, newest_imported
from disclosure.selectors.published import notice_url, paper_url
from trading.domain import second_looks
from trading.domain.bodies import ANNOUNCED
from trading.domain.entries import Visibility
from trading.domain.retendering import ANALYSED, LEFT
from trading.models import Position, Trade
from trading.selectors.kinds import glyph_of
from trading.selectors.trades import OF_PUBLIC
from trading.templatetags.mz import round_word

ON_THE_HOME_PAGE = (
    "trade.announced",
    "trade.clarified",
    "trade.terminated",
    "box.closed",
    "bids.opened",
    "record.published",
    "lot.failed",
    "incident.opened",
    "incident.extended",
    "prequalification.announced",
    "stop.ordered",
    "stop.lifted",
    "complaint.decided",
    ANALYSED,
    LEFT,
    "candidates.shown",
    "lot.awarded",
    "contract.signed",
)
OF_A_TRADE = (
    "trade.created",
    "trade.announced",
    "documents.offered",
    "trade.clarified",
    "documents.objected",
    "documents.answered",
    "trade.terminated",
    "box.closed",
    "opening.started",
    "window.prolonged",
    "window.closed",
    "window.key_published",
    "bids.opened",
    "objections.closed",
    "record.published",
    "lot.failed",
    "clock.moved",
    "incident.opened",
    "incident.extended",
    "incident.dismissed",
    "calendar.affected",
    "prequalification.announced",
    "applications.closed",
    "qualification.reviewed",
    "stop.ordered",
    "stop.lifted",
    "complaint.decided",
    ANALYSED,
    LEFT,
    "candidates.shown",
    "candidates.objected",
    "candidates.answered",
    second_looks.ASKED,
    second_looks.GIVEN,
    second_looks.WITHDRAWN,
    "validity.asked",
    "validity.extended",
    "lot.awarded",
    "award.reported",
    "contract.offered",
    "contract.signed",
    "lot.archived",
    "committee.requested",
    "committee.request_withdrawn",
    "committee.formed",
    "committee.reopened",
    "committee.extended",
)
"""What concerns the trade as a whole; what single bidders did is told in the hall and the record."""

DECIDED = ("incident.extended", "incident.dismissed", "stop.ordered", "stop.lifted")
"""Their reasons are people's words, and are told."""

LATEST = 12
MOST_OF_A_TRADE = 100


@dataclass(frozen=True, slots=True)
class Slip:
    """A line of the component `slips`. `source`: the platform that an imported notice is from, "" for ours."""

    at: datetime
    title: str
    type: str
    url: str
    text: str
    glyph: str
    entry: int | None
    entry_url: str
    source: str = ""
    paper: str = ""


def latest_notices() -> list[Slip]:
    """The platform's news, and those of others, the newest first."""
    rows = _public(ON_THE_HOME_PAGE).filter(OF_PUBLIC)
    ours = _slips(rows.order_by("-log_index")[:LATEST], of_many=True)
    return sorted([*ours, *_imported()], key=lambda slip: slip.at, reverse=True)[:LATEST]


def notices_of(trade: Trade) -> list[Slip]:
    """All that was published of the trade as a whole."""
    rows = _public(OF_A_TRADE).filter(trade=trade)
    return _slips(rows.order_by("-trade_seq")[:MOST_OF_A_TRADE], of_many=False)


def _imported() -> list[Slip]:
    return [
        Slip(found.at, found.plain_title, "", found.url, _kind_and_code(found), "", None, "", found.source)
        for found in newest_imported(LATEST)
    ]


def _kind_and_code(found: Found) -> str:
    return f"{found.kind} · {found.code}" if found.code else found.kind


def _public(types: Iterable[str]) -> QuerySet[Position]:
    rows = Position.objects.select_related("entry__content", "trade")
    return rows.filter(entry__visibility=Visibility.PUBLIC.value, entry__type__in=list(types))


def _slips(rows: Iterable[Position], *, of_many: bool) -> list[Slip]:
    """In a list of many trades each names its trade; in a list of one it names its lot."""
    positions = [row for row in rows if row.trade is not None]
    titles = _lot_titles({row.trade_id for row in positions if row.trade_id})
    return [_slip(row, row.trade, titles, of_many=of_many) for row in positions if row.trade]


def _slip(row: Position, trade: Trade, titles: dict[str, str], *, of_many: bool) -> Slip:
    lot = str(row.entry.content.body.get("lot", ""))
    round_ = round_of(row.entry.content.body)
    lot_title = titles.get(lot, "")
    page = reverse("trades:detail", args=[trade.pk])
    return Slip(
        at=row.entry.at,
        title=trade.title if of_many else lot_title or trade.title,
        type=row.entry.type,
        url=page if of_many and row.entry.type == ANNOUNCED else _url(row, trade, lot),
        text=(round_word(round_) if round_ > 1 else lot_title) if of_many else _told(row),
        glyph=glyph_of(trade.spec) if of_many else "",
        entry=row.log_index,
        entry_url=f"{page}#proof" if row.entry.type in ("trade.announced", "prequalification.announced") else "",
        paper="" if of_many or notice_kind(row.entry.type) is None else paper_url(trade.pk, row.trade_seq),
    )


def _told(row: Position) -> str:
    """What is said beside the word for the entry, where a trade's page says more than that."""
    body = row.entry.content.body
    match row.entry.type:
        case second_looks.ASKED:
            return _("第 %(rank)d 名候选人") % {"rank": body["rank"]}
        case second_looks.GIVEN:
            return _("确认能够履行合同") if body["able"] else _("没有确认能够履行合同")
        case kind if kind in DECIDED:
            return str(body.get("reason", ""))
        case _:
            return ""


def _url(row: Position, trade: Trade, lot: str) -> str:
    """Where there is more to see: the notice, the hall, or the record."""
    kind = row.entry.type
    if kind == "record.published":
        return reverse("hall:record", args=[lot])
    if notice_kind(kind) is not None:
        return notice_url(trade.pk, row.trade_seq)
    return reverse("hall:hall", args=[lot]) if kind in ("box.closed", "bids.opened") else ""


def _lot_titles(trades: set[UUID]) -> dict[str, str]:
    """By lot, its title; nothing for the only lot of a trade, which says no more than the trade."""
    rows = list(Trade.objects.filter(pk__in=trades).values_list("pk", "lots__pk", "lots__title"))
    several = {trade for trade, _lot, _title in rows if sum(other == trade for other, *_ in rows) > 1}
    return {str(lot): title for trade, lot, title in rows if trade in several}
