"""Complaints: what the law surely forbids is refused with its article, the rest is the supervisor's, day by day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypedDict
from uuid import UUID

import pytest

from bidding.services.hall import object_to
from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_colleague, make_supervisor
from tests.support.world import Tender
from trading.domain.actors import Actor, BiddersOnly, SupervisorsOnly
from trading.domain.complaints import Fault
from trading.domain.matters import Matter, Measure
from trading.domain.periods import day_of
from trading.domain.stopped import DECIDED, read_decided
from trading.models import Complaint, Entry, Message
from trading.selectors import complaints
from trading.selectors.complaints import ComplaintShown
from trading.selectors.trades import NoSuchTrade
from trading.services import complaining
from trading.services.complaining import ComplaintDraft, ComplaintRefused, add_evidence, complain
from trading.services.deciding import (
    DecisionRefused,
    accept_complaint,
    begin_break,
    decide_complaint,
    end_break,
    refuse_complaint,
    state_view,
)
from trading.services.moments import database_time
from trading.services.objecting import answer_objection, object_to_documents
from trading.services.readers import read_on

DAY = timedelta(days=1)
SECRET = "评审标准向特定企业倾斜"


class Act(TypedDict):
    """By whom something is done about which complaint."""

    complaint_id: UUID
    by: Actor


@pytest.fixture(scope="module")
def supervisor(scene: None) -> Person:
    return make_supervisor()


@pytest.fixture
def complained(tender: Tender, baiyun: Person) -> Callable[..., Complaint]:
    def made(matter: Matter = Matter.OTHER, known: date | None = None, by: Person = baiyun) -> Complaint:
        draft = ComplaintDraft(matter, known or day_of(world.now(tender)), SECRET, "责令改正。")
        return complain(trade_id=tender.trade.pk, draft=draft, by=by.actor)

    return made


def shown(supervisor: Person, complaint: Complaint) -> ComplaintShown:
    return complaints.complaint_for(supervisor.actor, complaint.pk, real=database_time())


def test_a_complaint_reaches_the_supervisor_and_no_entry_tells_of_it(
    tender: Tender, supervisor: Person, complained: Callable[..., Complaint]
) -> None:
    before = Entry.objects.count()
    complaint = complained()

    (one,) = complaints.all_complaints(supervisor.actor, real=database_time())
    assert (one.id, one.text, one.standing, one.overdue) == (complaint.pk, SECRET, "received", False)
    assert one.due == date(2026, 3, 5), "three working days after Monday 2 March"
    assert Entry.objects.count() == before
    world.pass_time(tender, world.START + 4 * DAY)
    assert shown(supervisor, complaint).overdue


def test_the_documents_need_an_objection_first(
    tender: Tender, baiyun: Person, complained: Callable[..., Complaint]
) -> None:
    """TR 60."""
    with pytest.raises(ComplaintRefused) as refused:
        complained(Matter.DOCUMENTS)
    assert refused.value.cause is not None and refused.value.cause.fault is Fault.NO_OBJECTION
    assert "TR 60" in refused.value.cause.articles and not Complaint.objects.exists()

    object_to_documents(trade_id=tender.trade.pk, text="资质", by=baiyun.actor)

    assert complained(Matter.DOCUMENTS)


def test_the_time_of_the_answer_is_not_counted(
    tender: Tender, baiyun: Person, changhe: Person, complained: Callable[..., Complaint]
) -> None:
    """Known on 2 March: until the 12th; with three days of answering until Sunday the 15th, so Monday the 16th."""
    objection = object_to_documents(trade_id=tender.trade.pk, text="资质", by=baiyun.actor)
    world.pass_time(tender, world.START + 3 * DAY)
    answer_objection(objection_id=objection.pk, text="不成立。", by=tender.agency.actor)
    world.pass_time(tender, world.START + 14 * DAY)

    with pytest.raises(ComplaintRefused) as refused:
        complained(Matter.OTHER, known=date(2026, 3, 2))
    assert refused.value.cause is not None and refused.value.cause.fault is Fault.TERM_OVER
    assert refused.value.cause.last == date(2026, 3, 12)
    assert complained(Matter.DOCUMENTS, known=date(2026, 3, 2))
    world.pass_time(tender, world.START + 15 * DAY)
    with pytest.raises(ComplaintRefused):
        complained(Matter.DOCUMENTS, known=date(2026, 3, 2))


def test_an_objection_at_the_opening_is_found_in_the_ledger(
    decrypting: Tender, bidders: list[Person], complained: Callable[..., Complaint]
) -> None:
    with pytest.raises(ComplaintRefused):
        complained(Matter.OPENING)

    object_to(lot_id=decrypting.lot_id, text="封箱有误", by=bidders[0].actor)

    assert complained(Matter.OPENING)
    with pytest.raises(ComplaintRefused):
        complained(Matter.OPENING, by=bidders[1])


def test_a_complaint_is_made_in_words_by_a_bidder_of_what_is_known(
    tender: Tender, baiyun: Person, complained: Callable[..., Complaint]
) -> None:
    with pytest.raises(BiddersOnly):
        complained(by=tender.agency)
    with pytest.raises(ComplaintRefused):
        complained(known=day_of(world.now(tender)) + DAY)
    for text, asks in ((" ", "改正"), ("事实", " "), ("事" * 5001, "改正")):
        draft = ComplaintDraft(Matter.OTHER, day_of(world.now(tender)), text, asks)
        with pytest.raises(ComplaintRefused):
            complain(trade_id=tender.trade.pk, draft=draft, by=baiyun.actor)
    for _ in range(complaining.MOST_WAITING):
        complained()
    with pytest.raises(ComplaintRefused):
        complained()


def test_evidence_is_for_the_complainant_and_the_supervisor(
    tender: Tender, baiyun: Person, changhe: Person, supervisor: Person, complained: Callable[..., Complaint]
) -> None:
    complaint = complained()
    file = add_evidence(complaint_id=complaint.pk, name="照片.jpg", chunks=[b"a photo"], by=baiyun.actor)

    for person in (baiyun, make_colleague(baiyun), supervisor):
        assert complaints.evidence_for(person.actor, complaint.pk, file.sha256) == file
    for person in (changhe, tender.agency):
        with pytest.raises(NoSuchTrade):
            complaints.evidence_for(person.actor, complaint.pk, file.sha256)
    with pytest.raises(NoSuchTrade):
        add_evidence(complaint_id=complaint.pk, name="x.pdf", chunks=[b"x"], by=changhe.actor)
    with pytest.raises(ComplaintRefused):
        add_evidence(
            complaint_id=complaint.pk, name="x.pdf", chunks=[b"x" * (complaining.LARGEST_FILE + 1)], by=baiyun.actor
        )


def test_the_way_of_a_complaint_that_is_upheld(
    tender: Tender, baiyun: Person, supervisor: Person, complained: Callable[..., Complaint]
) -> None:
    complaint = complained()
    act = Act(complaint_id=complaint.pk, by=supervisor.actor)
    accept_complaint(text="符合受理条件。", **act)
    assert shown(supervisor, complaint).due == date(2026, 4, 14), "thirty working days after 2 March 2026"
    state_view(complaint_id=complaint.pk, text="标准对各方一致。", by=tender.agency.actor)
    begin_break(text="委托专家评审。", **act)
    assert (shown(supervisor, complaint).standing, shown(supervisor, complaint).due) == ("in_break", None)
    world.pass_time(tender, world.START + 2 * DAY)
    end_break(text="收到评审意见。", **act)
    assert shown(supervisor, complaint).due == date(2026, 4, 16), "two working days later"

    decide_complaint(measures=[Measure.CORRECT], text="评审标准不合理，责令改正。", **act)
    world.place_news(tender)
    while read_on():
        pass

    (entry,) = Entry.objects.filter(type=DECIDED).select_related("content")
    said = read_decided(entry.content.body)
    assert (said.complaint, said.measures) == (complaint.pk, (Measure.CORRECT,))
    assert baiyun.party not in str(entry.content.body) and SECRET not in str(entry.content.body)
    assert [one.text for one in complaints.decisions_of(tender.trade)] == ["评审标准不合理，责令改正。"]
    assert Message.objects.filter(organisation_id=baiyun.actor.as_bidder().organisation_id, entry=entry).exists()
    with pytest.raises(DecisionRefused):
        decide_complaint(measures=[], text="不成立。", **act)


def test_a_refused_complaint_is_over(supervisor: Person, baiyun: Person, complained: Callable[..., Complaint]) -> None:
    complaint = complained()
    act = Act(complaint_id=complaint.pk, by=supervisor.actor)
    with pytest.raises(DecisionRefused):
        refuse_complaint(text=" ", **act)
    with pytest.raises(DecisionRefused):
        decide_complaint(measures=[], text="先决定。", **act)

    refuse_complaint(text="投诉人不是利害关系人。", **act)

    assert shown(supervisor, complaint).standing == "refused"
    for service in (accept_complaint, begin_break, end_break):
        with pytest.raises(DecisionRefused):
            service(text="再来。", **act)
    with pytest.raises(ComplaintRefused):
        add_evidence(complaint_id=complaint.pk, name="x.pdf", chunks=[b"x"], by=baiyun.actor)


def test_the_agency_reads_an_accepted_complaint_and_not_whose_it_is(
    tender: Tender, supervisor: Person, baiyun: Person, complained: Callable[..., Complaint]
) -> None:
    complaint = complained()
    add_evidence(complaint_id=complaint.pk, name="白云集团说明.pdf", chunks=[b"x"], by=baiyun.actor)
    agency = tender.agency.actor
    assert complaints.complaints_against(agency, tender.trade, real=database_time()) == []
    with pytest.raises(NoSuchTrade):
        state_view(complaint_id=complaint.pk, text="不成立。", by=agency)

    accept_complaint(complaint_id=complaint.pk, text="受理。", by=supervisor.actor)

    (one,) = complaints.complaints_against(agency, tender.trade, real=database_time())
    assert (one.text, one.by, one.files) == (SECRET, "", [])
    for stranger in (baiyun, make_agency("dongfang")):
        with pytest.raises(NoSuchTrade):
            state_view(complaint_id=complaint.pk, text="不成立。", by=stranger.actor)


def test_only_a_supervisor_decides_and_only_ones_own_complaints_are_seen(
    tender: Tender, baiyun: Person, changhe: Person, complained: Callable[..., Complaint]
) -> None:
    complaint = complained()

    for stranger in (baiyun, tender.agency):
        with pytest.raises(SupervisorsOnly):
            accept_complaint(complaint_id=complaint.pk, text="受理。", by=stranger.actor)
        with pytest.raises(SupervisorsOnly):
            complaints.all_complaints(stranger.actor, real=database_time())
    assert complaints.own_complaints(changhe.actor, tender.trade, real=database_time()) == []
    assert len(complaints.own_complaints(make_bidder("baiyun").actor, tender.trade, real=database_time())) == 1
