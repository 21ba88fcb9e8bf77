"""Before the deadline nobody but the bidder can learn that it bid, or how many did.

The same site is read twice by the same person: before anybody has bid, and after five have. Whatever page is added to
the URL table is read too. Time stands still meanwhile, so that pages may differ in nothing but their CSRF tokens.
"""

import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from bidding.models import SealedObject, Submission, Upload
from bidding.services import submissions
from disclosure.models import ImportedNotice
from disclosure.simulation.sample import import_sample
from tests.support import deposits, qualifying, world
from tests.support.access import turns_away
from tests.support.addresses import Address, addresses
from tests.support.cast import NAMES, Person, make_agency, make_bidder, make_bidders, make_official
from tests.support.world import Tender
from trading.domain.actors import PLATFORM, Role
from trading.domain.entries import Method
from trading.live import Topic, catch_up, happenings, read_after
from trading.models import Checkpoint, Document, Entry, Position
from trading.services import moments
from trading.services.ledger import News, record
from trading.services.machine_clock import clocks_apart
from trading.services.readers import read_on

pytestmark = pytest.mark.django_db

BIDS = 5
UPLOAD = UUID("5b1f4f0e-3f0c-4c52-9c59-6f7a2f1d9a01")
TOKENS = re.compile(rb'(csrfmiddlewaretoken" value="|"csrf": ")[A-Za-z0-9]{64}')
OWN = (
    "bids:home",
    "bids:tasks",
    "bids:deposit",
    "bids:own",
    "bids:receipt",
    "bids:receipt_file",
    "bids:own_ciphertext",
)
"""What is the bidder's own, and has to change for it."""

PASSING = ("X-Request-ID", "Expires")  # of this answer alone; `Expires` is the web server's time

Page = tuple[int, tuple[tuple[str, str], ...], bytes]
VIEWERS: dict[str, Callable[[], Person | None]] = {
    "visitor": lambda: None,
    "agency": make_agency,
    "another agency": lambda: make_agency("dongfang"),
    "a bidder who has not bid": lambda: make_bidder("dongfang"),
    **{
        role.value: lambda role=role: make_official(role)  # type: ignore[misc]
        for role in Role
        if role not in (Role.AGENCY, Role.BIDDER)
    },
}


class StandingClock:
    """The database's time, which moves only when the test says so."""

    def __init__(self) -> None:
        self.now = moments.database_time()

    def read(self) -> datetime:
        return self.now

    def go_on(self) -> None:
        self.now += world.SECOND


@pytest.fixture(autouse=True)
def standing(db: None, monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """For everyone who asks the database for the time."""
    addresses()  # loads every module with a page in it
    standing, original, apart = StandingClock(), moments.database_time, clocks_apart
    for module in list(sys.modules.values()):
        if getattr(module, "database_time", None) is original:
            monkeypatch.setattr(module, "database_time", standing.read)
        if getattr(module, "clocks_apart", None) is apart:  # the machine's own clock stands with it
            monkeypatch.setattr(module, "clocks_apart", timedelta)
    return standing


@pytest.fixture
def tender(settings: Settings, tmp_path: Path) -> Tender:
    settings.BANK_DIR = tmp_path
    return world.announce_tender(make_agency(), deposit=deposits.ASKED)


def read_site(viewer: Person | None, tender: Tender, sha256: str, space: str = "") -> dict[str, Page]:
    """Every address as this person sees it, by GET, and by POST where a program would.

    The log-in pages (their names have no namespace) are read by visitors and bidders only: they know nothing of trades.
    A page of one role is read by that role: it turns everybody else away before it looks at a trade (the access matrix).
    """
    cache.clear()
    while read_on():
        pass
    client = Client()
    if viewer is not None:
        client.force_login(viewer.user)
    logs_in = viewer is None or viewer.actor.role is Role.BIDDER
    found = [each for each in _paths(tender, sha256) if logs_in or ":" in each[0].name]
    own = [(address, path) for address, path in found if not turns_away(address, viewer)]
    paths = [(address, path) for address, path in own if address.name.startswith(space)]
    pages = {f"GET {address.name}": _get(client, path) for address, path in paths}
    for address, path in paths:
        if address.name.startswith(("bids:", "hall:")):
            answer = client.post(path, b"{}", content_type="application/json")
            pages[f"POST {address.name}"] = _page(answer)
    for query in ("?stage=bidding", "?q=步道", "?page=2"):
        pages[f"GET list {query}"] = _get(client, f"/trades/{query}")
        pages[f"GET notices {query}"] = _get(client, f"/notices/{query}")
    if not space:  # a page says again what was asked for: only what differs is of interest
        for name in NAMES.values():
            pages[f"GET feed of {name}"] = _get(client, f"/notices/feed.atom?q={name}")
    return pages


def _paths(tender: Tender, sha256: str) -> Iterator[tuple[Address, str]]:
    values = {
        "trade_id": tender.trade.pk,
        "lot_id": tender.lot_id,
        "upload_id": UPLOAD,
        "version": 1,
        "seq": 2,
        "notice_id": _a_notice_of_others(),
        "sha256": sha256,
    }
    for address in addresses():
        yield address, address.path(values)


def _a_notice_of_others() -> object:
    import_sample()
    return ImportedNotice.objects.order_by("pk").values_list("pk", flat=True)[0]


def _get(client: Client, path: str) -> Page:
    return _page(client.get(path, follow=False))


def _page(answer: HttpResponseBase) -> Page:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # `answer.close()` would end the test's connection too
        close()
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in PASSING)
    return answer.status_code, tuple(headers), TOKENS.sub(rb"\1", body)


