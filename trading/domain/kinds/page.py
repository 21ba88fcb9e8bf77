"""The rules of a trade kind as a page for people, written from its data alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

from trading.domain.kinds.articles import cite
from trading.domain.kinds.spec import Choice, KindSpec, Law, SignupGate, Value
from trading.domain.periods import Period, Unit

MIB = 1024 * 1024
HOUR = timedelta(hours=1)

LABELS: dict[str, str] = {
    "bids_are_sealed": "Bids are sealed until the opening",
    "minimum_bidders": "Fewest bidders for an opening",
    "equal_to_deadline_is_late": "What arrives at the very moment of the deadline is late",
    "signup_gate": "What stands between a bidder and the documents",
    "document_offer": "Documents are on offer for at least",
    "bid_period": "From the first issue of the documents to the deadline at least",
    "full_days": "The days of that period are whole days",
    "clarification_before": "A clarification that can affect bids comes before the deadline by at least",
    "objection_before": "An objection to the documents comes before the deadline by at least",
    "objection_answer": "An objection is answered within",
    "received_while_suspended": "While an objection to the documents waits, bids are still received",
    "termination_causes": "After its notice a trade may be ended before its time for",
    "failures_before_leave": "After so many failures the tenderer may leave off tendering",
    "deposit_share": "Largest deposit, as a share",
    "deposit_cap": "Largest deposit, as an amount",
    "window": "Decryption window",
    "window_ends_when_all_released": "The window ends early when every live bid is released",
    "keys_allowance": "Time for the keyholders to publish the window key",
    "objections": "Time for objections on the spot",
    "confirmation": "Time to confirm the opening record",
    "extension": "After an outage across the deadline it may move by",
    "extension_decision": "The supervisor decides on that within",
    "document_files": "Files in the tender documents",
    "document_bytes": "Size of the tender documents together",
    "bid_files": "Attachments to a bid",
    "bid_bytes": "Size of a bid's attachments together",
    "archive_term": "Everything is kept after the end of the trade for at least",
    "expert_names_from": "The experts' names may be known after",
    "draw_acknowledgement": "The parties to a draw have all acknowledged its halves within",
}

HEAD = """\
# {en} ({zh})

Edition `{edition}` of kind `{kind}`: for notices published on or after {edition}, until a later edition.
This page is written from the data in `trading/domain/kinds/`; a test holds it to them. Do not edit it by hand: run
`python -c "from trading.domain.kinds import ALL, page; print(page.render(ALL[0]), end='')" > docs/rules/NAME.md`.

How sure we are: **R** read in full text · **S** seen quoted · **M** from memory, to be checked by a lawyer ·
**D** our decision, where the law leaves it open.
"""


def render(spec: KindSpec) -> str:
    """The whole page in Markdown."""
    head = HEAD.format(en=spec.names.en, zh=spec.names.zh, edition=spec.edition.id, kind=spec.kind)
    parts = (head, _values(spec), _ways(spec), _clock(spec), _items(spec))
    return "\n".join(part for part in parts if part)


def _values(spec: KindSpec) -> str:
    rows = []
    for entry in fields(Law):
        value = getattr(spec.law, entry.name)
        if isinstance(value, Value):
            shown = in_words(value.value, bytes_=entry.name.endswith("_bytes"))
            rows.append((LABELS[entry.name], shown, cite(value.articles), value.confidence.value, value.note))
    return _table("Values", ("rule", "value", "articles", "sure", "note"), rows)


def _ways(spec: KindSpec) -> str:
    rows = [
        (
            f"`{way.start}`",
            f"`{way.outcome}`",
            f"`{way.end}`",
            ", ".join(f"`{guard}`" for guard in way.guards),
            cite(way.articles),
        )
        for way in spec.transitions
    ]
    return _table("From stage to stage", ("stage", "outcome", "next stage", "if", "articles"), rows)


def _clock(spec: KindSpec) -> str:
    rows = [(f"`{timed.stage}`", f"`{timed.step}`", f"`{timed.due}`") for timed in spec.timed_steps]
    return _table("What the clock does", ("in stage", "step", "due at"), rows)


def _items(spec: KindSpec) -> str:
    rows = [(f"`{item.key}`", item.label, item.label_en, item.kind.value) for item in spec.opening_items]
    return _table("Announced at the opening, unless the notice says otherwise", ("key", "zh", "en", "kind"), rows)


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    lines = [f"## {title}", "", _row(head), _row(("---",) * len(head)), *(_row(row) for row in rows), ""]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def in_words(value: object, *, bytes_: bool = False) -> str:
    """A value of the law as people write it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Choice():
            default, least, most = (in_words(part, bytes_=bytes_) for part in (value.default, value.least, value.most))
            return f"{default} (from {least} to {most})"
        case Period():
            return _counted(value.count, value.unit.value.replace("_", " "))
        case timedelta():
            return _length(value)
        case Decimal():
            return f"{value:.0%}" if value < 1 else f"{value:,} yuan"
        case tuple():
            return ", ".join(str(member).replace("_", " ") for member in value)
        case SignupGate.NONE:
            return "nothing"
        case int() if bytes_:
            return f"{value // MIB:,} MiB"
        case _:
            return str(value)


def _length(length: timedelta) -> str:
    if length % HOUR or length <= HOUR:
        return _counted(length // timedelta(minutes=1), "minute")
    return _counted(length // HOUR, Unit.HOUR.value)


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
