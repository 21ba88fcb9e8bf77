"""Clarifications make the next version of the documents, for everybody at once; each refusal beside its success."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest

from bidding.services.submissions import BidRefused, submit_bid
from disclosure.domain.container import Container
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support import world
from tests.support.cast import Person, make_agency
from tests.support.world import Tender
from trading.domain.checks import Code
from trading.domain.clarified import CLARIFIED, read_clarified
from trading.models import Clarification, Entry, Follower, Message
from trading.selectors.documents import documents_of, published_documents
from trading.selectors.trades import NoSuchTrade
from trading.services import clarifying, drafting, followers, questions
from trading.services.clarifying import ClarificationDraft, ClarificationRefused, PublicAnswer
from trading.services.followers import follow
from trading.services.objecting import answer_objection, object_to_documents
from trading.services.readers import read_on

DAY = timedelta(days=1)
SOON = ClarificationDraft("更正工程量清单", "第三项数量为 120 米。", affects_bids=True)
HARMLESS = ClarificationDraft("更正联系电话", "电话末位为 8。", affects_bids=False, reason="不涉及投标内容")


def clarify(tender: Tender, draft: ClarificationDraft) -> Entry:
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    clarifying.save_clarification(trade_id=tender.trade.pk, draft=draft, by=tender.agency.actor)
    return publish(tender)


def publish(tender: Tender) -> Entry:
    clarifying.publish_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    world.place_news(tender)
    return Entry.objects.select_related("content").filter(trade=tender.trade, type=CLARIFIED).latest("order")


def add(tender: Tender, name: str, content: bytes) -> None:
    drafting.add_document(
        trade_id=tender.trade.pk, name=name, media_type="text/plain", chunks=[content], by=tender.agency.actor
    )


def names(tender: Tender) -> list[str]:
    tender.trade.refresh_from_db()
    return [file.name for file in documents_of(tender.trade)]


def test_a_clarification_is_the_next_version_of_the_documents(tender: Tender) -> None:
    before = tender.lot.trade.document_hash
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    add(tender, "补充文件.txt", b"more")
    add(tender, "招标文件.pdf", b"the corrected documents")
    assert names(tender) == ["招标文件.pdf"], "nothing is in force before it is published"

    entry = clarify(tender, SOON)

    said = read_clarified(entry.content.body)
    assert (said.number, said.previous, said.document) == (1, before, tender.lot.trade.document_hash)
    assert said.document != before and said.moves == ()
    assert names(tender) == ["招标文件.pdf", "澄清修改第1号.txt", "补充文件.txt"]
    assert published_documents(tender.trade).count() == 4, "the replaced file can still be fetched"


def test_a_dropped_clarification_leaves_everything_as_it_was(tender: Tender) -> None:
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    add(tender, "招标文件.pdf", b"the corrected documents")

    clarifying.drop_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)

    assert names(tender) == ["招标文件.pdf"]
    assert not Clarification.objects.exists()
    assert tender.trade.documents.get().sha256 == published_documents(tender.trade).get().sha256


def test_a_late_one_is_refused_until_the_deadline_moves_and_then_moves_it(tender: Tender) -> None:
    """TR 21, as case 3."""
    world.pass_time(tender, world.DEADLINE - 13 * DAY)
    before = tender.lot.deadline

    with pytest.raises(ClarificationRefused) as refused:
        clarify(tender, SOON)
    assert [refusal.code for refusal in refused.value.refusals] == [Code.DEADLINE_TOO_EARLY]
    assert tender.lot.deadline == before and not Entry.objects.filter(type=CLARIFIED).exists()

    later = world.DEADLINE + 5 * DAY
    entry = clarify(tender, replace(SOON, deadline=later))

    (move,) = read_clarified(entry.content.body).moves
    assert (move.previous, move.deadline) == (before, later)
    assert (tender.lot.deadline, tender.lot.wake_at is not None) == (later, True)
    world.pass_time(tender, world.DEADLINE)
    assert tender.stage == "bidding"
    world.pass_time(tender, later)
    assert tender.stage == "failed", "nobody has bid, but now the box is closed"


@pytest.mark.parametrize(
    "draft",
    [
        replace(SOON, title=""),
        replace(SOON, text=""),
        replace(SOON, affects_bids=None),
        replace(HARMLESS, reason=""),
        replace(SOON, deadline=world.DEADLINE - DAY),
    ],
)
def test_an_incomplete_one_is_refused_and_kept(draft: ClarificationDraft, tender: Tender) -> None:
    with pytest.raises(ClarificationRefused):
        clarify(tender, draft)

    assert Clarification.objects.filter(entry=None).count() == 1
    assert clarify(tender, HARMLESS)


def test_a_bid_to_the_documents_of_before_stays_and_the_next_names_the_new_ones(
    tender: Tender, baiyun: Person, changhe: Person
) -> None:
    first = world.submit(tender, baiyun)
    old = world.seal(tender, changhe)
    world.upload(tender, changhe, old)

    clarify(tender, SOON)

    with pytest.raises(BidRefused) as refused:
        submit_bid(lot_id=tender.lot_id, statement=old.signed.bytes, by=changhe.actor)
    assert refused.value.code == "old_documents"
    assert world.submit(tender, baiyun).version == first.version + 1


def test_ceilings_and_the_summary_change_from_what_to_what(tender: Tender) -> None:
    draft = replace(HARMLESS, summary="改造步道 13 公里。", ceilings={1: Decimal("6400000.00")})

    entry = clarify(tender, draft)

    assert entry.content.body["changes"] == [
        {"from": "改造步道 12.6 公里。", "lot": None, "to": "改造步道 13 公里。", "what": "summary"},
        {"from": "6310520.53", "lot": str(tender.lot_id), "to": "6400000.00", "what": "ceiling"},
    ]
    assert (tender.lot.ceiling, tender.lot.trade.summary) == (Decimal("6400000.00"), "改造步道 13 公里。")


def test_nothing_is_clarified_once_the_deadline_has_come(with_bids: Tender) -> None:
    clarifying.begin_clarification(trade_id=with_bids.trade.pk, by=with_bids.agency.actor)
    clarifying.save_clarification(trade_id=with_bids.trade.pk, draft=HARMLESS, by=with_bids.agency.actor)
    world.close(with_bids, start=False)

    with pytest.raises(ClarificationRefused):
        publish(with_bids)

    assert not Entry.objects.filter(type=CLARIFIED).exists()


def test_nobody_but_its_agency_clarifies_a_trade(tender: Tender, baiyun: Person) -> None:
    for stranger in (baiyun, make_agency("dongfang")):
        with pytest.raises(NoSuchTrade):
            clarifying.begin_clarification(trade_id=tender.trade.pk, by=stranger.actor)
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    with pytest.raises(NoSuchTrade):
        drafting.add_document(
            trade_id=tender.trade.pk, name="a.txt", media_type="text/plain", chunks=[b"a"], by=baiyun.actor
        )


def test_the_documents_of_a_notice_are_not_touched_without_a_clarification(tender: Tender) -> None:
    with pytest.raises(NoSuchTrade):
        add(tender, "补充文件.txt", b"more")


# --- questions ----------------------------------------------------------------------------------------------------


def test_an_answered_question_is_public_in_the_agencys_words(tender: Tender, baiyun: Person) -> None:
    question = questions.ask(trade_id=tender.trade.pk, text="我司白云建设问：第三项多长？", by=baiyun.actor)
    answers = {question.pk: PublicAnswer("第三项多长？", "120 米。"), uuid4(): PublicAnswer("?", "!")}

    entry = clarify(tender, replace(HARMLESS, answers=answers))

    assert entry.content.body["answers"] == [{"answer": "120 米。", "question": "第三项多长？"}]
    assert question.answer.text == "120 米。"
    assert "白云" not in str(entry.content.body) and baiyun.party not in str(entry.content.body)


def test_a_question_leaves_no_trace_in_the_ledger(tender: Tender, baiyun: Person) -> None:
    before = Entry.objects.count()

    questions.ask(trade_id=tender.trade.pk, text="第三项多长？", by=baiyun.actor)

    assert Entry.objects.count() == before


def test_questions_are_said_in_words_and_bounded_and_end_with_the_deadline(
    tender: Tender, baiyun: Person, bidders: list[Person]
) -> None:
    for text in ("", "   ", "问" * 2001):
        with pytest.raises(questions.QuestionRefused):
            questions.ask(trade_id=tender.trade.pk, text=text, by=baiyun.actor)
    for _ in range(questions.MOST_WAITING):
        questions.ask(trade_id=tender.trade.pk, text="问", by=baiyun.actor)
    with pytest.raises(questions.QuestionRefused):
        questions.ask(trade_id=tender.trade.pk, text="问", by=baiyun.actor)
    world.submit_all(tender, bidders)
    world.close(tender)
    with pytest.raises(questions.QuestionRefused):
        questions.ask(trade_id=tender.trade.pk, text="问", by=bidders[1].actor)


# --- who is told --------------------------------------------------------------------------------------------------


def test_whoever_follows_is_told_once_and_nobody_else(tender: Tender, baiyun: Person, changhe: Person) -> None:
    follow(tender.trade, baiyun.actor)
    follow(tender.trade, baiyun.actor)
    follow(tender.trade, tender.agency.actor)

    entry = clarify(tender, HARMLESS)
    while read_on():
        pass
    followers.tell(entry)

    assert Follower.objects.count() == 1
    assert list(Message.objects.values_list("organisation__uscc", "entry_id")) == [(baiyun.party, entry.order)]
    followers.mark_read(changhe.actor)
    assert Message.objects.filter(read_at=None).count() == 1
    followers.mark_read(baiyun.actor)
    assert not Message.objects.filter(read_at=None).exists()


# --- the whole trade ----------------------------------------------------------------------------------------------


def test_a_trade_that_was_stopped_and_clarified_is_opened_and_its_bundle_verified(
    tender: Tender, bidders: list[Person]
) -> None:
    world.submit(tender, bidders[0])
    objection = object_to_documents(trade_id=tender.trade.pk, text="资质要求指向特定企业。", by=bidders[1].actor)
    world.place_news(tender)
    clarify(tender, replace(SOON, deadline=world.DEADLINE + DAY))
    answer_objection(objection_id=objection.pk, text="已修改。", by=tender.agency.actor)
    for bidder in bidders[1:]:
        world.submit(tender, bidder)

    world.close(tender)
    world.open_all(tender, bidders)
    world.finish(tender, bidders)

    out = BytesIO()
    build_bundle(tender.lot.trade, out)
    bundle = Bundle(Container(out))
    found = {check.name: run(check, bundle, Pins()) for check in CHECKS}
    assert tender.stage == "opened"
    assert [result for result in found.values() if result.status is Status.FAILED] == []
    assert found["clarifications"].status is found["standstill"].status is Status.PASSED
