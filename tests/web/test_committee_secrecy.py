"""Who sits on a committee is known to the notifier and to the experts themselves: no page tells it to anybody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from experts.domain.committees import Reply
from experts.models import Call, CommitteeRequest, Expert, Passed
from experts.selectors.sealing import unseal
from experts.services import calling, notifying, walks
from experts.services.answering import answer_call
from tests.support import world
from tests.support.addresses import addresses
from tests.support.cast import Person, make_agency, make_bidder, make_official
from tests.support.experts import CALLS_FROM, NAMES, DrawInMemory, make_experts, request_for, with_account
from tests.support.world import Tender
from tests.web.test_secrecy import TOKENS
from trading.domain.actors import Role
from trading.models import Entry

pytestmark = pytest.mark.django_db

VIEWERS: dict[str, Callable[[], Person | None]] = {
    "visitor": lambda: None,
    "agency": make_agency,
    "a bidder": lambda: make_bidder("baiyun"),
    **{
        role.value: lambda role=role: make_official(role)  # type: ignore[misc]
        for role in Role
        if role not in (Role.AGENCY, Role.BIDDER)
    },
}


@pytest.fixture
def tender() -> Tender:
    return world.announce_tender(make_agency())


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Expert]]:
    monkeypatch.setattr(calling, "notifier", lambda: notifying.Outbox(tmp_path / "outbox"))
    before, pool = walks.walk(), make_experts(8)
    walks.use(DrawInMemory([expert.pk for expert in pool]))
    yield pool
    walks.use(before)


def asked(tender: Tender, pool: list[Expert]) -> CommitteeRequest:
    request = request_for(tender)
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()
    return request


def formed(request: CommitteeRequest) -> list[Person]:
    """All accept; their persons."""
    members = []
    for call in request.calls.all():
        person = with_account(Expert.objects.get(pk=unseal(call.sealed)["expert"]))
        answer_call(call_id=call.pk, reply=Reply.ACCEPTED, declared=True, by=person.actor)
        members.append(person)
    return members


def site(viewer: Person | None, tender: Tender, call: Call | None, expert: Expert, space: str = "") -> dict[str, str]:
    """Every page with the ids of what there is to be found."""
    cache.clear()
    client = Client()
    if viewer is not None:
        client.force_login(viewer.user)
    values = {
        "trade_id": tender.trade.pk,
        "lot_id": tender.lot_id,
        "call_id": call.pk if call else tender.lot_id,
        "expert_id": expert.pk,
        "version": 1,
        "sha256": "0" * 64,
    }
    pages = {}
    for address in addresses():
        if address.name.startswith(space) and ":" in address.name:
            answer = client.get(address.path(values))
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            for close in answer._resource_closers:  # type: ignore[attr-defined]
                close()
            pages[address.name] = TOKENS.sub(rb"\1", body).decode(errors="replace")
    return pages


@pytest.mark.parametrize("viewer", VIEWERS)
def test_no_page_names_a_member(viewer: str, tender: Tender, pool: list[Expert]) -> None:
    request = asked(tender, pool)
    formed(request)
    person = VIEWERS[viewer]()

    pages = site(person, tender, request.calls.first(), pool[0])

    own = "pool:" if viewer == Role.ADMINISTRATOR else "nothing:"
    named = {name for name, page in pages.items() if any(each in page for each in NAMES)}
    assert {name for name in named if not name.startswith(own)} == set()
    assert bool(named) == (viewer == Role.ADMINISTRATOR), "the pool itself is what the administration keeps"


def test_the_pool_looks_the_same_whoever_sits_on_a_committee(tender: Tender, pool: list[Expert]) -> None:
    keeper, request = make_official(Role.ADMINISTRATOR), asked(tender, pool)
    call = request.calls.first()
    for expert in pool:
        with_account(expert)
    world.place_news(tender)
    looked_at = (pool[0], pool[7])
    before = [site(keeper, tender, call, expert, "pool:") for expert in looked_at]

    formed(request)

    after = [site(keeper, tender, call, expert, "pool:") for expert in looked_at]
    assert [_without_the_frame(pages) for pages in before] == [_without_the_frame(pages) for pages in after]


def test_a_member_sees_its_own_call_and_no_other_expert_does(tender: Tender, pool: list[Expert]) -> None:
    """The twin: what is hidden from everybody above is there for the expert."""
    request = asked(tender, pool)
    wei, xu, *_ = formed(request)
    outsider = with_account(pool[7])
    call = request.calls.first()
    assert call is not None

    def status(person: Person) -> int:
        client = Client()
        client.force_login(person.user)
        return client.get(f"/expert/calls/{call.pk}/").status_code

    assert [status(person) for person in (wei, xu, outsider, make_official(Role.ADMINISTRATOR))] == [200, 404, 404, 404]


def test_neither_ledger_nor_rows_nor_what_is_printed_of_them_name_a_member(tender: Tender, pool: list[Expert]) -> None:
    request = asked(tender, pool)
    formed(request)

    rows = [*Call.objects.values_list(), *Passed.objects.values_list(), *CommitteeRequest.objects.values_list()]
    written = str([*Entry.objects.values_list("by", "content__body"), *rows, *Call.objects.all()])

    ids = {str(expert.pk) for expert in pool} | {expert.pk.hex for expert in pool}
    assert [word for word in {*NAMES, *ids, "招标人代表"} if word in written] == []
    assert not any(name in f"{pool} {pool[0]}" for name in NAMES)


def _without_the_frame(pages: dict[str, str]) -> dict[str, str]:
    """The page without its header and footer, which show the time and the newest checkpoint."""
    return {name: page.partition("<main")[2].partition("</main>")[0] for name, page in pages.items()}
