"""What people do in their browsers, through what they see on the page: log in, draft, bid, sit in the hall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from uuid import UUID

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.support.browsers import PATIENCE
from tests.support.cast import Person
from tests.support.site_settings import QuickHasher
from trading.domain.periods import SHANGHAI
from trading.forms import MOMENT

PASSWORD = "a password that is long"


@dataclass(frozen=True)
class Kept:
    """What somebody keeps at home: an encrypted file, and on another sheet its passphrase."""

    file: Path
    passphrase: str


def give_passwords(*people: Person) -> None:
    """Accounts of the cast have none."""
    for person in people:
        person.user.password = QuickHasher().encode(PASSWORD, "a salt for the tests")
        person.user.save(update_fields=["password"])


def log_in(page: Page, person: Person) -> Page:
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="登录").click()
    page.locator("[name=login]").fill(person.user.username)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "登录")
    expect(page.get_by_role("link", name=person.actor.name)).to_be_visible()
    return page


def press(page: Page | Locator, name: str) -> None:
    """The button of this name in the page's own part."""
    (page.locator("main") if isinstance(page, Page) else page).get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """The link of this name in the page's own part."""
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def keep(page: Page) -> Kept:
    """Write down the passphrase, save the file, and prove both, as the panel asks."""
    panel = page.locator("#recovery")
    expect(panel).to_be_visible()
    passphrase = panel.locator("[data-part=passphrase]").inner_text()
    with page.expect_download() as download:
        press(panel, "下载")
    panel.get_by_label("再输入口令的最后一组").fill(passphrase[-5:])
    panel.get_by_label("我已把文件和口令分开保存").check()
    panel.locator("[data-part=go]").click()
    return Kept(download.value.path(), passphrase)


def use_kept(page: Page, kept: Kept) -> None:
    """Open the kept file on a computer that has never seen the key."""
    dialog = page.locator("#keyfile-dialog")
    dialog.get_by_label("文件").set_input_files(kept.file)
    dialog.get_by_label("口令").fill(kept.passphrase)
    press(dialog, "在本机打开")


# --- the agency ---------------------------------------------------------------------------------------------------


def start_draft(page: Page, *, title: str) -> UUID:
    """A training tender: its clock is its own."""
    page.goto("/agency/")
    press(page, "起草新项目")
    page.get_by_label("训练项目").check()
    page.get_by_label("项目名称").fill(title)
    page.get_by_label("招标人").fill("浑南区城市建设局")
    page.get_by_label("项目所在地").select_option("210112")
    page.get_by_label("项目概况").fill("改造步道 12.6 公里。")
    press(page, "建立草稿")
    return UUID(page.url.rstrip("/").rpartition("/")[2])


def write_lot(page: Page, *, title: str, ceiling: str) -> None:
    follow(page, "标段")
    page.get_by_label("标段名称").fill(title)
    page.get_by_label("最高投标限价").fill(ceiling)
    press(page, "保存并继续")


def upload_document(page: Page, document: FilePayload) -> None:
    follow(page, "招标文件")
    page.get_by_label("选择文件").set_input_files(document)
    press(page, "上传")
    expect(page.get_by_role("row", name=document["name"])).to_be_visible()
    follow(page, "返回任务列表")


def choose_times(page: Page, *, offered: datetime, until: datetime, deadline: datetime) -> None:
    """Type a timetable and save it; whether the law allows it is for the page to say."""
    for name, moment in (("documents_from", offered), ("documents_until", until), ("deadline", deadline)):
        page.locator(f"[name={name}]").fill(moment.astimezone(SHANGHAI).strftime(MOMENT))
    press(page, "保存并继续")


def make_keys(page: Page) -> Kept:
    follow(page, "窗口密钥")
    press(page, "在本机生成密钥")
    kept = keep(page)
    page.wait_for_url("**/agency/*/")
    return kept


def make_sure(page: Page) -> None:
    """Go through the list of what shuts bidders out, and confirm that nothing of it is there."""
    follow(page, "公平竞争审查")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_label("再次输入登录密码").fill(PASSWORD)
    press(page, "保存并继续")


def publish(page: Page) -> None:
    make_sure(page)
    follow(page, "检查全部答案并发布")
    follow(page, "继续到发布")
    page.get_by_label("再次输入登录密码").fill(PASSWORD)
    press(page, "签名并发布")


# --- bidders ------------------------------------------------------------------------------------------------------


def find_tender(page: Page, title: str) -> None:
    """From the front page by searching, as somebody who has heard of it."""
    page.goto("/trades/")
    page.get_by_label("搜索项目、编号或单位").fill(title)
    press(page, "查找")
    watch_for(page, page.locator("main").get_by_role("link", name=title, exact=True).first)  # the index follows the log
    follow(page, title)
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def fill_and_seal(page: Page, *, price: str, files: Sequence[FilePayload] = ()) -> None:
    """Fill the form and press the button. What follows is `receive`."""
    expect(page.locator("#bid-form[data-ready]")).to_be_visible()
    items = {"price": price, "duration": "150", "quality": "合格", "project_manager": "张三"}
    for name, value in items.items():
        page.locator(f"#bid-form [name={name}]").fill(value)
    if files:
        page.locator("#files").set_input_files(list(files))
    press(page, "封存并提交")


def receive(page: Page) -> Kept:
    """Keep the recovery file of the sealed bid, and see the receipt that the browser itself has verified."""
    kept = keep(page)
    page.wait_for_url("**/receipts/*/")
    expect(page.locator("#receipt-state")).to_have_text("已收妥，回执验证通过")
    return kept


def withdraw(page: Page) -> None:
    follow(page, "撤回投标")
    press(page, "撤回投标")
    press(page.locator("#withdraw-dialog"), "撤回投标")
    page.wait_for_url("**/receipts/*/")
    expect(page.get_by_role("heading", level=1, name="撤回回执")).to_be_visible()


def enter_hall(page: Page, lot: UUID) -> None:
    page.goto(f"/halls/{lot}/")
    expect(page.locator("#connection")).to_have_attribute("data-s", "live")


def open_bid(page: Page) -> None:
    """Release the keys from this browser; its own check of the acknowledgement is what the page shows."""
    press(page, "解密我的投标")
    expect(page.locator("#hall-state")).to_contain_text("已提交密钥，平台已签收")


# --- everybody ----------------------------------------------------------------------------------------------------


def watch_for(page: Page, something: Locator) -> None:
    """Load the page again until it shows this: for pages that do not follow the ledger by themselves."""
    until = monotonic() + PATIENCE / 1000
    while not something.is_visible():
        assert monotonic() < until, f"{page.url} never showed {something}"
        page.reload()
    expect(something).to_be_visible()
