"""A tender from the first word of its draft to the verified bundle, by people in browsers on a running site."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from tests.journeys import people
from tests.journeys.casting import publish_years
from tests.journeys.people import press
from tests.support.cast import Person, make_agency, make_newcomer
from tests.support.sites import LiveSite
from trading.domain.periods import SHANGHAI
from trading.domain.schedule import Instant
from trading.models import Lot
from trading.project.environment import ROOT
from trading.services.moments import moment_of
from trading.services.training import move_clock

Visitor: TypeAlias = Callable[..., Page]

TITLE = "浑南区滨河步道改造工程施工"
BIDDERS = ("baiyun", "changhe", "fuhe", "dongfang")
DAY = timedelta(days=1)
OPENING_HOUR = time(9, 30)
DOCUMENT = FilePayload(name="招标文件.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 documents of the tender")
DRAWING = FilePayload(name="施工组织设计.pdf", mimeType="application/pdf", buffer=bytes(range(256)) * 200)
ATTENDING = ("baiyun", "changhe", "fuhe")
FIRST_PRICES = {"baiyun": "6110200", "changhe": "6001000", "fuhe": "6254300.10", "dongfang": "5800000"}
PRICES = FIRST_PRICES | {"baiyun": "6040665.58", "changhe": "5998000.00"}
IN_CAPITALS = "大写：人民币陆佰壹拾壹万零贰佰元整"
OBJECTION = "长河公司的工期是否以日历天计？"
ANSWER = "是，招标文件第三章已写明。"


@dataclass
class Opening:
    """The people, each before a browser of one's own, and the tender they meet at."""

    site: LiveSite
    anshan: Page
    watcher: Page
    bidders: dict[str, Page]
    names: dict[str, str]
    trade: UUID
    lot: UUID

    @property
    def attending(self) -> list[Page]:
        """Those who come to the opening."""
        return [self.bidders[name] for name in ATTENDING]

    def wait_until(self, instant: Instant) -> None:
        """The tender's own clock is put forward; everything else happens by itself."""

        def move() -> None:
            lot = Lot.objects.select_related("trade").get(pk=self.lot)
            least = moment_of(lot.trade).at + timedelta(seconds=1)
            move_clock(trade_id=self.trade, to=max(lot.schedule.instant(instant), least))

        self.site.do(move)


@pytest.fixture
def opening(live_site: LiveSite, visitor: Visitor) -> Opening:
    """The tender is announced, by the pages of its agency, and documents are on offer."""

    def everybody() -> tuple[Person, dict[str, Person]]:
        publish_years()
        agency, bidders = make_agency(), {name: make_newcomer(name) for name in BIDDERS}
        people.give_passwords(agency, *bidders.values())
        return agency, bidders

    agency, bidders = live_site.do(everybody)
    names = {name: person.actor.name for name, person in bidders.items()}
    pages = {name: people.log_in(visitor(), person) for name, person in bidders.items()}
    anshan = people.log_in(visitor(), agency)
    trade = people.start_draft(anshan, title=TITLE)
    complete_draft(anshan)
    people.publish(anshan)
    lot = live_site.do(lambda: Lot.objects.get(trade_id=trade).pk)
    return Opening(live_site, anshan, visitor(), pages, names, trade, lot)


def test_a_tender_is_announced_bid_for_and_opened_before_everyone(opening: Opening, tmp_path: Path) -> None:
    the_notice_appears(opening)
    opening.wait_until(Instant.DOCUMENTS_FROM)
    everybody_bids(opening)
    somebody_thinks_again(opening)

    the_box_is_closed_before_a_watcher(opening)
    three_open_and_one_never_comes(opening)
    all_prices_appear_at_once(opening)
    an_objection_is_answered(opening)
    the_record_is_confirmed(opening)

    the_record_says_what_was_seen(opening)
    receipts_are_final(opening)
    anyone_can_verify(opening, tmp_path)


# --- before the deadline ------------------------------------------------------------------------------------------


