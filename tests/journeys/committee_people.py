"""The members of a committee, each before a browser of its own: called, on the bench, at the score sheet, at the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys import people
from tests.journeys.people import follow, press
from tests.journeys.trade_people import confirm


@dataclass
class Member:
    """An expert of the pool, or the tenderer's representative."""

    page: Page
    name: str
    title: str

    # --- called ---------------------------------------------------------------------------------------------------

    def accept(self) -> None:
        self.open_call()
        self.page.get_by_label("参加", exact=True).check()
        self.page.get_by_label("我确认没有下列须回避的情形").check()
        press(self.page, "提交答复")
        expect(self.page.locator("main")).to_contain_text("已记录您的答复")

    def open_call(self) -> None:
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name="评标通知").click()
        people.watch_for(self.page, self.page.locator("main").get_by_role("link", name=self.title).first)
        follow(self.page, self.title)

    # --- seated ---------------------------------------------------------------------------------------------------

    def come(self) -> None:
        """The seat is there once the record is published; the room lets people in."""
        people.watch_for(self.page, self.page.get_by_role("link", name="我的评标"))
        self.page.get_by_role("link", name="我的评标").click()
        follow(self.page, self.title)
        press(self.page, "签到")
        expect(self.page.locator("main")).to_contain_text("已签到，")

    def recuse(self, ground: str, reason: str) -> None:
        """Having seen who bids, the member does not promise but steps back."""
        follow(self.page, "退出评标委员会")
        self.page.get_by_label("须回避", exact=True).check()
        self.page.get_by_label(ground).check()
        self.page.get_by_label("理由").fill(reason)
        press(self.page, "退出评标委员会")
        expect(self.page.locator("main")).to_contain_text("参加后回避")

    def promise(self) -> None:
        confirm(self.page, "签署承诺书")
        expect(self.page.locator("main")).to_contain_text("承诺书已签署")

    def begin(self) -> None:
        self.to_bench()
        press(self.page, "开始评标")
        expect(self.page.locator("main")).to_contain_text("请先推选组长")

    def vote_for(self, chair: str) -> None:
        self.to_bench()
        self.page.get_by_role("listitem").filter(has_text=chair).get_by_role("button").click()
        expect(self.page.locator("main")).to_contain_text("已投票")

    # --- at work --------------------------------------------------------------------------------------------------

    def ask(self, bidder: str, text: str) -> None:
        """The chair asks in writing."""
        self.to_bench()
        follow(self.page, bidder)
        self.page.get_by_label("要求澄清、说明或者补正的内容").fill(text)
        press(self.page, "发给投标人")
        expect(self.page.locator("main")).to_contain_text("已发给投标人")

    def would_reject(self, bidder: str, ground: str, reason: str) -> None:
        """One voice; whether it counts is for the majority."""
        self.to_bench()
        follow(self.page, bidder)
        self.page.get_by_label("否决情形").select_option(ground)
        self.page.get_by_label("理由").fill(reason)
        press(self.page, "记下意见")
        expect(self.page.locator("main")).to_contain_text("已记下您的意见")

    def close_review(self) -> None:
        self.to_bench()
        press(self.page, "结束初步评审")
        expect(self.page.locator("main")).to_contain_text("初步评审已经结束")

    def score(self, points: Mapping[str, Sequence[str]]) -> None:
        """Every bid alone, in the order of the sheet; then the sheet is locked."""
        self.to_bench()
        follow(self.page, "我的评分表")
        self.page.locator("main table").get_by_role("link").first.click()
        for number in range(1, len(points) + 1):
            for place, given in enumerate(points[self.bid_shown()], start=1):
                self.page.locator(f"#s{place}").fill(given)
            press(self.page, "保存，下一家" if number < len(points) else "保存")
        follow(self.page, "我的评分表")
        confirm(self.page, "锁定并签名")
        expect(self.page.locator("main")).to_contain_text("评分表已锁定并签名")

    def bid_shown(self) -> str:
        return self.page.get_by_role("heading", level=1).locator("span").first.inner_text()

    def draw_up(self) -> None:
        self.to_report()
        press(self.page, "生成报告")
        expect(self.page.locator("main")).to_contain_text("报告已生成")

    def sign(self) -> None:
        self.to_report()
        confirm(self.page, "签署报告")
        expect(self.page.locator("main")).to_contain_text("已签字。")

    def hand_over(self) -> None:
        self.to_report()
        press(self.page, "提交评标报告")
        expect(self.page.locator("main")).to_contain_text("评标报告已提交")

    def confirm_candidate(self, name: str, heard: str) -> None:
        """The committee is asked once more; the member reads why, and believes in the candidate."""
        self.page.get_by_role("link", name="我的评标").click()
        follow(self.page, self.title)
        follow(self.page, "查看理由并复核")
        expect(self.page.locator("main")).to_contain_text(name)
        expect(self.page.locator("main")).to_contain_text(heard)
        self.page.get_by_label("确认能够履行合同").check()
        press(self.page, "提交复核意见")
        expect(self.page.locator("main")).to_contain_text("复核意见已保存")

    def to_bench(self) -> None:
        """By the way that all pages of a committee show; it loads what the others have done meanwhile."""
        follow(self.page, "委员会与初审")

    def to_report(self) -> None:
        if not self.page.locator("main").get_by_role("link", name="评标报告").is_visible():
            self.to_bench()
        follow(self.page, "评标报告")
