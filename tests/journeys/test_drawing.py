"""A draw by an agency and a supervisor in their browsers, the platform taking its part by itself."""

from collections.abc import Callable
from io import BytesIO
from typing import TypeAlias

import pytest
from playwright.sync_api import Page, expect

from disclosure.domain.container import Container
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from experts.models import Draw
from experts.selectors.draws import progress_of
from experts.services.draw import check_list, freeze_list
from tests.journeys import people
from tests.journeys.people import follow, press
from tests.support import world
from tests.support.cast import Person, make_agency, make_supervisor
from tests.support.sites import LiveSite
from tests.support.small_draw import PLACES, pool

Visitor: TypeAlias = Callable[..., Page]


@pytest.fixture
def drawing(live_site: LiveSite) -> tuple[Draw, Person, Person]:
    """The list is frozen; nobody has done anything yet."""

    def made() -> tuple[Draw, Person, Person]:
        agency, supervisor = make_agency(), make_supervisor()
        people.give_passwords(agency, supervisor)
        tender = world.announce_tender(agency)
        return freeze_list(lot_id=tender.lot_id, listed=pool(40).listed, places=PLACES), agency, supervisor

    return live_site.do(made)


def test_agency_and_supervisor_draw_in_their_browsers(
    live_site: LiveSite, visitor: Visitor, drawing: tuple[Draw, Person, Person]
) -> None:
    draw, agency, supervisor = drawing
    ours, theirs = people.log_in(visitor(), agency), people.log_in(visitor(), supervisor)

    theirs.goto(f"/draws/{draw.pk}/")
    follow(theirs, "核对名单")
    press(theirs, "核对")
    expect(theirs.locator("#message")).to_contain_text("40 人，没有重复")
    theirs.get_by_label("再次输入登录密码").fill(people.PASSWORD)
    press(theirs, "确认名单")
    for page in (theirs, ours):
        page.goto(f"/draws/{draw.pk}/")
        press(page, "参加抽取")

    for page in (theirs, ours):
        expect(page.locator("main").get_by_text("次序已定")).to_be_visible()
        expect(page.locator("#proof")).to_contain_text("种子")
    stranger = visitor()
    stranger.goto(f"/draws/{draw.pk}/")
    press(stranger, "在本机重新计算")
    for check in ("halves", "seed"):
        expect(stranger.locator(f'[data-check="{check}"]')).to_contain_text("完成")
    assert live_site.do(lambda: progress_of(draw).seed) is not None
    found = live_site.do(lambda: verified(draw))
    assert {found[name] for name in ("draw_list", "draw_nonces", "draw_order")} == {Status.PASSED}


def test_who_closes_the_page_goes_on_when_it_is_opened_again(
    live_site: LiveSite, visitor: Visitor, drawing: tuple[Draw, Person, Person]
) -> None:
    draw, agency, supervisor = drawing
    live_site.do(lambda: check(draw, supervisor))
    ours, theirs = people.log_in(visitor(), agency), people.log_in(visitor(), supervisor)
    ours.goto(f"/draws/{draw.pk}/")
    press(ours, "参加抽取")
    expect(ours.locator('[data-step="keys"]')).to_contain_text("2 方，共 3 方")
    ours.goto("/")

    theirs.goto(f"/draws/{draw.pk}/")
    press(theirs, "参加抽取")
    expect(theirs.locator('[data-step="halves"]')).to_contain_text("2 方，共 3 方")
    ours.goto(f"/draws/{draw.pk}/")

    for page in (theirs, ours):
        expect(page.locator("main").get_by_text("次序已定")).to_be_visible()


def check(draw: Draw, supervisor: Person) -> None:
    check_list(draw_id=draw.pk, root=draw.root, size=draw.size, by=supervisor.actor)


def verified(draw: Draw) -> dict[str, Status]:
    out = BytesIO()
    build_bundle(draw.lot.trade, out)
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, Pins()).status for check in CHECKS}
