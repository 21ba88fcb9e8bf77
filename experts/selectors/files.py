"""The gates to the files of the bids: for members who sit, from the beginning of the evaluation until its report."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from bidding.domain.bids import read_bid
from bidding.domain.handovers import read_handover
from bidding.domain.places import Place
from bidding.domain.sealing import Role
from bidding.models import SealedObject, Submission
from bidding.selectors.released import ReleasedKeys, opened_submissions
from bidding.selectors.reviewing import reviewed_by_committee
from experts.domain.files import FileProblem, MemberContext
from experts.models import FileNote, GivenKeys, LostKeys, MemberKey, Undertaking
from experts.selectors.evaluating import Sitting, sitting_of
from experts.selectors.reviewing import applications_of, reviews
from experts.selectors.seats import Member, committee_of, seats_of
from trading.domain.actors import Actor
from trading.domain.qualified import MAIN, envelope_of
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.services import files

SEATED = (Stage.REVIEWING, Stage.OPENED, Stage.EVALUATING)
READING = (Stage.REVIEWING, Stage.EVALUATING)
"""The committee works: files are handed on to it, and read."""


class NoSuchFile(Exception):
    """There is none, or the actor may not read it."""


@dataclass(frozen=True, slots=True)
class MemberKeyShown:
    """A member as the agency knows it: blinded. `recipient` is empty until it has made a key; `given_at`: to that key."""

    member: str
    recipient: str
    given_at: datetime | None


class Reach(StrEnum):
    """How far the files of a bid, or of all bids, have come to a member."""

    NONE = "none"
    OVER = "over"
    NO_KEY = "no_key"
    WAITING = "waiting"
    LOST = "lost"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A file that could not be read; `index` 0 is the list of files. `members`: how many noted it."""

    index: int
    problem: FileProblem
    members: int


def reading_of(actor: Actor, lot_id: UUID) -> Sitting:
    """The seat of a member that may read the files now. Raises `NoSuchLot`: for everybody else there are none."""
    sitting = sitting_of(actor, lot_id)
    promised = Undertaking.objects.filter(seat_id=sitting.member.seat).exists()
    if not promised or sitting.lot.stage not in READING:
        raise NoSuchLot
    return sitting


def bid_to_read(sitting: Sitting, sha256: str) -> Submission:
    """An opened bid of the lot, or an application to it, by the hash of its statement. Raises `NoSuchFile`."""
    if reviews(sitting.lot):
        row = next((each for each in applications_of(sitting.lot) if each.hash == sha256), None)
    else:
        row = opened_submissions(sitting.lot).filter(hash=sha256).first()
    if row is None:
        raise NoSuchFile
    return row


def ciphertext_of(sitting: Sitting, sha256: str, content: str) -> Path:
    """A sealed attachment of an opened bid, or any object of an application. Raises `NoSuchFile`: the form of a bid is
    none, it was announced."""
    bid = read_bid(bytes(bid_to_read(sitting, sha256).statement)).value
    readable = bid.objects if reviews(sitting.lot) else bid.attachments
    if not any(item.sha256 == content for item in readable):
        raise NoSuchFile
    return files.path_of(content)


def own_key(member: Member) -> MemberKey | None:
    """The newest, which counts."""
    return MemberKey.objects.filter(seat_id=member.seat).order_by("-pk").first()


def given_to(key: MemberKey | None) -> GivenKeys | None:
    return None if key is None else GivenKeys.objects.filter(key=key).order_by("-pk").first()


def reach_of(sitting: Sitting, *, files: bool) -> Reach:
    """What the member can do about the files now; `files`: whether there are any."""
    if not files:
        return Reach.NONE
    if sitting.lot.stage not in SEATED:
        return Reach.OVER
    key = own_key(sitting.member)
    if key is None:
        return Reach.NO_KEY
    if given_to(key) is not None:
        return Reach.READY
    return Reach.WAITING if loss_of(sitting.lot) is None else Reach.LOST


