"""Kinds and editions: the law as data."""

import json
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from trading.domain.kinds import ALL, NoSuchEdition, NoSuchKind, edition_for, kinds, page, spec
from trading.domain.kinds.articles import UnknownArticle, cite, numeral, read_article
from trading.domain.kinds.law import Law, SignupGate
from trading.domain.kinds.spec import Edition, ItemKind, KindSpec, SpecBroken, TimedStep, Transition
from trading.domain.kinds.values import Choice, Confidence, Value
from trading.domain.periods import Period, Unit
from trading.domain.schedule import Instant
from trading.domain.stages import Outcome, Stage, Step
from trading.domain.trade_classes import classes_of

RULES = Path(__file__).resolve().parents[3] / "docs" / "rules"
KIND = "engineering_open_tender"


def test_a_notice_falls_under_the_edition_in_force_on_its_day(tender: KindSpec) -> None:
    later = replace(tender, edition=Edition(date(2027, 1, 1)))
    editions = (later, tender)

    assert edition_for(KIND, date(2026, 12, 31), editions) is tender
    assert edition_for(KIND, date(2027, 1, 1), editions) is later
    assert edition_for(KIND, date(2030, 1, 1), editions) is later


def test_a_trade_keeps_the_edition_it_was_published_under(tender: KindSpec) -> None:
    later = replace(tender, edition=Edition(date(2027, 1, 1)))

    assert spec(KIND, tender.edition.id, (later, tender)) is tender
    assert spec(KIND, "2027-01-01", (later, tender)) is later


def test_before_the_first_edition_there_is_no_law_to_go_by() -> None:
    with pytest.raises(NoSuchEdition):
        edition_for(KIND, date(2019, 3, 1))
    with pytest.raises(NoSuchEdition):
        spec(KIND, "1999-01-01")


def test_a_kind_that_does_not_exist_is_named_in_the_error() -> None:
    with pytest.raises(NoSuchKind, match="beauty_contest"):
        edition_for("beauty_contest", date(2026, 1, 1))
    assert kinds() == (KIND,)


def test_the_tender_is_what_the_law_says(tender: KindSpec) -> None:
    assert tender.bids_are_sealed
    assert tender.minimum_bidders == 3
    assert tender.equal_to_deadline_is_late
    assert tender.window_ends_when_all_released
    assert tender.envelopes == ("main",)
    assert tender.law.signup_gate is not None
    assert tender.law.signup_gate.value is SignupGate.NONE
    assert tender.law.window is not None
    assert tender.law.window.value.default == timedelta(minutes=60)


def test_four_items_are_announced_at_the_opening_of_works(tender: KindSpec) -> None:
    assert [(item.key, item.kind) for item in tender.opening_items] == [
        ("price", ItemKind.MONEY),
        ("duration", ItemKind.INTEGER),
        ("quality", ItemKind.TEXT),
        ("project_manager", ItemKind.TEXT),
    ]
    assert tender.opening_items[0].form() == {
        "key": "price",
        "kind": "money",
        "label": "投标报价",
        "label_en": "Price",
    }


@pytest.mark.parametrize("edition", ALL, ids=lambda entry: f"{entry.kind} {entry.edition.id}")
def test_every_article_that_is_cited_can_be_read_out(edition: KindSpec) -> None:
    cited = edition.law.cited() | {article for way in edition.transitions for article in way.articles}

    for article in cited:
        assert cite((article,)).endswith("条")
        assert "art." in cite((article,), "en")


@pytest.mark.parametrize("edition", ALL, ids=lambda entry: f"{entry.kind} {entry.edition.id}")
def test_a_value_that_was_not_decided_by_us_names_its_article(edition: KindSpec) -> None:
    for entry in fields(Law):
        value = getattr(edition.law, entry.name)
        if isinstance(value, Value) and value.confidence is not Confidence.DECIDED:
            assert value.articles, entry.name


@pytest.mark.parametrize("edition", ALL, ids=lambda entry: f"{entry.kind} {entry.edition.id}")
def test_every_default_lies_in_its_range(edition: KindSpec) -> None:
    for entry in fields(Law):
        value = getattr(edition.law, entry.name)
        if isinstance(value, Value) and isinstance(value.value, Choice):
            assert value.value.least <= value.value.default <= value.value.most, entry.name


@pytest.mark.parametrize("edition", ALL, ids=lambda entry: f"{entry.kind} {entry.edition.id}")
def test_the_rule_page_in_the_docs_is_up_to_date(edition: KindSpec) -> None:
    """The command that writes it stands at its top."""
    assert (RULES / "engineering-tender.md").read_text(encoding="utf-8") == page.render(edition)


