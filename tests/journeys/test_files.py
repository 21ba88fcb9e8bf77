"""The files of a bid on their way to a member: made, handed on and read in browsers; a stranger finds nothing."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from bidding.domain.bids import read_bid
from bidding.domain.drafting import PlainFile
from bidding.domain.recovery import new_passphrase, seal_with_passphrase
from bidding.models import Submission
from experts.models import FileNote, GivenKeys
from experts.services import seating
from tests.journeys import people
from tests.journeys.people import Kept, follow, press
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidders
from tests.support.sites import LiveSite
from tests.support.world import Tender
from trading.domain.canonical import encode
from trading.services import files

Visitor: TypeAlias = Callable[..., Page]

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)  # one point: a browser without windows shows pictures, and no PDF
TEXT = "施工进度：118 日。".encode()


@dataclass(frozen=True)
class Scene:
    """The record is published; all members but Wei have promised. `keys`: what the agency keeps at home."""

    lot: UUID
    trade: UUID
    agency: Person
    wei: Person
    outsider: Person
    bid: str
    keys: Kept


@pytest.fixture
def scene(site: LiveSite, tmp_path: Path) -> Scene:
    def begin() -> Scene:
        bidders, agency = make_bidders(3), make_agency()
        tender = world.announce_tender(agency, scheme=at_work.SCHEME)
        attached = (
            PlainFile("技术文件.pdf", "application/pdf", BytesIO(PDF)),
            PlainFile("说明.txt", "text/plain", BytesIO(TEXT)),
            PlainFile("网页.html", "text/html", BytesIO(b"<script>alert(1)</script>")),
            PlainFile("平面图.png", "image/png", BytesIO(PNG)),
        )
        world.submit_files(tender, bidders[0], attached)
        world.submit_all(tender, bidders[1:])
        world.close(tender)
        world.open_all(tender, bidders)
        world.finish(tender, bidders)
        committee = at_work.seated(tender)
        for member in committee.members[1:]:
            seating.undertake(lot_id=tender.lot_id, by=member.actor)
        outsider = at_work.expert("sun")
        people.give_passwords(agency, committee.chair, outsider)
        bid = committee.bid_of(bidders[0])
        return Scene(
            tender.lot_id, tender.trade.pk, agency, committee.chair, outsider, bid, kept_keys(tender, tmp_path)
        )

    made: Scene = site.do(begin)
    site.start()
    return made


def kept_keys(tender: Tender, folder: Path) -> Kept:
    """The key file that the agency's browser wrote when the tender was announced."""
    lot = {"evaluation": tender.evaluation.text, "lot": str(tender.lot_id), "window": tender.window.text}
    place = {"envelope": "main", "origin": _origin(tender), "trade": str(tender.trade.pk)}
    content = {"lots": [lot], "type": "mingzheng/agency-keys/v1", **place}
    passphrase, file = new_passphrase(), folder / "keys.age"
    file.write_bytes(seal_with_passphrase(encode(content), passphrase))
    return Kept(file, passphrase)


def _origin(tender: Tender) -> str:
    return next(iter(tender.sealed.values())).signed.value.place.origin


def test_agency_and_member_bring_a_file_from_the_bidder_to_the_committee(
    site: LiveSite, visitor: Visitor, scene: Scene
) -> None:
    wei = people.log_in(visitor(accept_downloads=True), scene.wei)
    promise_and_make_key(wei, scene)
    ours = people.log_in(visitor(), scene.agency)
    hand_on(ours, scene)
    site.do(lambda: damage(scene, 2))

    wei.goto(f"/evaluation/lots/{scene.lot}/key/")
    press(wei, "试打开")
    expect(wei.locator("#message")).to_contain_text("含 1 份投标的附件")
    wei.goto(f"/evaluation/lots/{scene.lot}/bids/{scene.bid}/")
    press(wei, "在本机打开附件")
    lines = wei.locator("#bid-files > li")
    expect(lines).to_have_count(4)

    with wei.expect_download() as saved:
        press(lines.nth(0), "保存")
    assert saved.value.suggested_filename == "技术文件.pdf" and saved.value.path().read_bytes() == PDF
    expect(lines.nth(0)).to_contain_text("大小和哈希值与投标人封存的一致")
    with wei.context.expect_page() as tab:
        press(lines.nth(3), "打开")
    expect(tab.value).to_have_url(re.compile("^blob:"))
    press(lines.nth(1), "打开")
    expect(lines.nth(1)).to_contain_text("平台保存的密文缺失，或者与投标声明不符")
    press(lines.nth(1), "记入评标报告")
    expect(lines.nth(1)).to_contain_text("已记下")
    assert site.do(lambda: FileNote.objects.get().problem) == "stored"
    expect(lines.nth(2).get_by_role("button", name="打开", exact=True)).to_be_hidden()
    _nobody_else_finds_them(site, visitor, scene, wei)


def _nobody_else_finds_them(site: LiveSite, visitor: Visitor, scene: Scene, wei: Page) -> None:
    """Not the agency either: it has the keys, and gets no ciphertext."""
    base = f"/evaluation/lots/{scene.lot}"
    content = site.do(lambda: attachment(scene, 1))
    doors = [
        f"{base}/files/keys.age",
        f"{base}/files/{scene.bid}/bid.json",
        f"{base}/files/{scene.bid}/objects/{content}/",
    ]
    pages = [f"{base}/key/", f"{base}/bids/{scene.bid}/"]
    assert {wei.request.get(address).status for address in doors + pages} == {200}

    for person in (scene.outsider, scene.agency):
        page = people.log_in(visitor(), person)
        assert {page.request.get(address).status for address in doors + pages} == {404}
    stranger = visitor()
    assert {stranger.request.get(door).status for door in doors} == {401}


def promise_and_make_key(page: Page, scene: Scene) -> None:
    page.goto(f"/evaluation/lots/{scene.lot}/")
    page.get_by_label("再次输入登录密码").fill(people.PASSWORD)
    press(page, "签署承诺书")
    page.wait_for_url("**/key/")
    press(page, "在本机生成密钥")
    people.keep(page)
    page.wait_for_url(f"**/evaluation/lots/{scene.lot}/")
    press(page, "开始评标")
    expect(page.locator("main")).to_contain_text("等待代理机构交付密钥")


def hand_on(page: Page, scene: Scene) -> None:
    page.goto(f"/trades/{scene.trade}/")
    page.locator(f'main a[href$="/evaluation/lots/{scene.lot}/result/"]').click()
    follow(page, "投标附件的密钥")
    press(page, "打开并交付")
    people.use_kept(page, scene.keys)
    expect(page.locator("main")).to_contain_text("现在没有要交付的")
    expect(page.locator("main")).to_contain_text("已交付")


def attachment(scene: Scene, index: int) -> str:
    row = Submission.objects.get(hash=scene.bid)
    return read_bid(bytes(row.statement)).value.attachments[index].sha256


def damage(scene: Scene, index: int) -> None:
    """A byte of a stored ciphertext goes wrong."""
    assert GivenKeys.objects.count() == 1
    path = files.path_of(attachment(scene, index))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
