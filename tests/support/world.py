"""A tender brought to any stage through the services that people use: announce, submit, close, release, open, confirm.

Time is the training clock of the trade and moves only here; the dates are always the same, so pages are too.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from uuid import UUID

from bidding.domain.age_keys import Identity
from bidding.domain.bids import Withdrawal, sign_withdrawal
from bidding.domain.drafting import BidDraft, PlainFile, SealedBid, seal_bid
from bidding.domain.forms import parse_opening_items
from bidding.domain.members import Grade, Member, encode_members
from bidding.domain.releases import make_release
from bidding.domain.sealing import Sealed, SealedFile
from bidding.models import ClosedBox, Release, Submission
from bidding.selectors import keyholders_of
from bidding.services import hall, keyholders, opening, submissions
from bidding.services.uploads import UploadPlan, append_piece, begin_upload, finish_upload, place_of
from tests.support.cast import Person
from trading.domain.schedule import Instant
from trading.domain.scheme_terms import SchemeTerms
from trading.models import Lot, PendingEntry, Trade
from trading.services import clock, drafting, fairness, moments, sequencing, training
from trading.services.deposits import DepositDraft, ask_deposits
from trading.services.schemes import name_scheme

TENDER = "engineering_open_tender"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Beijing
DEADLINE = datetime(2026, 3, 30, 1, 30, tzinfo=UTC)  # Monday, 09:30 in Beijing
SECOND = timedelta(seconds=1)
ITEMS = {"duration": "150", "price": "6040665.58", "project_manager": "张三", "quality": "合格"}


@dataclass
class Tender:
    """An announced tender with one lot in focus, and all secrets that its people hold."""

    trade: Trade
    agency: Person
    window: Identity
    evaluation: Identity
    lot_number: int = 1
    sealed: dict[str, SealedBid] = field(default_factory=dict)

    @property
    def lot(self) -> Lot:
        """The lot as it stands in the database now."""
        return Lot.objects.select_related("trade__agency").get(trade_id=self.trade.pk, number=self.lot_number)

    @cached_property
    def lot_id(self) -> UUID:
        """Once announced a lot keeps its id."""
        return Lot.objects.values_list("pk", flat=True).get(trade_id=self.trade.pk, number=self.lot_number)

    @property
    def stage(self) -> str:
        """As it is in the database now."""
        return Lot.objects.values_list("stage", flat=True).get(pk=self.lot_id)

    def copy(self) -> "Tender":
        """The same tender in other hands: what they seal or read from the database, these do not have."""
        return replace(self, trade=copy(self.trade), sealed=dict(self.sealed))

    def of_lot(self, number: int) -> "Tender":
        """The same tender, looking at another lot."""
        return Tender(self.trade, self.agency, self.window, self.evaluation, number)


# --- before the deadline ------------------------------------------------------------------------------------------


SUMMARY = "改造步道 12.6 公里。"


def draft_tender(
    agency: Person,
    *,
    lots: int = 1,
    title: str = "浑南区步道改造工程施工",
    joint_most: int = 0,
    summary: str = SUMMARY,
) -> Trade:
    """A complete draft: basics, lots with a ceiling, a document and a lawful timetable; no keys yet."""
    basics = drafting.Basics(title, "浑南区城市建设局", "210112", "E48", "A02", summary, joint_most=joint_most)
    trade = drafting.create_draft(kind=TENDER, basics=basics, by=agency.actor, training_from=START)
    names = [drafting.LotDraft(f"第{number}段步道", ceiling=Decimal("6310520.53")) for number in range(1, lots + 1)]
    drafting.save_lots(trade_id=trade.pk, lots=names, by=agency.actor)
    drafting.add_document(
        trade_id=trade.pk,
        name="招标文件.pdf",
        media_type="application/pdf",
        chunks=[b"%PDF-1.4 the documents of the tender"],
        by=agency.actor,
    )
    drafting.save_timetable(trade_id=trade.pk, timetable=lawful_timetable(), by=agency.actor)
    return trade


def lawful_timetable() -> drafting.TimetableDraft:
    minutes = {"window": 60, "keys_allowance": 30, "objections": 10, "confirmation": 30}
    lengths = {name: timedelta(minutes=length) for name, length in minutes.items()}
    return drafting.TimetableDraft(START, START + timedelta(days=14), DEADLINE, **lengths)


def review_fairness(agency: Person, trade: Trade) -> None:
    """Somebody of the agency has made sure that nothing in the draft shuts anybody out."""
    cleared = [rule.concern for rule in trade.spec.fairness]
    fairness.review_fairness(trade_id=trade.pk, cleared=cleared, by=agency.actor)


def announce_tender(
    agency: Person,
    *,
    lots: int = 1,
    title: str = "浑南区步道改造工程施工",
    deposit: DepositDraft | None = None,
    joint_most: int = 0,
    scheme: SchemeTerms | None = None,
    summary: str = SUMMARY,
) -> Tender:
    """A tender that takes bids: announced with its keys, documents on offer; all its lots ask the same deposit."""
    trade = draft_tender(agency, lots=lots, title=title, joint_most=joint_most, summary=summary)
    name_scheme(trade_id=trade.pk, terms=scheme, by=agency.actor)
    asks = {lot.pk: deposit for lot in trade.lots.all()}
    ask_deposits(trade_id=trade.pk, asks=asks, by=agency.actor)
    window, evaluation = Identity.generate(), Identity.generate()
    for lot in trade.lots.all():
        keyholders.register_keys(
            lot_id=lot.pk, window=str(window.recipient), evaluation=str(evaluation.recipient), by=agency.actor
        )
    review_fairness(agency, trade)
    keyholders.announce(trade_id=trade.pk, by=agency.actor)
    clock.tick()
    trade.refresh_from_db()
    return place_news(Tender(trade, agency, window, evaluation))


def draft_of(tender: Tender, bidder: Person, items: Mapping[str, str] | None = None) -> BidDraft:
    """What the bidder's page knows when it seals the next version."""
    lot = tender.lot
    mine = Submission.objects.filter(lot=lot, envelope="main", organisation__uscc=bidder.party)
    last = mine.order_by("-version").first()
    return BidDraft(
        place=place_of(lot),
        bidder=bidder.party,
        version=last.version + 1 if last else 1,
        previous=last.hash if last else None,
        document=lot.trade.document_hash,
        keyholders=tuple(keyholders_of(lot)),
        opening_items=parse_opening_items(lot.trade.opening_items),
        items=dict(ITEMS) | ({"members": "[]"} if lot.trade.joint_most else {}) | dict(items or {}),
    )


