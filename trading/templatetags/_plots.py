"""Geometry of the two charts of an opening: prices, and keys released minute by minute. Pure; floats are for drawing.

One template draws a `Drawing`; each chart is made twice, broad for desks and narrow for phones.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import mean, quantiles

MANY = 12  # up to so many bidders each gets an own line, more become a histogram
_DESK = 600  # a drawing wider than this has room beside its lines
_NAME_LENGTH = 20


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    anchor: str = "middle"
    strong: bool = False


@dataclass(frozen=True)
class Drawing:
    """What the template draws; every path is already absolute."""

    css: str
    width: int
    height: int
    bars: tuple[Bar, ...] = ()
    grid: tuple[str, ...] = ()
    axis: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Bins:
    """A histogram: `edges` has one more item than `counts`; what lies far outside is listed apart."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    outliers: tuple[float, ...]
    mean: float


def bins_of(prices: Sequence[Decimal]) -> Bins:
    """About thirty bins of a round width over the bulk; three interquartile ranges outside is an outlier."""
    values = sorted(float(price) for price in prices)
    low, _middle, high = quantiles(values, n=4)
    reach = 3 * (high - low)
    bulk = [value for value in values if low - reach <= value <= high + reach]
    width = _round_step((bulk[-1] - bulk[0]) / 30 or 1.0)
    first = int(bulk[0] // width)
    counted = Counter(int(value // width) - first for value in bulk)
    size = max(counted) + 1
    return Bins(
        edges=tuple((first + i) * width for i in range(size + 1)),
        counts=tuple(counted[i] for i in range(size)),
        outliers=tuple(value for value in values if not low - reach <= value <= high + reach),
        mean=mean(bulk),
    )


def histogram(bins: Bins, *, css: str, width: int, height: int, mean_word: str, count_word: str) -> Drawing:
    """Bars over a broken axis: outliers sit behind the break as diamonds."""
    left, top, bottom = 40.0, 32.0, height - 34.0
    right = width - (90.0 if bins.outliers else 16.0)
    scale_x = _Scale(bins.edges[0], bins.edges[-1], left + 8, right - 8)
    scale_y = _Scale(0, max(bins.counts), bottom, top + 14)
    bars = tuple(
        Bar(
            scale_x(low) + 0.7,
            scale_y(number),
            max(1.0, scale_x(high) - scale_x(low) - 1.4),
            bottom - scale_y(number),
        )
        for low, high, number in zip(bins.edges, bins.edges[1:], bins.counts, strict=False)
        if number
    )
    middle = scale_x(bins.mean)
    labels = [
        Label(left, 16, count_word, "start"),
        Label(
            middle + 6,
            28,
            f"{mean_word} {bins.mean / 10000:,.2f}",
            "start",
            strong=True,
        ),
    ]
    ticks = _ticks(bins.edges[0], bins.edges[-1], 5 if width > _DESK else 2)
    labels += [Label(scale_x(tick), bottom + 19, _wan(tick)) for tick in ticks]
    lines = _ticks(0, max(bins.counts), 4)[1:]
    labels += [Label(left - 6, scale_y(line) + 4, f"{line:,.0f}", "end") for line in lines]
    odd = _outliers(bins.outliers, x=width - 40.0, bottom=bottom, labels=labels)
    axis = [f"M{left:.1f} {bottom:.1f}H{right:.1f}"] + [f"M{scale_x(t):.1f} {bottom:.1f}v5" for t in ticks]
    axis += (
        [
            f"M{right + 4:.1f} {bottom:.1f}H{width}",
            f"M{right - 2:.1f} {bottom + 6:.1f}l5-12m3 12 5-12",
        ]
        if odd
        else []
    )
    return Drawing(
        css=css,
        width=width,
        height=height,
        bars=bars,
        grid=tuple(f"M{left:.1f} {scale_y(line):.1f}H{right:.1f}" for line in lines),
        axis=tuple(axis),
        references=(f"M{middle:.1f} 32V{bottom:.1f}",),
        odd=odd,
        labels=tuple(labels),
    )


def _outliers(values: Sequence[float], *, x: float, bottom: float, labels: list[Label]) -> tuple[str, ...]:
    if not values:
        return ()
    nearest = _wan(values[-1]) if len(values) == 1 else f"{_wan(values[0])}–{_wan(values[-1])}"
    labels += [Label(x, bottom + 19, nearest), Label(x, bottom - 27, str(len(values)))]
    return (f"M{x:.1f} {bottom - 20:.1f}l8 8-8 8-8-8z",)


def strip(
    bids: Sequence[tuple[str, Decimal]],
    limit: Decimal | None,
    *,
    css: str,
    width: int,
    limit_word: str,
) -> Drawing:
    """Each bidder one line with a dot at its price; the published ceiling, if there is one, as a reference."""
    values = [float(price) for _name, price in bids]
    low, high = min(values), max([*values, float(limit)] if limit else values)
    spread = (high - low) or high * 0.02 or 1.0
    left, right, row = 8.0, width - (130.0 if width > _DESK else 8.0), 44.0
    scale = _Scale(low - spread * 0.06, high + spread * 0.06, left + 8, right - 8)
    bottom = 26.0 + row * len(bids)
    labels, marks, grid = [], [], []
    for index, (name, price) in enumerate(sorted(bids, key=lambda bid: bid[1])):
        y = 26.0 + row * index + 30
        short = name if len(name) <= _NAME_LENGTH else f"{name[:_NAME_LENGTH]}…"
        labels += [
            Label(left, y - 14, short, "start"),
            Label(
                width - 8.0,
                y + 4 if width > _DESK else y - 14,
                f"{price:,.2f}",
                "end",
                strong=True,
            ),
        ]
        grid.append(f"M{left:.1f} {y:.1f}H{right:.1f}")
        marks.append(f"M{scale(float(price)) - 6:.1f} {y:.1f}a6 6 0 1 0 12 0 6 6 0 1 0-12 0z")
    references = []
    if limit:
        x = scale(float(limit))
        # A tick on each line, so that the reference never crosses a number.
        references += [f"M{x:.1f} {26.0 + row * index + 22:.1f}v16" for index in range(len(bids))]
        labels.append(Label(x, 12, f"{limit_word} {limit:,.2f}", "end" if x > width / 2 else "start"))
    return Drawing(
        css=css,
        width=width,
        height=int(bottom + 6),
        grid=tuple(grid),
        marks=tuple(marks),
        references=tuple(references),
        labels=tuple(labels),
    )


def per_minute(
    times: Sequence[datetime],
    *,
    css: str,
    width: int,
    height: int,
    clock: Callable[[datetime], str],
) -> Drawing:
    """How many keys came in each minute, from the first to the last."""
    minutes = sorted(at.replace(second=0, microsecond=0) for at in times)
    counted = Counter(minutes)
    span = int((minutes[-1] - minutes[0]) / timedelta(minutes=1)) + 1
    left, bottom = 36.0, height - 24.0
    step = (width - left) / max(span, 12)
    scale_y = _Scale(0, max(counted.values()), bottom, 20)
    offsets = {minute: (minute - minutes[0]) / timedelta(minutes=1) for minute in counted}
    bars = tuple(
        Bar(
            left + offsets[minute] * step + 1,
            scale_y(number),
            max(1.0, step - 2),
            bottom - scale_y(number),
        )
        for minute, number in counted.items()
    )
    lines = _ticks(0, max(counted.values()), 3)[1:]
    every = max(1, span // (6 if width > _DESK else 3))
    labels = [Label(left - 6, scale_y(line) + 4, f"{line:,.0f}", "end") for line in lines]
    labels += [
        Label(
            left + i * step,
            bottom + 18,
            clock(minutes[0] + timedelta(minutes=i)),
            "start",
        )
        for i in range(0, span, every)
    ]
    return Drawing(
        css=css,
        width=width,
        height=height,
        bars=bars,
        grid=tuple(f"M{left:.1f} {scale_y(line):.1f}H{width}" for line in lines),
        axis=(f"M{left:.1f} {bottom:.1f}H{width}",),
        labels=tuple(labels),
    )


@dataclass(frozen=True)
class _Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)


def _round_step(rough: float) -> float:
    """The next of 1, 2, 2.5, 5 × a power of ten: a width people can read."""
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    return next(
        (power * factor for factor in (1, 2, 2.5, 5) if power * factor >= rough),
        power * 10,
    )


def _ticks(low: float, high: float, about: int) -> list[float]:
    step = _round_step((high - low) / about or 1.0)
    first = int(low // step) + (1 if low % step else 0)
    return [(first + i) * step for i in range(int(high // step) - first + 1)]


def _wan(value: float) -> str:
    text = f"{value / 10000:,.2f}"
    return text.rstrip("0").rstrip(".")
