"""Samples of joint bids, declarations, grounds of rejection and what was found between bids."""

from typing import Any

from tests.pages.gallery import Sample
from tests.pages.samples import bids
from tests.pages.samples.common import BAIYUN, CHANGHE, HASH, LOT, ROOT, TITLE, TRADE, at, thing
from tests.pages.samples.forms import ControllerFormSet, DeclarationForm
from tests.pages.samples.hall import page as hall_page
from tests.pages.samples.public import detail

FINDINGS_URL = f"/halls/{LOT}/findings/"
BAIYUN_CODE, CHANGHE_CODE, HOLDING_CODE = "91210100MA0BA1YUNQ", "91210200MA0CHANGHF", "91210400MA0D0NGFAN"
HOLDING = "沈阳水务投资控股集团有限公司"
JOINT = f"{BAIYUN}（牵头，土建与道路；市政公用工程施工总承包 一级/甲级）；{CHANGHE}（绿化；园林绿化 不分等级）"


def declared() -> Any:
    holding = thing(name=HOLDING, code=HOLDING_CODE, how_word="控股")
    return thing(person="张建国", mark="123X", contact="李四", phone="024-8123 4567", controllers=[holding])


def _declaration(bound: bool) -> dict[str, Any]:
    versions = [
        thing(declared=declared(), at=at(12, 9), who="王敏"),
        thing(declared=thing(**(vars(declared()) | {"controllers": []})), at=at(2, 16), who="王敏"),
    ]
    data = {"person": "", "mark": "12", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
    if bound:
        return {"form": DeclarationForm(data), "rows": ControllerFormSet(data), "versions": []}
    rows = ControllerFormSet(initial=[{"code": HOLDING_CODE, "name": HOLDING, "how": "holds"}])
    return {"form": DeclarationForm(initial=vars(declared())), "rows": rows, "versions": versions}


def _evidence(name: str, code: str, says: str) -> Any:
    return thing(name=name, code=code, says=says)


def _finding(title: str, sentence: str, ground: str, article: str, *evidence: Any, key: str = HASH) -> Any:
    return thing(
        key=key,
        title=title,
        sentence=sentence,
        ground=ground,
        articles=(article,),
        shape="note",
        word="待认定",
        evidence=evidence,
    )


def _findings(empty: bool) -> dict[str, Any]:
    both = f"{BAIYUN}、{CHANGHE}"
    control = _finding(
        "存在控股、管理关系",
        f"{both} 之间按申报存在控股或者管理关系。属实的，相关投标均无效。",
        "与同一标段的另一投标人存在控股、管理关系",
        "TR 34",
        _evidence(BAIYUN, BAIYUN_CODE, f"控股 {HOLDING}"),
        _evidence(HOLDING, HOLDING_CODE, f"控股 {CHANGHE}"),
    )
    prices = _finding(
        "投标报价相同",
        f"{both} 的报价完全相同。",
        "投标人有串通投标行为",
        "TR 40",
        _evidence(BAIYUN, BAIYUN_CODE, "6,040,665.58 元"),
        _evidence(CHANGHE, CHANGHE_CODE, "6,040,665.58 元"),
        key=ROOT,
    )
    return {
        "lot": thing(id=LOT, number=1, title="施工"),
        "trade": thing(id=TRADE, title=TITLE),
        "bids": 7,
        "findings": [] if empty else [control, prices],
        "joint": [] if empty else [thing(name=BAIYUN, members=JOINT, grades="市政公用工程施工总承包 一级/甲级")],
        "undeclared": [] if empty else [_evidence("福禾市政工程有限公司", "91210102MA0000004X", "")],
    }


def _joint_form() -> dict[str, Any]:
    context = bids.form(False)
    item = {
        "key": "members",
        "kind": "members",
        "label": "联合体成员",
        "label_en": "Members of the joint bid",
        "most": 3,
    }
    return context | {"items": [*context["items"], item], "declared": declared(), "qualified": None}


def _grounds() -> list[Any]:
    return [
        thing(wording="投标联合体没有提交共同投标协议", articles=("TR 51", "TL 31"), must=True, own=False),
        thing(wording="拒不按照要求对投标文件进行澄清、说明或者补正", articles=("O12 22",), must=False, own=False),
        thing(wording="未按招标文件要求派项目负责人到场答辩", articles=("TR 49",), must=True, own=True),
    ]


def _notice() -> dict[str, Any]:
    return detail("bidding", joint_word="接受，联合体成员不超过 3 家", grounds=_grounds())


SAMPLES = {
    "relations/declaration": Sample(
        "account/declaration.html", lambda: _declaration(False), "/account/declaration/", "bidder"
    ),
    "relations/declaration-errors": Sample(
        "account/declaration.html", lambda: _declaration(True), "/account/declaration/", "bidder"
    ),
    "relations/findings": Sample("hall/findings.html", lambda: _findings(False), FINDINGS_URL, "agency"),
    "relations/findings-none": Sample("hall/findings.html", lambda: _findings(True), FINDINGS_URL, "supervisor"),
    "relations/joint-form": Sample("bids/form.html", _joint_form, f"/lots/{LOT}/bid/form/", "bidder"),
    "relations/joint-notice": Sample("trades/detail.html", _notice, f"/trades/{TRADE}/"),
    "relations/hall-with-findings": Sample(
        "hall/hall.html", lambda: hall_page("objections", sees_findings=True), f"/halls/{LOT}/", "agency"
    ),
}