def seal(
    tender: Tender, bidder: Person, items: Mapping[str, str] | None = None, files: Sequence[PlainFile] = ()
) -> SealedBid:
    """The bidder's next version, sealed and signed as its browser would; nothing is sent."""
    buffers: dict[int, io.BytesIO] = {}
    draft = draft_of(tender, bidder, items)
    return seal_bid(draft, bidder.key, files, lambda index: buffers.setdefault(index, io.BytesIO()))


def upload(tender: Tender, bidder: Person, sealed: SealedBid) -> None:
    """Send the form of a sealed bid (bids of these tests have no attachments unless a test sends them itself)."""
    upload_object(tender, bidder, "form", 0, sealed.signed.value.version, sealed.form)


def upload_object(
    tender: Tender, bidder: Person, role: str, index: int, version: int, content: Sealed | SealedFile
) -> None:
    assert isinstance(content, Sealed)
    plan = UploadPlan(role, index, version, content.sha256, len(content.data))
    row = begin_upload(lot_id=tender.lot_id, plan=plan, by=bidder.actor)
    append_piece(upload_id=row.pk, offset=0, piece=BytesIO(content.data), by=bidder.actor)
    finish_upload(upload_id=row.pk, by=bidder.actor)


def submit(tender: Tender, bidder: Person, *, price: str = "6040665.58", **items: str) -> Submission:
    """A bid, or the replacement of one, received with its receipt."""
    sealed = seal(tender, bidder, {"price": price} | items)
    upload(tender, bidder, sealed)
    tender.sealed[bidder.party] = sealed
    return submissions.submit_bid(lot_id=tender.lot_id, statement=sealed.signed.bytes, by=bidder.actor)


