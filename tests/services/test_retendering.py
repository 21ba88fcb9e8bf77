"""After a failure: analysed, tendered again under the same project code, or left after the second one."""

from collections.abc import Iterable

import pytest

from bidding.domain.age_keys import Identity
from bidding.services import keyholders
from tests.support import world
from tests.support.cast import Person, make_agency
from tests.support.world import Tender
from trading.domain.bodies import read_announced
from trading.domain.retendering import ANALYSED, LEFT, FailureCause, Hindrance, read_analysed, read_left
from trading.models import Entry, Follower, Lot, Message, Trade
from trading.selectors.documents import documents_of, published_documents
from trading.selectors.failures import chain_of
from trading.selectors.trades import NoSuchTrade
from trading.services import clock, drafting, retendering
from trading.services.announcing import TradeIncomplete
from trading.services.readers import read_on
from trading.services.retendering import Analysis, ConsentFile, RetenderRefused

WHY = Analysis((FailureCause.PRICE,), "限价低于市场价。", "按近期信息价重新测算限价。")


def fail(tender: Tender) -> Tender:
    """The deadline passes over an empty box."""
    world.close(tender)
    assert tender.stage == "failed"
    return tender


def analyse(tender: Tender, analysis: Analysis = WHY, *, lots: Iterable[Lot] = ()) -> None:
    chosen = [lot.pk for lot in lots] or [tender.lot_id]
    retendering.analyse_failure(trade_id=tender.trade.pk, lots=chosen, analysis=analysis, by=tender.agency.actor)
    world.place_news(tender)


def begin(tender: Tender, *, lots: Iterable[Lot] = ()) -> Trade:
    chosen = [lot.pk for lot in lots] or [tender.lot_id]
    return retendering.begin_retender(trade_id=tender.trade.pk, lots=chosen, by=tender.agency.actor)


def announce(tender: Tender, draft: Trade) -> Tender:
    """With new dates and new keys, as long after the failure as the first tender ran."""
    start, length = world.now(tender), world.DEADLINE - world.START
    timetable = world.lawful_timetable()
    fresh = drafting.TimetableDraft(
        start,
        start + (timetable.documents_until - timetable.documents_from),
        start + length,
        timetable.window,
        timetable.keys_allowance,
        timetable.objections,
        timetable.confirmation,
    )
    drafting.save_timetable(trade_id=draft.pk, timetable=fresh, by=tender.agency.actor)
    window, evaluation = Identity.generate(), Identity.generate()
    for lot in draft.lots.all():
        keyholders.register_keys(
            lot_id=lot.pk, window=str(window.recipient), evaluation=str(evaluation.recipient), by=tender.agency.actor
        )
    world.review_fairness(tender.agency, draft)
    keyholders.announce(trade_id=draft.pk, by=tender.agency.actor)
    clock.tick()
    draft.refresh_from_db()
    return world.place_news(Tender(draft, tender.agency, window, evaluation))


def leave(tender: Tender, consent: ConsentFile | None = None, reason: str = "项目调整，不再建设。") -> None:
    retendering.leave_off(
        trade_id=tender.trade.pk, lots=[tender.lot_id], reason=reason, consent=consent, by=tender.agency.actor
    )
    world.place_news(tender)


def twice_failed(tender: Tender) -> Tender:
    analyse(fail(tender))
    again = fail(announce(tender, begin(tender)))
    analyse(again)
    return again


def refusal(action: object) -> Hindrance | None:
    with pytest.raises(RetenderRefused) as caught:
        action()  # type: ignore[operator]
    return caught.value.hindrance


