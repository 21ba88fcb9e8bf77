"""Until the window key is out nobody can read a price: we try with all that the server holds."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bidding.domain import age
from bidding.domain.age_keys import Identity
from bidding.domain.bids import read_bid
from bidding.domain.releases import open_release, read_release
from tests.support import world
from tests.support.cast import make_agency, make_bidders
from trading.domain.canonical import FormatError
from trading.services import files

pytestmark = pytest.mark.django_db
PRICE = "6040665.58"


def test_nothing_that_the_server_holds_opens_a_form_before_the_window_key_is_out() -> None:
    tender, bidders = world.announce_tender(make_agency()), make_bidders()
    for bidder in bidders:
        world.submit(tender, bidder, price=PRICE)
    world.close(tender)
    for bidder in bidders:
        world.release(tender, bidder)

    held = b"\n".join(_everything_held())
    assert PRICE.encode() not in held
    assert not _opens_something(tender, held)

    # The same attempt succeeds with the window key: it is the key that was missing, not the skill.
    assert _opens_something(tender, held + tender.window.text.encode())


def _everything_held() -> Iterator[bytes]:
    """Every row of every table as text, and every file and key of the platform."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            yield from (row.encode() for (row,) in cursor.fetchall())
    for folder in (settings.FILES_DIR, settings.KEYS_DIR):
        yield from (path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())


def _opens_something(tender: world.Tender, held: bytes) -> bool:
    """Whether any identity found in what is held opens a release or a form."""
    identities = [Identity.parse(text) for text in _identities(held)]
    return any(_opened(tender, identity, party) for identity, party in itertools.product(identities, tender.sealed))


def _identities(held: bytes) -> Iterator[str]:
    start = held.find(b"AGE-SECRET-KEY-1")
    while start >= 0:
        yield held[start : start + 74].decode("ascii", "replace")
        start = held.find(b"AGE-SECRET-KEY-1", start + 1)


def _opened(tender: world.Tender, identity: Identity, party: str) -> bool:
    bid = tender.lot.submissions.get(organisation__uscc=party)
    signed, release = read_bid(bytes(bid.statement)), read_release(bytes(bid.release.statement))
    try:
        key = open_release(release.value, signed.value, {"agency": identity}).form
    except FormatError:
        return False
    form = files.path_of(signed.value.form.sha256).read_bytes()
    return PRICE.encode() in age.open_with_file_key(form, key, age.read_header(form))
