"""What an edition of the law uses, the platform implements: steps, stages, outcomes and guards."""

import ast
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from tests.architecture.reading import members, mentioning, name, tree
from trading.domain.award import (
    ArchiveFacts,
    AwardFacts,
    CommitteeFacts,
    ContractFacts,
    DisplayFacts,
    EvaluationFacts,
    FallenFacts,
    ReportFacts,
    ValidityFacts,
)
from trading.domain.facts import (
    AnswerFacts,
    BoxFacts,
    ConfirmationFacts,
    DraftFacts,
    Facts,
    KeyFacts,
    NoFacts,
    ObjectionFacts,
    OutageFacts,
    ReviewFacts,
    TerminationCause,
    TerminationFacts,
    WindowFacts,
)
from trading.domain.kinds import ALL
from trading.domain.kinds.fairness import Concern
from trading.domain.kinds.spec import KindSpec
from trading.domain.money import Money
from trading.domain.outages import Silence
from trading.domain.schedule import Schedule
from trading.domain.stages import Guard, Outcome, WrongFacts, refusal_of
from trading.services.clock import HANDLERS
from trading.templatetags._stages import STAGES

NOON = datetime(2026, 3, 16, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCHEDULE = Schedule(NOON, NOON, NOON, *(6 * (HOUR,)), *(7 * (NOON,)))
OUTAGE = OutageFacts(Silence(None, NOON + HOUR), NOON)
FORCE = TerminationFacts(TerminationCause.FORCE_MAJEURE)
REMEDIES: tuple[Facts, ...] = (ObjectionFacts(NOON), AnswerFacts(0), FORCE)
FACTS: tuple[Facts, ...] = (
    *REMEDIES,
    NoFacts(),
    DraftFacts(frozenset(Concern)),
    OUTAGE,
    BoxFacts(3),
    WindowFacts(3, 3),
    KeyFacts(1, 1),
    ConfirmationFacts(3, 3),
    ReviewFacts(3, 3, 3),
    CommitteeFacts(5, 4),
    ReportFacts(3, 3, 5, 5),
    EvaluationFacts(3),
    ValidityFacts(NOON, NOON + HOUR),
    DisplayFacts(NOON, NOON, provisional=False),
    AwardFacts(NOON, NOON + HOUR, open=0, state_controlled=True, candidates=3, rank=1),
    FallenFacts(()),
    ContractFacts(NOON, Money.parse("100.00"), None, guarantee=False, terms_equal=True),
    ArchiveFacts(reported=True, deposits=0),
)

each_edition = pytest.mark.parametrize("spec", ALL, ids=lambda spec: f"{spec.kind}-{spec.edition.id}")


@each_edition
def test_every_step_of_the_clock_has_a_handler(spec: KindSpec) -> None:
    assert {timed.step for timed in spec.timed_steps} - set(HANDLERS) == set()


def test_no_step_has_two_handlers() -> None:
    written = Counter(step for path in mentioning("handles") for step in _handled(tree(path)))

    assert {step: count for step, count in written.items() if count > 1} == {}
    assert set(written) == {step.name for step in HANDLERS}


@each_edition
def test_every_outcome_is_brought_about_by_a_service(spec: KindSpec) -> None:
    services = [path for path in mentioning("Outcome") if "services" in path.parts or path.name == "handlers.py"]
    brought = {member for path in services for member in members(tree(path), "Outcome")}

    assert {transition.outcome.name for transition in spec.transitions} - brought == set()


@each_edition
def test_every_guard_decides_by_the_facts_of_one_outcome(spec: KindSpec) -> None:
    guards = {guard for transition in spec.transitions for guard in transition.guards}

    assert {guard for guard in guards if not _can_decide(guard, spec)} == set()


@each_edition
def test_every_stage_has_a_name_that_people_read(spec: KindSpec) -> None:
    with override("zh-hans"):
        assert [stage for stage in spec.stages if not str(STAGES[stage][0])] == []


def test_every_outcome_belongs_to_an_edition() -> None:
    """A member that no edition uses is a rule that nobody made."""
    used = {transition.outcome for spec in ALL for transition in spec.transitions}

    assert set(Outcome) - used == set()


def test_the_handlers_stand_where_their_steps_belong() -> None:
    """The spine knows nothing of bids: only `offer_documents` is its own."""
    places = {step: name(path).split("/")[0] for path in mentioning("handles") for step in _handled(tree(path))}

    assert {step for step, app in places.items() if app == "trading"} == {"OFFER_DOCUMENTS"}


def _handled(code: ast.Module) -> list[str]:
    """The steps of all `@handles(Step.…)` in a module."""
    calls = [
        decorator
        for node in ast.walk(code)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name | ast.Attribute)
        and (decorator.func.id if isinstance(decorator.func, ast.Name) else decorator.func.attr) == "handles"
    ]
    return [step for call in calls for step in members(call, "Step")]


def _can_decide(guard: Guard, spec: KindSpec) -> bool:
    for facts in FACTS:
        try:
            refusal_of(guard, spec, facts, NOON, SCHEDULE)
        except WrongFacts:
            continue
        return True
    return False