def complete_draft(anshan: Page) -> None:
    """The task list, from its first task to the last before publishing."""
    people.write_lot(anshan, title="第一段步道", ceiling="6310520.53")
    people.upload_document(anshan, DOCUMENT)
    a_date_against_the_law_is_refused_with_its_article(anshan)
    people.make_keys(anshan)
    expect(anshan.get_by_role("heading", name="已完成 5 项，共 6 项")).to_be_visible()


def a_date_against_the_law_is_refused_with_its_article(anshan: Page) -> None:
    """Four days are too few; the page names the article and the earliest day, and puts it in on request."""
    # Counted from a later day, the earliest deadline is the same wherever midnight falls in this test.
    offered = datetime.combine(datetime.now(SHANGHAI).date() + 2 * DAY, OPENING_HOUR, SHANGHAI)
    people.follow(anshan, "时间表")

    people.choose_times(anshan, offered=offered, until=offered + 12 * DAY, deadline=offered + 4 * DAY)

    expect(anshan.locator("#id_deadline_error")).to_contain_text("投标截止太早：依法最早为")
    expect(anshan.locator("main")).to_contain_text("招标投标法第二十四条")
    anshan.locator("button[name=adopt]").click()
    expect(anshan.locator("#id_deadline_error")).to_have_count(0)
    people.press(anshan, "保存并继续")


def the_notice_appears(opening: Opening) -> None:
    """By itself: in the list, as a page of its own, and with its place in the ledger."""
    watcher = opening.watcher

    people.find_tender(watcher, TITLE)

    people.watch_for(watcher, watcher.get_by_text("账本位置"))
    expect(watcher.get_by_role("row", name=DOCUMENT["name"])).to_be_visible()
    expect(watcher.locator("main")).to_contain_text("招标文件开始提供之后可以投标")


def everybody_bids(opening: Opening) -> None:
    """Four, each in a browser of its own, all at the same time."""
    for name, page in opening.bidders.items():
        people.find_tender(page, TITLE)
        people.watch_for(page, page.get_by_role("link", name="参加投标"))
        people.follow(page, "参加投标")
        people.follow(page, "填写并封存投标")
        people.fill_and_seal(page, price=FIRST_PRICES[name], files=[DRAWING])
    expect(opening.bidders["baiyun"].locator("[data-words-for=price]")).to_have_text(IN_CAPITALS)
    for page in opening.bidders.values():
        people.receive(page)


def somebody_thinks_again(opening: Opening) -> None:
    """Baiyun replaces its bid; Changhe takes its bid back and bids once more."""
    baiyun, changhe = opening.bidders["baiyun"], opening.bidders["changhe"]
    people.follow(baiyun, "替换投标")
    people.fill_and_seal(baiyun, price=PRICES["baiyun"])
    people.withdraw(changhe)
    people.follow(changhe, TITLE)
    people.follow(changhe, "填写并封存投标")
    people.fill_and_seal(changhe, price=PRICES["changhe"])
    for page in (baiyun, changhe):
        people.receive(page)


# --- in the hall --------------------------------------------------------------------------------------------------


def the_box_is_closed_before_a_watcher(opening: Opening) -> None:
    """Until the deadline nobody can see who bids; from then on everybody sees the same, without loading a page."""
    watcher = opening.watcher
    for page in (watcher, opening.anshan, *opening.attending):
        people.enter_hall(page, opening.lot)
    expect(watcher.locator("main")).not_to_contain_text(opening.names["baiyun"])
    watcher.evaluate("document.body.dataset.since = 'before the deadline'")

    opening.wait_until(Instant.DEADLINE)

    expect(watcher.get_by_role("heading", name="4 家投标，已提交密钥 0 家")).to_be_visible()
    expect(watcher.locator("#hall-state")).to_contain_text("投标箱已封闭")


def three_open_and_one_never_comes(opening: Opening) -> None:
    watcher = opening.watcher

    for number, page in enumerate(opening.attending, start=1):
        people.open_bid(page)
        expect(watcher.locator("[data-tally=released]")).to_have_text(str(number))

    expect(watcher.locator("[data-bidder][data-s=released]")).to_have_count(3)
    expect(watcher.locator("main")).not_to_contain_text(PRICES["baiyun"][:4])
    opening.wait_until(Instant.WINDOW_END)
    expect(watcher.locator("#hall-state")).to_contain_text("等待保管人公布窗口密钥")


