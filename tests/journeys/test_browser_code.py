"""The browser code in a real Chromium, against the stub: sealing, receipts, the hall."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from bidding.domain.age_files import decrypt_file
from bidding.domain.age_keys import Identity
from bidding.domain.forms import decode_form
from bidding.domain.releases import check_release, open_attachment_keys, open_release
from tests.js.stub_platform import Platform
from tests.js.stub_server import DIST
from tests.support.browsers import PATIENCE
from tests.vectors.cast import BAIYUN, CHANGHE, NAMES, OPENING_ITEMS

FORM = {"price": "18,350,534", "duration": "360", "quality": "合格", "project_manager": "周岚"}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser."""
    context = browser.new_context(accept_downloads=True, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def faults() -> list[str]:
    """Errors that the page under test has reported."""
    return []


@pytest.fixture
def page(context: BrowserContext, faults: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    return page


@pytest.fixture
def platform() -> Iterator[Platform]:
    if not DIST.exists():
        pytest.fail("the browser code is not built: node scripts/build.mjs")
    platform = Platform()
    yield platform
    platform.close()


def fill(page: Page, platform: Platform, files: list[Any] | None = None) -> None:
    page.goto(f"{platform.address}/bid")
    page.wait_for_selector("#bid-form[data-ready]")
    for key, value in FORM.items():
        page.fill(f"[name={key}]", value)
    if files:
        page.set_input_files("#files", files)


def save(page: Page) -> tuple[str, bytes]:
    """Keep the file and the passphrase, as the panel asks."""
    page.wait_for_selector("#recovery:not([hidden])")
    passphrase = page.inner_text("#recovery [data-part=passphrase]")
    with page.expect_download() as download:
        page.click("#recovery [data-part=download]")
    page.fill("#recovery [data-part=check]", passphrase[-5:].lower())
    page.check("#recovery [data-part=stored]")
    page.click("#recovery [data-part=go]")
    return passphrase, Path(download.value.path()).read_bytes()


def submit(page: Page, platform: Platform, files: list[Any] | None = None) -> tuple[str, bytes]:
    fill(page, platform, files)
    page.click("#seal")
    kept = save(page)
    page.wait_for_url("**/receipt")
    return kept


FILE = {"name": "技术文件.pdf", "mimeType": "application/pdf", "buffer": bytes(range(256)) * 20_000}


def test_a_bid_is_sealed_uploaded_and_received(page: Page, platform: Platform, faults: list[str]) -> None:
    submit(page, platform, [FILE])

    bid = platform.bids[0].value
    assert [(each.role.value, each.index) for each in bid.objects] == [
        ("form", 0),
        ("attachment", 0),
        ("attachment", 1),
    ]
    assert all(len(platform.objects[each.sha256]) == each.size for each in bid.objects)
    expect(page.locator("#receipt-state")).to_have_text("received")
    expect(page.locator("[data-check=stored] [data-part=state]")).to_have_text("done")
    assert faults == []


def test_the_words_of_the_price_follow_what_is_typed(page: Page, platform: Platform) -> None:
    fill(page, platform)

    expect(page.locator("[data-words-for=price]")).to_have_text("大写：人民币壹仟捌佰叁拾伍万零伍佰叁拾肆元整")


def test_what_is_wrong_is_said_first_and_beside_the_field(page: Page, platform: Platform) -> None:
    fill(page, platform)
    page.fill("[name=price]", "20000000.01")
    page.fill("[name=duration]", "")

    page.click("#seal")

    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors li")).to_have_count(2)
    expect(page.locator(".field-bad .error")).to_have_count(2)
    expect(page.locator("[name=price]")).to_have_attribute("aria-invalid", "true")
    assert platform.uploads == {}


def test_an_oversized_file_is_refused_before_anything_is_sealed(page: Page, platform: Platform) -> None:
    fill(page, platform, [{"name": "big.bin", "mimeType": "", "buffer": bytes(6_000_001)}])

    page.click("#seal")

    expect(page.locator("#errors li")).to_contain_text("big.bin")


def test_lost_connections_are_waited_out_and_the_upload_goes_on(page: Page, platform: Platform) -> None:
    platform.broken_uploads = 2

    submit(page, platform, [FILE])

    assert len(platform.bids) == 1


def test_an_object_that_the_platform_lost_is_uploaded_again(page: Page, platform: Platform) -> None:
    fill(page, platform, [FILE])

    def lose_everything(route: Route) -> None:
        platform.objects.clear()
        route.continue_()

    page.route("**/bids/", lose_everything, times=1)
    page.click("#seal")
    save(page)

    page.wait_for_url("**/receipt")
    assert len(platform.bids) == 1


def test_a_late_bid_is_said_so_and_loses_nothing(page: Page, platform: Platform) -> None:
    platform.late = True
    fill(page, platform)
    page.click("#seal")
    save(page)

    expect(page.locator("#message [data-part=title]")).to_have_text("投标截止时间已到")
    page.click("#back")
    expect(page.locator("[name=price]")).to_have_value("18,350,534")
    expect(page.locator("#pending")).to_be_visible()


def test_a_sealed_bid_that_was_not_delivered_goes_on_after_a_reload(page: Page, platform: Platform) -> None:
    platform.late = True
    fill(page, platform, [FILE])
    page.click("#seal")
    save(page)
    page.wait_for_selector("#back:not([hidden])")
    platform.late = False

    page.goto(f"{platform.address}/bid")
    expect(page.locator("[name=price]")).to_have_value("18,350,534")
    page.click("#pending [data-part=continue]")

    page.wait_for_url("**/receipt")
    assert len(platform.bids) == 1


def test_a_second_tab_and_a_second_click_do_not_seal_twice(
    context: BrowserContext, page: Page, platform: Platform
) -> None:
    fill(page, platform)
    page.dblclick("#seal", no_wait_after=True)
    page.wait_for_selector("#recovery:not([hidden])")
    other = context.new_page()
    fill(other, platform)

    other.click("#seal")

    expect(other.locator("#message [data-part=title]")).to_have_text("另一个窗口正在办理")
    save(page)
    page.wait_for_url("**/receipt")
    assert len(platform.bids) == 1


def test_the_receipt_is_final_once_the_box_has_the_bid(page: Page, platform: Platform) -> None:
    submit(page, platform)
    platform.closed = True

    page.reload()

    expect(page.locator("#receipt-state")).to_have_text("final")


def test_a_rehearsal_opens_everything_that_the_platform_holds(page: Page, platform: Platform) -> None:
    submit(page, platform, [FILE])

    page.click("#rehearse")

    expect(page.locator("#rehearse-result")).to_contain_text("3 个对象")
    expect(page.locator("#rehearse-items")).to_contain_text("18,350,534.00")


def test_a_withdrawal_is_signed_and_received(page: Page, platform: Platform) -> None:
    submit(page, platform)
    page.click("#withdraw-form button")

    with page.expect_response("**/withdrawals/") as response:
        page.click("#withdraw-dialog button")

    assert response.value.status == 201


def open_hall(page: Page, platform: Platform) -> None:
    platform.closed, platform.stage = True, "decrypting"
    page.goto(f"{platform.address}/hall")
    page.wait_for_selector("#connection[data-s=live]")


def test_the_bidder_opens_its_bid_in_the_hall(page: Page, platform: Platform, faults: list[str]) -> None:
    submit(page, platform, [FILE])
    open_hall(page, platform)

    page.click("#open-bid")

    expect(page.locator("#open-result [data-part=title]")).to_have_text("密钥已提交")
    release, bid = platform.releases[0].value, platform.bids[0]
    check_release(release, bid, (platform.box() or {})["root"])
    keys = open_release(release, bid.value, {"agency": platform.window})
    form = io.BytesIO()
    decrypt_file(io.BytesIO(platform.objects[bid.value.form.sha256]), form, keys.form)
    assert decode_form(form.getvalue(), OPENING_ITEMS).items["price"] == "18350534.00"
    attachment_keys = open_attachment_keys(keys.attachments or b"", bid.value, platform.evaluation)
    plain = io.BytesIO()
    decrypt_file(io.BytesIO(platform.objects[bid.value.attachments[1].sha256]), plain, attachment_keys[1])
    assert plain.getvalue() == FILE["buffer"]
    assert faults == []


def test_another_computer_opens_the_bid_with_the_recovery_file(
    browser: Browser, page: Page, platform: Platform
) -> None:
    passphrase, file = submit(page, platform)
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    open_hall(other, platform)

    other.click("#open-bid")
    other.wait_for_selector("#keyfile-form:not([hidden])")
    other.set_input_files("#keyfile-form [name=file]", {"name": "a.age", "mimeType": "", "buffer": file})
    other.fill("#keyfile-form [name=passphrase]", "WRONG")
    other.click("#keyfile-form button")
    expect(other.locator("#keyfile-form [data-part=error]")).to_be_visible()
    other.fill("#keyfile-form [name=passphrase]", passphrase.lower().replace("-", " "))
    other.click("#keyfile-form button")

    expect(other.locator("#open-result [data-part=title]")).to_have_text("密钥已提交")
    assert platform.releases[0].key == platform.bids[0].key
    elsewhere.close()


def test_a_colleague_with_a_key_of_its_own_releases_by_the_key_in_the_recovery_file(
    browser: Browser, page: Page, platform: Platform
) -> None:
    elsewhere = browser.new_context(accept_downloads=True, locale="zh-CN")
    other = elsewhere.new_page()
    submit(other, platform)  # so it has a key, which did not sign what counts
    fill(page, platform)
    page.click("#seal")
    page.click("#account-key [data-part=new]")
    passphrase, file = save(page)
    page.wait_for_url("**/receipt")
    open_hall(other, platform)

    other.click("#open-bid")
    other.set_input_files("#keyfile-form [name=file]", {"name": "a.age", "mimeType": "", "buffer": file})
    other.fill("#keyfile-form [name=passphrase]", passphrase)
    other.click("#keyfile-form button")

    expect(other.locator("#open-result [data-part=title]")).to_have_text("密钥已提交")
    assert platform.releases[0].key == platform.bids[-1].key != platform.bids[0].key
    elsewhere.close()


def test_no_key_leaves_when_the_box_does_not_hold_the_bid(page: Page, platform: Platform) -> None:
    submit(page, platform)
    open_hall(page, platform)
    platform.loses_bids = True

    page.click("#open-bid")

    expect(page.locator("#open-result [data-part=title]")).to_have_text("投标箱里没有回执所载的投标")
    assert platform.releases == []


def test_the_agency_makes_its_keys_and_publishes_the_window_key(page: Page, platform: Platform) -> None:
    page.goto(f"{platform.address}/agency")
    page.click("#make-keys")
    save(page)
    expect(page.locator("#keys-done")).to_be_visible()

    open_hall(page, platform)
    page.click("#publish-window-key")

    expect(page.locator("#open-result [data-part=title]")).to_have_text("窗口密钥已公布")
    assert str(Identity.parse(platform.window_keys[0]).recipient) == platform.agency["window"]


def test_the_hall_follows_events_and_misses_none_over_a_lost_connection(page: Page, platform: Platform) -> None:
    page.goto(f"{platform.address}/hall")
    page.wait_for_selector("#connection[data-s=live]")
    platform.stage = "decrypting"
    platform.happen(
        {"type": "box.closed", "root": "0" * 64, "size": 2, "stage": "closed"},
        {"type": "opening.started", "stage": "decrypting"},
    )
    expect(page.locator("#stage")).to_have_text("decrypting")
    page.wait_for_selector(f"[data-bidder='{BAIYUN}']", state="attached")
    expect(page.locator("#note")).to_be_visible()

    platform.happen({"type": "release.received", "bidder": BAIYUN})
    expect(page.locator(f"[data-bidder='{BAIYUN}']")).to_have_attribute("data-s", "released")
    platform.cut()
    platform.happen({"type": "release.received", "bidder": CHANGHE})

    expect(page.locator(f"[data-bidder='{CHANGHE}']")).to_have_attribute("data-s", "released")
    expect(page.locator("[data-tally=released]")).to_have_text("2")
    expect(page.locator("#hall-log li")).to_have_count(4)
    expect(page.locator("#hall-log li").first).to_contain_text(NAMES[CHANGHE])


def test_what_is_true_of_the_window_alone_goes_when_the_window_closes(page: Page, platform: Platform) -> None:
    open_hall(page, platform)
    expect(page.locator("#note")).to_be_visible()

    platform.stage = "unlocking"
    platform.happen({"type": "window.closed", "stage": "unlocking"})

    expect(page.locator("#note")).to_be_hidden()


def test_all_prices_appear_together_lowest_first_and_what_did_not_open_last(page: Page, platform: Platform) -> None:
    open_hall(page, platform)
    bids = [
        {
            "bid": "1",
            "bidder": BAIYUN,
            "name": NAMES[BAIYUN],
            "outcome": "opened",
            "cause": None,
            "items": {"price": "9.00", "duration": "3"},
        },
        {
            "bid": "2",
            "bidder": CHANGHE,
            "name": NAMES[CHANGHE],
            "outcome": "revoked",
            "cause": "not_released",
            "items": None,
        },
        {
            "bid": "3",
            "bidder": "X",
            "name": "X",
            "outcome": "opened",
            "cause": None,
            "items": {"price": "10.00", "duration": "4"},
        },
    ]

    platform.happen({"type": "bids.opened", "bids": [bids[2], bids[1], bids[0]], "stage": "objections"})

    rows = page.locator("#price-rows tr")
    expect(rows).to_have_count(3)
    assert [row.get_attribute("data-bidder") for row in rows.all()] == [BAIYUN, "X", CHANGHE]
    expect(rows.nth(2)).to_contain_text("解密窗口内未提交密钥")
    expect(page.locator("#hall-prices")).to_be_visible()
    expect(page.locator("#plot")).to_have_count(1)


def test_what_is_being_written_survives_a_new_fragment(page: Page, platform: Platform) -> None:
    open_hall(page, platform)
    page.fill("#objection-text", "请说明")
    platform.stage = "objections"
    platform.happen({"type": "objections.opened", "stage": "objections"})
    expect(page.locator("#stage")).to_have_text("objections")

    expect(page.locator("#objection-text")).to_have_value("请说明")
    page.click("#object")

    expect(page.locator("#objection-text")).to_have_value("")
    assert platform.posts == [("objections", {"text": "请说明"})]