def five_bid(tender: Tender) -> None:
    """With all that belongs to it: deposits, accounts and keys, unfinished uploads, a replacement, a withdrawal."""
    bidders = make_bidders(BIDS)
    for bidder in bidders[:2]:
        deposits.lodge_money(tender, bidder)
    deposits.lodge_paper(tender, bidders[2])
    world.submit_all(tender, bidders)
    world.submit(tender, bidders[1], price="5800000.00")
    world.withdraw(tender, bidders[2])
    Upload.objects.create(
        id=UPLOAD,
        lot=tender.lot,
        organisation_id=bidders[0].actor.as_bidder().organisation_id,
        role="form",
        index=0,
        version=2,
        sha256="0" * 64,
        size=100,
    )
    world.place_news(tender)


def differing(before: dict[str, Page], after: dict[str, Page]) -> dict[str, list[str]]:
    """By address, what was said only once: the beginnings are enough to find it."""
    assert before.keys() == after.keys()
    return {name: _difference(before[name], after[name]) for name in before if before[name] != after[name]}


def _difference(before: Page, after: Page) -> list[str]:
    if before[:2] != after[:2]:
        return [str(before[:2]), str(after[:2])]
    place = next(n for n, (one, other) in enumerate(zip(before[2], after[2], strict=False)) if one != other)
    return [page[2][max(place - 100, 0) : place + 100].decode(errors="replace") for page in (before, after)]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_page_tells_anybody_that_there_are_applications(viewer: str) -> None:
    """Before they are due: not even to the agency that will review them."""
    tender = qualifying.announce_prequalification(make_agency())
    person = VIEWERS[viewer]()
    document = Document.objects.get(trade=tender.trade).sha256
    before = read_site(person, tender, document)

    for applicant in (applicants := make_bidders(BIDS)):
        qualifying.apply(tender, applicant)
    qualifying.apply(tender, applicants[1])
    qualifying.take_back(tender, applicants[2])
    world.place_news(tender)

    assert differing(before, read_site(person, tender, document)) == {}
    assert Submission.objects.count() == BIDS + 2


