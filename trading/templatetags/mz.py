"""Template tags and filters of the look: `{% load mz %}`.

Everything that decides how a value is *written* is here or in `_formats`; what it *is* comes in the context.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import segno
from django import template
from django.forms import BoundField
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trading.domain.checks import CountedDay, Mark
from trading.domain.kinds.articles import cite as articles_in_words
from trading.templatetags import _formats, _plots, _stages
from trading.templatetags._drawings import ICONS, SHAPES, TALLIES

register = template.Library()


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


# --- drawings -------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon in the colour of its text; hidden from screen readers, so the word beside it says the same."""
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def shape(name: str) -> SafeString:
    """The shape of a state alone; pages use the component `state`."""
    return format_html(
        '<svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
        mark_safe(SHAPES[name].drawing),
    )


@register.filter
def tone_of(name: str) -> str:
    """The tone a shape has by itself."""
    return SHAPES[name].tone


@register.simple_tag
def tally(kind: str = "") -> SafeString:
    """The split tally: "" whole, "open" not compared, "off" does not match. Only for what carries proof."""
    left, right = TALLIES[kind]
    return format_html(
        '<svg class="tally{}" viewBox="0 0 24 24" aria-hidden="true"><path class="a" d="{}"/>'
        '<path class="b" d="{}"/></svg>',
        f" tally-{kind}" if kind else "",
        left,
        right,
    )


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code of `text` as one SVG path, with its sentence for those who do not see it."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path fill="#000" d="{2}"/></svg>',
        len(rows),
        label,
        squares,
    )


# --- filling components -----------------------------------------------------------------------------------------------


class Capture(template.Node):
    """Renders its content into a variable instead of the page."""

    def __init__(self, name: str, content: template.NodeList) -> None:
        self.name = name
        self.content = content

    def render(self, context: template.Context) -> str:
        context[self.name] = mark_safe(self.content.render(context).strip())
        return ""


@register.tag
def capture(parser: template.base.Parser, token: template.base.Token) -> Capture:
    """`{% capture body %}…{% endcapture %}` gives a component its inner HTML: `{% include … with body=body only %}`."""
    _tag, name = token.split_contents()
    content = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(name, content)


# --- where we are -----------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def current(context: RequestContext, *places: str) -> SafeString:
    """` aria-current="true"` when the page belongs to one of these URL names or namespaces."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = {match.view_name, *match.namespaces} if match else set()
    return mark_safe(' aria-current="true"' if here & set(places) else "")


# --- time -------------------------------------------------------------------------------------------------------------


@register.filter
def iso(at: datetime) -> str:
    return _formats.iso(at)


@register.filter
def day(at: datetime | date) -> str:
    """2026年3月16日; dates of the calendar are shown as they are."""
    return _formats.day(_as_instant(at), chinese=_chinese())


@register.filter
def short_day(at: datetime | date) -> str:
    """3月16日, where the year is clear from the page."""
    return _formats.day(_as_instant(at), chinese=_chinese(), year=False)


@register.filter
def weekday(at: datetime | date) -> str:
    """3月16日 星期一."""
    return _formats.day(_as_instant(at), chinese=_chinese(), year=False, weekday=True)


@register.filter
def clock(at: datetime) -> str:
    """09:30:00."""
    return _formats.clock(at)


@register.filter
def minute(at: datetime) -> str:
    """09:30."""
    return _formats.clock(at, seconds=False)


@register.filter
def moment(at: datetime) -> str:
    """2026年3月16日 09:30, for deadlines and notices."""
    return f"{day(at)} {minute(at)}"


@register.filter
def short_moment(at: datetime) -> str:
    """3月16日 09:30."""
    return f"{short_day(at)} {minute(at)}"


@register.filter
def exact(at: datetime) -> str:
    """2026-03-16 10:33:07.214, for receipts and records."""
    return f"{_formats.beijing(at).date().isoformat()} {_formats.clock(at, milliseconds=True)}"


@register.filter
def lasting(value: timedelta) -> str:
    """60 分钟. Not called `length`, which is Django's own filter for lists."""
    return _formats.duration(value, chinese=_chinese())


def _as_instant(at: datetime | date) -> datetime:
    if isinstance(at, datetime):
        return at
    return datetime(at.year, at.month, at.day, tzinfo=_formats.BEIJING)


# --- numbers, money, hashes -------------------------------------------------------------------------------------------


@register.filter
def count(number: int) -> str:
    """48,377."""
    return f"{number:,}"


