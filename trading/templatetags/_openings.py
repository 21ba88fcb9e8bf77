"""What an opening and its parties look like: stages, bidders, rails, charts, and the steps that scripts go through."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trading.domain.award import AwardDuty
from trading.domain.later_stages import AFTER_EVALUATION, PAST_OPENING
from trading.domain.phases import Phase, phase_of
from trading.domain.stages import Stage
from trading.templatetags import _plots, _stages
from trading.templatetags._library import register
from trading.templatetags._written import chinese, clock, count, minute, money, short_day, wan


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
    rail = _stages.sitting(hall.stage, [clock(at) if at else "" for at in moments])
    return _stages.stopped(rail) if hall.stopped_at else rail


@register.simple_tag
def trade_rail(lot: Any, announced_at: datetime | None) -> tuple[_stages.RailStage, ...]:
    """The stages of a trade by one of its lots: `stage`, `documents_from`, `deadline`, `prices_shown_at`, `after`,
    `applied_for`, `later`.
    """
    rail = _stages.trade_rail(
        lot.stage,
        short_day(announced_at) if announced_at else "",
        short_day(lot.documents_from) if lot.documents_from else "",
        _("至 %(at)s") % {"at": f"{short_day(lot.deadline)} {minute(lot.deadline)}"} if lot.deadline else "",
        f"{short_day(lot.prices_shown_at)} {minute(lot.prices_shown_at)}" if lot.prices_shown_at else "",
        again=bool(lot.after and lot.after.again),
        left=bool(lot.after and lot.after.leaving),
        later=[short_day(at) if at else "" for at in lot.later],
        applied_for=lot.applied_for,
        reason=getattr(lot.after, "reason", ""),
    )
    return _stages.stopped(rail) if lot.stopped else rail


@register.filter
def past_opening(stage: str) -> bool:
    """Whether the opening is over, whatever came after it."""
    return stage in PAST_OPENING


@register.filter
def after_evaluation(stage: str) -> bool:
    """Whether the lot has its evaluation report."""
    return stage in AFTER_EVALUATION


@register.filter
def committee_word(stage: str) -> str:
    """Which committee the lot may have now."""
    is_review = phase_of(Stage(stage)) is Phase.PREQUALIFICATION
    return _("资格审查委员会") if is_review else _("评标委员会")


@register.filter
def any_evaluated(lots: Iterable[Any]) -> bool:
    """Whether one of the lots has its evaluation report."""
    return any(after_evaluation(lot.stage) for lot in lots)


@register.filter
def award_duty_word(duty: str) -> str:
    """What somebody has to do by a day after the evaluation."""
    return str(_stages.AWARD_DUTIES[AwardDuty(duty)])


@register.filter
def item_label(item: Any) -> str:
    """The label of an opening item in the language of the page; items come as objects or as the notice's JSON."""
    english = not chinese()
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
def asking(lots: Iterable[Any]) -> bool:
    """Whether a lot of a notice asks a deposit."""
    return any(getattr(lot, "deposit", None) for lot in lots)


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
