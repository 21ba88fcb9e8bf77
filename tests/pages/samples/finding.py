"""Samples of the pages on which notices are found."""

from typing import Any
from uuid import UUID

from django import forms

from tests.pages.gallery import Sample
from tests.pages.samples.common import CEILING, LONG_TITLE, PRINCIPAL, TITLE, TRADE, at, thing

NOTICE = UUID("0b0e7c1e-6c1c-4f57-9b0b-2f9d9d1f0042")
IMPORTED_URL = f"/notices/imported/{NOTICE}/"


class SearchForm(forms.Form):
    """As the public site's own; one filter is enough to see that they are open."""

    q = forms.CharField(label="搜索公告", required=False, max_length=100)
    business = forms.ChoiceField(label="交易类别", required=False, choices=[("", "全部类别"), ("works", "工程建设")])
    type = forms.ChoiceField(
        label="公告类型", required=False, choices=[("", "全部公告类型"), ("tender", "招标、采购公告")]
    )
    region = forms.ChoiceField(label="地区", required=False, choices=[("", "全部地区"), ("210000", "辽宁省")])
    stage = forms.ChoiceField(label="项目现在的阶段", required=False, choices=[("", "全部阶段"), ("bidding", "投标中")])
    since = forms.DateField(label="发布日期自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="发布日期至", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    least = forms.DecimalField(label="金额不低于（万元）", required=False)
    most = forms.DecimalField(label="金额不高于（万元）", required=False)

    @property
    def narrowed(self) -> bool:
        return bool(self["region"].value() or self["since"].value())


def _pieces(text: str, *hits: str) -> list[Any]:
    """The text with these parts of it marked, in order."""
    pieces, rest = [], text
    for hit in hits:
        before, _, rest = rest.partition(hit)
        pieces += [thing(text=before, hit=False), thing(text=hit, hit=True)]
    return [*pieces, thing(text=rest, hit=False)]


def _ours(**changes: Any) -> Any:
    facts = {
        "at": at(16, 9, 0),
        "url": f"/trades/{TRADE}/notices/2/",
        "title": _pieces(TITLE, "步道"),
        "kind": "招标公告",
        "round": 1,
        "code": "A2103000001000001001",
        "principal": PRINCIPAL,
        "region": "辽宁省沈阳市浑南区",
        "amount": CEILING,
        "snippet": _pieces("…改造健身步道 3.2 公里，包括照明、绿化和排水，资金来源为区财政…", "步道"),
        "glyph": "工",
        "stage": "bidding",
        "entry": 48107,
        "source": "",
        "source_url": "",
    }
    return thing(**{**facts, **changes})


def _imported(**changes: Any) -> Any:
    facts = {
        "url": IMPORTED_URL,
        "title": _pieces(LONG_TITLE),
        "kind": "更正事项",
        "code": "HCZC-2026-0117",
        "principal": "海川省博物馆",
        "region": "四川省",
        "amount": None,
        "snippet": _pieces("…投标截止时间延至2026年4月10日9时；沿湖步道改为十组 <b>不是标记</b>。", "步道"),
        "glyph": "",
        "stage": "",
        "entry": None,
        "source": "海川省政府采购网（虚构）",
        "source_url": "https://hczc.example.cn/n/0117",
    }
    return _ours(**{**facts, **changes})


def _context(asked: dict[str, str], results: Any, query: str = "", *, continued: bool = False) -> dict[str, Any]:
    form = SearchForm(asked)
    form.is_valid()
    return {"form": form, "results": results, "query": query, "continued": continued}


def _search() -> dict[str, Any]:
    found = [
        _ours(),
        _imported(),
        _ours(kind="合同公告", round=2, stage="contracted", entry=51_204),
        _imported(source_url=""),
    ]
    return _context({"q": "步道"}, thing(found=found, after="1773622800000000-42"), "q=%E6%AD%A5%E9%81%93")


def _narrowed() -> dict[str, Any]:
    return _context(
        {"q": "步道", "region": "210000"}, thing(found=[_ours()], after=None), "q=x&region=210000", continued=True
    )


def _nothing() -> dict[str, Any]:
    return _context({"q": "月球"}, thing(found=[], after=None), "q=x")


def _wrong() -> dict[str, Any]:
    return _context({"q": "步" * 101, "since": "昨天"}, None)


def _notice(**changes: Any) -> dict[str, Any]:
    facts = {
        "title": LONG_TITLE,
        "business": "政府采购",
        "kind": "更正事项",
        "province": "海南省",
        "platform": "海川省政府采购网（虚构）",
        "code": "HCZC-2026-0117",
        "agency": "海川省博物馆",
        "budget": "235 万元",
        "text": "一、更正内容\n投标截止时间延至2026年4月10日9时。\n\n二、其他\n<script>不执行</script>",
        "url": "https://hczc.example.cn/n/0117",
        "published_at": at(20, 15, 10),
        "imported_at": at(21, 8, 0),
    }
    return {"notice": thing(**{**facts, **changes})}


SAMPLES = {
    "notices/search": Sample("notices/search.html", _search, "/notices/"),
    "notices/narrowed": Sample("notices/search.html", _narrowed, "/notices/"),
    "notices/nothing": Sample("notices/search.html", _nothing, "/notices/"),
    "notices/wrong": Sample("notices/search.html", _wrong, "/notices/"),
    "notices/imported": Sample("notices/imported.html", _notice, IMPORTED_URL),
    "notices/imported-bare": Sample(
        "notices/imported.html",
        lambda: _notice(code="", agency="", budget="", url="", province=""),
        IMPORTED_URL,
    ),
}
