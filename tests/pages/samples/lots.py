"""Samples of coefficients and lotteries, and of a scheme in notices and clarifications."""

from typing import Any

from tests.pages.gallery import Sample, engine
from tests.pages.samples import dialogue, draws, ended, evaluation, hall
from tests.pages.samples.common import LOT, ROOT, TITLE, TRADE, thing
from tests.pages.samples.draws import DRAW, URL
from tests.pages.samples.evaluation import FIRMS, SCHEME
from tests.pages.samples.public import detail

SHARES = ("1%", "1.5%", "2%", "2.5%", "3%", "3.5%", "4%", "4.5%", "5%")
FORMULAS = ["B = w × A × (1 − d) + (1 − w) × C × (1 − c)", *SCHEME.formulas[1:]]
DRAWS = thing(
    **vars(SCHEME)
    | {
        "formulas": FORMULAS,
        "weighted": True,
        "drawn": thing(word="平均价的下浮", candidates=SHARES),
        "price": [("报价满分", "40"), ("平均价所占的权重", "60%"), ("限价的下浮", "5%")],
    }
)
LOWEST = thing(
    **vars(SCHEME)
    | {
        "method": "经评审的最低投标价法",
        "factors": [],
        "price": [],
        "formulas": [],
        "full": None,
        "trim_from": None,
        "deviations": [],
    }
)


def behind(drawn: str = "", *, lottery: bool = False, numbered: bool = False) -> Any:
    if lottery:
        rows = [thing(id=str(n), name=firm, number=n + 1 if numbered else None) for n, firm in enumerate(FIRMS)]
        return thing(is_lottery=True, word="抽签", rows=rows, drawn="")
    rows = [thing(id=text, name=text, number=None) for text in SHARES]
    return thing(is_lottery=False, word="平均价的下浮", rows=rows, drawn=drawn)


def _draw(size: int) -> Any:
    lot = thing(id=LOT, number=1, title="施工", trade=thing(id=TRADE, title=TITLE))
    return thing(id=DRAW, root=ROOT, size=size, acknowledge_by=draws._draw().acknowledge_by, lot=lot)


def _open(me: str, done: int, shown: Any, word: str, size: int) -> dict[str, Any]:
    shape = {"draw": _draw(size), "word": word, "behind": shown, "places": [{"group": "", "seats": 1}], "seats": 1}
    return draws.page(me, done, **shape)


def _in_hall(state: str, *, begins: bool = False) -> str:
    done = state == "done"
    coefficient = thing(id=DRAW, word="抽取系数", state=state, behind=behind("2.5%" if done else ""))
    lottery = thing(id=DRAW, word="抽签", state=state, behind=behind(lottery=True, numbered=done))
    shown = [] if begins else [coefficient, lottery]
    return engine().get_template("draws/_in_hall.html").render({"draws": shown, "begins": begins, "lot_id": LOT})


def _hall(stage: str, state: str, *, begins: bool = False) -> dict[str, Any]:
    return hall.page(stage, asides=[_in_hall(state, begins=begins)])


def _result() -> dict[str, Any]:
    context = evaluation._result("visitor")
    context["result"] = thing(**vars(context["result"]) | {"lottery": DRAW})
    drawn = ("平均价的下浮", "2.5%", URL)
    return context | {"coefficient": drawn, "parted": [(FIRMS[0], 2), (FIRMS[1], 3)]}


def _notice(scheme: Any) -> dict[str, Any]:
    context = ended._tender_notice()
    tender = thing(**vars(context["notice"].tender) | {"scheme": scheme})
    return context | {"notice": thing(**vars(context["notice"]) | {"tender": tender})}


def _changes() -> list[Any]:
    said = (
        ("平均价的下浮", "2%", "开标时抽取，候选值 1%、1.5%、2%"),
        ("质量管理体系", "15 分 措施具体，责任到岗", "20 分 措施具体，责任到岗"),
        ("文明施工", "5 分", ""),
    )
    return [thing(what="scheme", name=name, before=before, after=after) for name, before, after in said]


def _compose() -> dict[str, Any]:
    return dialogue._compose() | {"may_change_scheme": True, "scheme": _changes()}


def _scheme(*, clarifies: bool) -> dict[str, Any]:
    return evaluation._scheme(False) | {"clarifies": clarifies}


def _check() -> dict[str, Any]:
    return draws.check([]) | {"draw": _draw(9), "word": "抽取系数", "behind": behind()}


CLARIFICATION = f"/agency/{TRADE}/clarification/"
SAMPLES = {
    "draws/coefficient": Sample("draws/draw.html", lambda: _open("", 3, behind(), "抽取系数", 9), URL),
    "draws/coefficient-first": Sample(
        "draws/draw.html", lambda: _open("supervisor", 1, behind(), "抽取系数", 9), URL, "supervisor"
    ),
    "draws/coefficient-drawn": Sample("draws/draw.html", lambda: _open("", 6, behind("2.5%"), "抽取系数", 9), URL),
    "draws/coefficient-check": Sample("draws/check.html", _check, f"{URL}check/", "supervisor"),
    "draws/lottery-going": Sample(
        "draws/draw.html", lambda: _open("agency", 3, behind(lottery=True), "抽签", 3), URL, "agency"
    ),
    "draws/lottery-drawn": Sample(
        "draws/draw.html", lambda: _open("", 6, behind(lottery=True, numbered=True), "抽签", 3), URL
    ),
    "draws/lottery": Sample(
        "draws/lottery.html",
        lambda: {"lot": thing(id=LOT, number=1, title="施工"), "trade": thing(id=TRADE, title=TITLE)},
        f"/lots/{LOT}/lottery/",
        "agency",
    ),
    "hall/draws-live": Sample("hall/hall.html", lambda: _hall("decrypting", "live"), hall.URL),
    "hall/draws-done": Sample("hall/hall.html", lambda: _hall("confirming", "done"), hall.URL),
    "hall/draws-void": Sample("hall/hall.html", lambda: _hall("decrypting", "bad"), hall.URL),
    "hall/draws-begin": Sample("hall/hall.html", lambda: _hall("objections", "live", begins=True), hall.URL, "agency"),
    "evaluation/result-drawn": Sample("evaluation/result.html", _result, f"{evaluation.BASE}/result/"),
    "notices/scheme": Sample(
        "trades/notice.html", lambda: _notice(DRAWS), f"/trades/{TRADE}/notices/2/", has_site=False
    ),
    "notices/scheme-lowest": Sample(
        "trades/notice.html", lambda: _notice(LOWEST), f"/trades/{TRADE}/notices/2/", has_site=False
    ),
    "dialogue/clarification-scheme": Sample("agency/clarification.html", _compose, CLARIFICATION, "agency"),
    "dialogue/clarified-scheme": Sample(
        "agency/clarified.html",
        lambda: dialogue._clarified([]) | {"scheme": _changes()},
        f"/agency/{TRADE}/clarified/",
        "agency",
    ),
    "dialogue/clarified-scheme-notice": Sample(
        "trades/detail.html",
        lambda: detail("bidding", clarifications=[dialogue.clarification(changes=_changes())]),
        f"/trades/{TRADE}/",
    ),
    "agency/scheme-clarifies": Sample(
        "agency/scheme.html", lambda: _scheme(clarifies=True), f"{CLARIFICATION}scheme/", "agency"
    ),
}
