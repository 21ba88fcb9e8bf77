"""Connections are reused and bounded, however many people come at once."""

import urllib.request
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from tests.support.databases import Database
from tests.support.sites import LiveSite

POOL = 10  # what the live site is given
VISITORS = 40
# Each leader and the live feed hold a connection of their own; autovacuum looks in as well, and is no client.
NAMED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND "
POOLED = NAMED + "application_name = '' AND backend_type = 'client backend'"


def test_a_crowd_gets_its_pages_over_a_bounded_number_of_connections(
    own_database: Database, live_site: LiveSite
) -> None:
    with ThreadPoolExecutor(VISITORS) as crowd:
        visits = [crowd.submit(_visit, f"{live_site.url}/trades/") for _ in range(3 * VISITORS)]
        most = 0
        while not all(visit.done() for visit in visits):
            most = max(most, _count())

    assert {visit.result() for visit in visits} == {200}
    assert 0 < most <= POOL
    assert 0 < _count() <= POOL, "kept for the next visitors"


def _visit(address: str) -> int:
    with urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
        return int(answer.status)


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(POOLED)
        (count,) = cursor.fetchone()
        return int(count)
