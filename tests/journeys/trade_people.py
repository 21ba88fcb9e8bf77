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
        expect(self.page.get_by_role("heading", name="已完成 3 项，共 5 项")).to_be_visible()

    def publish_window_key(self) -> None:
        press(self.page, "公布窗口密钥")


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
        people.open_bid(self.page)

    def confirm_record(self) -> None:
        press(self.page, "确认开标记录")
        expect(self.page.get_by_role("button", name="确认开标记录")).to_have_count(0)
