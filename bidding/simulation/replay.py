"""A recorded opening, replayed through the real hall: its bidders, their times, everything sealed anew."""

import json
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from bidding.domain.bids import Bid
from bidding.domain.drafting import SealedBid, seal_bid
from bidding.selectors import lot_notice
from bidding.services.submissions import submit_bid
from bidding.services.uploads import UploadPlan, append_piece, begin_upload, finish_upload
from bidding.simulation.parties import LotNotice, SimulatedBidder
from bidding.simulation.tenders import TrainingTender
from bidding.simulation.visitor import Visitor
from trading.domain.actors import Actor, Role
from trading.domain.canonical import base64_text
from trading.domain.codes import BadCode, check_uscc
from trading.domain.statements import Signed, sign
from trading.models import Lot, Membership, Organisation, User
from trading.services.parties import register_account_key

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUBMITTERS = 4
RELEASERS = 16
NO_PASSWORD = "!"  # noqa: S105 - what Django writes where there is none
BACKEND = "django.contrib.auth.backends.ModelBackend"


class BadRecording(Exception):
    """The file is not a recorded opening; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RecordedBid:
    """One line of the recording. `released_after`: since the opening, None for a bidder that never came."""

    uscc: str
    name: str
    items: dict[str, str]
    released_after: timedelta | None


@dataclass(frozen=True, slots=True)
class Recording:
    project: str
    opening_at: datetime
    bids: tuple[RecordedBid, ...]


@dataclass(frozen=True, slots=True)
class ReadyBidder:
    """A bidder whose bid is in the box, with a prepared session."""

    bidder: SimulatedBidder
    bid: Signed[Bid]
    form_key: bytes
    released_after: timedelta | None


def read_recording(path: Path) -> Recording:
    """Read a file like the recorded opening of 1,528 bidders; every credit code is checked. Raises `BadRecording`."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        opening_at = datetime.fromisoformat(facts["opening_at"])
        bids = tuple(_recorded(bid, opening_at) for bid in facts["bids"])
        if not bids:
            raise BadRecording(f"{path} is not a recorded opening: it has no bids")
        return Recording(facts["project"], opening_at, bids)
    except OSError as error:
        raise BadRecording(f"{path} cannot be read: {error.strerror}") from error
    except (ArithmeticError, ValueError, KeyError, TypeError, AttributeError, BadCode) as error:
        raise BadRecording(f"{path} is not a recorded opening: {type(error).__name__} {error}") from error


def _recorded(bid: dict[str, str], opening_at: datetime) -> RecordedBid:
    released = bid.get("decrypt_requested_at") or ""
    price = Decimal(bid["price_10k_yuan"]) * 10_000 if bid.get("price_10k_yuan") else None
    return RecordedBid(
        uscc=check_uscc(bid["uscc"]),
        name=bid["name"],
        items={
            "price": f"{price or Decimal(18_350_000):.2f}",
            "duration": "".join(filter(str.isdigit, bid.get("duration") or ""))[:3] or "360",
            "quality": "合格",
            "project_manager": "见投标文件",
        },
        released_after=_local(released) - opening_at if released else None,
    )


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def enrol(bids: Sequence[RecordedBid]) -> list[Actor]:
    """Organisations, people and memberships for all bidders at once; nobody has a password."""
    known = {each.uscc: each for each in Organisation.objects.filter(uscc__in=[bid.uscc for bid in bids])}
    new = [Organisation(uscc=bid.uscc, name=bid.name) for bid in bids if bid.uscc not in known]
    known |= {each.uscc: each for each in Organisation.objects.bulk_create(new)}
    users = [User(username=f"replay-{time.time_ns()}-{number}", password=NO_PASSWORD) for number in range(len(bids))]
    User.objects.bulk_create(users)
    pairs = [(user, known[bid.uscc]) for user, bid in zip(users, bids, strict=True)]
    Membership.objects.bulk_create(
        Membership(user=user, organisation=organisation, role=Role.BIDDER.value) for user, organisation in pairs
    )
    return [Actor(user.pk, place.pk, place.uscc, place.name, Role.BIDDER) for user, place in pairs]


def seal_all(
    tender: TrainingTender, bids: Sequence[RecordedBid]
) -> tuple[list[tuple[SealedBid, Ed25519PrivateKey]], float]:
    """Seal every bid with the real seal code; also the seconds it took."""
    notice = LotNotice(lot_notice(Lot.objects.select_related("trade").get(pk=tender.lot)))
    began = time.perf_counter()
    sealed = []
    for bid in bids:
        key = Ed25519PrivateKey.generate()
        sealed.append((seal_bid(notice.draft(bid.uscc, bid.items), key), key))
    return sealed, time.perf_counter() - began


def submit_all(
    tender: TrainingTender,
    actors: Sequence[Actor],
    sealed: Sequence[tuple[SealedBid, Ed25519PrivateKey]],
    bids: Sequence[RecordedBid],
    origin: str,
) -> list[ReadyBidder]:
    """Hand in every bid through the services, and prepare a session for everyone who will come to the opening."""
    with ThreadPoolExecutor(SUBMITTERS) as pool:
        list(pool.map(lambda each: _submit(tender.lot, *each), zip(actors, sealed, strict=True)))
    return [
        ReadyBidder(
            bidder=SimulatedBidder(Visitor(origin, prepared_session(actor)), bid.uscc, key),
            bid=one.signed,
            form_key=one.form.file_key,
            released_after=bid.released_after,
        )
        for actor, (one, key), bid in zip(actors, sealed, bids, strict=True)
    ]


def _submit(lot: UUID, by: Actor, sealed: tuple[SealedBid, Ed25519PrivateKey]) -> None:
    bid, key = sealed
    public = base64_text(key.public_key().public_bytes_raw())
    statement = {"party": by.party, "public_key": public, "purpose": "account", "type": "mingzheng/key/v1"}
    register_account_key(statement=sign(statement, key).bytes, by=by)
    plan = UploadPlan(role="form", index=0, version=1, sha256=bid.form.sha256, size=len(bid.form.data))
    upload = begin_upload(lot_id=lot, plan=plan, by=by)
    append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(bid.form.data), by=by)
    finish_upload(upload_id=upload.pk, by=by)
    submit_bid(lot_id=lot, statement=bid.signed.bytes, by=by)


def prepared_session(actor: Actor) -> str:
    """A log-in without the password: the key of a session that is saved already."""
    user = User.objects.get(pk=str(actor.user_id))
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def release_all(ready: Iterable[ReadyBidder], speed: int, began: float) -> dict[str, float]:
    """Everybody releases at its recorded time, `speed` times as fast, through the real door.

    `began`: when the window opened, on `time.monotonic`. Returns, by bidder, when its acknowledgement was in hand.
    """
    coming = [(each.released_after, each) for each in ready if each.released_after is not None]
    acknowledged: dict[str, float] = {}

    def release(each: ReadyBidder) -> None:
        each.bidder.release(each.bid, each.form_key)
        acknowledged[each.bidder.party] = time.monotonic()
        each.bidder.visitor.close()

    with ThreadPoolExecutor(RELEASERS) as pool:
        futures = []
        for after, each in sorted(coming, key=lambda pair: pair[0]):
            time.sleep(max(0.0, began + after.total_seconds() / speed - time.monotonic()))
            futures.append(pool.submit(release, each))
        for future in futures:
            future.result()
    return acknowledged
