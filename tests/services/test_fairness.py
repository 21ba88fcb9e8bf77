"""The review before a notice (TR 32): without it nothing is announced, and a change makes it void."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.services.test_announcing import make_keys
from tests.support import committee, world
from tests.support.cast import Person, make_agency, make_bidder
from trading.domain.kinds.fairness import Concern
from trading.models import Entry, Trade
from trading.selectors.fairness import cleared_in, is_reviewed
from trading.selectors.trades import NoSuchTrade
from trading.services import drafting
from trading.services.announcing import TradeIncomplete, announce_trade
from trading.services.fairness import ReviewIncomplete, review_fairness
from trading.services.schemes import name_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(agency: Person) -> Trade:
    trade = world.draft_tender(agency)
    make_keys(trade, agency)
    return trade


def announce(trade: Trade, agency: Person) -> Trade:
    keys = {lot.pk: [{"role": "agency"}] for lot in trade.lots.all()}
    return announce_trade(trade_id=trade.pk, keyholders=keys, by=agency.actor)


def test_nothing_is_announced_before_somebody_has_made_sure(draft: Trade, agency: Person) -> None:
    with pytest.raises(TradeIncomplete) as refused:
        announce(draft, agency)

    assert refused.value.parts == ("fairness",)
    world.review_fairness(agency, draft)
    announce(draft, agency)
    notice = Entry.objects.select_related("content").get(type="trade.announced").content.body
    assert notice["fairness"] == [rule.concern.value for rule in draft.spec.fairness]


def test_a_review_leaves_nothing_out(draft: Trade, agency: Person) -> None:
    every = {rule.concern for rule in draft.spec.fairness}

    with pytest.raises(ReviewIncomplete) as refused:
        review_fairness(trade_id=draft.pk, cleared=every - {Concern.NAMED_PRODUCT}, by=agency.actor)

    assert refused.value.left == (Concern.NAMED_PRODUCT,)
    assert not draft.fairness_reviews.exists()


def _basics(trade: Trade, agency: Person) -> None:
    basics = drafting.Basics(
        trade.title, trade.principal, trade.region, trade.industry, "A02", trade.summary, own_grounds=["没有本地业绩"]
    )
    drafting.save_basics(trade_id=trade.pk, basics=basics, by=agency.actor)


def _lots(trade: Trade, agency: Person) -> None:
    lot = drafting.LotDraft("第1段步道", scope="限本地企业", ceiling=Decimal("6310520.53"))
    drafting.save_lots(trade_id=trade.pk, lots=[lot], by=agency.actor)


def _document(trade: Trade, agency: Person) -> None:
    drafting.add_document(
        trade_id=trade.pk, name="补充.pdf", media_type="application/pdf", chunks=[b"%PDF-1.4"], by=agency.actor
    )


def _scheme(trade: Trade, agency: Person) -> None:
    name_scheme(trade_id=trade.pk, terms=committee.SCHEME, by=agency.actor)


@pytest.mark.parametrize("change", [_basics, _lots, _document, _scheme])
def test_what_is_changed_afterwards_has_to_be_looked_at_again(
    change: Callable[[Trade, Person], None], draft: Trade, agency: Person
) -> None:
    world.review_fairness(agency, draft)
    assert is_reviewed(draft)

    change(draft, agency)

    draft.refresh_from_db()
    assert not is_reviewed(draft) and cleared_in(draft) == frozenset()
    with pytest.raises(TradeIncomplete):
        announce(draft, agency)


def test_new_dates_are_looked_at_by_the_program_and_keys_are_nobodys_concern(draft: Trade, agency: Person) -> None:
    world.review_fairness(agency, draft)

    drafting.save_timetable(trade_id=draft.pk, timetable=world.lawful_timetable(), by=agency.actor)
    make_keys(draft, agency)

    assert is_reviewed(draft)


def test_a_draft_is_reviewed_by_its_own_agency(draft: Trade) -> None:
    for person in (make_agency("dongfang"), make_bidder("baiyun")):
        with pytest.raises(NoSuchTrade):
            world.review_fairness(person, draft)