def all_prices_appear_at_once(opening: Opening) -> None:
    """When the agency has published its key from its browser; Dongfang's bid, which it never opened, is revoked."""
    watcher = opening.watcher

    press(opening.anshan, "公布窗口密钥")

    expect(watcher.get_by_role("heading", name="3 家报价")).to_be_visible()
    shown = [tile.inner_text() for tile in watcher.locator("#price-tiles .tile").all()]
    by_price = sorted(ATTENDING, key=lambda name: Decimal(PRICES[name]))
    for name, tile in zip((*by_price, "dongfang"), shown, strict=True):
        assert opening.names[name] in tile
    assert [f"{Decimal(PRICES[name]):,}" in tile for name, tile in zip(by_price, shown, strict=False)] == [True] * 3
    assert "撤销" in shown[-1]
    expect(watcher.get_by_role("img", name="3 家报价，最低 5,998,000.00 元，最高 6,254,300.10 元")).to_be_visible()
    assert watcher.evaluate("document.body.dataset.since") == "before the deadline"


def an_objection_is_answered(opening: Opening) -> None:
    fuhe, anshan = opening.bidders["fuhe"], opening.anshan

    fuhe.get_by_label("异议内容").fill(OBJECTION)
    press(fuhe, "提交异议")
    expect(opening.watcher.locator("#hall-state")).to_contain_text(OBJECTION)
    anshan.get_by_label("答复").fill(ANSWER)
    press(anshan, "答复")

    expect(opening.watcher.locator("#hall-state")).to_contain_text(ANSWER)


def the_record_is_confirmed(opening: Opening) -> None:
    """By all three that came; Dongfang does not sign, so the record is out when the time for it ends."""
    opening.wait_until(Instant.OBJECTIONS_END)

    for page in opening.attending:
        press(page, "确认开标记录")
        expect(page.get_by_role("button", name="确认开标记录")).to_have_count(0)
    opening.wait_until(Instant.CONFIRMATION_END)

    expect(opening.watcher.get_by_role("heading", name="开标记录已发布")).to_be_visible()


# --- afterwards ---------------------------------------------------------------------------------------------------


def the_record_says_what_was_seen(opening: Opening) -> None:
    """As a page, as JSON and on paper."""
    watcher = opening.watcher
    people.follow(watcher, "看开标记录")

    record = watcher.locator("main")
    pdf = watcher.request.get(f"/halls/{opening.lot}/record.pdf").body()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    content = watcher.request.get(f"/halls/{opening.lot}/record.json").json()

    for name in ATTENDING:
        price = f"{Decimal(PRICES[name]):,}"
        assert opening.names[name] in text and price in text
        expect(record.get_by_role("row", name=opening.names[name]).first).to_contain_text(price)
    expect(record).to_contain_text(OBJECTION)
    opened = {bid["items"]["price"] for bid in content["bids"] if bid["items"]}
    assert opened == {PRICES[name] for name in ATTENDING}


def receipts_are_final(opening: Opening) -> None:
    """Each browser finds its own bid in the closed box."""
    for page in opening.bidders.values():
        page.goto(f"/lots/{opening.lot}/bid/receipt/")
        expect(page.locator("#receipt-state")).to_have_text("已封箱，回执与投标箱相符")


def anyone_can_verify(opening: Opening, folder: Path) -> None:
    """The bundle from the tender's page, with a program that asks the platform nothing."""
    watcher = opening.watcher
    people.find_tender(watcher, TITLE)
    with watcher.expect_download() as download:
        watcher.get_by_role("link", name="交易包").first.click()
    bundle = folder / "bundle.zip"
    download.value.save_as(bundle)

    command = [sys.executable, "-m", "disclosure.verifier", str(bundle)]
    report = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert report.returncode == 0, report.stdout + report.stderr
