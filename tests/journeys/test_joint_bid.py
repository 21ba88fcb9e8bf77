"""A joint bid made in a browser: declared, refused without its agreement, sealed with it, and read back at home."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys import people
from tests.journeys.people import press
from tests.support import world
from tests.support.cast import Person, code_of, make_agency, make_newcomer
from tests.support.sites import LiveSite

Visitor: TypeAlias = Callable[..., Page]

AGREEMENT = FilePayload(name="盖章扫描件 2.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 the agreement")
SECOND = {"name": "长河路桥工程有限公司", "code": code_of("changhe"), "does": "绿化", "specialty": "园林绿化"}
LEADS = {"does": "土建与道路", "specialty": "市政公用工程施工总承包"}


@pytest.fixture
def lot(live_site: LiveSite) -> tuple[UUID, Person]:
    """A lot that takes joint bids of up to three members, and Baiyun, who has never been here."""

    def begin() -> tuple[UUID, Person]:
        baiyun = make_newcomer("baiyun")
        people.give_passwords(baiyun)
        return world.announce_tender(make_agency(), joint_most=3).lot_id, baiyun

    made: tuple[UUID, Person] = live_site.do(begin)
    return made


def write_member(page: Page, at: int, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        page.locator(f"#item-members-{at}-{name}").fill(value)


def test_a_joint_bid_is_declared_completed_and_sealed_with_its_agreement(
    visitor: Visitor, lot: tuple[UUID, Person]
) -> None:
    page = people.log_in(visitor(), lot[1])
    page.goto("/account/declaration/")
    for name, value in {"person": "张建国", "mark": "123X", "contact": "李四", "phone": "13900000001"}.items():
        page.locator(f"[name={name}]").fill(value)
    press(page, "保存申报")

    page.goto(f"/lots/{lot[0]}/bid/form/")
    page.get_by_label("联合体投标，本单位为牵头人").check()
    write_member(page, 0, LEADS)
    write_member(page, 1, SECOND | {"code": SECOND["code"][:-1]})
    people.fill_and_seal(page, price="6040665.58")

    errors = page.locator("#errors")
    expect(errors).to_contain_text("第 2 个成员的统一社会信用代码不正确")
    expect(errors).to_contain_text("请选择共同投标协议")
    expect(errors).to_contain_text("请确认申报仍然属实")

    write_member(page, 1, SECOND)
    page.locator("#agreement").set_input_files(AGREEMENT)
    expect(page.locator("#file-list")).to_contain_text("共同投标协议.pdf")
    page.get_by_label("以上申报现在仍然属实，随本次投标一并确认").check()
    press(page, "封存并提交")
    people.receive(page)

    press(page, "试一次解密")
    expect(page.locator("#rehearse-items")).to_contain_text("长河路桥工程有限公司（绿化；园林绿化 一级/甲级）")


def test_a_draft_of_members_comes_back_after_a_reload(visitor: Visitor, lot: tuple[UUID, Person]) -> None:
    page = people.log_in(visitor(), lot[1])
    page.goto(f"/lots/{lot[0]}/bid/form/")
    expect(page.locator("#bid-form[data-ready]")).to_be_visible()
    page.get_by_label("联合体投标，本单位为牵头人").check()
    press(page, "再加一个成员")
    write_member(page, 2, {"name": "福禾市政工程有限公司"})
    expect(page.get_by_text("草稿已加密保存在本机")).to_be_visible()

    page.reload()

    expect(page.locator("#item-members-2-name")).to_have_value("福禾市政工程有限公司")
    expect(page.locator("#item-members-0-code")).to_have_value(code_of("baiyun"))
    press(page.locator("#bid-form fieldset").last, "移除")
    expect(page.locator("#item-members-2-name")).to_have_count(0)