def test_every_value_of_the_law_has_a_label_on_the_rule_page() -> None:
    assert set(page.LABELS) == {entry.name for entry in fields(Law)}


@pytest.mark.parametrize(
    "value, text",
    [
        (True, "yes"),
        (Period(1, Unit.DAY), "1 day"),
        (Period(5, Unit.WORKING_DAY), "5 working days"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=8), "8 hours"),
        (Decimal("0.02"), "2%"),
        (Decimal("800000.00"), "800,000.00 yuan"),
        (3, "3"),
    ],
)
def test_values_are_written_as_people_write_them(value: object, text: str) -> None:
    assert page.in_words(value) == text


def test_a_value_of_the_law_is_never_taken_for_yes_or_no() -> None:
    """`if spec.law.bids_are_sealed:` would always be true."""
    with pytest.raises(TypeError):
        bool(Value(False, (), Confidence.DECIDED))


def test_the_classes_of_works_are_open_to_the_tender(tender: KindSpec) -> None:
    classes = [entry.code for entry in classes_of(tender.code_class)]

    assert classes[0] == "A01"
    assert classes[-1] == "A99"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"stages": (Stage.DRAFT,)}, id="a way to a stage it does not have"),
        pytest.param(
            {"timed_steps": (TimedStep(Stage.FAILED, Step.CLOSE_BOX, Instant.DEADLINE),), "stages": tuple(Stage)[:-1]},
            id="a stage too few",
        ),
        pytest.param(
            {
                "transitions": (
                    Transition(Stage.DRAFT, Outcome.ANNOUNCED, Stage.ANNOUNCED),
                    Transition(Stage.DRAFT, Outcome.ANNOUNCED, Stage.BIDDING),
                )
            },
            id="two ways by one outcome",
        ),
        pytest.param({"envelopes": ()}, id="sealed bids without an envelope"),
    ],
)
def test_a_spec_that_contradicts_itself_cannot_be_made(tender: KindSpec, changes: dict[str, object]) -> None:
    with pytest.raises(SpecBroken):
        replace(tender, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "number, text",
    [
        (5, "五"),
        (10, "十"),
        (16, "十六"),
        (20, "二十"),
        (24, "二十四"),
        (100, "一百"),
        (110, "一百一十"),
        (119, "一百一十九"),
        (201, "二百零一"),
        (1260, "一千二百六十"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
    ],
)
def test_articles_are_numbered_as_laws_number_them(number: int, text: str) -> None:
    assert numeral(number) == text


def test_articles_of_one_law_are_read_together() -> None:
    assert cite(("TL 24", "CC 201", "CC 203", "TL 24")) == "招标投标法第二十四条；民法典第二百零一条、第二百零三条"
    assert cite(("TL 24", "TL 28"), "en") == "Tendering and Bidding Law, art. 24, 28"
    assert cite(()) == ""


@pytest.mark.parametrize("article", ["TL", "TL x", "XX 1", "", "TL 24a"])
def test_a_citation_that_nobody_can_read_is_an_error(article: str) -> None:
    with pytest.raises(UnknownArticle):
        read_article(article)


@pytest.mark.parametrize(
    "parameter, name",
    [
        ("tender.bid_period_min", "bid_period"),
        ("tender.doc_offer_min", "document_offer"),
        ("tender.clarify_before", "clarification_before"),
        ("tender.objection_before", "objection_before"),
        ("tender.objection_answer", "objection_answer"),
        ("tender.min_bidders", "minimum_bidders"),
        ("tender.deposit_max", "deposit_share"),
        ("tender.deposit_cap_works", "deposit_cap"),
        ("tender.withdraw_refund", "deposit_back_after_withdrawal"),
        ("tender.deposit_refund_after_contract", "deposit_back_after_contract"),
        ("tender.decrypt_window", "window"),
        ("tender.candidates_max", "candidates_most"),
        ("tender.candidates_publish_within", "candidates_within"),
        ("tender.candidates_show_min", "candidates_display"),
        ("tender.contract_within", "contract_within"),
        ("tender.performance_bond_max", "performance_bond_share"),
        ("tender.report_within", "award_report"),
    ],
)
def test_the_values_are_those_of_the_reference_list(tender: KindSpec, shared: Path, parameter: str, name: str) -> None:
    entries = json.loads((shared / "domain" / "params.json").read_text(encoding="utf-8"))
    (entry,) = [entry for entry in entries if entry["id"] == parameter]
    value = getattr(tender.law, name)

    assert _plain(value.value) == Decimal(str(entry["value"]))
    assert value.confidence.value == entry["confidence"]


def _plain(value: object) -> Decimal:
    match value:
        case Period():
            return Decimal(value.count)
        case Choice():
            return Decimal(value.default // timedelta(minutes=1))
        case _:
            return Decimal(str(value))
