"""Who may be drawn, and who not for which reason: rules EX-4, EX-7 and EX-9."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experts.domain.eligibility import (
    Candidate,
    Exclusion,
    Group,
    NoCommittees,
    Span,
    Wanted,
    articles_of,
    exclusion_of,
    group_of,
    listed,
    rules_of,
)
from experts.domain.recusal import Employment, bodies, must_step_back, plain
from trading.domain.experts import Ground, Title
from trading.domain.kinds import ALL
from trading.domain.kinds.law import Law

LAW = ALL[0].law
RULES = rules_of(LAW)
DAY = date(2026, 3, 30)
ANSHAN = ("912101020000000001", "鞍山招标代理有限公司")


def span(start: int, end: int, day: int = 30) -> Span:
    return Span(datetime(2026, 3, day, start, tzinfo=UTC), datetime(2026, 3, day, end, tzinfo=UTC))


WANTED = Wanted(
    groups=(Group(1, ("A08",), 3), Group(2, ("A06", "A07"), 1)),
    region="2101",
    evaluation=span(1, 9),
    on=DAY,
    parties=bodies([ANSHAN, ("", "浑南区城市建设局")]),
    authorities=bodies([("", "区住房和城乡建设局")]),
)
WEI = Candidate(
    id=UUID(int=1),
    available=True,
    title=Title.SENIOR,
    working_since=date(2010, 1, 1),
    region="210102",
    majors=frozenset(["A080101"]),
    employments=(Employment("", "市政设计院", date(2010, 1, 1)),),
)


def works(name: str, since: date = date(2010, 1, 1), until: date | None = None, code: str = "") -> Candidate:
    return replace(WEI, employments=(Employment(code, name, since, until),))


@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        (WEI, None),
        (replace(WEI, available=False), Exclusion.STATUS),
        (replace(WEI, punished=True), Exclusion.PUNISHED),
        (replace(WEI, title=Title.OTHER), Exclusion.STANDING),
        (replace(WEI, title=Title.EQUIVALENT), None),
        (replace(WEI, working_since=date(2018, 3, 30)), None),
        (replace(WEI, working_since=date(2018, 3, 31)), Exclusion.STANDING),
        (replace(WEI, region="210202"), Exclusion.REGION),
        (replace(WEI, majors=frozenset(["B010101"])), Exclusion.MAJOR),
        (replace(WEI, busy=(span(8, 12),)), Exclusion.BUSY),
        (replace(WEI, busy=(span(9, 12), span(1, 9, day=29))), None),
        (works("浑南区城市建设局"), Exclusion.EMPLOYER),
        (works("改名以前的名字", code=ANSHAN[0]), Exclusion.EMPLOYER),
        (works("浑南区城市建设局", until=date(2023, 3, 30)), Exclusion.EMPLOYER),
        (works("浑南区城市建设局", until=date(2023, 3, 29)), None),
        (works("区住房和城乡建设局"), Exclusion.AUTHORITY),
        (works("区住房和城乡建设局", until=date(2026, 3, 29)), None),
    ],
)
def test_the_pool_is_told_apart_by_the_law(candidate: Candidate, why: Exclusion | None) -> None:
    assert exclusion_of(candidate, WANTED, RULES) is why


def test_equal_names_are_the_same_body_however_they_are_written() -> None:
    assert plain("鞍山 招标(集团)") == plain("鞍山招标（集团）")
    assert exclusion_of(works("浑南区 城市建设局"), WANTED, RULES) is Exclusion.EMPLOYER


def test_an_unknown_code_or_name_matches_nobody() -> None:
    nameless = replace(WANTED, parties=bodies([("", ""), ("", " ")]))

    assert exclusion_of(works(""), nameless, RULES) is None


def test_an_expert_stands_for_the_group_that_asks_most_exactly_for_its_major() -> None:
    both = replace(WEI, majors=frozenset(["A080101", "A070101"]))

    assert group_of(both, WANTED) == 1
    assert group_of(replace(WEI, majors=frozenset(["A06"])), WANTED) == 2
    nearer = replace(WANTED, groups=(*WANTED.groups, Group(3, ("A0701",), 1)))
    assert group_of(both, nearer) == 3
    assert group_of(replace(WEI, majors=frozenset(["B01"])), WANTED) is None


@given(st.lists(st.tuples(st.uuids(), st.booleans(), st.sampled_from(["210102", "210202"])), unique_by=lambda x: x[0]))
def test_the_list_has_everybody_once_with_a_group_or_a_reason(people: list[tuple[UUID, bool, str]]) -> None:
    pool = [replace(WEI, id=pk, available=available, region=region) for pk, available, region in people]

    lines = listed(pool, WANTED, RULES)

    assert [line.expert for line in lines] == sorted(pk for pk, _, _ in people)
    assert all((line.group is None) == (line.excluded is not None) for line in lines)
    assert listed(reversed(pool), WANTED, RULES) == lines


def test_every_reason_of_the_law_has_its_article() -> None:
    of_the_law = {Exclusion.PUNISHED, Exclusion.STANDING, Exclusion.AUTHORITY, Exclusion.EMPLOYER}

    assert all(articles_of(each, LAW) for each in of_the_law)
    assert articles_of(Exclusion.BUSY, LAW) == ()


def test_a_kind_without_experts_has_no_committees() -> None:
    with pytest.raises(NoCommittees):
        rules_of(Law(LAW.bids_are_sealed, LAW.minimum_bidders))


def test_whoever_declares_a_ground_of_the_law_steps_back() -> None:
    assert must_step_back([Ground.KIN], tuple(Ground))
    assert not must_step_back([], tuple(Ground))