@register.filter
def money(amount: Decimal | str) -> str:
    """6,040,665.58; the unit stands beside it."""
    return _formats.money(Decimal(amount))


@register.filter
def wan(amount: Decimal | str) -> str:
    """The amount in 万元: 1,838.2545."""
    return _formats.ten_thousands(Decimal(amount))


@register.filter
def capitals(amount: Decimal | str) -> str:
    """大写 of an amount in yuan; always Chinese, it is a legal form."""
    return _formats.capitals(Decimal(amount))


@register.filter
def signed_percent(share: Decimal | float) -> str:
    """+1.20% or −2.34%, of a share (0.0120)."""
    text = f"{abs(share) * 100:.2f}%"
    return ("−" if share < 0 else "+") + text


@register.filter
def grouped(digest: str) -> str:
    """A hash in groups of four."""
    return _formats.grouped(digest)


@register.filter
def short_hash(digest: str) -> str:
    """The first twelve characters: to recognise, not to compare."""
    return digest[:12]


@register.filter
def size(octets: int) -> str:
    """212.0 MB."""
    return _formats.bytes_text(octets)


@register.filter
def short_root(root: str) -> str:
    """The beginning of a root in groups, for the footer; the whole of it is in the ledger."""
    return _formats.grouped(root[:20])


# --- forms ------------------------------------------------------------------------------------------------------------


@register.filter
def control(field: BoundField, affix: str = "") -> SafeString:
    """The input itself: our class, and what describes it (hint, error, and the words of an amount)."""
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    described += [str(field.field.widget.attrs["aria-describedby"])] if _extra_description(field) else []
    attrs: dict[str, str | bool] = {"class": f"input {field.field.widget.attrs.get('class', '')} {affix}".strip()}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


def _extra_description(field: BoundField) -> bool:
    return "aria-describedby" in field.field.widget.attrs


