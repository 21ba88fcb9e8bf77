"""Drawings, components, forms and the counted days."""

from collections.abc import Iterable, Sequence

import segno
from django import template
from django.forms import BoundField
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trading.domain.checks import CountedDay, Mark
from trading.templatetags._drawings import ICONS, SHAPES, TALLIES
from trading.templatetags._library import register


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


@register.simple_tag(takes_context=True)
def current(context: RequestContext, *places: str) -> SafeString:
    """` aria-current="true"` when the page belongs to one of these URL names or namespaces."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = {match.view_name, *match.namespaces} if match else set()
    return mark_safe(' aria-current="true"' if here & set(places) else "")


@register.filter
def control(field: BoundField, affix: str = "") -> SafeString:
    """The input itself: our class, and what describes it (hint, error, and the words of an amount)."""
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    described += [f"{field.auto_id}_error"] if field.errors else []
    described += [str(field.field.widget.attrs["aria-describedby"])] if _extra_description(field) else []
    attrs: dict[str, str | bool] = {"class": f"input {field.field.widget.attrs.get('class', '')} {affix}".strip()}
    attrs["placeholder"] = False  # those of allauth repeat the label
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


@register.filter
def as_items(errors: Iterable[str]) -> list[dict[str, str]]:
    """Errors without a field, for the summary."""
    return [{"text": str(error), "anchor": ""} for error in errors]


@register.filter
def message_tone(level: str) -> str:
    """Django's message levels in our tones."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(level, "")


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
