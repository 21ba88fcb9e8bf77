"""The public site: what everybody finds, and what nobody may learn before the deadline."""

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests.support import world
from tests.support.cast import Person, make_supervisor
from tests.support.world import Tender
from trading.domain.merkle import leaf_hash
from trading.services.readers import read_on
from trading.views.kept import is_kept

pytestmark = pytest.mark.django_db

PAGES = ("home", "trades:list", "rules", "verify")


def detail(client: Client, tender: Tender) -> str:
    response = client.get(reverse("trades:detail", args=[tender.trade.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_empty_platform_has_every_public_page(client: Client, page: str, language: str) -> None:
    response = client.get(reverse(page), headers={"accept-language": language})

    assert response.status_code == 200


def test_no_public_page_gives_a_visitor_a_cookie_or_a_token(opened: Tender) -> None:
    """They are kept for all visitors (docs/adr/0018)."""
    trade = [reverse(f"trades:{name}", args=[opened.trade.pk]) for name in ("detail", "notices")]
    seq = opened.trade.entries.get(type="trade.announced").position.trade_seq
    notice, record = reverse("trades:notice", args=[opened.trade.pk, seq]), reverse("hall:record", args=[opened.lot_id])

    for url in (*map(reverse, PAGES), *trade, notice, record):
        answer = Client().get(url)
        assert not answer.cookies and "csrfmiddlewaretoken" not in answer.content.decode(), url
        assert is_kept(resolve(url).func), url


@pytest.mark.parametrize("stage", world.STAGES)
def test_every_stage_has_a_home_page_and_a_notice(
    client: Client, tender: Tender, bidders: list[Person], stage: str
) -> None:
    world.bring_to(stage, tender, bidders)

    home = client.get(reverse("home")).content.decode()

    assert tender.trade.title in home
    assert tender.trade.tender_code in detail(client, tender)


def test_the_notice_says_what_the_ledger_says_even_if_the_row_is_changed(client: Client, tender: Tender) -> None:
    type(tender.trade).objects.filter(pk=tender.trade.pk).update(title="Tampered", principal="Tampered")

    trade = client.get(reverse("trades:detail", args=[tender.trade.pk])).context["trade"]

    assert (trade.title, trade.principal) == (tender.trade.title, tender.trade.principal)


def test_the_notice_shows_its_place_in_the_ledger(client: Client, tender: Tender) -> None:
    position = tender.trade.entries.get(type="trade.announced").position

    proof = client.get(reverse("trades:detail", args=[tender.trade.pk])).context["proof"]

    assert proof.log_index == position.log_index
    assert proof.leaf == leaf_hash(bytes(position.commitment)).hex()
    assert proof.checkpoint_size > position.log_index


@pytest.mark.parametrize("role", ["visitor", "agency", "supervisor"])
def test_before_the_deadline_no_public_page_changes_when_bids_come_in(
    tender: Tender, agency: Person, bidders: list[Person], role: str
) -> None:
    client = Client()
    if role != "visitor":
        client.force_login(agency.user if role == "agency" else make_supervisor().user)
    url = reverse("trades:detail", args=[tender.trade.pk])
    before = client.get(url).context["lots"]

    world.submit_all(tender, bidders)

    assert client.get(url).context["lots"] == before
    for page in (url, reverse("trades:list"), reverse("home")):
        text = client.get(page).content.decode()
        assert not [bidder.actor.name for bidder in bidders if bidder.actor.name in text]


def test_the_agency_s_own_list_tells_nothing_of_bids(tender: Tender, agency: Person, bidders: list[Person]) -> None:
    client = Client()
    client.force_login(agency.user)
    url = reverse("agency:home")
    before = client.get(url).context["trades"]

    world.submit_all(tender, bidders)

    assert client.get(url).context["trades"] == before


def test_a_failed_lot_never_shows_how_many_bid(client: Client, tender: Tender, bidders: list[Person]) -> None:
    world.submit_all(tender, bidders[:2])
    world.close(tender)

    lots = client.get(reverse("trades:detail", args=[tender.trade.pk])).context["lots"]

    assert [(lot.stage, lot.bids) for lot in lots] == [("failed", None)]


def test_a_draft_is_not_there_for_the_public(client: Client, agency: Person) -> None:
    draft = world.draft_tender(agency)

    assert client.get(reverse("trades:detail", args=[draft.pk])).status_code == 404
    assert draft.title not in client.get(reverse("trades:list")).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=步道", True),
        ("q=桥梁", False),
        ("q=，", False),
        ("q=招标文件.pdf 城市建设", True),
        ("region=210100", True),
        ("region=210000", True),
        ("region=210300", False),
        ("stage=bidding", True),
        ("stage=opened", False),
        ("kind=engineering_open_tender&page=999", True),
        ("stage=nonsense&region=999999&due=never&page=x", True),
    ],
)
def test_trades_are_found_by_what_is_asked(client: Client, tender: Tender, query: str, found: bool) -> None:
    while read_on():
        pass

    text = client.get(f"{reverse('trades:list')}?{query}").content.decode()

    assert (tender.trade.tender_code in text) is found


def test_a_document_comes_as_it_was_published_and_as_a_download(client: Client, tender: Tender) -> None:
    document = tender.trade.documents.get()

    response = client.get(reverse("trades:document", args=[tender.trade.pk, document.sha256]))

    assert b"".join(response.streaming_content) == b"%PDF-1.4 the documents of the tender"  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_document_of_a_draft_is_not_there(client: Client, agency: Person) -> None:
    draft = world.draft_tender(agency)

    url = reverse("trades:document", args=[draft.pk, draft.documents.get().sha256])

    assert client.get(url).status_code == 404