def submit_joint(tender: Tender, lead: Person, *others: Person, price: str = "6040665.58", **items: str) -> Submission:
    """A joint bid with the agreement of its members, received with its receipt."""
    members = encode_members([member(person) for person in (lead, *others)])
    agreement = PlainFile("共同投标协议.pdf", "application/pdf", BytesIO(b"%PDF-1.4 the agreement"))
    return submit_files(tender, lead, (agreement,), {"price": price, "members": members} | items)


def submit_files(
    tender: Tender, bidder: Person, files: Sequence[PlainFile], items: Mapping[str, str] | None = None
) -> Submission:
    """A bid with attachments, received with its receipt."""
    buffers: dict[int, io.BytesIO] = {}
    draft = draft_of(tender, bidder, items)
    sealed = seal_bid(draft, bidder.key, files, lambda index: buffers.setdefault(index, io.BytesIO()))
    upload(tender, bidder, sealed)
    for index, file in enumerate(sealed.attachments):
        content = Sealed(buffers[index].getvalue(), file.file_key)
        upload_object(tender, bidder, "attachment", index, sealed.signed.value.version, content)
    tender.sealed[bidder.party] = sealed
    return submissions.submit_bid(lot_id=tender.lot_id, statement=sealed.signed.bytes, by=bidder.actor)


def member(person: Person) -> Member:
    """The person's organisation as a member of a joint bid."""
    return Member(person.party, person.actor.name, "土建", "市政公用工程施工总承包", Grade.FIRST)


def submit_all(tender: Tender, bidders: Iterable[Person], *, first: int = 5_900_000) -> None:
    """One bid of each, all with different prices."""
    for number, bidder in enumerate(bidders):
        submit(tender, bidder, price=f"{first + number * 1371}.{number % 100:02d}")


def withdraw(tender: Tender, bidder: Person) -> Submission:
    """The bidder takes its live bid back."""
    sealed = tender.sealed.pop(bidder.party)
    value = sealed.signed.value
    statement = sign_withdrawal(
        Withdrawal(value.place, bidder.party, value.version + 1, sealed.signed.hash), bidder.key
    )
    return submissions.withdraw_bid(lot_id=tender.lot_id, statement=statement.bytes, by=bidder.actor)


# --- the opening --------------------------------------------------------------------------------------------------


def close(tender: Tender, *, start: bool = True) -> None:
    """The deadline passes: the box is closed and the opening starts (or, by `start=False`, does not yet)."""
    if start:
        pass_time(tender, tender.lot.schedule.deadline)
        return
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)
    clock.wake(tender.lot_id)
    place_news(tender)


def hold(tender: Tender, *, extension: timedelta = timedelta(hours=1)) -> None:
    """The platform is away for an hour across the deadline, and the documents agree on an extension."""
    Lot.objects.filter(pk=tender.lot_id).update(extension=extension)
    training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)
    Lot.objects.filter(pk=tender.lot_id).update(wake_at=moments.database_time() - timedelta(hours=1))
    clock.wake(tender.lot_id)
    place_news(tender)


def release(tender: Tender, bidder: Person) -> Release:
    """The bidder hands over its file keys in the window."""
    got = _release(tender, bidder)
    place_news(tender)
    return got