def current_keys(lot: Lot) -> dict[str, MemberKey]:
    """The newest key of each member that sits and has promised, by its blinded name."""
    rows = MemberKey.objects.filter(seat__in=seats_of(lot), seat__undertaking__isnull=False)
    return {row.seat.blinded: row for row in rows.select_related("seat").order_by("pk")}


def agency_of_files(actor: Actor, lot_id: UUID) -> Lot:
    """A lot whose agency hands the keys of the files on. Raises `NoSuchLot` also where no committee works on it now."""
    lot = lot_for(actor, lot_id)
    if not is_agency_of(actor, lot.trade) or lot.stage not in SEATED or lot.trade.erased_at is not None:
        raise NoSuchLot
    if reviews(lot) and not reviewed_by_committee(lot):
        raise NoSuchLot
    return lot


def members_of_files(lot: Lot) -> list[MemberKeyShown]:
    """All who sit, blinded, and whether the keys have reached them."""
    keys = current_keys(lot)
    rows = GivenKeys.objects.filter(key__in=[key.pk for key in keys.values()]).order_by("pk")
    given = dict(rows.values_list("key_id", "at"))
    return [
        MemberKeyShown(member.blinded, key.recipient if key else "", given.get(key.pk) if key else None)
        for member in committee_of(lot)
        for key in (keys.get(member.blinded),)
    ]


def has_files(lot: Lot) -> bool:
    """Whether any opened bid has files at all; of an application the form is one."""
    if reviews(lot):
        return bool(applications_of(lot))
    objects = SealedObject.objects.filter(lot=lot, envelope=MAIN, role=Role.ATTACHMENT.value)
    same = objects.filter(organisation_id=OuterRef("organisation_id"), version=OuterRef("version"))
    return opened_submissions(lot).filter(Exists(same)).exists()


def files_of(row: Submission) -> int:
    """How many files the bid has; its list of files is none of them."""
    return max(len(read_bid(bytes(row.statement)).value.attachments) - 1, 0)


def loss_of(lot: Lot) -> LostKeys | None:
    return LostKeys.objects.filter(lot=lot).first()


def notes_about(lot: Lot) -> list[FileNote]:
    """What members that sit could not read, in the order of their noting."""
    rows = FileNote.objects.filter(seat__lot=lot, seat__left=None).select_related("seat", "submission")
    return list(rows)


def notes_of(row: Submission) -> list[NoteShown]:
    """Of one bid; the newest problem of a file stands for all who noted it."""
    found: dict[int, list[str]] = {}
    for note in FileNote.objects.filter(submission=row, seat__left=None):
        found.setdefault(note.index, []).append(note.problem)
    return [NoteShown(index, FileProblem(problems[-1]), len(problems)) for index, problems in sorted(found.items())]


def handed_over(lot: Lot, start: int, most: int) -> tuple[list[ReleasedKeys], int]:
    """The same of applications as `released_keys` of bids: what each applicant sealed to the evaluation keys with it, of
    number `start` on, at most `most`; and how many there are."""
    rows = applications_of(lot)
    found = [(row, read_handover(bytes(row.handover.statement)).value) for row in rows[start : start + most]]
    return [ReleasedKeys(bytes(row.statement), handover.sealed) for row, handover in found], len(rows)


def files_in_report(lot: Lot) -> dict[str, object]:
    """What the members sign of it: to whom the keys were given, whether they were lost, and what could not be read."""
    loss = loss_of(lot)
    given = GivenKeys.objects.filter(key__seat__lot=lot).order_by("pk").select_related("key__seat")
    return {
        "given": [{"member": each.key.seat.blinded, "sealed": each.hash} for each in given],
        "lost": None if loss is None else loss.reason,
        "unread": [
            {"bid": note.submission.hash, "index": note.index, "member": note.seat.blinded, "problem": note.problem}
            for note in notes_about(lot)
        ],
    }


def context_for(lot: Lot, member: str) -> MemberContext:
    """What keys are sealed for, for this member."""
    return MemberContext(Place(settings.LOG_ORIGIN, lot.trade_id, lot.pk, envelope_of(Stage(lot.stage))), member)