def test_no_page_tells_the_public_or_a_stranger_who_applied_and_who_passed(standing: StandingClock) -> None:
    """When all is reviewed, whoever did not apply sees the same as if others had applied and passed."""
    pages = []
    for passing in (3, 4):
        with transaction.atomic():
            tender = qualifying.announce_prequalification(make_agency())
            applicants = make_bidders(passing)
            for applicant in applicants:
                qualifying.apply(tender, applicant)
            standing.go_on()
            qualifying.review(tender, applicants)
            names = [applicant.actor.name for applicant in applicants]
            site = read_site(make_bidder("dongfang"), tender, "0" * 64, "trades:")
            pages.append({name: page[0] for name, page in site.items()})
            assert not [name for name in names for page in site.values() if name.encode() in page[2]]
            transaction.set_rollback(True)

    assert pages[0] == pages[1]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_page_tells_anybody_that_there_are_bids(viewer: str, tender: Tender) -> None:
    person = VIEWERS[viewer]()
    document = Document.objects.get(trade=tender.trade).sha256
    before = read_site(person, tender, document)

    five_bid(tender)

    assert differing(before, read_site(person, tender, document)) == {}
    assert Submission.objects.count() == BIDS + 2


def test_no_page_tells_a_bidder_of_the_bids_of_others(tender: Tender) -> None:
    fuhe = make_bidder("dongfang")
    submitted = world.submit(tender, fuhe)
    own = SealedObject.objects.get(organisation=submitted.organisation).sha256
    before = read_site(fuhe, tender, own)

    five_bid(tender)

    assert differing(before, read_site(fuhe, tender, own)) == {}


def test_nobody_else_finds_a_sealed_object_by_its_hash(tender: Tender) -> None:
    baiyun = make_bidder("baiyun")
    sealed = world.seal(tender, baiyun)
    viewers = [VIEWERS[name]() for name in VIEWERS]
    before = [read_site(viewer, tender, sealed.form.sha256, "bids:") for viewer in viewers]

    world.upload(tender, baiyun, sealed)
    submissions.submit_bid(lot_id=tender.lot_id, statement=sealed.signed.bytes, by=baiyun.actor)

    after = [read_site(viewer, tender, sealed.form.sha256, "bids:") for viewer in viewers]
    assert [differing(*pages) for pages in zip(before, after, strict=True)] == [{} for _ in viewers]


def test_the_bidders_own_pages_show_its_bid(tender: Tender) -> None:
    """The twin: what does not change above changes for the one whose bid it is."""
    baiyun = make_bidder("baiyun")
    sealed = world.seal(tender, baiyun)
    before = read_site(baiyun, tender, sealed.form.sha256)
    deposits.lodge_money(tender, baiyun)
    world.upload(tender, baiyun, sealed)
    submissions.submit_bid(lot_id=tender.lot_id, statement=sealed.signed.bytes, by=baiyun.actor)

    changed = differing(before, read_site(baiyun, tender, sealed.form.sha256))

    assert [name for name in OWN if f"GET {name}" not in changed] == []


def test_once_the_opening_starts_the_pages_tell_everybody(tender: Tender, standing: StandingClock) -> None:
    """The twin: what does not change above changes when the law says so."""
    document = Document.objects.get(trade=tender.trade).sha256
    before = read_site(None, tender, document)
    five_bid(tender)
    before_opening = read_site(None, tender, document)

    standing.go_on()
    world.close(tender)

    changed = differing(before_opening, read_site(None, tender, document))
    assert before == before_opening
    assert {"GET hall:hall", "GET hall:state", "GET hall:bidders", "GET trades:detail"} <= set(changed)


def test_neither_log_nor_tree_nor_socket_tells_that_there_are_bids(tender: Tender) -> None:
    topic = Topic(trade=tender.trade.pk, lot=tender.lot_id)

    def seen() -> list[object]:
        world.place_news(tender)
        heads = list(Checkpoint.objects.order_by("id").values_list("size", "root"))
        return [Position.objects.count(), Entry.objects.count(), heads, catch_up(topic, 0), happenings(read_after(-1))]

    before = seen()
    order = _next_order()
    before_and_next = seen()
    five_bid(tender)

    assert seen() == before_and_next != before
    assert _next_order() == order + 1


def _next_order() -> int:
    """The number that the next entry gets: a gap would count what was written in secret."""
    news = News("something.happened", {}, method=Method.SYSTEM)
    return record(news, trade=None, moment=moments.moment_of(None), by=PLATFORM).order
