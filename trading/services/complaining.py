"""Complaints (投诉) to the supervisor, as the complainant makes them (TR 60). What the law leaves no doubt about is refused.

Nobody but the supervisor learns who complained; before the decision nobody else learns that somebody did, but for the
agency, once the complaint is accepted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor, Bidder
from trading.domain.complaints import Fault, Gap, NotAcceptable, accept_by, not_acceptable
from trading.domain.matters import Matter
from trading.domain.periods import day_of
from trading.models import Complaint, ComplaintFile, ComplaintStep, DocumentObjection, Entry, Trade
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchTrade, trade_for
from trading.services import files
from trading.services.documents import checked_name
from trading.services.drafting import DraftRefused
from trading.services.followers import follow
from trading.services.moments import moment_of

LONGEST_COMPLAINT = 5000
LONGEST_DEMAND = 2000
MOST_WAITING = 5
MOST_FILES = 20
LARGEST_FILE = 4 * 1024 * 1024


class ComplaintRefused(Exception):
    """It was not taken; the message says why, for people. `cause`: what the law has against it, if it is that."""

    code = "complaint_refused"

    def __init__(self, message: str, cause: NotAcceptable | None = None) -> None:
        super().__init__(message)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class ComplaintDraft:
    """What somebody complains of: since when it is known, what happened, and what the supervisor is asked for."""

    matter: Matter
    known_on: date
    text: str
    asks: str


ObjectionsOf = Callable[[Trade, Bidder], list[Gap]]
OBJECTIONS: dict[Matter, ObjectionsOf] = {}
"""How to find a bidder's own objections in a matter, from the day of each to that of its answer. A matter that is not
here is one of whose objections the platform knows nothing: then the supervisor looks."""


@transaction.atomic
def complain(*, trade_id: UUID, draft: ComplaintDraft, by: Actor) -> Complaint:
    """Bring a complaint before the supervisor. Raises `BiddersOnly`, `NoSuchTrade`, `ComplaintRefused`."""
    bidder = by.as_bidder()
    trade = trade_for(by, trade_id)
    text, asks = _checked(draft)
    today, calendar = day_of((moment := moment_of(trade)).at), working_calendar()
    due = accept_by(trade.spec, calendar, today)
    if due is None:
        raise ComplaintRefused("这类交易不在平台上受理投诉。")
    if draft.known_on > today:
        raise ComplaintRefused("知道或者应当知道之日不能晚于今天。")
    if _waiting(trade, bidder) >= MOST_WAITING:
        raise ComplaintRefused("本单位对这个项目的投诉正在处理，暂不能再提出。")
    find = OBJECTIONS.get(draft.matter)
    objections = find(trade, bidder) if find else None
    cause = not_acceptable(trade.spec, calendar, draft.matter, known=draft.known_on, today=today, objections=objections)
    if cause is not None:
        raise ComplaintRefused(REFUSALS[cause.fault], cause)
    follow(trade, by)
    return Complaint.objects.create(
        trade=trade,
        organisation_id=bidder.organisation_id,
        by_id=bidder.user_id,
        matter=draft.matter.value,
        known_on=draft.known_on,
        text=text,
        asks=asks,
        at=moment.at,
        accept_by=due.day,
    )


REFUSALS = {
    Fault.NO_OBJECTION: "就这一事项投诉，依法应当先向招标人提出异议。",
    Fault.TERM_OVER: "投诉期限已过。",
}


@transaction.atomic
def add_evidence(*, complaint_id: UUID, name: str, chunks: Iterable[bytes], by: Actor) -> ComplaintFile:
    """Add a file to one's own complaint, until it is decided or refused. Raises as `complain`."""
    complaint = Complaint.objects.filter(pk=complaint_id, organisation_id=by.as_bidder().organisation_id).first()
    if complaint is None:
        raise NoSuchTrade
    if is_over(complaint):
        raise ComplaintRefused("投诉已经处理完毕，不能再补充材料。")
    if complaint.files.count() >= MOST_FILES:
        raise ComplaintRefused("材料最多 20 份。")
    try:
        known = checked_name(name)
    except DraftRefused as error:
        raise ComplaintRefused(str(error)) from error
    sha256, size = files.store(_bounded(chunks))
    moment = moment_of(complaint.trade)
    return ComplaintFile.objects.create(complaint=complaint, name=known, sha256=sha256, size=size, at=moment.at)


def is_over(complaint: Complaint) -> bool:
    """Whether it was refused or decided."""
    return complaint.steps.filter(kind__in=OVER).exists()


OVER = (ComplaintStep.Kind.REFUSED, ComplaintStep.Kind.DECIDED)


def objections_to_documents(trade: Trade, bidder: Bidder) -> list[Gap]:
    """Where the tenderer let its time for the answer pass, the time of answering ends with it (TR 22)."""
    today = day_of(moment_of(trade).at)
    rows = DocumentObjection.objects.filter(trade=trade, lot=None, organisation_id=bidder.organisation_id)
    return [_gap(row, today) for row in rows.select_related("answer")]


def objections_to_candidates(trade: Trade, bidder: Bidder) -> list[Gap]:
    """As to the documents (TR 54)."""
    today = day_of(moment_of(trade).at)
    rows = DocumentObjection.objects.filter(trade=trade, lot__isnull=False, organisation_id=bidder.organisation_id)
    return [_gap(row, today) for row in rows.select_related("answer")]


def objections_at_the_opening(trade: Trade, bidder: Bidder) -> list[Gap]:
    """From the ledger, where everybody can read them. They are answered on the spot (TR 44)."""
    entries = Entry.objects.filter(
        trade=trade, type="objection.raised", content__isnull=False, content__body__bidder=bidder.party
    )
    return [Gap(day_of(entry.at), day_of(entry.at)) for entry in entries]


OBJECTIONS[Matter.DOCUMENTS] = objections_to_documents
OBJECTIONS[Matter.OPENING] = objections_at_the_opening
OBJECTIONS[Matter.CANDIDATES] = objections_to_candidates


def _gap(row: DocumentObjection, today: date) -> Gap:
    if hasattr(row, "answer"):
        return Gap(day_of(row.at), min(day_of(row.answer.at), row.answer_by))
    return Gap(day_of(row.at), row.answer_by if today > row.answer_by else None)


def _waiting(trade: Trade, bidder: Bidder) -> int:
    own = Complaint.objects.filter(trade=trade, organisation_id=bidder.organisation_id)
    return own.exclude(steps__kind__in=OVER).count()


def _checked(draft: ComplaintDraft) -> tuple[str, str]:
    text, asks = draft.text.strip(), draft.asks.strip()
    if not text or len(text) > LONGEST_COMPLAINT:
        raise ComplaintRefused("请写明投诉的事实、理由和依据，不超过 5000 字。")
    if not asks or len(asks) > LONGEST_DEMAND:
        raise ComplaintRefused("请写明投诉请求，不超过 2000 字。")
    return text, asks


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_FILE:
            raise ComplaintRefused("每份材料不超过 4 MB。")
        yield chunk
