"""`kill -9` of the web process and of PostgreSQL while people submit: every receipt given has its bid."""

import http.client
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from bidding.domain.bids import read_bid
from bidding.domain.drafting import SealedBid, seal_bid
from bidding.domain.receipts import Receipt
from bidding.models import SealedObject, Submission, Upload
from bidding.selectors import lot_notice
from bidding.services.uploads import append_piece
from bidding.simulation.parties import LotNotice, SimulatedBidder
from bidding.simulation.replay import prepared_session
from bidding.simulation.visitor import Refused, Visitor
from tests.support import races, world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.databases import TestServer, pointed_at
from tests.support.sites import LiveSite
from tests.support.world import Tender
from trading.domain.statements import Signed
from trading.services import files
from trading.services.keys import receipt_public_key

SEED = 20260330
BIDDERS = 4
ROUNDS = 2
SHORTEST_LIFE, LONGEST_LIFE = 0.3, 1.2
PATIENCE_SECONDS = 60
UNAVAILABLE = 503  # the database is away: a browser tries again, as with a lost connection
LOST = (OSError, http.client.HTTPException)


@pytest.fixture(scope="module")
def durable_server(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[TestServer]:
    """A PostgreSQL of one's own, that keeps what it has committed."""
    with django_db_blocker.unblock():
        server = TestServer(tmp_path_factory.mktemp("durable"), durable=True)
    yield server
    server.stop()


@pytest.fixture
def site(durable_server: TestServer, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveSite]:
    with durable_server.clone() as database, django_db_blocker.unblock(), pointed_at(database):
        site = LiveSite(database, settings.ENVIRONMENT.port)
        try:
            site.start()
            yield site
        finally:
            site.stop()


@dataclass
class Submitting:
    """A bidder that replaces its bid again and again, by a thread of its own, and holds on to every receipt."""

    person: Person
    notice: LotNotice
    chance: random.Random
    receipts: list[Signed[Receipt]] = field(default_factory=list)
    sealed: list[SealedBid] = field(default_factory=list)
    interrupted: int = 0
    bidder: SimulatedBidder = field(init=False)
    trouble: list[BaseException] = field(default_factory=list)

    def run(self, until: threading.Event) -> None:
        try:
            with _at_the_door(self.person) as self.bidder:
                while not until.is_set() and self._one_more():
                    pass
        except BaseException as error:  # the test's thread looks at it
            self.trouble.append(error)
        finally:
            connections.close_all()

    def _one_more(self) -> bool:
        """Whether it goes on: after an interruption it tries the same bytes again, or gives up for good."""
        last = self.sealed[-1].signed.hash if self.sealed else None
        draft = replace(self.notice.draft(self.bidder.party, world.ITEMS), version=len(self.sealed) + 1, previous=last)
        bid = seal_bid(draft, self.bidder.key)
        self.sealed.append(bid)
        try:
            self._send(bid)
        except LOST:
            self.interrupted += 1
            if self.chance.random() < 0.2:
                return False
            self._send_until_answered(bid)
        except Refused as error:
            assert error.status == UNAVAILABLE, error
            self.interrupted += 1
            self._send_until_answered(bid)
        return True

    def _send(self, bid: SealedBid) -> None:
        self.bidder.upload(bid)
        self.receipts.append(self.bidder.hand_in(bid))

    def _send_again(self, bid: SealedBid) -> None:
        """As a browser does: perhaps the bid is in already, and only its receipt was lost on the way."""
        try:
            self.receipts.append(self.bidder.hand_in(bid))
        except Refused as error:
            if error.code != "object_missing":
                raise
            self._send(bid)

    def _send_until_answered(self, bid: SealedBid) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.bidder.visitor.close()
                return self._send_again(bid)
            except (*LOST, Refused) as error:
                if time.monotonic() > until or (isinstance(error, Refused) and error.status != UNAVAILABLE):
                    raise
                time.sleep(0.1)


def test_every_receipt_survives_the_death_of_the_web_process(site: LiveSite) -> None:
    def die() -> None:
        site.kill()
        site.start()

    _hold_what_was_promised(*_submit_while(die, SEED))


def test_every_receipt_survives_the_death_of_postgresql(site: LiveSite, durable_server: TestServer) -> None:
    """The web process lives on, and finds the database again by itself."""

    def die() -> None:
        durable_server.kill()
        durable_server.postgres.start()
        connections.close_all()  # the test's own have died too

    _hold_what_was_promised(*_submit_while(die, SEED + 1))


def test_a_server_killed_between_upload_and_receipt_gives_the_receipt_afterwards(site: LiveSite) -> None:
    tender, (baiyun, *_) = world.announce_tender(make_agency()), make_bidders(1)
    bid = world.seal(tender, baiyun)
    with _at_the_door(baiyun) as bidder:
        bidder.upload(bid)

    site.kill()
    assert not Submission.objects.exists()
    site.start()
    with _at_the_door(baiyun) as bidder:
        receipt, again = bidder.hand_in(bid), bidder.hand_in(bid)

    assert receipt.bytes == again.bytes
    assert Submission.objects.get().hash == receipt.value.bid


def test_a_server_killed_before_it_looked_at_the_last_byte_looks_when_it_is_asked(site: LiveSite) -> None:
    tender, (baiyun, *_) = world.announce_tender(make_agency()), make_bidders(1)
    bid = world.seal(tender, baiyun)
    upload = _all_but_finished(tender, baiyun, bid)
    with _at_the_door(baiyun) as bidder:
        with pytest.raises(Refused) as refused:
            bidder.hand_in(bid)
        assert refused.value.code == "object_missing"

        answer, _ = bidder.visitor.send("HEAD", f"/uploads/{upload.pk}/")

        assert answer["upload-offset"] == str(len(bid.form.data))
        assert bidder.hand_in(bid).value.bid == bid.signed.hash


def _all_but_finished(tender: Tender, bidder: Person, bid: SealedBid) -> Upload:
    data = bid.form.data
    assert bidder.actor.organisation_id is not None
    upload = Upload.objects.create(
        lot=tender.lot,
        organisation_id=bidder.actor.as_bidder().organisation_id,
        role="form",
        index=0,
        version=1,
        sha256=bid.form.sha256,
        size=len(data),
    )
    return append_piece(upload_id=upload.pk, offset=0, piece=BytesIO(data), by=bidder.actor)


@contextmanager
def _at_the_door(person: Person) -> Iterator[SimulatedBidder]:
    visitor = Visitor(settings.ORIGIN, prepared_session(person.actor))
    with closing(visitor):
        yield SimulatedBidder(visitor, person.party, person.key)


def _submit_while(die: Callable[[], None], seed: int) -> tuple[Tender, list[Submitting]]:
    """Everybody submits without a pause; the server dies and comes back some times, at moments that the seed gives."""
    chance = random.Random(seed)
    tender = world.announce_tender(make_agency())
    notice = LotNotice(lot_notice(tender.lot))
    people = [Submitting(person, notice, random.Random(chance.random())) for person in make_bidders(BIDDERS)]
    over = threading.Event()
    threads = [threading.Thread(target=each.run, args=[over]) for each in people]
    for thread in threads:
        thread.start()
    for _ in range(ROUNDS):
        time.sleep(chance.uniform(SHORTEST_LIFE, LONGEST_LIFE))  # not waiting for anything: it is the moment of death
        die()
    races.wait_until(lambda: len(_receipts(people)) > len(people))  # on a slow machine somebody died before the first
    over.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return tender, people


def _receipts(people: list[Submitting]) -> list[Signed[Receipt]]:
    return [receipt for each in people for receipt in each.receipts]


def _hold_what_was_promised(tender: Tender, people: list[Submitting]) -> None:
    assert [error for each in people for error in each.trouble] == []
    assert sum(each.interrupted for each in people), "nobody was interrupted: the test has shown nothing"
    there = {row.hash: row for row in Submission.objects.filter(lot=tender.lot)}
    for each in people:
        for receipt in each.receipts:
            row = there[receipt.value.bid]
            assert receipt.key == receipt_public_key()
            assert bytes(row.receipt) == receipt.bytes
        for bid in each.sealed:
            if bid.signed.hash in there:
                _is_complete(there.pop(bid.signed.hash), bid)
    assert not there, "a bid that nobody made"


def _is_complete(row: Submission, sent: SealedBid) -> None:
    assert bytes(row.statement) == sent.signed.bytes
    bid = read_bid(bytes(row.statement))  # verifies the signature
    for item in bid.value.objects:
        content: Path = files.path_of(item.sha256)
        assert sha256(content.read_bytes()).hexdigest() == item.sha256
        assert SealedObject.objects.filter(sha256=item.sha256, version=row.version).exists()
