"""Two web processes on one database: what happens through the one is seen through the other."""

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from bidding.simulation.parties import SimulatedBidder
from bidding.simulation.replay import prepared_session
from bidding.simulation.visitor import Visitor
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.databases import Database
from tests.support.ports import free_port
from tests.support.sites import LiveSite
from tests.support.world import Tender
from trading.domain.notes import NoteRefused, open_checkpoint, verifier_key
from trading.domain.statements import parse_public_key
from trading.live import Topic, catch_up
from trading.models import Checkpoint, Position
from trading.services import training

PATIENCE_SECONDS = 10
Event = dict[str, Any]


@pytest.fixture
def sites(own_database: Database) -> Iterator[tuple[LiveSite, LiveSite]]:
    both = LiveSite(own_database, settings.ENVIRONMENT.port), LiveSite(own_database, free_port())
    try:
        for site in both:
            site.start()
        yield both
    finally:
        for site in both:
            site.stop()


@contextmanager
def watching(site: LiveSite, tender: Tender, since: int = 0) -> Iterator[ClientConnection]:
    address = f"ws://localhost:{site.port}/ws/halls/{tender.lot_id}/?since={since}"
    with connect(address, origin=Origin(settings.ORIGIN), compression=None) as socket:
        yield socket


def see(socket: ClientConnection, type_: str) -> list[Event]:
    """All events up to the first of this type, in order; what was told twice is heard once, as in a browser."""
    seen: list[Event] = []
    until = time.monotonic() + PATIENCE_SECONDS
    while not seen or seen[-1]["type"] != type_:
        for event in json.loads(socket.recv(timeout=max(until - time.monotonic(), 0.01)))["events"]:
            if seen and event["seq"] <= seen[-1]["seq"]:
                continue
            seen.append(event)
            if event["type"] == type_:
                break
    return seen


@contextmanager
def at_the_door(site: LiveSite, person: Person) -> Iterator[SimulatedBidder]:
    visitor = Visitor(settings.ORIGIN, prepared_session(person.actor))
    visitor.port = site.port
    with closing(visitor):
        yield SimulatedBidder(visitor, person.party, person.key)


def release_through(site: LiveSite, tender: Tender, bidder: Person) -> None:
    sealed = tender.sealed[bidder.party]
    with at_the_door(site, bidder) as door:
        door.release(sealed.signed, sealed.form.file_key)


def test_a_watcher_at_one_process_sees_what_happens_through_the_other(sites: tuple[LiveSite, LiveSite]) -> None:
    here, there = sites
    bidders = make_bidders()
    tender = world.bring_to("decrypting", world.announce_tender(make_agency()), bidders)

    with watching(here, tender) as one, watching(there, tender) as other:
        release_through(there, tender, bidders[0])
        release_through(here, tender, bidders[1])

        for socket in (one, other):
            seen = see(socket, "release.received") + see(socket, "release.received")
            released = [event["bidder"] for event in seen if event["type"] == "release.received"]
            assert released == [bidders[0].party, bidders[1].party]


def test_whoever_comes_back_with_its_last_seq_misses_nothing(sites: tuple[LiveSite, LiveSite]) -> None:
    """Lost at one process, back at the other; what came before and after the gap is one unbroken row."""
    here, there = sites
    bidders = make_bidders()
    tender = world.bring_to("decrypting", world.announce_tender(make_agency()), bidders)
    with watching(here, tender) as socket:
        release_through(here, tender, bidders[0])
        before = see(socket, "release.received")

    release_through(there, tender, bidders[1])
    release_through(here, tender, bidders[2])

    with watching(there, tender, since=before[-1]["seq"]) as socket:
        after = see(socket, "window.closed")
    fresh = json.loads(catch_up(Topic(tender.trade.pk, tender.lot_id), 0)[0])["events"]
    assert before + after == [event for event in fresh if event["seq"] <= after[-1]["seq"]]
    assert [event["bidder"] for event in after if event["type"] == "release.received"] == [
        bidders[1].party,
        bidders[2].party,
    ]


def test_a_bid_is_seen_by_no_watcher(sites: tuple[LiveSite, LiveSite]) -> None:
    here, there = sites
    bidders = make_bidders()
    tender = world.announce_tender(make_agency())
    with watching(here, tender) as socket:
        for bidder in bidders:
            sealed = world.seal(tender, bidder)
            with at_the_door(there, bidder) as door:
                door.upload(sealed)
                door.hand_in(sealed)
        training.move_clock(trade_id=tender.trade.pk, to=tender.lot.schedule.deadline)

        seen = see(socket, "box.closed")

    assert [event["type"] for event in seen] == ["documents.offered", "clock.moved", "box.closed"]


def test_news_is_under_a_signed_tree_head_within_a_second(sites: tuple[LiveSite, LiveSite]) -> None:
    tender = world.bring_to("decrypting", world.announce_tender(make_agency()), bidders := make_bidders())
    with watching(sites[0], tender) as socket:
        release_through(sites[1], tender, bidders[0])
        see(socket, "release.received")
    news = Position.objects.select_related("entry").get(entry__type="release.received")

    until = time.monotonic() + PATIENCE_SECONDS
    while not (head := Checkpoint.objects.filter(size__gt=news.log_index).order_by("pk").first()):
        assert time.monotonic() < until
        time.sleep(0.05)

    assert head.signed_at - news.entry.recorded_at < timedelta(seconds=1)


def test_a_rotated_key_is_taken_up_by_both_without_a_restart(sites: tuple[LiveSite, LiveSite]) -> None:
    folder = Path(settings.KEYS_DIR)
    before = set(folder.iterdir())
    try:
        told = sites[0].manage("rotate_key", "checkpoint").split("Publish it: ")[1].strip()
        new = verifier_key(settings.LOG_ORIGIN, parse_public_key(told))

        until = time.monotonic() + PATIENCE_SECONDS
        while not all(new in verify_page(site) for site in sites) or not signed_by(new):
            assert time.monotonic() < until, "a process goes on with the old key"
            time.sleep(0.05)
    finally:
        for path in set(folder.iterdir()) - before:
            path.unlink()


def verify_page(site: LiveSite) -> str:
    with urllib.request.urlopen(f"{site.url}{reverse('verify')}") as answer:
        return str(answer.read().decode())


def signed_by(key: str) -> bool:
    try:
        return bool(open_checkpoint(Checkpoint.objects.latest("pk").note, key).size)
    except (NoteRefused, Checkpoint.DoesNotExist):
        return False
