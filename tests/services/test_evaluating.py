"""A committee evaluates: it promises, elects, rejects by majority, scores alone, and hands its report over."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from disclosure.services.kept import bundle_of
from disclosure.verifier import Status, verify
from experts.domain.committee import Seat
from experts.domain.ranking import TieUndecided
from experts.models import CommitteeSeat, Evaluation, LockedSheet, SheetRow
from experts.selectors.evaluating import NotEvaluatedHere, progress_of, sitting_of
from experts.services import evaluating, reporting, scoring, seating
from experts.services.seating import EvaluationRefused
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person, make_agency, make_official
from tests.support.committee import Committee
from tests.support.standing import standing
from tests.support.world import Tender
from trading.domain.actors import PLATFORM, Role
from trading.domain.evaluation_results import REPORTED, SHEET_COMMITTED, ReportResult, Stand
from trading.domain.scheme_terms import SchemeProblem, SchemeUnlawful
from trading.domain.venues import RoomUse, Span
from trading.models import Entry
from trading.selectors.dialogue import messages_for, unread
from trading.selectors.trades import NoSuchLot
from trading.services.followers import mark_read
from trading.services.moments import database_time
from trading.services.schemes import name_scheme
from trading.services.venues import add_room, book

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=at_work.SCHEME)


@standing
def seated(opened: Tender) -> Committee:
    return at_work.seated(opened)


@standing
def started(opened: Tender) -> Committee:
    return at_work.started(opened)


@standing
def reviewed(started: Committee) -> Committee:
    return at_work.review(started)


@standing
def scored(reviewed: Committee) -> Committee:
    return at_work.score_all(reviewed)


def body_of(kind: str, tender: Tender) -> dict[str, Any]:
    return dict(Entry.objects.filter(trade=tender.trade, type=kind).latest("order").content.body)


# --- the method of evaluation -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"factors": at_work.SCHEME.factors[:1]}, SchemeProblem.WEIGHTS),
        ({"trim_from": 4}, SchemeProblem.TRIMMING),
        ({"price": replace(at_work.PRICE, trim_from=2)}, SchemeProblem.PRICE_NUMBERS),
        ({"price": None}, SchemeProblem.FORMULA),
        ({"tie_breaks": ()}, SchemeProblem.TIE_BREAKS),
        ({"factors": ()}, SchemeProblem.NO_FACTORS),
        ({"factors": at_work.SCHEME.factors * 2}, SchemeProblem.FACTOR_TWICE),
    ],
)
def test_a_method_that_the_law_or_arithmetic_refuses_is_not_written(
    changes: dict[str, Any], problem: SchemeProblem, agency: Person, db: None
) -> None:
    draft = world.draft_tender(agency, title="另一个项目")
    name_scheme(trade_id=draft.pk, terms=at_work.SCHEME, by=agency.actor)

    with pytest.raises(SchemeUnlawful) as refused:
        name_scheme(trade_id=draft.pk, terms=replace(at_work.SCHEME, **changes), by=agency.actor)

    assert refused.value.problem is problem


def test_the_notice_says_how_bids_are_evaluated(tender: Tender) -> None:
    assert body_of("trade.announced", tender)["scheme"] == at_work.SCHEME.members()


# --- the committee begins -----------------------------------------------------------------------------------------


def test_nobody_but_the_platform_seats_a_member_and_nobody_else_sees_the_committee(
    opened: Tender, baiyun: Person
) -> None:
    outsider = at_work.expert("sun")
    for person in (opened.agency, baiyun, outsider):
        with pytest.raises(NoSuchLot):
            seating.seat_member(lot_id=opened.lot_id, user_id=outsider.user.pk, kind=Seat.EXPERT, by=person.actor)
    at_work.seated(opened)

    for person in (opened.agency, baiyun, outsider):
        with pytest.raises(NoSuchLot):
            sitting_of(person.actor, opened.lot_id)


def test_an_evaluation_begins_when_all_have_promised_and_the_committee_is_lawful(opened: Tender) -> None:
    committee = at_work.seated(opened, at_work.NAMES[:4])
    lot, chair = opened.lot_id, committee.chair
    with pytest.raises(EvaluationRefused, match="承诺书"):
        evaluating.start_evaluation(lot_id=lot, by=chair.actor)
    for member in committee.members:
        seating.undertake(lot_id=lot, by=member.actor)
    with pytest.raises(EvaluationRefused, match="五人以上单数"):
        evaluating.start_evaluation(lot_id=lot, by=chair.actor)
    qian = at_work.expert("qian")
    seating.seat_member(lot_id=lot, user_id=qian.user.pk, kind=Seat.REPRESENTATIVE, by=PLATFORM)
    seating.undertake(lot_id=lot, by=qian.actor)

    evaluating.start_evaluation(lot_id=lot, by=chair.actor)

    assert opened.stage == "evaluating"
    body = body_of("evaluation.started", opened)
    assert (len(body["members"]), body["experts"]) == (5, 4)
    assert qian.user.full_name not in str(body) and str(qian.user.pk) not in str(body)


def test_where_a_room_is_booked_a_member_checks_in_before_it_promises(seated: Committee, baiyun: Person) -> None:
    lot, (wei, xu, *_) = seated.lot_id, seated.members
    with pytest.raises(EvaluationRefused, match="没有预订"):
        seating.check_in_member(lot_id=lot, by=wei.actor)
    operator, start = make_official(Role.VENUE), database_time() + timedelta(minutes=30)
    room = add_room(name="评标一室", address="二层", use=RoomUse.EVALUATION, seats=7, by=operator.actor)
    span = Span(start, start + timedelta(hours=8))
    book(lot_id=lot, room_id=room.pk, span=span, seats=5, by=seated.tender.agency.actor)

    with pytest.raises(EvaluationRefused, match="签到"):
        seating.undertake(lot_id=lot, by=wei.actor)
    with pytest.raises(NoSuchLot):
        seating.check_in_member(lot_id=lot, by=baiyun.actor)
    seats = {seating.check_in_member(lot_id=lot, by=member.actor).seat_id for member in (wei, xu)}

    assert len(seats) == 2
    assert seating.undertake(lot_id=lot, by=wei.actor)


def test_whoever_takes_a_place_over_gets_a_seat_though_all_that_were_booked_are_given(opened: Tender) -> None:
    committee = at_work.seated(opened)
    lot, (wei, *others) = opened.lot_id, committee.members
    operator, start = make_official(Role.VENUE), database_time() + timedelta(minutes=30)
    room = add_room(name="评标一室", address="二层", use=RoomUse.EVALUATION, seats=6, by=operator.actor)
    book(lot_id=lot, room_id=room.pk, span=Span(start, start + timedelta(hours=8)), seats=5, by=opened.agency.actor)
    given = {seating.check_in_member(lot_id=lot, by=member.actor).seat_id for member in committee.members}
    sun = at_work.expert("sun")
    seat = committee.seats[wei.user.username]

    seating.replace_member(seat_id=seat.pk, user_id=sun.user.pk, cause="recusal", reason="近亲属", by=PLATFORM)

    assert seating.check_in_member(lot_id=lot, by=sun.actor).seat_id not in given
    assert seating.undertake(lot_id=lot, by=sun.actor)
    yan, last = others[1], at_work.expert("late")
    seat = committee.seats[yan.user.username]
    seating.replace_member(seat_id=seat.pk, user_id=last.user.pk, cause="illness", reason="住院", by=PLATFORM)
    with pytest.raises(EvaluationRefused, match="座位已满"):
        seating.check_in_member(lot_id=lot, by=last.actor)


def test_a_lot_without_a_method_in_its_notice_is_evaluated_elsewhere(agency: Person, bidders: list[Person]) -> None:
    tender = world.bring_to("opened", world.announce_tender(make_agency(), title="评标在别处"), bidders)
    committee = at_work.seated(tender)
    for member in committee.members:
        seating.undertake(lot_id=tender.lot_id, by=member.actor)

    with pytest.raises(NotEvaluatedHere):
        evaluating.start_evaluation(lot_id=tender.lot_id, by=committee.chair.actor)


def test_the_tenderer_names_who_chairs_until_the_members_have_elected(opened: Tender, baiyun: Person) -> None:
    """O12 9. It names a member by the name that the ledger has for it."""
    committee = at_work.seated(opened)
    lot, xu = opened.lot_id, committee.seats["xu"]
    for member in committee.members:
        seating.undertake(lot_id=lot, by=member.actor)
    with pytest.raises(NoSuchLot):
        seating.name_chair(lot_id=lot, blinded=xu.blinded, by=opened.agency.actor)
    evaluating.start_evaluation(lot_id=lot, by=committee.chair.actor)
    for person in (baiyun, make_agency("dongfang"), committee.members[1]):
        with pytest.raises(NoSuchLot):
            seating.name_chair(lot_id=lot, blinded=xu.blinded, by=person.actor)
    with pytest.raises(EvaluationRefused, match="在座"):
        seating.name_chair(lot_id=lot, blinded="0" * 64, by=opened.agency.actor)

    seating.name_chair(lot_id=lot, blinded=xu.blinded, by=opened.agency.actor)

    assert sitting_of(committee.members[1].actor, lot).is_chair
    with pytest.raises(EvaluationRefused, match="已经选出"):
        seating.name_chair(lot_id=lot, blinded=committee.seats["wei"].blinded, by=opened.agency.actor)
    with pytest.raises(EvaluationRefused, match="已经选出"):
        seating.vote_chair(lot_id=lot, seat_id=xu.pk, by=committee.chair.actor)


# --- preliminary review -------------------------------------------------------------------------------------------


def test_a_bid_is_rejected_by_more_than_half_of_the_members_on_one_ground(
    started: Committee, bidders: list[Person]
) -> None:
    baiyun, changhe, _ = bidders
    at_work.reject(started, baiyun, votes=2)
    at_work.reject(started, changhe, votes=3)

    evaluation = evaluating.close_review(lot_id=started.lot_id, by=started.chair.actor)

    assert evaluation.rejected == {started.bid_of(changhe): "not_responsive"}


def test_only_grounds_of_law_or_documents_with_reasons_count(started: Committee, baiyun: Person) -> None:
    bid, member = started.bid_of(baiyun), started.chair.actor
    for ground, reason in (("ugly", "不好看"), ("own:没有写明", "x"), ("not_responsive", " ")):
        with pytest.raises(EvaluationRefused):
            evaluating.cast_ballot(lot_id=started.lot_id, bid=bid, ground=ground, reason=reason, by=member)

    assert evaluating.cast_ballot(lot_id=started.lot_id, bid=bid, ground="not_responsive", reason="缺项", by=member)


def test_below_cost_needs_a_written_question_first_and_the_bidder_answers_in_time(
    started: Committee, bidders: list[Person]
) -> None:
    baiyun, changhe, _ = bidders
    with pytest.raises(EvaluationRefused, match="低于成本"):
        at_work.reject(started, baiyun, "below_cost")
    question = evaluating.ask_bidder(
        lot_id=started.lot_id,
        bid=started.bid_of(baiyun),
        text="请说明报价的构成。",
        answer_by=world.now(started.tender) + timedelta(hours=2),
        below_cost=True,
        by=started.chair.actor,
    )
    with pytest.raises(EvaluationRefused, match="澄清"):
        evaluating.close_review(lot_id=started.lot_id, by=started.chair.actor)
    with pytest.raises(NoSuchLot):
        evaluating.answer_question(question_id=question.pk, text="代答", by=changhe.actor)

    evaluating.answer_question(question_id=question.pk, text="见附表。", by=baiyun.actor)

    at_work.reject(started, baiyun, "below_cost")
    evaluation = evaluating.close_review(lot_id=started.lot_id, by=started.chair.actor)
    assert evaluation.rejected == {started.bid_of(baiyun): "below_cost"}


def test_the_bidder_that_is_asked_is_told_each_time_and_nobody_else(
    started: Committee, baiyun: Person, changhe: Person
) -> None:
    def ask() -> None:
        evaluating.ask_bidder(
            lot_id=started.lot_id,
            bid=started.bid_of(baiyun),
            text="请说明工期。",
            answer_by=world.now(started.tender) + timedelta(hours=2),
            below_cost=False,
            by=started.chair.actor,
        )

    ask()
    assert (unread(baiyun.actor), unread(changhe.actor)) == (1, 0)
    assert "书面要求" in messages_for(baiyun.actor)[0].text
    mark_read(baiyun.actor)

    ask()

    assert (unread(baiyun.actor), unread(changhe.actor)) == (1, 0)
    world.place_news(started.tender)
    assert not Entry.objects.filter(trade=started.tender.trade, type__contains="question").exists()


def test_only_the_chair_asks_and_ends_the_review(started: Committee, baiyun: Person) -> None:
    member = started.members[1].actor

    with pytest.raises(EvaluationRefused, match="组长"):
        evaluating.close_review(lot_id=started.lot_id, by=member)

    assert evaluating.close_review(lot_id=started.lot_id, by=started.chair.actor)


# --- scoring ------------------------------------------------------------------------------------------------------


def test_a_sheet_is_locked_when_it_is_whole_and_only_its_commitment_is_public(reviewed: Committee) -> None:
    wei = reviewed.chair
    with pytest.raises(scoring.SheetIncomplete) as refused:
        scoring.lock_sheet(lot_id=reviewed.lot_id, by=wei.actor)
    assert len(refused.value.gaps) == 6

    at_work.score(reviewed, wei, {"f1": "30", "f2": "20"})

    sheet = LockedSheet.objects.get()
    body = body_of(SHEET_COMMITTED, reviewed.tender)
    assert body["sheet"] == sheet.commitment and body["member"] == reviewed.seats["wei"].blinded
    assert set(body) == {"lot", "member", "sheet"}
    with pytest.raises(EvaluationRefused, match="已经锁定"):
        at_work.score(reviewed, wei, {"f1": "1", "f2": "1"})


@pytest.mark.parametrize("points", ["36", "-1", "7.123", "十", "1e1"])
def test_points_out_of_range_are_not_kept(points: str, reviewed: Committee, baiyun: Person) -> None:
    lot, bid, by = reviewed.lot_id, reviewed.bid_of(baiyun), reviewed.chair.actor

    with pytest.raises(EvaluationRefused):
        scoring.save_row(lot_id=lot, bid=bid, points={"f1": points}, reasons={}, by=by)

    assert scoring.save_row(lot_id=lot, bid=bid, points={"f1": "35"}, reasons={}, by=by).points == {"f1": "35"}


def test_points_far_from_the_members_own_others_need_a_reason(reviewed: Committee, bidders: list[Person]) -> None:
    lot, wei = reviewed.lot_id, reviewed.chair.actor
    for bidder, points in zip(bidders, ("30", "29", "5"), strict=True):
        bid = reviewed.bid_of(bidder)
        scoring.save_row(lot_id=lot, bid=bid, points={"f1": points, "f2": "20"}, reasons={}, by=wei)
    with pytest.raises(scoring.SheetIncomplete) as refused:
        scoring.lock_sheet(lot_id=lot, by=wei)
    assert [(gap.bidder, gap.fault) for gap in refused.value.gaps] == [(bidders[2].party, "unexplained")]

    said = {"f1": "没有汛期措施"}
    bid = reviewed.bid_of(bidders[2])
    scoring.save_row(lot_id=lot, bid=bid, points={"f1": "5", "f2": "20"}, reasons=said, by=wei)

    assert scoring.lock_sheet(lot_id=lot, by=wei)


# --- the report ---------------------------------------------------------------------------------------------------


def test_the_report_ranks_the_valid_bids_and_the_lot_is_evaluated(scored: Committee, bidders: list[Person]) -> None:
    result = at_work.report(scored)

    assert scored.tender.stage == "evaluated"
    assert [each.place for each in result.valid] == [1, 2, 3]
    assert [each.bidder for each in result.candidates] == [each.bidder for each in result.valid]
    assert result.valid[0].factors == {"f1": Decimal("28.00"), "f2": Decimal("18.00")}
    assert {each.stand for each in result.members} == {Stand.SIGNED}
    body = body_of(REPORTED, scored.tender)
    assert body["report"] == result.report
    assert "评委" not in str(body)


def test_the_bundle_of_an_evaluated_trade_is_verified_whole(scored: Committee) -> None:
    at_work.report(scored)

    report = verify(bundle_of(scored.tender.trade))

    assert [result.name for result in report.failed] == []
    assert next(result for result in report.results if result.name == "evaluations").status is Status.PASSED


def test_a_report_is_handed_over_when_all_have_signed_dissented_or_are_recorded_as_silent(scored: Committee) -> None:
    lot, chair = scored.lot_id, scored.chair.actor
    report = reporting.draw_up_report(lot_id=lot, by=chair)
    for member in scored.members[:3]:
        reporting.sign_report(lot_id=lot, report_hash=report.hash, by=member.actor)
    reporting.sign_report(
        lot_id=lot, report_hash=report.hash, dissent="第二名的方案不可行。", by=scored.members[3].actor
    )
    with pytest.raises(EvaluationRefused, match="没有签字"):
        reporting.hand_over_report(lot_id=lot, by=chair)
    assert scored.tender.stage == "evaluating"
    reporting.record_silence(lot_id=lot, seat_id=scored.seats["qian"].pk, note="离席未签。", by=chair)

    result = reporting.hand_over_report(lot_id=lot, by=chair)

    assert sorted(each.stand for each in result.members) == ["dissented", "signed", "signed", "signed", "silent"]
    assert "不可行" not in str(body_of(REPORTED, scored.tender))


def test_a_member_signs_the_report_that_it_saw(scored: Committee) -> None:
    report = reporting.draw_up_report(lot_id=scored.lot_id, by=scored.chair.actor)

    with pytest.raises(EvaluationRefused, match="重新生成"):
        reporting.sign_report(lot_id=scored.lot_id, report_hash="0" * 64, by=scored.chair.actor)

    assert reporting.sign_report(lot_id=scored.lot_id, report_hash=report.hash, by=scored.chair.actor)


def test_all_rejected_fails_the_lot_and_says_on_what_ground_only(started: Committee, bidders: list[Person]) -> None:
    for bidder in bidders:
        at_work.reject(started, bidder)
    evaluating.close_review(lot_id=started.lot_id, by=started.chair.actor)
    at_work.signed(started)

    result = reporting.hand_over_report(lot_id=started.lot_id, by=started.chair.actor)

    assert (started.tender.stage, result.result) == ("failed", ReportResult.ALL_REJECTED)
    body = body_of(REPORTED, started.tender)
    assert [each["ground"] for each in body["rejected"]] == ["not_responsive"] * 3
    assert "施工组织设计" not in str(body)


@pytest.mark.parametrize(("rejected", "stage"), [(1, "failed"), (0, "evaluating")])
def test_too_few_valid_bids_end_a_lot_only_where_they_are_too_few(
    rejected: int, stage: str, started: Committee, bidders: list[Person]
) -> None:
    for bidder in bidders[:rejected]:
        at_work.reject(started, bidder)
    evaluating.close_review(lot_id=started.lot_id, by=started.chair.actor)
    for member in started.members:
        at_work.score(started, member, {"f1": "30", "f2": "20"})
    lot, chair = started.lot_id, started.chair.actor
    report = reporting.draw_up_report(lot_id=lot, by=chair, no_competition=True)
    for member in started.members:
        reporting.sign_report(lot_id=lot, report_hash=report.hash, by=member.actor)

    if stage == "failed":
        reporting.hand_over_report(lot_id=lot, by=chair)
    else:
        with pytest.raises(EvaluationRefused):
            reporting.hand_over_report(lot_id=lot, by=chair)

    assert started.tender.stage == stage


def test_by_the_lowest_price_nothing_is_scored_and_equal_prices_wait_for_a_lottery(
    agency: Person, bidders: list[Person], db: None
) -> None:
    tender = world.announce_tender(agency, scheme=at_work.LOWEST, title="最低价评标")
    baiyun, changhe, fuhe = bidders
    for bidder, price in ((baiyun, "6000000.00"), (changhe, "5900000.00"), (fuhe, "5900000.00")):
        world.submit(tender, bidder, price=price)
    world.close(tender)
    world.open_all(tender, bidders)
    world.finish(tender, bidders)
    committee = at_work.reviewed(tender)
    lot, chair = tender.lot_id, committee.chair.actor
    with pytest.raises(EvaluationRefused, match="不打分"):
        scoring.lock_sheet(lot_id=lot, by=chair)

    with pytest.raises(TieUndecided) as tied:
        reporting.draw_up_report(lot_id=lot, by=chair)

    assert set(tied.value.bidders) == {changhe.party, fuhe.party}


# --- replacement --------------------------------------------------------------------------------------------------


def test_a_replaced_members_sheet_is_void_and_the_new_one_reviews_again(scored: Committee) -> None:
    report = at_work.signed(scored)
    lot, chair, sun = scored.lot_id, scored.chair.actor, at_work.expert("sun")
    seating.replace_member(
        seat_id=scored.seats["xu"].pk, user_id=sun.user.pk, cause="illness", reason="突发疾病", by=PLATFORM
    )
    with pytest.raises(EvaluationRefused):
        reporting.hand_over_report(lot_id=lot, by=chair)
    with pytest.raises(NoSuchLot):
        sitting_of(scored.members[1].actor, lot)
    with pytest.raises(EvaluationRefused, match="承诺书"):
        scoring.lock_sheet(lot_id=lot, by=sun.actor)

    seating.undertake(lot_id=lot, by=sun.actor)
    evaluating.close_review(lot_id=lot, by=chair)
    at_work.score(scored, sun, {"f1": "20", "f2": "10"})
    scored.members[1] = sun
    again = at_work.signed(scored)
    result = reporting.hand_over_report(lot_id=lot, by=chair)

    assert again.hash != report.hash
    assert result.valid[0].factors["f1"] == Decimal("26.20")  # of 30, 28, 27, 26 and 20
    assert scored.seats["xu"].blinded not in {each.member for each in result.members}


def test_sheets_stand_while_the_review_rejects_more_and_are_locked_anew_when_a_bid_comes_back(
    started: Committee, bidders: list[Person]
) -> None:
    lot, chair, baiyun = started.lot_id, started.chair.actor, bidders[0]
    at_work.reject(started, baiyun)
    evaluating.close_review(lot_id=lot, by=chair)
    for member in started.members:
        at_work.score(started, member, {"f1": "30", "f2": "20"})
    with pytest.raises(EvaluationRefused, match="锁定"):
        evaluating.reopen_review(lot_id=lot, by=chair)
    sun = at_work.expert("sun")
    seating.replace_member(
        seat_id=started.seats["xu"].pk, user_id=sun.user.pk, cause="leaving", reason="离开", by=PLATFORM
    )
    seating.undertake(lot_id=lot, by=sun.actor)

    evaluation = evaluating.close_review(lot_id=lot, by=chair)  # Xu's ballot is void, two are no majority

    assert (evaluation.rejected, evaluation.round) == ({}, 2)
    assert progress_of(started.tender.lot).locked == 0
    assert SheetRow.objects.filter(seat=started.seats["wei"]).count() == 2


def test_a_stop_order_lets_nobody_score(reviewed: Committee, baiyun: Person) -> None:
    lot = reviewed.tender.lot
    lot.stopped_at = world.now(reviewed.tender)
    lot.save(update_fields=["stopped_at"])

    with pytest.raises(EvaluationRefused, match="责令暂停"):
        scoring.save_row(lot_id=lot.pk, bid=reviewed.bid_of(baiyun), points={}, reasons={}, by=reviewed.chair.actor)

    assert CommitteeSeat.objects.filter(lot=lot).count() == 5
    assert Evaluation.objects.get(lot=lot).review_closed_at