@register.filter
def anchor(field: BoundField) -> str:
    """The id a summary of errors points at: the first choice of a group, else the input."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def chosen(field: BoundField) -> list[BoundField]:
    """The options of a group of choices, each with its tag and label."""
    return list(field.subwidgets)  # type: ignore[arg-type]


@register.filter
def has_errors(forms: Iterable[object]) -> bool:
    """Whether any form of these has something to correct."""
    return any(getattr(form, "errors", None) for form in forms)


# --- charts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chart:
    """A chart as the component `chart` draws it: a sentence, two drawings, and the same numbers as a table."""

    sentence: str
    drawings: tuple[_plots.Drawing, ...]
    rows: tuple[tuple[str, str], ...] = ()


@register.simple_tag
def price_chart(bids: Iterable[Any], limit: Decimal | None = None) -> Chart | None:
    """The prices of opened bids (objects with `name` and `price`); None when nothing was opened."""
    pairs = [(bid.name, Decimal(bid.price)) for bid in bids if bid.price is not None]
    if not pairs:
        return None
    low, high = min(price for _n, price in pairs), max(price for _n, price in pairs)
    sentence = _("%(count)s 家报价，最低 %(low)s 元，最高 %(high)s 元") % {
        "count": count(len(pairs)),
        "low": money(low),
        "high": money(high),
    }
    if len(pairs) <= _plots.MANY:
        word = _("最高投标限价")
        drawings = tuple(
            _plots.strip(pairs, limit, css=css, width=width, limit_word=word)
            for css, width in (("broad", 1080), ("narrow", 340))
        )
        return Chart(sentence, drawings)
    bins = _plots.bins_of([price for _n, price in pairs])
    drawings = tuple(
        _plots.histogram(
            bins,
            css=css,
            width=width,
            height=height,
            mean_word=_("平均"),
            count_word=_("家数"),
        )
        for css, width, height in (("broad", 1080, 330), ("narrow", 340, 260))
    )
    return Chart(sentence, drawings, tuple(_bin_rows(bins)))


def _bin_rows(bins: _plots.Bins) -> Iterator[tuple[str, str]]:
    for low, high, number in zip(bins.edges, bins.edges[1:], bins.counts, strict=False):
        if number:
            yield f"{wan(Decimal(str(low)))} – {wan(Decimal(str(high)))}", count(number)
    for value in bins.outliers:
        yield wan(Decimal(str(value))), "1"


@register.simple_tag
def minute_chart(times: Iterable[datetime]) -> Chart | None:
    """How many keys were released in each minute; None before the first."""
    moments = sorted(times)
    if not moments:
        return None
    sentence = _("每分钟提交密钥的家数，%(first)s 至 %(last)s") % {
        "first": clock(moments[0]),
        "last": clock(moments[-1]),
    }
    drawings = tuple(
        _plots.per_minute(moments, css=css, width=width, height=height, clock=minute)
        for css, width, height in (("broad", 1080, 240), ("narrow", 320, 190))
    )
    return Chart(sentence, drawings)


# --- words ------------------------------------------------------------------------------------------------------------


@register.filter
def stage_word(stage: str) -> str:
    return str(_stages.STAGES[stage][0])


@register.filter
def stage_shape(stage: str) -> str:
    return _stages.STAGES[stage][1]


@register.filter
def cause_word(cause: str) -> str:
    """Why a bid was not opened, by docs/spec/opening.md."""
    return str(_stages.CAUSES.get(cause, cause))


@register.filter
def event_word(kind: str) -> str:
    """What a ledger entry is, for people."""
    return str(_stages.EVENTS.get(kind, kind))


@register.filter
def counts_are_public(stage: str) -> bool:
    """DESIGN §9: nobody may learn how many bid before the box is closed, nor where the lot failed below three."""
    return _stages.is_after_deadline(stage)


@register.simple_tag
def bidder_state(status: str, at: datetime | None = None) -> SafeString:
    """The state of one bidder; the same markup for tiles, rows and the templates that scripts clone."""
    rendered = _bidder_state(status, get_language() or "zh-hans")
    return mark_safe(rendered.replace(_TIME, clock(at) if at else ""))


_TIME = "{time}"


@cache
def _bidder_state(status: str, _language: str) -> str:
    word, form = _stages.BIDDERS[status]
    note = format_html('<span class="num" data-slot="time">{}</span>', _TIME) if status == "released" else ""
    return render_to_string("components/state.html", {"word": word, "shape": form, "note": note}).strip()


@register.simple_tag
def hall_rail(hall: Any) -> tuple[_stages.RailStage, ...]:
    """The steps of an opening; `hall` has `stage` and the moments `closed_at` … `recorded_at` (or None)."""
    moments = (
        hall.closed_at,
        hall.window_opened_at,
        hall.prices_shown_at,
        hall.objections_closed_at,
        hall.recorded_at,
    )
    return _stages.sitting(hall.stage, [clock(at) if at else "" for at in moments])


@register.simple_tag
def trade_rail(lot: Any, announced_at: datetime | None) -> tuple[_stages.RailStage, ...]:
    """The stages of a trade by one of its lots: `stage`, `documents_from`, `deadline`, `prices_shown_at`."""
    return _stages.trade_rail(
        lot.stage,
        short_day(announced_at) if announced_at else "",
        short_day(lot.documents_from) if lot.documents_from else "",
        _("至 %(at)s") % {"at": f"{short_day(lot.deadline)} {minute(lot.deadline)}"} if lot.deadline else "",
        f"{short_day(lot.prices_shown_at)} {minute(lot.prices_shown_at)}" if lot.prices_shown_at else "",
    )


@register.filter
def split_citations(text: str) -> list[str]:
    """`"TL 24,TL 34"` as a template can write it."""
    return text.split(",")


@register.filter
def item_label(item: Any) -> str:
    """The label of an opening item in the language of the page; items come as objects or as the notice's JSON."""
    english = not _chinese()
    if isinstance(item, Mapping):
        return str((english and item.get("label_en")) or item["label"])
    return str((english and item.label_en) or item.label)


@register.filter
def labels(items: Iterable[Any]) -> str:
    """All labels in one line."""
    return _("、").join(item_label(item) for item in items)


@register.filter
def roles(holders: Iterable[Any]) -> str:
    """The roles of keyholders in one line."""
    return _("、").join(role_word(holder["role"] if isinstance(holder, Mapping) else holder.role) for holder in holders)


@register.filter
def short_exact(at: datetime) -> str:
    """03-13 11:57:26, in dense tables."""
    return f"{_formats.beijing(at):%m-%d} {_formats.clock(at)}"


@register.filter
def by_price(bidders: Iterable[Any]) -> list[Any]:
    """Lowest price first; those not opened last."""
    return sorted(bidders, key=lambda one: (one.price is None, one.price or 0))


@register.filter
def opened_only(bidders: Iterable[Any]) -> list[Any]:
    """In their order, without those that were not opened."""
    return [one for one in bidders if one.price is not None]


