"""A browser that runs no script shows everything that is public, and takes what is said by plain forms."""

from collections.abc import Callable
from typing import TypeAlias

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.support import world
from tests.support.cast import make_agency, make_bidders
from tests.support.sites import LiveSite
from trading.models import Lot

Visitor: TypeAlias = Callable[..., Page]

TITLE = "浑南区步道改造工程施工"
CHEAPEST = "5,900,000.00"


def test_list_notice_hall_and_record_are_readable(site: LiveSite, visitor: Visitor) -> None:
    lot = site.do(lambda: lot_in("opened"))
    site.start()
    page = visitor(java_script_enabled=False)

    people.find_tender(page, TITLE)
    expect(page.get_by_role("row", name="招标文件.pdf")).to_be_visible()
    page.goto(f"/halls/{lot.pk}/")
    expect(page.locator("#hall-prices")).to_contain_text(CHEAPEST)
    expect(page.locator("#hall-plot svg").first).to_be_visible()
    people.follow(page, "看开标记录")
    expect(page.get_by_role("row", name=CHEAPEST)).to_contain_text("白云建设集团有限公司")


def test_a_bidder_signs_in_and_objects_by_plain_forms(site: LiveSite, visitor: Visitor) -> None:
    lot = site.do(lambda: lot_in("decrypting"))
    site.start()
    baiyun = site.do(lambda: make_bidders(1)[0])
    site.do(lambda: people.give_passwords(baiyun))
    page = people.log_in(visitor(java_script_enabled=False), baiyun)
    page.goto(f"/halls/{lot.pk}/")

    people.press(page, "签到")
    page.locator("summary").click()
    page.get_by_label("异议内容").fill("请说明封箱时间。")
    people.press(page, "提交异议")

    expect(page.locator("#hall-state")).to_contain_text("请说明封箱时间。")
    expect(page.get_by_role("button", name="签到")).to_have_count(0)


def lot_in(stage: str) -> Lot:
    """The lot of a tender that three bid for."""
    tender = world.announce_tender(make_agency(), title=TITLE)
    return world.bring_to(stage, tender, make_bidders(3)).lot
