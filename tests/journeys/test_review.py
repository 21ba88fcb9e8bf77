"""A committee reviews an application: its member makes a key, the agency hands on, the member opens and decides (TR 18)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from experts.models import ReviewBallot
from experts.services import seating
from tests.journeys import people
from tests.journeys.people import Kept, follow, press
from tests.journeys.test_files import kept_keys
from tests.support import committee as at_work
from tests.support import qualifying
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.sites import LiveSite

Visitor: TypeAlias = Callable[..., Page]


@dataclass(frozen=True)
class Scene:
    """Applications are due; all members but Wei have promised. `keys`: what the agency keeps at home."""

    lot: UUID
    agency: Person
    wei: Person
    application: str
    keys: Kept


@pytest.fixture
def scene(site: LiveSite, tmp_path: Path) -> Scene:
    def begin() -> Scene:
        bidders, agency = make_bidders(3), make_agency()
        tender = qualifying.announce_prequalification(agency, state_controlled=True)
        qualifying.apply_with_file(tender, bidders[0])
        for bidder in bidders[1:]:
            qualifying.apply(tender, bidder)
        qualifying.close_applications(tender)
        committee = at_work.seated(tender)
        for member in committee.members[1:]:
            seating.undertake(lot_id=tender.lot_id, by=member.actor)
        people.give_passwords(agency, committee.chair)
        application = tender.sealed[bidders[0].party].signed.hash
        return Scene(tender.lot_id, agency, committee.chair, application, kept_keys(tender, tmp_path))

    made: Scene = site.do(begin)
    site.start()
    return made


def test_a_member_opens_an_application_and_decides(site: LiveSite, visitor: Visitor, scene: Scene) -> None:
    wei = people.log_in(visitor(accept_downloads=True), scene.wei)
    wei.goto(f"/evaluation/lots/{scene.lot}/")
    wei.get_by_label("再次输入登录密码").fill(people.PASSWORD)
    press(wei, "签署承诺书")
    wei.wait_for_url("**/key/")
    press(wei, "在本机生成密钥")
    people.keep(wei)
    expect(wei.locator("main")).to_contain_text("等待代理机构交付密钥")

    ours = people.log_in(visitor(), scene.agency)
    ours.goto(f"/agency/review/lots/{scene.lot}/")
    follow(ours, "交付申请的密钥")
    press(ours, "打开并交付")
    people.use_kept(ours, scene.keys)
    expect(ours.locator("main")).to_contain_text("现在没有要交付的")

    wei.goto(f"/evaluation/lots/{scene.lot}/applications/{scene.application}/")
    press(wei, "在本机打开申请")
    expect(wei.locator("#application")).to_contain_text(qualifying.STATED["certificate"])
    with wei.expect_download() as saved:
        press(wei.locator("#application-files"), "保存")
    assert saved.value.path().read_bytes() == qualifying.CERTIFICATE
    wei.get_by_label("通过", exact=True).check()
    press(wei, "保存结论")
    expect(wei.locator("main")).to_contain_text("5 位成员中 0 位已对全部申请作出结论")
    assert site.do(lambda: ReviewBallot.objects.get().passed)
