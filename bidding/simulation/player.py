"""The demo world in motion: always a tender ahead, and simulated parties who do their part in every opening."""

import base64
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from http.client import HTTPException
from uuid import UUID

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.bids import read_bid
from bidding.models import Confirmation, Objection, Release
from bidding.simulation.accounts import actor
from bidding.simulation.cast import AGENCY, BIDDERS, LATECOMER, PASSWORD, PROJECTS, Player
from bidding.simulation.parties import SimulatedAgency, SimulatedBidder, read_notice
from bidding.simulation.secrets import KeptBid, KeptTender, keep, kept
from bidding.simulation.tenders import make_tender
from bidding.simulation.visitor import Refused, Visitor
from trading.domain.later_stages import PAST_OPENING
from trading.domain.schedule import Instant
from trading.domain.stages import Stage
from trading.models import Lot, Trade
from trading.services.moments import database_time, moment_of
from trading.services.training import move_clock

log = structlog.get_logger(__name__)

FIRST_OPENS_IN = timedelta(minutes=2)
NEXT_OPENS_IN = timedelta(minutes=6)
AHEAD_WITHIN = 2 * NEXT_OPENS_IN
"""What opens later, as a tender that a visitor announced, leaves nothing to watch now."""

AHEAD = (Stage.ANNOUNCED.value, Stage.BIDDING.value)
PATIENCE_SECONDS = {Stage.DECRYPTING: 90, Stage.OBJECTIONS: 45, Stage.CONFIRMING: 30}
"""How long the real audience waits for a stage whose lawful length is half an hour or more."""

KEYHOLDER_PAUSE_SECONDS = 4
RELEASE_EVERY_SECONDS = 6
SIGNATURE_EVERY_SECONDS = 3


