"""The parties of a whole trade, each before a browser of its own, with the verbs that each does on the pages it sees."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.sync_api import FilePayload, Page, expect

from tests.journeys import people
from tests.journeys.people import follow, press
from trading.domain.periods import SHANGHAI
from trading.forms import MOMENT
from trading.project.environment import ROOT

DOCUMENT = FilePayload(name="招标文件.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 documents of the tender")
DRAWING = FilePayload(name="施工组织设计.pdf", mimeType="application/pdf", buffer=bytes(range(256)) * 200)
CONTRACT = FilePayload(name="施工合同.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 the contract")
FACTORS = (("施工方案与技术措施", "35", "针对性、完整性"), ("项目管理机构", "25", "人员与业绩"))
DAY = timedelta(days=1)
WITHOUT_DJANGO = """import runpy, sys
sys.modules["django"] = None
sys.argv[0] = "verifier"
runpy.run_module("disclosure.verifier", run_name="__main__")
"""


def confirm(page: Page, button: str) -> None:
    """Type the password once more, and press."""
    page.get_by_label("再次输入登录密码").fill(people.PASSWORD)
    press(page, button)


def typed(moment: datetime) -> str:
    """As a field for day and time takes it."""
    return moment.astimezone(SHANGHAI).strftime(MOMENT)


@dataclass
class Agency:
    """Anshan: drafts, announces, asks for a committee, and after the evaluation decides."""

    page: Page
    title: str

    def announce(self, *, offered: datetime, deadline: datetime) -> UUID:
        """From the first word of the draft to the notice: no deposit, and a method of evaluation."""
        trade = people.start_draft(self.page, title=self.title)
        people.write_lot(self.page, title="第一段步道", ceiling="6310520.53")
        people.upload_document(self.page, DOCUMENT)
        follow(self.page, "投标保证金")
        press(self.page, "保存并继续")
        self.name_method()
        follow(self.page, "时间表")
        people.choose_times(self.page, offered=offered, until=deadline - DAY, deadline=deadline)
        people.make_keys(self.page)
        people.publish(self.page)
        return trade

    def name_method(self) -> None:
        follow(self.page, "评标办法")
        self.page.get_by_label("综合评估法").check()
        for number, (label, most, looks_at) in enumerate(FACTORS, start=1):
            for name, text in (("label", label), ("most", most), ("looks_at", looks_at)):
                self.page.locator(f"[name=f{number}-{name}]").fill(text)
        press(self.page, "保存并继续")
        expect(self.page.get_by_role("heading", name="已完成 3 项，共 6 项")).to_be_visible()

    def publish_window_key(self) -> None:
        press(self.page, "公布窗口密钥")

    def book_room(self, room: str, *, starts: datetime, ends: datetime) -> None:
        """Five seats of the evaluation room, found from the page of the committee."""
        self.go_to("评标委员会")
        follow(self.page, "预订评标室")
        self.page.get_by_label("开始（北京时间）").fill(typed(starts))
        self.page.get_by_label("结束（北京时间）").fill(typed(ends))
        press(self.page, "查找空闲场地")
        press(self.page, f"预订 {room}")
        expect(self.page.get_by_role("row", name=room)).to_be_visible()

    def request_committee(self, *, begins: datetime, representative: str, room: str) -> None:
        """Four experts of roads and one of the tenderer's own people, in the room that is booked."""
        self.go_to("评标委员会")
        expect(self.page.get_by_label("评标地点")).to_have_value(room)
        self.page.get_by_role("group", name="第 1 组").get_by_label("专业").select_option("A08")
        self.page.get_by_role("group", name="第 1 组").get_by_label("人数").fill("4")
        self.page.get_by_label("评标开始").fill(typed(begins))
        self.page.get_by_label("招标人代表").fill(representative)
        press(self.page, "提交组建申请")
        expect(self.page.locator("main")).to_contain_text("等待抽取和通知")

    def draw(self) -> None:
        """The agency's part of the draw goes on by itself while the page is open."""
        self.page.get_by_role("link", name="我的项目").first.click()
        join_draw(self.page, self.title)

    def show_candidates(self) -> None:
        """The last day is proposed; the ranking is that of the report."""
        self.go_to("定标与合同")
        follow(self.page, "公示中标候选人")
        for rank in (1, 2, 3):
            self.page.get_by_label(f"第 {rank} 名响应资格要求的情况").fill("满足招标文件的资格要求。")
        self.page.get_by_label("评标情况").fill("综合评估法，评审三份投标，无否决。")
        confirm(self.page, "签名并公示")
        expect(self.page.locator("main")).to_contain_text("中标候选人已公示。")

    def ask_second_look(self, candidate: str, heard: str) -> None:
        """Until when is proposed; the award waits."""
        follow(self.page, "请求复核")
        self.page.get_by_role("radio", name=f"第 1 名 {candidate}").check()
        self.page.get_by_label("要求复核的理由").fill(heard)
        confirm(self.page, "签名并送交评标委员会")
        expect(self.page.locator("main")).to_contain_text("等待复核")

    def see_confirmed(self, candidate: str) -> None:
        self.go_to("定标与合同")
        shown = self.page.get_by_role("listitem").filter(has_text=candidate)
        expect(shown.filter(has_text="确认能够履约")).to_be_visible()

    def award(self, winner: str) -> None:
        self.go_to("定标与合同")
        follow(self.page, "确定中标人")
        self.page.get_by_role("radio", name=f"第 1 名 {winner}").check()
        confirm(self.page, "签名并公告中标结果")
        expect(self.page.locator("main")).to_contain_text("中标结果已公告")

    def report(self) -> None:
        follow(self.page, "提交书面报告")
        confirm(self.page, "签名并提交")
        expect(self.page.locator("main")).to_contain_text("报告已提交。")

    def offer_contract(self) -> None:
        follow(self.page, "拟定合同")
        self.page.get_by_label("合同文件").set_input_files(CONTRACT)
        confirm(self.page, "签名并送交中标人")
        expect(self.page.locator("main")).to_contain_text("合同已送交中标人签名。")

    def go_to(self, name: str) -> None:
        """One of the ways that the agency's list offers for its lot."""
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name="我的项目").click()
        self.page.locator("main").get_by_role("row", name=self.title).get_by_role("link", name=name).first.click()


