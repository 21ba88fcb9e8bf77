"""Samples of what is asked, objected to and clarified between the notice and the deadline."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.pages.gallery import Sample
from tests.pages.samples.common import CEILING, HASH, LOT, OBJECTION, ROOT, TITLE, TRADE, at, thing
from tests.pages.samples.forms import ClarificationForm, PublishForm, TerminationForm, TextForm
from tests.pages.samples.public import detail

AGENCY_URL = f"/agency/{TRADE}"
QUESTION = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0009")
LONG = "招标文件第二章第 3.4 条要求投标人具有市政公用工程施工总承包一级资质，与本工程规模不相适应，且指向特定企业，请予修改。"


def _trade() -> Any:
    return thing(id=TRADE, title=TITLE, summary="本工程改造健身步道 3.2 公里。")


def _question(answer: str = "") -> Any:
    return thing(pk=QUESTION, text="工程量清单第三项的单位是米还是平方米？", at=at(5, 15, 2), answer=answer)


def _objection(answer: str = "") -> Any:
    return thing(id=OBJECTION, text=LONG, at=at(6, 10, 12), answer_by=date(2026, 3, 9), answer=answer)


def clarification(**changes: Any) -> Any:
    facts = {
        "number": 1,
        "at": at(8, 9, 30),
        "title": "更正工程量清单，延后投标截止",
        "text": "第三项单位为米。\n资质要求改为二级及以上。",
        "affects_bids": True,
        "reason": "",
        "answers": [{"question": "第三项的单位？", "answer": "米。"}],
        "files": [
            thing(name="工程量清单.xlsx", before=ROOT, after=HASH),
            thing(name="澄清修改第1号.txt", before=None, after=ROOT),
            thing(name="旧图纸.pdf", before=HASH, after=None),
        ],
        "changes": [thing(what="ceiling", before=CEILING, after=Decimal(6400000))],
        "deadline": (at(16, 9), at(24, 9)),
    }
    return thing(**(facts | changes))


def _questions(empty: bool, *, late: bool = False) -> dict[str, Any]:
    return {
        "applied_for": False,
        "trade": _trade(),
        "open": not empty,
        "objections_until": date(2026, 3, 6),
        "objections_over": late,
        "answer_days": 3,
        "asking": TextForm(prefix="question"),
        "objecting": TextForm(prefix="objection"),
        "questions": [] if empty else [_question(), _question("米。")],
        "objections": [] if empty else [_objection()],
    }


def _received(empty: bool) -> dict[str, Any]:
    return {
        "applied_for": False,
        "trade": _trade(),
        "open": True,
        "causes": "不可抗力",
        "articles": ("O30 15",),
        "in_hand": None,
        "questions": [] if empty else [_question(), _question("米。")],
        "objections": [] if empty else [_objection(), _objection("已修改资质要求。")],
        "clarifications": [] if empty else [clarification()],
        "lots": [thing(id=LOT, number=1, title="步道土建与安装")],
    }


def _in_hand(**changes: Any) -> Any:
    facts = {
        "number": 2,
        "title": "更正工程量清单",
        "text": "第三项单位为米。",
        "affects_bids": True,
        "reason": "",
        "deadline": at(24, 9),
        "summary": "本工程改造健身步道 3.4 公里。",
        "ceilings": {"1": "6400000.00"},
        "answers": {},
        "trade": _trade(),
    }
    return thing(**(facts | changes))


def _lot() -> Any:
    return thing(id=LOT, number=1, title="施工", ceiling=None, deadline=at(16, 9))


def _compose() -> dict[str, Any]:
    made = _in_hand()
    return {
        "applied_for": False,
        "trade": made.trade,
        "clarification": made,
        "form": ClarificationForm(),
        "documents": [thing(name="招标文件.pdf", size=4_812_345, sha256=HASH)],
        "files": clarification().files,
        "may_change_scheme": False,
        "scheme": [],
    }


def _clarified(problems: list[str]) -> dict[str, Any]:
    return {
        "applied_for": False,
        **_compose(),
        "form": PublishForm(),
        "lots": [_lot()],
        "ceilings": [(_lot(), Decimal(6400000))],
        "answers": [("第三项的单位？", "米。")],
        "problems": problems,
    }


def _messages(empty: bool) -> dict[str, Any]:
    kinds = ("trade.clarified", "documents.objected", "incident.extended", "trade.terminated")
    items = [
        thing(
            at=at(9 - n, 9), type=kind, trade_id=TRADE, title=TITLE, text="更正工程量清单" if not n else "", fresh=n < 2
        )
        for n, kind in enumerate(kinds)
    ]
    return {"items": [] if empty else items}


def _clarified_notice() -> dict[str, Any]:
    told = [thing(at=at(6, 10, 12), answer_by=date(2026, 3, 9), answered_at=at(8, 9), answer="已修改资质要求。")]
    again = clarification(
        number=2, affects_bids=False, reason="只更正电话", deadline=None, files=[], changes=[], answers=[]
    )
    return detail("suspended", clarifications=[again, clarification()], standstills=told)


def _ended_notice() -> dict[str, Any]:
    return detail(
        "terminated",
        termination=thing(at=at(9, 9), cause="force_majeure", reason="地震，场地不复存在。"),
        dialogue=None,
        action=None,
    )


SAMPLES = {
    "dialogue/questions": Sample(
        "trades/questions.html", lambda: _questions(False), f"/trades/{TRADE}/questions/", "bidder"
    ),
    "dialogue/objections-over": Sample(
        "trades/questions.html", lambda: _questions(False, late=True), f"/trades/{TRADE}/questions/", "bidder"
    ),
    "dialogue/no-questions": Sample(
        "trades/questions.html", lambda: _questions(True), f"/trades/{TRADE}/questions/", "bidder"
    ),
    "dialogue/received": Sample("agency/received.html", lambda: _received(False), f"{AGENCY_URL}/received/", "agency"),
    "dialogue/nothing-received": Sample(
        "agency/received.html", lambda: _received(True), f"{AGENCY_URL}/received/", "agency"
    ),
    "dialogue/answer": Sample(
        "agency/answer.html",
        lambda: {"trade": _trade(), "objection": _objection(), "form": TextForm()},
        f"{AGENCY_URL}/received/{OBJECTION}/",
        "agency",
    ),
    "dialogue/answered": Sample(
        "agency/answer.html",
        lambda: {"trade": _trade(), "objection": _objection("已修改。"), "form": TextForm()},
        f"{AGENCY_URL}/received/{OBJECTION}/",
        "agency",
    ),
    "dialogue/clarification": Sample("agency/clarification.html", _compose, f"{AGENCY_URL}/clarification/", "agency"),
    "dialogue/clarified": Sample("agency/clarified.html", lambda: _clarified([]), f"{AGENCY_URL}/clarified/", "agency"),
    "dialogue/refused": Sample(
        "agency/clarified.html",
        lambda: _clarified(["投标截止与开标：投标截止太早：依法最早为 2026-03-24（周二）。"]),
        f"{AGENCY_URL}/clarified/",
        "agency",
    ),
    "dialogue/termination": Sample(
        "agency/termination.html",
        lambda: {"trade": _trade(), "form": TerminationForm(), "articles": ("O30 15",)},
        f"{AGENCY_URL}/termination/",
        "agency",
    ),
    "dialogue/messages": Sample("trades/messages.html", lambda: _messages(False), "/messages/", "bidder"),
    "dialogue/no-messages": Sample("trades/messages.html", lambda: _messages(True), "/messages/", "bidder"),
    "dialogue/clarified-notice": Sample("trades/detail.html", _clarified_notice, f"/trades/{TRADE}/"),
    "dialogue/ended-notice": Sample("trades/detail.html", _ended_notice, f"/trades/{TRADE}/"),
}