@register.filter
def opened_count(bidders: Iterable[Any]) -> int:
    return sum(one.price is not None for one in bidders)


@register.filter
def as_items(errors: Iterable[str]) -> list[dict[str, str]]:
    """Errors without a field, for the summary."""
    return [{"text": str(error), "anchor": ""} for error in errors]


@dataclass(frozen=True)
class StepLine:
    """One line of `steps`; `key` is what the page's script calls it."""

    key: str
    title: str
    text: str
    bar: bool = False


@register.simple_tag
def sealing_steps() -> tuple[StepLine, ...]:
    return (
        StepLine("account", _("准备本单位的签名密钥"), _("密钥只在这个浏览器里")),
        StepLine("keys", _("生成本次投标的一次性密钥"), _("表单和附件各一把，每一版都不同")),
        StepLine("seal", _("在本机加密"), _("表单补齐到同样大小"), bar=True),
        StepLine("rehearse", _("试解密"), _("确认密钥打得开，内容与填写一致")),
        StepLine("recovery", _("保存恢复文件"), _("换电脑时凭它解密")),
        StepLine("upload", _("上传密文"), _("中断后自动续传"), bar=True),
        StepLine(
            "receipt",
            _("平台收妥，签发回执"),
            _("您的浏览器验证回执之后，才会显示“已提交”"),
        ),
    )


@register.simple_tag
def receipt_checks() -> tuple[StepLine, ...]:
    return (
        StepLine("signature", _("平台签名有效"), _("回执由平台的回执密钥签发")),
        StepLine("bid", _("回执对应您签名的投标"), _("摘要一致")),
        StepLine("deadline", _("在截止之前收妥"), _("以数据库时间为准")),
        StepLine("stored", _("平台存有全部密文"), _("取回并核对摘要")),
        StepLine("box", _("在投标箱中"), _("截止之后核对")),
    )


@register.simple_tag
def opening_steps() -> tuple[StepLine, ...]:
    return (
        StepLine("box", _("核对投标箱"), _("箱中的承诺值就是您的回执")),
        StepLine("keys", _("取出您的密钥"), _("来自这个浏览器或恢复文件")),
        StepLine("seal", _("封存密钥"), _("封给密钥保管人，窗口结束之前谁也用不了")),
        StepLine("send", _("发出"), ""),
        StepLine("acknowledged", _("平台签收"), _("签收由平台签名，可以下载")),
    )


@register.filter
def role_word(role: str) -> str:
    """The parties of a trade, by role."""
    return {
        "agency": _("招标代理机构"),
        "bidder": _("投标人"),
        "supervisor": _("监督机构"),
        "platform": _("平台"),
        "keyholder": _("密钥保管人"),
        "witness": _("见证人"),
        "expert": _("评标专家"),
        "venue": _("交易场所"),
        "administrator": _("平台管理员"),
    }.get(role, role)


@register.filter
def message_tone(level: str) -> str:
    """Django's message levels in our tones."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(level, "")


@register.filter
def cite(articles: Iterable[str]) -> str:
    """Citations (`TL 24`) in words: 招标投标法第二十四条."""
    return articles_in_words(articles, "zh" if _chinese() else "en")


# --- days -------------------------------------------------------------------------------------------------------------


@register.simple_tag
def weekday_names() -> tuple[str, ...]:
    """Monday first, as the rows of `days` are."""
    return (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))


@register.filter
def weeks(days: Sequence[CountedDay]) -> list[Sequence[CountedDay]]:
    """Whole weeks from Monday; the law counts them so."""
    return [days[i : i + 7] for i in range(0, len(days), 7)]


@register.filter
def day_classes(cell: CountedDay) -> str:
    """How a counted day looks: hatched when people rest, framed when it decides."""
    marks = {Mark.START: "start", Mark.REFUSED: "refused", Mark.EARLIEST: "first"}
    return " ".join(filter(None, (marks.get(cell.mark, ""), "rest" if cell.rest else "")))


@register.filter
def day_note(cell: CountedDay) -> str:
    """The word under the date: 发出, the number of the day, 假, or 最早."""
    if cell.mark is Mark.START:
        return pgettext("day", "发出")
    if cell.mark is Mark.EARLIEST:
        return _("最早")
    rest = _("假") if cell.holiday and cell.mark in (Mark.REFUSED, Mark.MOVED_OVER) else ""
    return " ".join(filter(None, (str(cell.number) if cell.number else "", rest)))
