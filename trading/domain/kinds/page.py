"""The rules of a trade kind as a page for people, written from its data alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from trading.domain.kinds.articles import cite
from trading.domain.kinds.law import Law, SignupGate
from trading.domain.kinds.spec import KindSpec
from trading.domain.kinds.values import Choice, Value
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
    "prequal_minimum": "Fewest qualified applicants for a tender",
    "prequal_document_offer": "Pre-qualification documents are on offer for at least",
    "prequal_after_offer": "From the end of that offer until applications are due at least",
    "prequal_clarification_before": "A clarification that can affect applications comes before they are due by at least",
    "prequal_objection_before": "An objection to the pre-qualification documents comes before that by at least",
    "prequal_committee": "Where the state controls the money, applications are reviewed by the",
    "committee": "An evaluation committee has",
    "experts_to_trim": "The highest and lowest score are dropped only with so many experts",
    "scoring_methods": "Bids are compared by",
    "price_formulas": "A price becomes points by",
    "score_places": "Decimals of a score",
    "tie_breaks": "Between equal bids decides",
    "competition_least": "Fewest valid bids for a competition that cannot be doubted",
    "candidates_most": "Most candidates that are named",
    "bid_validity_days": "Bids bind for so many days",
    "award_in_validity": "Award and contract come while the bids bind",
    "candidates_within": "The candidates are shown within",
    "candidates_display": "The candidates are shown for at least",
    "candidates_answer": "An objection to the candidates is answered within",
    "first_wins": "The first in rank must win",
    "fall_grounds": "A candidate is passed over only for",
    "award_report": "The award is reported to the supervisor within",
    "contract_within": "The contract is signed within",
    "performance_bond_share": "Largest performance bond, as a share",
    "payment_guarantee": "Who asks for a performance bond gives a payment guarantee",
    "deposit_back_after_contract": "After the contract is signed deposits are back within",
    "medium_notices": "Published by the designated medium as well",
    "medium_within": "The medium publishes a structured text within",
    "complaint_within": "A complaint is made to the supervisor within",
    "complaint_objection_first": "A complaint needs an objection first where it is about",
    "complaint_accept": "The supervisor accepts or refuses a complaint within",
    "complaint_decide": "The supervisor decides on an accepted complaint within",
    "complaint_published": "The decision is published within",
    "never_stopped": "The supervisor may stop a lot in every stage but",
    "stop_lets": "While a lot is stopped there may still be",
    "stop_may_let": "Besides, a stop order may let there be",
    "received_while_stopped": "While a lot is stopped, bids are still received",
    "deposit_forms": "Forms of a deposit that a notice must take",
    "deposit_from_basic_account": "Money comes from the bidder's basic account",
    "deposit_valid_as_bid": "A deposit is valid as long as the bid",
    "deposit_back_after_withdrawal": "After a withdrawal before the deadline a deposit is back within",
    "deposit_back_after_end": "After a trade that ended without a contract a deposit is back within",
    "deposit_interest": "Interest on a deposit that goes back, a year",
    "deposit_interest_year": "Days of a year of interest",
    "deposit_kept_for": "A deposit may be kept for",
    "joint_by_default": "Joint bids are taken where the notice says nothing",
    "joint_most": "Members of a joint bid, at most",
    "staff_items": "Opening items that name a person of the project's management",
    "retender_after_analysis": "A failed lot is tendered again, after an analysis of the failure",
    "termination_duties": "Whoever terminates a trade has to",
    "failure_duties": "After a failure the tenderer has to",
    "expert_years": "Years that an expert has worked in its field at least",
    "expert_titles": "Professional titles of experts",
    "drawn_at_random": "Experts are drawn at random from the pool",
    "recusal_grounds": "An expert steps back for",
    "recusal_look_back": "An employer of an expert counts for so long after it left",
    "expert_calls_before": "Experts are called from so long before the opening",
    "expert_answer": "A called expert answers within",
    "expert_names_from": "The experts' names may be known after",
    "chair_may_be_named": "The tenderer may name who chairs, where the members have not elected",
    "more_time_share": "The time of an evaluation is extended when it is too short for more than",
    "draw_acknowledgement": "The parties to a draw have all acknowledged its halves within",
    "drawn_numbers": "Numbers of the price formula that may be drawn",
    "window_after_outage": "Remedy: an outage of the platform in the decryption window gives its time back",
    "lost_form_again": "Remedy: a sealed form that the platform lost is handed in again",
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
    law = (_values(spec), _ways(spec), _clock(spec), _items(spec), _qualification(spec))
    parts = (head, *law, _fairness(spec), _grounds(spec), _findings(spec), _duties(spec), _notices(spec))
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


def _qualification(spec: KindSpec) -> str:
    rows = [(f"`{item.key}`", item.label, item.label_en, item.kind.value) for item in spec.qualification_items]
    return _table("Stated in an application to be qualified", ("key", "zh", "en", "kind"), rows)


def _duties(spec: KindSpec) -> str:
    rows = [
        (
            in_words(rule.duty),
            in_words(rule.period.value),
            f"`{rule.since}`",
            f"`{rule.done_by}`" if rule.done_by else "",
            cite(rule.period.articles),
        )
        for rule in spec.duties
    ]
    return _table("What has to be done by a day", ("duty", "within", "of", "done by", "articles"), rows)


def _notices(spec: KindSpec) -> str:
    rows = [
        (
            in_words(rule.type),
            ", ".join(f"`{outcome}`" for outcome in rule.outcomes),
            in_words(rule.told),
            in_words(rule.contents),
            in_words(rule.shown) if rule.shown else "",
            cite(rule.articles),
            rule.confidence.value,
            rule.note,
        )
        for rule in spec.notices
    ]
    head = ("notice", "issued with", "told", "must have", "shown at least", "articles", "sure", "note")
    return _table("What must be told", head, rows)


def _fairness(spec: KindSpec) -> str:
    rows = [
        (f"`{rule.concern}`", rule.wording.zh, rule.wording.en, cite(rule.articles), rule.confidence.value)
        for rule in spec.fairness
    ]
    head = ("concern", "zh", "en", "articles", "sure")
    return _table("Made sure of before a notice: nothing in it is one of these", head, rows)


def _grounds(spec: KindSpec) -> str:
    """The committee decides on all of them; who else may raise one is said."""
    rows = [
        (
            f"`{rule.ground}`",
            rule.wording.zh,
            rule.wording.en,
            "must" if rule.must else "may",
            ", ".join(raiser.value for raiser in rule.raisers),
            cite(rule.articles),
            rule.confidence.value,
            rule.note,
        )
        for rule in spec.grounds
    ]
    head = ("ground", "zh", "en", "is rejected", "raised by", "articles", "sure", "note")
    return _table("Grounds of rejection, on which the evaluation committee decides", head, rows)


def _findings(spec: KindSpec) -> str:
    rows = [
        (
            f"`{rule.kind}`",
            rule.wording.zh,
            rule.wording.en,
            str(rule.least),
            f"`{rule.ground}`",
            cite(rule.articles),
            rule.confidence.value,
            rule.note,
        )
        for rule in spec.findings
    ]
    head = ("finding", "zh", "en", "from", "may be the ground", "articles", "sure", "note")
    return _table("Found after the opening, and decided by people", head, rows)


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
            return f"{value * 100:f}".rstrip("0").rstrip(".") + "%" if value < 1 else f"{value:,} yuan"
        case tuple():
            return ", ".join(str(member).replace("_", " ") for member in value)
        case SignupGate.NONE:
            return "nothing"
        case StrEnum():
            return value.replace("_", " ")
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