def test_a_failed_lot_is_analysed_before_it_is_tendered_again(tender: Tender) -> None:
    """O30 38."""
    fail(tender)

    assert refusal(lambda: begin(tender)) is Hindrance.NOT_ANALYSED
    analyse(tender)

    said = read_analysed(Entry.objects.select_related("content").get(type=ANALYSED).content.body)
    assert (said.lots, said.causes, said.measures) == ((tender.lot_id,), WHY.causes, WHY.measures)
    assert begin(tender).previous == tender.trade
    assert refusal(lambda: analyse(tender)) is Hindrance.ALREADY_ANALYSED


@pytest.mark.parametrize(
    "text",
    ["只有两家投标。", "仅 2 家递交。", "无人投标。", "限价太低，白云建设集团有限公司未投标。", "", "限" * 2001],
)
def test_an_analysis_names_neither_a_bidder_nor_how_many_there_were(tender: Tender, text: str) -> None:
    fail(tender)

    assert refusal(lambda: analyse(tender, Analysis(WHY.causes, text, WHY.measures))) is None
    assert not Entry.objects.filter(type=ANALYSED).exists()
    analyse(tender, Analysis(WHY.causes, "投标人不足三家，限价偏低。", WHY.measures))


def test_a_lot_that_has_not_failed_is_neither_analysed_nor_tendered_again(tender: Tender) -> None:
    for action in (lambda: analyse(tender), lambda: begin(tender), lambda: leave(tender)):
        assert refusal(action) is None

    analyse(fail(tender))


def test_a_stranger_does_none_of_it(tender: Tender, baiyun: Person) -> None:
    fail(tender)

    for stranger in (baiyun, make_agency("dongfang")):
        with pytest.raises(NoSuchTrade):
            retendering.analyse_failure(trade_id=tender.trade.pk, lots=[tender.lot_id], analysis=WHY, by=stranger.actor)
        with pytest.raises(NoSuchTrade):
            retendering.begin_retender(trade_id=tender.trade.pk, lots=[tender.lot_id], by=stranger.actor)
    analyse(tender)


def test_the_draft_has_the_words_and_documents_of_before_new_codes_and_no_dates(tender: Tender) -> None:
    analyse(fail(tender))

    draft = begin(tender)

    (lot,) = draft.lots.all()
    before = tender.lot
    assert draft.project_code == tender.trade.project_code
    assert draft.tender_code == f"{draft.project_code}002" and lot.code == f"{draft.tender_code}001"
    assert (draft.title, draft.round, draft.announced_at) == (tender.trade.title, 2, None)
    assert (lot.title, lot.ceiling, lot.window, lot.deadline) == (before.title, before.ceiling, before.window, None)
    assert [file.sha256 for file in documents_of(draft)] == [file.sha256 for file in documents_of(tender.trade)]
    assert refusal(lambda: begin(tender)) is Hindrance.IN_DRAFT
    with pytest.raises(TradeIncomplete):
        keyholders.announce(trade_id=draft.pk, by=tender.agency.actor)


def test_the_announcement_names_the_trade_before_it(tender: Tender) -> None:
    analyse(fail(tender))

    again = announce(tender, begin(tender))

    body = Entry.objects.select_related("content").get(trade=again.trade, type="trade.announced").content.body
    previous = read_announced(body).previous
    assert previous is not None
    assert (previous.trade, previous.round) == (tender.trade.pk, 2)
    assert previous.lots == ((again.lot_id, tender.lot_id),)
    assert again.stage == "bidding"
    assert refusal(lambda: begin(tender)) is Hindrance.TENDERED_AGAIN


def test_a_retender_stays_the_same_project(tender: Tender) -> None:
    analyse(fail(tender))
    draft = begin(tender)
    moved = drafting.Basics(draft.title, draft.principal, "210106", "E48", "A02")

    with pytest.raises(drafting.DraftRefused):
        drafting.save_basics(trade_id=draft.pk, basics=moved, by=tender.agency.actor)

    same = drafting.Basics("改名", draft.principal, draft.region, "E48", "A02")
    drafting.save_basics(trade_id=draft.pk, basics=same, by=tender.agency.actor)
    draft.refresh_from_db()
    assert draft.tender_code.endswith("002")


