"""`make bench`: ratios measured in one run. Seconds are of this machine and not to be quoted."""

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote
from urllib.request import urlopen

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.settings"

import django

django.setup()
os.environ["LOG_LEVEL"] = "ERROR"  # of the sites: thousands of watchers that leave at once are no news here

from django.conf import settings
from django.urls import reverse

from tests.bench import keeping, searching, uploading, watching
from tests.support import world
from tests.support.cast import make_agency
from tests.support.databases import TestServer, pointed_at
from tests.support.sites import LiveSite
from tests.support.world import Tender
from trading.services import training

WATCHERS = tuple(map(int, sys.argv[1:])) or (1_000, 5_000)  # 0: none
HANDLES = 16_384
ROWS = 100_000
MOST_SEARCH_RATIO = 0.2
MOST_RATIO, MOST_ANSWER_MS, MOST_GROWTH_MB = 1.5, 100.0, 32.0
MOST_OF_KEPT, MOST_OF_STATIC = 0.1, 1.0
LINE = "{:<66}{:>12}{:>12}  {}"


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(HANDLES, most), most))
    print(LINE.format("", "measured", "goal", ""))
    for count in filter(None, WATCHERS):
        with _site() as site:
            _watch(site, count)
    with _site() as site:
        _upload(site)
    with _site() as site:
        _read(site)
    with _SERVER.clone() as database, pointed_at(database):
        _search(database.owner_url)


def _search(owner_url: str) -> None:
    report = searching.measure(owner_url, ROWS)
    _say(f"search among {ROWS:,} notices, p99: index / icontains", report.ours / report.before, MOST_SEARCH_RATIO)
    _say("   the usual one: index / icontains", report.usual_ours / report.usual_before, None)
    _say("   p99 by the index, ms", 1000 * report.ours, None)
    _say("   rows written into the index a second", report.rows_a_second, None)


def _watch(site: LiveSite, count: int) -> None:
    tender = world.announce_tender(make_agency())
    training.move_clock(trade_id=tender.trade.pk, to=world.now(tender) + world.SECOND)
    world.place_news(tender)
    ours, plain = watching.through_the_platform(site, tender, count), watching.plainly(tender, count)
    _say(f"an event to {count:,} watchers, first to last: ours / websockets", ours.spread / plain.spread, MOST_RATIO)
    _say("   the same from its cause on, ledger and sequencer included", ours.whole / plain.whole, None)


def _upload(site: LiveSite) -> None:
    tender = world.announce_tender(make_agency())
    _load(site, tender)
    report = uploading.measure(site, tender)
    what = f"{uploading.UPLOADS} uploads of {uploading.MEGABYTES} MB"
    _say(f"slowest /healthz during {what}, ms", report.slowest_answer_ms, MOST_ANSWER_MS)
    _say("   the usual one, ms", report.usual_answer_ms, None)
    _say("   the slowest without uploads, ms", report.slowest_idle_ms, None)
    _say("   growth of the server's memory, MB", report.memory_growth_mb, MOST_GROWTH_MB)


def _load(site: LiveSite, tender: Tender) -> None:
    """Let the server load what it loads once, 50 MB together: the dictionary of the search and the font of the papers."""
    placed = tender.trade.entries.filter(type="trade.announced").values_list("position__trade_seq", flat=True)
    while not placed.filter(position__isnull=False):
        pass  # the sequencer of the site places it within 50 ms
    for path in ("/notices/?q=步道工程", reverse("trades:notice_pdf", args=[tender.trade.pk, placed.get()])):
        with urlopen(site.url + quote(path, safe="/?=")) as answer:
            answer.read()


def _read(site: LiveSite) -> None:
    rates = keeping.measure(site, world.announce_tender(make_agency()))
    _say(
        "answers a second: a page through views and database / the same kept", rates.written / rates.kept, MOST_OF_KEPT
    )
    _say("   a static file / a kept page", rates.static / rates.kept, MOST_OF_STATIC)


def _say(what: str, measured: float, goal: float | None) -> None:
    verdict = "" if goal is None else "reached" if measured <= goal else "MISSED"
    print(LINE.format(what, f"{measured:.2f}", "" if goal is None else f"{goal:g}", verdict), flush=True)


@contextmanager
def _site() -> Iterator[LiveSite]:
    with _SERVER.clone() as database, pointed_at(database):
        site = LiveSite(database, settings.ENVIRONMENT.port)
        try:
            site.start()
            yield site
        finally:
            site.stop()


if __name__ == "__main__":
    _SERVER = TestServer(settings.VAR_DIR / "server")
    try:
        main()
    finally:
        _SERVER.stop()