class DemoWorld:
    """`play` is called about once a second; it looks where each training lot stands and does what is next."""

    def __init__(self, origin: str, seed: int = 0) -> None:
        self.origin = origin
        self.random = random.Random(seed)  # noqa: S311 - it makes prices up, not keys
        self.since: dict[tuple[UUID, Stage], float] = {}
        self.visitors: dict[str, Visitor] = {}

    def play(self) -> None:
        """One round. A refusal, or a server that is starting, ends the round and nothing else."""
        try:
            self._look_ahead()
            for lot in self._in_motion():
                self._act(lot, Stage(lot.stage))
        except (Refused, OSError, HTTPException) as error:
            log.info("demo.round_ended", reason=str(error))

    def _look_ahead(self) -> None:
        lots = Lot.objects.filter(trade__training=True)
        now = database_time()
        if lots.filter(stage__in=AHEAD, wake_at__lte=now + AHEAD_WITHIN).exists():
            return
        project = PROJECTS[Trade.objects.filter(training=True).count() % len(PROJECTS)]
        opens_in = NEXT_OPENS_IN if lots.exists() else FIRST_OPENS_IN
        deadline = (now + opens_in).replace(microsecond=0)
        tender = make_tender(project, by=actor(AGENCY), deadline=deadline, now=now)
        keep(KeptTender(str(tender.trade), str(tender.lot), tender.window.text))
        log.info("demo.tender_announced", title=project.title, deadline=tender.deadline.isoformat())

    def _in_motion(self) -> Iterator[Lot]:
        ended = [stage.value for stage in (*PAST_OPENING, Stage.FAILED, Stage.TERMINATED, Stage.DRAFT)]
        lots = Lot.objects.filter(trade__training=True).exclude(stage__in=ended).select_related("trade")
        for lot in lots.order_by("deadline")[:20]:
            if kept(lot.pk) is not None:
                yield lot

    def _act(self, lot: Lot, stage: Stage) -> None:
        waited = time.monotonic() - self.since.setdefault((lot.pk, stage), time.monotonic())
        tender = kept(lot.pk)
        assert tender is not None
        match stage:
            case Stage.BIDDING:
                self._bid(lot, tender)
            case Stage.DECRYPTING:
                self._release(lot, tender, waited)
            case Stage.UNLOCKING if waited > KEYHOLDER_PAUSE_SECONDS:
                self._agency(tender).publish_window_key(lot.pk)
            case Stage.OBJECTIONS | Stage.CONFIRMING:
                self._answer(lot, tender)
                self._confirm(lot, tender, waited)
        if waited > PATIENCE_SECONDS.get(stage, 1e9):
            self._move_on(lot, stage)

    def _bid(self, lot: Lot, tender: KeptTender) -> None:
        """One more bid a round, until all have bid."""
        done = {bid.username for bid in tender.bids}
        player = next((player for player in (*BIDDERS, LATECOMER) if player.username not in done), None)
        if player is None:
            return
        bidder = SimulatedBidder(self._visitor(player), player.uscc)
        bidder.register_key()
        bid = bidder.submit(read_notice(bidder.visitor, lot.pk), self._items(lot, player))
        own = KeptBid(
            username=player.username,
            statement=base64.b64encode(bid.signed.bytes).decode(),
            form_key=base64.b64encode(bid.form.file_key).decode(),
            account_key=base64.b64encode(bidder.key.private_bytes_raw()).decode(),
        )
        keep(replace(tender, bids=(*tender.bids, own)))

    def _items(self, lot: Lot, player: Player) -> dict[str, str]:
        ceiling = lot.ceiling or Decimal("10000000.00")
        share = Decimal(self.random.randint(9000, 9900)) / 10000
        return {
            "price": f"{ceiling * share:.2f}",
            "duration": str(self.random.randint(300, 360)),
            "quality": "合格",
            "project_manager": player.full_name,
        }

    def _release(self, lot: Lot, tender: KeptTender, waited: float) -> None:
        released = set(Release.objects.filter(lot=lot).values_list("submission__organisation__uscc", flat=True))
        due = int(waited / RELEASE_EVERY_SECONDS)
        for player in BIDDERS[:due]:
            own = next((bid for bid in tender.bids if bid.username == player.username), None)
            if own and player.uscc not in released:
                key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(own.account_key))
                bid = read_bid(base64.b64decode(own.statement))
                bidder = SimulatedBidder(self._visitor(player), player.uscc, key)
                bidder.release(bid, base64.b64decode(own.form_key))

    def _answer(self, lot: Lot, tender: KeptTender) -> None:
        for objection in Objection.objects.filter(lot=lot, answer__isnull=True):
            text = "已当场核对：唱标内容与投标文件一致，记录在案。"
            self._agency(tender).answer(lot.pk, str(objection.pk), text)

    def _confirm(self, lot: Lot, tender: KeptTender, waited: float) -> None:
        confirmed = set(Confirmation.objects.filter(lot=lot).values_list("organisation__uscc", flat=True))
        for player in BIDDERS[: int(waited / SIGNATURE_EVERY_SECONDS)]:
            if player.uscc not in confirmed and any(bid.username == player.username for bid in tender.bids):
                SimulatedBidder(self._visitor(player), player.uscc).confirm(lot.pk)

    def _move_on(self, lot: Lot, stage: Stage) -> None:
        """Nobody wants to wait for the absent in a demonstration: the training clock jumps to the stage's end."""
        end = {
            Stage.DECRYPTING: Instant.WINDOW_END,
            Stage.OBJECTIONS: Instant.OBJECTIONS_END,
            Stage.CONFIRMING: Instant.CONFIRMATION_END,
        }[stage]
        due = lot.schedule.instant(end)
        if moment_of(lot.trade).at < due:
            move_clock(trade_id=lot.trade_id, to=due)

    def _agency(self, tender: KeptTender) -> SimulatedAgency:
        return SimulatedAgency(self._visitor(AGENCY), tender.window_identity)

    def _visitor(self, player: Player) -> Visitor:
        known = self.visitors.get(player.username)
        if known is None:
            known = Visitor(self.origin)
            known.log_in(player.username, PASSWORD)
            self.visitors[player.username] = known
        return known
