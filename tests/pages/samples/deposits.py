"""Samples of deposits: the draft, the bidder's page in every state, the table after the opening, the notice, hall and record."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples import hall, public
from tests.pages.samples.common import BAIYUN, CHANGHE, CONSORTIUM, DEADLINE, LOT, TITLE, TRADE, at, thing
from tests.pages.samples.forms import PublishForm

URL = f"/lots/{LOT}/bid/deposit/"
PAPER = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0031")
CODE = "91210100MA0BY00001"
AMOUNT = Decimal("120000.00")
FORMS = ("现金、支票或转账", "银行保函", "保证保险", "电子保函")
ASKED = thing(amount=AMOUNT, forms=FORMS, holder="公共资源交易中心专户", valid_days=90)


class AskForm(forms.Form):
    asked = forms.BooleanField(label="本标段要求投标保证金", required=False)
    amount = forms.DecimalField(label="保证金金额", widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    estimate = forms.DecimalField(
        label="招标项目估算价", required=False, help_text="不公布；不填则以最高投标限价为准", widget=forms.TextInput
    )
    holder = forms.ChoiceField(
        label="由谁收取",
        widget=forms.RadioSelect,
        choices=[("centre", "公共资源交易中心专户"), ("bank", "银行监管账户")],
    )
    valid_days = forms.IntegerField(label="投标有效期", initial=90)


class BasicForm(forms.Form):
    bank_name = forms.CharField(label="开户银行")
    number = forms.CharField(label="账号", help_text="本单位基本存款账户，与开户信息一致")


class PaperForm(forms.Form):
    form = forms.ChoiceField(label="种类", widget=forms.RadioSelect, choices=[("insurance", "保证保险")])
    issuer = forms.CharField(label="开立机构")
    amount = forms.DecimalField(label="担保金额", widget=forms.TextInput)
    valid_until = forms.DateField(label="有效期至", widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label="文件", help_text="不超过 4 MB")


class DecisionForm(PublishForm):
    decision = forms.ChoiceField(
        label="决定",
        widget=forms.RadioSelect,
        choices=[("let_go", "提前退还，连同银行同期存款利息"), ("revoked", "不予退还：截止后撤销投标")],
    )
    reason = forms.CharField(label="理由", widget=forms.Textarea)
    field_order = ("decision", "reason", "password")


def _about() -> dict[str, Any]:
    return {
        "lot": thing(id=LOT, number=1, title="施工", stage="bidding", deadline=DEADLINE, ceiling=None),
        "trade": thing(id=TRADE, title=TITLE, kind_word="工程建设项目公开招标", glyph="工", now=at(15, 10), speed=1),
    }


def _payment(**changes: Any) -> Any:
    facts = {
        "amount": AMOUNT,
        "payer_account": "2102000000000001",
        "payer_name": BAIYUN,
        "received_at": at(13, 16, 20, 7, 214000),
        "returned_at": None,
        "interest": None,
    }
    return thing(**(facts | changes))


def _paper() -> Any:
    return thing(
        id=PAPER,
        form="电子保函",
        issuer="中国建设银行沈阳分行",
        number="BH-2026-0316",
        named="本单位",
        amount=AMOUNT,
        valid_until=date(2026, 6, 14),
        name="投标保函.pdf",
        size=482_113,
        lodged_at=at(13, 16),
    )


def _deposit(state: str, shape: str, word: str, **changes: Any) -> Any:
    facts = {
        "state": state,
        "shape": shape,
        "word": word,
        "form": "现金、支票或转账",
        "defects": (),
        "payments": (),
        "papers": (),
        "back": None,
        "kept_for": "",
        "kept_reason": "",
    }
    return thing(**(facts | changes))


def _back(**changes: Any) -> Any:
    facts = {
        "ground": "投标截止前撤回",
        "by": date(2026, 3, 20),
        "articles": ("TR 35",),
        "interest": Decimal("1.67"),
    }
    return thing(**(facts | changes))


def _own(deposit: Any, *, open_: bool = True, account: bool = True, basic: bool = True) -> dict[str, Any]:
    return _about() | {
        "asked": ASKED,
        "deposit": deposit,
        "account": thing(number="6228123456789012345") if account else None,
        "basic": thing(bank="大连银行高新支行", number="2102000000000001") if basic else None,
        "name": BAIYUN,
        "open": open_,
        "through": date(2026, 6, 14),
        "forms": {"basic": BasicForm(prefix="basic"), "paper": PaperForm(prefix="paper")},
    }


OWN = {
    "none": lambda: _about() | {"asked": None, "deposit": _deposit("none_asked", "none", "不要求"), "forms": {}},
    "to-lodge": lambda: _own(_deposit("to_lodge", "todo", "未递交"), account=False, basic=False),
    "waiting": lambda: _own(_deposit("to_lodge", "todo", "未递交")),
    "in-order": lambda: _own(_deposit("in_order", "good", "符合要求", payments=(_payment(),), papers=(_paper(),))),
    "not-in-order": lambda: _own(
        _deposit(
            "not_in_order",
            "bad",
            "不符合要求",
            payments=(_payment(payer_account="2102000000000009"),),
            defects=("有款项不是从登记的基本账户转出，不计入", "金额不足"),
        )
    ),
    "missed": lambda: _own(_deposit("to_lodge", "todo", "未递交"), open_=False),
    "going-back": lambda: _own(
        _deposit("going_back", "half", "正在退还", payments=(_payment(),), papers=(_paper(),), back=_back()),
        open_=False,
    ),
    "returned": lambda: _own(
        _deposit(
            "returned",
            "done",
            "已退还",
            payments=(_payment(returned_at=at(20, 10), interest=Decimal("1.17")),),
            back=_back(interest=None),
        ),
        open_=False,
    ),
    "kept": lambda: _own(
        _deposit(
            "kept",
            "note",
            "不予退还",
            payments=(_payment(),),
            kept_for="截止后撤销投标",
            kept_reason="未在解密时限内提交密钥。",
        ),
        open_=False,
    ),
}


def _row(code: str, name: str, deposit: Any, **changes: Any) -> Any:
    facts = {
        "code": code,
        "name": name,
        "result": "opened",
        "stated_form": "现金、支票或转账",
        "stated_good": True,
        "stated_defects": (),
        "shared": (),
        "decidable": True,
    }
    return thing(**(facts | changes), deposit=deposit)


def _rows() -> list[Any]:
    good = _deposit("in_order", "good", "符合要求", payments=(_payment(payer_account="…0001"),))
    paper = _deposit("in_order", "good", "符合要求", papers=(_paper(),))
    none = _deposit("to_lodge", "todo", "未递交")
    kept = _deposit("kept", "note", "不予退还", payments=(_payment(),), kept_for="截止后撤销投标")
    back = _deposit("going_back", "half", "正在退还", payments=(_payment(),), back=_back(ground="合同已签订"))
    wrong = {"stated_good": False, "stated_defects": ("有款项不是从登记的基本账户转出，不计入",)}
    return [
        _row(CODE, BAIYUN, good, shared=(CHANGHE,)),
        _row("91210100MA0CH00001", CHANGHE, good, shared=(BAIYUN,), **wrong),
        _row("91210100MA0DS00001", CONSORTIUM, paper, stated_form="电子保函"),
        _row(
            "91210100MA0DS00002",
            "东山市政有限公司",
            none,
            stated_form="",
            stated_good=False,
            stated_defects=("没有递交",),
            decidable=False,
        ),
        _row("91210100MA0DS00003", "西河路桥有限公司", kept, result="revoked", stated_form="", decidable=False),
        _row("91210100MA0DS00004", "北岭建设有限公司", back, decidable=False),
    ]


def _of_lot(*, decides: bool, asked: Any = ASKED) -> dict[str, Any]:
    return _about() | {"asked": asked, "decides": decides, "rows": _rows(), "shared": 2}


def _draft(*, refused: bool) -> dict[str, Any]:
    data = {"lot1-asked": "on", "lot1-amount": "900000", "lot1-holder": "centre", "lot1-valid_days": "90"}
    form = AskForm(data if refused else None, prefix="lot1")
    if refused:
        form.add_error("amount", "高于法律允许的金额：最高为 126,210.41 元（招标投标法实施条例第二十六条）。")
    lot = thing(number=1, title="施工")
    return {
        "draft": thing(id=TRADE, title=TITLE),
        "asks": [thing(lot=lot, form=form, most=thing(amount=Decimal("126210.41")))],
        "forms": [form],
        "accepted": FORMS,
        "articles": ("TR 26", "O30 37"),
    }


def _notice() -> dict[str, Any]:
    context = public.detail("bidding")
    (first, *others) = context["lots"]
    context["lots"] = [SimpleNamespace(**(vars(first) | {"deposit": ASKED})), *others]
    return context


def _hall(stage: str, bidders: list[Any]) -> dict[str, Any]:
    """The hall of a lot that asks a deposit, as its agency sees it."""
    for one in bidders:
        one.deposit = "电子保函，符合要求" if one.price is not None else ""
    tally = hall.tally(len(bidders), released=len(bidders) - 1, opened=len(bidders) - 1, failed=1)
    who = hall.viewer("agency", sees_deposits=True)
    shown = hall.hall(stage, deposits=True)
    return hall.page(stage, hall=shown, tally=tally, bidders=bidders, viewer=who, log=hall.log())


def _record() -> dict[str, Any]:
    context = hall.record()
    context["record"].deposits = True
    for row in context["record"].rows:
        row.deposit = "电子保函，符合要求"
    return context


SAMPLES = {
    **{f"deposits/own-{name}": Sample("bids/deposit.html", context, URL, "bidder") for name, context in OWN.items()},
    "deposits/draft": Sample(
        "agency/deposits.html", lambda: _draft(refused=False), f"/agency/{TRADE}/deposits/", "agency"
    ),
    "deposits/draft-refused": Sample(
        "agency/deposits.html", lambda: _draft(refused=True), f"/agency/{TRADE}/deposits/", "agency"
    ),
    "deposits/agency": Sample("hall/deposits.html", lambda: _of_lot(decides=True), f"/halls/{LOT}/deposits/", "agency"),
    "deposits/supervisor": Sample(
        "hall/deposits.html", lambda: _of_lot(decides=False), f"/halls/{LOT}/deposits/", "supervisor"
    ),
    "deposits/none-asked": Sample(
        "hall/deposits.html", lambda: _of_lot(decides=True, asked=None), f"/halls/{LOT}/deposits/", "agency"
    ),
    "deposits/decision": Sample(
        "hall/deposit_decision.html",
        lambda: _about() | {"row": _rows()[0], "form": DecisionForm(), "articles": ("TR 35", "TR 57", "O30 81")},
        f"/halls/{LOT}/deposits/{CODE}/",
        "agency",
    ),
    "deposits/hall": Sample(
        "hall/hall.html", lambda: _hall("objections", hall.opened_three()), f"/halls/{LOT}/", "agency"
    ),
    "deposits/hall-many": Sample(
        "hall/hall.html", lambda: _hall("objections", hall.crowd(opened=True, count=40)), f"/halls/{LOT}/", "agency"
    ),
    "deposits/record": Sample("hall/record.html", _record, f"/halls/{LOT}/record/"),
    "deposits/notice": Sample("trades/detail.html", _notice, f"/trades/{TRADE}/"),
}
