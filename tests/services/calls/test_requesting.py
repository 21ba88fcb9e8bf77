"""An agency asks for a committee, takes the request back, and the pool is listed for its draw."""

from dataclasses import replace
from datetime import date

import pytest

from experts.domain.committees import Fault
from experts.domain.eligibility import Exclusion
from experts.models import CommitteeRequest, CreditRecord, Expert, Standing
from experts.services import calling, listing
from experts.services.pool import add_credit, change_standing
from experts.services.requesting import RequestRefused, request_committee, withdraw_request
from tests.support import world
from tests.support.calls import types
from tests.support.cast import Person, make_agency, make_official
from tests.support.experts import (
    CALLS_FROM,
    DrawInMemory,
    draft,
    import_rows,
    request_for,
    row,
)
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.models import Entry
from trading.selectors.trades import NoSuchLot


def test_a_request_is_public_in_numbers(tender: Tender, request_: CommitteeRequest) -> None:
    (entry,) = Entry.objects.filter(type="committee.requested").select_related("content")

    body = entry.content.body
    assert (body["members"], body["experts"], body["groups"]) == (
        5,
        4,
        [{"majors": ["A08"], "number": 1, "places": 4}],
    )
    assert request_.calls_from == CALLS_FROM and "招标人代表" not in str(body)


def test_a_request_that_breaks_the_law_says_how_and_leaves_nothing(tender: Tender, draw: DrawInMemory) -> None:
    with pytest.raises(RequestRefused) as refused:
        request_for(tender, draft(roads=3, representatives=["甲", "乙"]))

    assert refused.value.faults == (Fault.TOO_FEW_EXPERTS,)
    with pytest.raises(RequestRefused) as refused:
        request_for(tender, replace(draft(), direct_reason="只有他们懂"))
    assert refused.value.faults == (Fault.DIRECT_CHOICE,)
    with pytest.raises(RequestRefused):
        request_for(tender, replace(draft(), place=" "))
    with pytest.raises(RequestRefused):
        groups = tuple(replace(group, majors=("A0899",)) for group in draft().groups)
        request_for(tender, replace(draft(), groups=groups))
    assert not CommitteeRequest.objects.exists() and types(tender) == []


def test_one_request_at_a_time_of_its_agency_alone(tender: Tender, request_: CommitteeRequest, baiyun: Person) -> None:
    with pytest.raises(RequestRefused):
        request_for(tender)
    for stranger in (make_agency("dongfang"), baiyun, make_official(Role.ADMINISTRATOR)):
        with pytest.raises(NoSuchLot):
            request_committee(lot_id=tender.lot_id, draft=draft(), by=stranger.actor)
        with pytest.raises(NoSuchLot):
            withdraw_request(lot_id=tender.lot_id, by=stranger.actor)


def test_a_request_is_taken_back_until_somebody_is_called(tender: Tender, request_: CommitteeRequest) -> None:
    withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)
    again = request_for(tender)
    world.pass_time(tender, CALLS_FROM)
    calling.call_experts()

    with pytest.raises(RequestRefused):
        withdraw_request(lot_id=tender.lot_id, by=tender.agency.actor)
    assert again.calls.count() == 4 and request_.calls.count() == 0


def test_the_list_has_the_whole_pool_with_reasons(
    tender: Tender, request_: CommitteeRequest, pool: list[Expert], draw: DrawInMemory
) -> None:
    keeper = make_official(Role.ADMINISTRATOR)
    import_rows(
        [
            row(20, employer_name=tender.trade.principal),
            row(21, region="210202"),
            row(22, title="其他"),
            row(24, employer_name=keeper.actor.name),
        ]
    )
    change_standing(expert_id=pool[0].pk, standing=Standing.SUSPENDED, reason="考核", by=keeper.actor)
    about = {"authority": "监管局", "basis": "决定书", "result": "警告", "day": date(2024, 1, 1)}
    add_credit(expert_id=pool[1].pk, kind=CreditRecord.Kind.PUNISHMENT, by=keeper.actor, **about)  # type: ignore[arg-type]

    lines = {line.expert: line for line in listing.list_for(request_)}

    assert lines.keys() == set(Expert.objects.values_list("pk", flat=True))
    assert lines[pool[0].pk].excluded is Exclusion.STATUS and lines[pool[1].pk].excluded is Exclusion.PUNISHED
    assert lines[pool[2].pk].excluded is Exclusion.MAJOR and lines[pool[3].pk].group == 1
    added = [line.excluded for pk, line in lines.items() if pk not in {expert.pk for expert in pool}]
    assert sorted(str(each) for each in added) == ["authority", "employer", "region", "standing"]
