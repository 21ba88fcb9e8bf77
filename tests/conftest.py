"""The fixtures of every test. What is slow is made when it is first asked for, once.

- `db` or `@pytest.mark.django_db`: the shared clone as the application role, rolled back after each test.
- `own_database`: a clone of one's own, for tests that commit, use threads or other processes. Dropped, never flushed.
- `live_site`: a real server process on an own database; `site`: the same, to be started by the test.
- `visitor`: opens browser pages on it.

Under `-n` several processes share the tests and the one database server (tests/support/parallel.py).
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.plugin import DjangoDbBlocker

from tests.support import browsers, javascript, parallel
from tests.support.browsers import Visitor
from tests.support.databases import Database, Databases, TestServer, pointed_at
from tests.support.sites import LiveSite

HERE = Path(__file__).parent
LOUD = {"BROWSER JOURNEYS SKIPPED": browsers.ABSENT, "BROWSER CODE NOT TESTED": javascript.ABSENT}


def pytest_configure(config: pytest.Config) -> None:
    parallel.share(config)
    if config.getoption("--hypothesis-profile"):
        from tests.support.properties import offer_quick

        offer_quick(config)
    # What tests make is small beside the modules that they import, which need not be looked through again and again.
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def database_server(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Databases]:
    """The run's PostgreSQL with the migrated template."""
    shared = parallel.shared_socket(request.config)
    if shared is not None:
        yield Databases(shared)
        return
    with django_db_blocker.unblock():
        server = TestServer(settings.VAR_DIR / "server")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def django_db_setup(database_server: Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of pytest-django's own: its test database would belong to the application role."""
    with database_server.clone() as shared, pointed_at(shared), django_db_blocker.block():
        yield


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest, database_server: Databases, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """A fresh migrated database, which Django's connections in all threads lead to until the test ends."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("own_database and db exclude each other: a test commits, or it is rolled back")
    with database_server.clone() as database, django_db_blocker.unblock(), pointed_at(database):
        yield database


@pytest.fixture
def site(own_database: Database) -> Iterator[LiveSite]:
    """A site that does not run yet: bring its trades where the test begins by `site.do(function)`, then `site.start()`.

    Beside a running site its clock would take the steps that the function takes itself.
    """
    site = LiveSite(own_database, settings.ENVIRONMENT.port)
    try:
        yield site
    finally:
        site.stop()


@pytest.fixture
def live_site(site: LiveSite) -> LiveSite:
    """A running site; `live_site.do(function)` looks into its database, or moves a clock, from the test."""
    site.start()
    return site


@pytest.fixture(scope="session")
def browser(database_server: Databases) -> Iterator[Browser]:
    """One Chromium for the run. The database is prepared before: beside Playwright's loop it could not be."""
    with browsers.chromium() as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, site: LiveSite) -> Iterator[Visitor]:
    """`visitor()` opens a page as one more person; `visitor(locale="en", viewport={...})`."""
    with browsers.visitors(browser, site.url) as opening:
        yield opening


@pytest.fixture
def page(live_site: LiveSite, visitor: Visitor) -> Page:
    """The page of a single visitor."""
    return visitor()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder, and let journeys be last: Playwright keeps an event loop in the thread.

    Of several processes one runs all tests that start processes of their own, after the others, one by one; the rest
    goes by modules, whose fixtures are made once. Modules with a browser and no site come last of all: they measure
    no time and touch no database, so that another process can look at pages while the one starts its sites.
    """
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder == "journeys":
            item.add_marker("journey")
        if folder == "concurrency":
            item.add_marker("concurrency")
        item.add_marker(pytest.mark.xdist_group(parallel.PROCESSES if _is_heavy(item) else _shared_out_as(item)))
    items.sort(key=lambda item: (_only_looks(item), _is_heavy(item), item.get_closest_marker("journey") is not None))


def _shared_out_as(item: pytest.Item) -> str:
    """Its module; of one that goes by areas, its area: what that module makes once is quickly made."""
    parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return f"{item.path}{parameters.get('area', '')}"


def _is_heavy(item: pytest.Item) -> bool:
    """Whether the test starts processes or races them, so that a busy neighbour would be a part of it."""
    return _has_site(item) or item.get_closest_marker("concurrency") is not None


def _only_looks(item: pytest.Item) -> bool:
    """Whether it is a journey that needs a browser alone."""
    return item.get_closest_marker("journey") is not None and not _has_site(item)


def _has_site(item: pytest.Item) -> bool:
    return "site" in getattr(item, "fixturenames", ())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A journey that was not made must not look like one that passed, nor browser code that was not tested."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for title, absent in LOUD.items():
        if any(absent in reason for reason in skipped):
            terminalreporter.write_sep("!", title, red=True, bold=True)
            terminalreporter.write_line(absent, red=True)
