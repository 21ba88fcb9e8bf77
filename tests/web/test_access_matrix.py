"""Every address and socket, every role, every stage: who gets in, who is sent on, and for whom there is no such page.

The addresses are those of the URL table, the states those of the stages: what is added without a rule fails here
(rules: tests/support/access_rules.py). Two things are asked once and not again, because the answer cannot differ: a page
of one role turns everybody else away before it looks at a trade, and what a visitor may open is open to everybody, of whom
one is asked as well, another in each state.
"""

import threading
from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from pytest_django import Settings

from bidding import consumers
from bidding.consumers import NO_SUCH_HALL
from bidding.routing import websocket_urlpatterns
from tests.support import stages
from tests.support.access import OUT, VIEWERS, VISITOR, Site, leads_to_trade, turns_away
from tests.support.access_rules import ALL, OFFICES, RULES, SOCKETS, expected
from tests.support.addresses import addresses
from trading.domain.stages import Stage
from trading.live import Hub

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_sessions(settings: Settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"


def test_every_stage_has_a_trade_and_every_address_a_rule() -> None:
    assert {stage.value for stage in Stage} <= ALL
    of_trades = {address.name for address in addresses() if leads_to_trade(address)}
    others = {address.name for address in addresses()} - of_trades
    assert (of_trades ^ RULES.keys(), others ^ OFFICES.keys()) == (set(), set())
    assert {str(route.pattern) for route in websocket_urlpatterns} == SOCKETS.keys()


@pytest.mark.parametrize("state", stages.RECIPES)
def test_a_trade_and_its_hall_let_in_whom_the_rules_let_in(state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "hub", Hub(_thread=threading.main_thread()))  # what feeds it would outlive the test
    site = Site.at(state)
    asked = [address for address in addresses() if leads_to_trade(address)]
    to_visitor = site.answers(VISITOR, iter(asked))
    closed = [address for address in asked if to_visitor[address.name] == OUT]
    also_asked = VIEWERS[1 + list(stages.RECIPES).index(state) % (len(VIEWERS) - 1)]

    wrong = list(_wrong(state, VISITOR, to_visitor))
    for viewer in VIEWERS[1:]:
        of_viewer = asked if viewer == also_asked else closed
        own = [address for address in of_viewer if not turns_away(address, site.people[viewer])]
        wrong += _wrong(state, viewer, site.answers(viewer, iter(own)))

    assert wrong == []
    (watched,) = SOCKETS.values()
    assert _code_of_hall(f"/ws/halls/{site.tender.lot_id}/") == (None if state in watched else NO_SUCH_HALL)


def test_a_page_of_one_role_turns_others_away_whatever_the_trade() -> None:
    """The other half of what is asked once: the rules let nobody else into such a page."""
    site = Site.at("bidding")
    for viewer in VIEWERS:
        turned = [address for address in addresses() if turns_away(address, site.people[viewer])]
        assert set(site.answers(viewer, iter(turned)).values()) <= {OUT}
        assert {expected(address.name, viewer, state) for address in turned for state in ALL} == {OUT}


def test_offices_and_accounts_let_in_whom_the_rules_let_in() -> None:
    site = Site.at(stages.STOPPED)
    asked = [address for address in addresses() if not leads_to_trade(address)]
    wrong = [each for viewer in VIEWERS for each in _wrong(site.state, viewer, site.answers(viewer, iter(asked)))]
    assert wrong == []


def _wrong(state: str, viewer: str, answers: dict[str, str]) -> Iterator[tuple[str, str, str, str, str]]:
    for name, answer in answers.items():
        should = expected(name, viewer, state)
        if answer != should:
            yield state, name, viewer, f"should be {should}", f"is {answer}"


@async_to_sync
async def _code_of_hall(path: str) -> int | None:
    """The code with which the socket is closed at once; None where it tells what happens."""
    talk = WebsocketCommunicator(URLRouter(websocket_urlpatterns), path)
    assert (await talk.connect())[0]
    said = await talk.receive_output()
    await talk.disconnect()
    return said.get("code") if said["type"] == "websocket.close" else None