@dataclass
class Bidder:
    """Baiyun, Changhe or Fuhe: seals, opens, answers what it is asked; one of them signs the contract."""

    page: Page
    name: str
    title: str

    def seal(self, price: str) -> None:
        """The form is filled and sealed; `receive` sees the receipt, so that several may seal at once."""
        people.find_tender(self.page, self.title)
        people.watch_for(self.page, self.page.get_by_role("link", name="参加投标"))
        follow(self.page, "参加投标")
        follow(self.page, "填写并封存投标")
        people.fill_and_seal(self.page, price=price, files=[DRAWING])

    def receive(self) -> None:
        people.receive(self.page)

    def open(self) -> None:
        """The last of all ends the window, so what stays to be seen is the row of each."""
        press(self.page, "解密我的投标")
        expect(self.page.locator("[data-bidder][data-s=released]").filter(has_text=self.name)).to_be_visible()

    def confirm_record(self) -> None:
        press(self.page, "确认开标记录")
        expect(self.page.get_by_role("button", name="确认开标记录")).to_have_count(0)

    def answer(self, question: str, answer: str) -> None:
        """What the committee asks is found on the page of the tender."""
        people.find_tender(self.page, self.title)
        self.page.get_by_role("heading", name="评标委员会的澄清要求").locator("..").get_by_role("link").click()
        expect(self.page.locator("main")).to_contain_text(question)
        self.page.get_by_label("答复").fill(answer)
        press(self.page, "递交答复")
        expect(self.page.locator("main")).to_contain_text("答复已递交评标委员会")

    def sign_contract(self) -> None:
        people.find_tender(self.page, self.title)
        follow(self.page, "评标结果")
        follow(self.page, "核对并签订合同")
        press(self.page, "签名，签订合同")
        expect(self.page.locator("main")).to_contain_text("合同已经签订")


@dataclass
class Supervisor:
    """The supervisor takes its part in the draw, and looks."""

    page: Page
    title: str

    def draw(self) -> None:
        """Check the frozen list in this browser, sign for it, and take part."""
        self.at_home()
        find_draw(self.page, self.title)
        follow(self.page, "核对名单")
        self.page.wait_for_load_state()
        press(self.page, "核对")
        expect(self.page.locator("#message")).to_contain_text("没有重复")
        confirm(self.page, "确认名单")
        take_part(self.page)

    def see_committee(self, *, called: int, left: int) -> None:
        """In numbers: how the calls ended, and no name."""
        self.at_home()
        follow(self.page, "评标委员会")
        facts = self.page.locator("main section").filter(has_text=self.title)
        expect(facts.get_by_text("已组成")).to_be_visible()
        for name, number in (("通知过", called), ("接受后退出", left)):
            expect(facts.locator("dl > div").filter(has_text=name)).to_contain_text(str(number))

    def read_report(self, winner: str) -> None:
        self.at_home()
        follow(self.page, "全部定标报告")
        self.page.locator("main").get_by_role("link", name=self.title).click()
        expect(self.page.get_by_role("heading", level=1, name="招标投标情况书面报告")).to_be_visible()
        expect(self.page.locator("main")).to_contain_text(winner)

    def at_home(self) -> None:
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name="监督", exact=True).click()


def find_draw(page: Page, title: str) -> None:
    follow(page, "专家抽取")
    people.watch_for(page, page.locator("main").get_by_role("link", name=title))
    follow(page, title)


def join_draw(page: Page, title: str) -> None:
    find_draw(page, title)
    take_part(page)


def take_part(page: Page) -> None:
    page.wait_for_load_state()  # the button is the script's
    press(page, "参加抽取")


@dataclass
class Stranger:
    """Somebody without an account, who believes nothing."""

    page: Page
    title: str

    def see_ranking(self, first: str) -> None:
        """Who won, and what its total is made of."""
        people.find_tender(self.page, self.title)
        self.page.get_by_role("heading", name="评标结果").locator("..").get_by_role("link").click()
        row = self.page.locator("main table tbody tr").first
        expect(row).to_contain_text(first)
        row.get_by_role("link").click()
        expect(self.page.get_by_role("heading", level=1, name=first)).to_be_visible()
        expect(self.page.locator("main")).to_contain_text("报价得分")

    def see_names(self, names: list[str]) -> None:
        """Who was drawn is public once the award is decided."""
        people.find_tender(self.page, self.title)
        self.page.get_by_role("heading", name="抽取", exact=True).locator("..").get_by_role("link").click()
        for name in names:
            people.watch_for(self.page, self.page.locator("main").get_by_text(name, exact=True))

    def verify(self, folder: Path) -> dict[str, str]:
        """The bundle by a click, then the program, to which there is no Django; gives the word on every check."""
        people.find_tender(self.page, self.title)
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name="交易包").first.click()
        bundle = folder / "bundle.zip"
        download.value.save_as(bundle)
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_DJANGO, "--json", str(bundle)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return {check["name"]: check["status"] for check in report["checks"]}