def test_after_the_second_failure_the_tenderer_may_leave(tender: Tender) -> None:
    """O30 38."""
    analyse(fail(tender))
    assert refusal(lambda: leave(tender)) is Hindrance.TOO_FEW_FAILURES
    again = fail(announce(tender, begin(tender)))
    assert refusal(lambda: leave(again)) is Hindrance.NOT_ANALYSED
    analyse(again)

    leave(again)

    said = read_left(Entry.objects.select_related("content").get(type=LEFT).content.body)
    assert (said.failures, said.consent, said.lots) == (2, None, (again.lot_id,))
    assert refusal(lambda: begin(again)) is Hindrance.LEFT_OFF


def test_or_tender_a_third_time(tender: Tender) -> None:
    third = announce(again := twice_failed(tender), begin(again))

    assert third.trade.tender_code.endswith("003") and third.trade.round == 3
    assert len(chain_of(third.lot)) == 3
    assert refusal(lambda: leave(again)) is Hindrance.TENDERED_AGAIN


def test_a_project_that_needs_approval_is_left_with_the_approvers_consent_alone(tender: Tender) -> None:
    Trade.objects.filter(pk=tender.trade.pk).update(needs_approval=True)
    tender.trade.refresh_from_db()
    again = twice_failed(tender)
    Trade.objects.filter(pk=again.trade.pk).update(needs_approval=False)  # what was said once stays said
    consent = ConsentFile("同意不再招标的批复.pdf", "application/pdf", [b"%PDF-1.4 agreed"])

    assert refusal(lambda: leave(again)) is Hindrance.CONSENT_MISSING
    hash_before = [file.sha256 for file in documents_of(again.trade)]
    leave(again, consent)

    said = read_left(Entry.objects.select_related("content").get(type=LEFT).content.body)
    assert said.consent is not None and said.consent.name == consent.name
    assert published_documents(again.trade).filter(sha256=said.consent.sha256).exists()
    assert [file.sha256 for file in documents_of(again.trade)] == hash_before, "never one of the documents"


def test_what_was_left_meanwhile_is_not_announced_again(tender: Tender) -> None:
    again = twice_failed(tender)
    draft = begin(again)
    leave(again)

    with pytest.raises(RetenderRefused):
        announce(again, draft)


def test_failed_lots_go_their_own_ways(agency: Person, bidders: list[Person], db: None) -> None:
    """One lot of three goes on, one is tendered again alone, one waits."""
    tender = world.announce_tender(agency, lots=3, title="三个标段的工程")
    world.submit_all(tender, bidders)
    world.close(tender)
    first, second, third = (tender.of_lot(number) for number in (1, 2, 3))
    assert [each.stage for each in (first, second, third)] == ["decrypting", "failed", "failed"]

    analyse(tender, lots=[second.lot, third.lot])
    with pytest.raises(RetenderRefused):
        begin(tender, lots=[first.lot, second.lot])
    draft = begin(tender, lots=[third.lot])

    (lot,) = draft.lots.all()
    assert (lot.previous, lot.number) == (third.lot, 1)
    assert begin(tender, lots=[second.lot]).tender_code.endswith("003")
    assert first.stage == "decrypting"


def test_whoever_followed_is_told_of_each_end_and_of_the_next_tender(tender: Tender, baiyun: Person) -> None:
    bidder = baiyun.actor.as_bidder()
    Follower.objects.create(trade=tender.trade, organisation_id=bidder.organisation_id)
    analyse(fail(tender))
    announce(tender, begin(tender))
    while read_on():
        pass

    told = Message.objects.filter(organisation_id=bidder.organisation_id).values_list("entry__type", flat=True)
    assert {"lot.failed", ANALYSED, "trade.announced"} <= set(told)
    assert list(told).count("trade.announced") == 1, "of the second tender alone"