def _release(tender: Tender, bidder: Person) -> Release:
    sealed = tender.sealed[bidder.party]
    root = ClosedBox.objects.get(lot=tender.lot).root
    statement = make_release(sealed.signed, root, sealed.form.file_key, sealed.attachment_keys, bidder.key)
    return opening.release_keys(lot_id=tender.lot_id, statement=statement.bytes, by=bidder.actor)


def end_window(tender: Tender) -> None:
    """The window ends: because all have released, or because its time is up."""
    if opening.close_complete_windows():
        place_news(tender)
    else:
        pass_time(tender, tender.lot.schedule.instant(Instant.WINDOW_END))


def publish_window_key(tender: Tender) -> None:
    """The agency's turn: everything opens at once."""
    opening.publish_window_key(lot_id=tender.lot_id, identity=tender.window.text, by=tender.agency.actor)
    place_news(tender)


def open_all(tender: Tender, releasing: Iterable[Person]) -> None:
    """From a closed box to shown prices: these bidders release, the window ends, the agency publishes its key."""
    _release_all(tender, releasing)
    publish_window_key(tender)


def end_objections(tender: Tender) -> None:
    pass_time(tender, tender.lot.schedule.instant(Instant.OBJECTIONS_END))


def finish(tender: Tender, confirming: Iterable[Person] = ()) -> None:
    """From shown prices to the published record."""
    if tender.stage == "objections":
        end_objections(tender)
    for bidder in confirming:
        hall.confirm_opening(lot_id=tender.lot_id, by=bidder.actor)
    if not hall.close_complete_confirmations():
        pass_time(tender, tender.lot.schedule.instant(Instant.CONFIRMATION_END))
    place_news(tender)


# --- time and the ledger ------------------------------------------------------------------------------------------


def now(tender: Tender) -> datetime:
    """Trade time."""
    return moments.moment_of(tender.trade).at


def pass_time(tender: Tender, until: datetime) -> None:
    """The trade's clock jumps to this moment and everything due is done."""
    if now(tender) < until:
        # A second ahead at least: the clock never runs back, and it runs while this is written.
        training.move_clock(trade_id=tender.trade.pk, to=max(until, now(tender) + SECOND))
    clock.tick()
    place_news(tender)


def place_news(tender: Tender) -> Tender:
    """What happened gets its place in the log, as within 50 ms in life."""
    if not PendingEntry.objects.exists():
        return tender
    while sequencing.sequence_entries() == sequencing.BATCH:
        pass
    sequencing.sign_tree_head()
    return tender


STAGES: Mapping[str, str] = {
    "bidding": "takes bids",
    "closed": "the box is closed and the opening has not started",
    "decrypting": "the window is open",
    "unlocking": "the window is closed, the agency's turn",
    "objections": "prices are shown",
    "confirming": "objections are over",
    "opened": "the record is published",
}


def _release_all(tender: Tender, bidders: Iterable[Person]) -> None:
    for bidder in bidders:
        _release(tender, bidder)
    end_window(tender)


def bring_to(
    stage: str, tender: Tender, bidders: Sequence[Person], releasing: Sequence[Person] | None = None
) -> Tender:
    """The tender with bids of all, in this stage (one of `STAGES`); all release unless `releasing` says who."""
    submit_all(tender, bidders)
    return bring_on(stage, tender, bidders, releasing)


def bring_on(
    stage: str, tender: Tender, bidders: Sequence[Person], releasing: Sequence[Person] | None = None
) -> Tender:
    """From the stage where it is with the bids of all to a later one."""
    releasing = bidders if releasing is None else releasing
    steps: tuple[Callable[[], object], ...] = (
        lambda: close(tender, start=False),
        lambda: pass_time(tender, tender.lot.schedule.deadline),
        lambda: _release_all(tender, releasing),
        lambda: publish_window_key(tender),
        lambda: end_objections(tender),
        lambda: finish(tender, bidders),
    )
    stages = list(STAGES)
    for step in steps[stages.index(tender.stage) : stages.index(stage)]:
        step()
    return tender
