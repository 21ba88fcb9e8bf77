"""From a draft to a notice; each refusal beside its success on the same setup."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bidding.domain.age_keys import Identity
from bidding.services import keyholders
from tests.support import world
from tests.support.cast import Person, make_agency
from trading.domain.canonical import FormatError
from trading.models import Document, Entry, Trade
from trading.selectors.trades import NoSuchLot, NoSuchTrade
from trading.services import drafting
from trading.services.announcing import TimetableRefused, TradeIncomplete

DAY = timedelta(days=1)
MISSING: dict[str, Callable[[Trade], object]] = {
    "documents": lambda trade: trade.documents.all().delete(),
    "timetable": lambda trade: trade.lots.update(deadline=None),
    "basics": lambda trade: Trade.objects.filter(pk=trade.pk).update(principal=""),
}
UNLAWFUL = {
    "the 20 days of art. 24": lambda lawful: replace(lawful, deadline=world.START + 18 * DAY),
    "the 5 days of sale of art. 16": lambda lawful: replace(lawful, documents_until=world.START + 4 * DAY),
}


@pytest.fixture
def draft(agency: Person) -> Trade:
    """Complete, with keys."""
    trade = world.draft_tender(agency)
    make_keys(trade, agency)
    return trade


def make_keys(trade: Trade, by: Person) -> None:
    for lot in trade.lots.all():
        window, evaluation = (str(Identity.generate().recipient) for _ in range(2))
        keyholders.register_keys(lot_id=lot.pk, window=window, evaluation=evaluation, by=by.actor)


def announce(trade: Trade, by: Person) -> Trade:
    """As it is now, made sure of."""
    if trade.announced_at is None and by.party == trade.agency.uscc:
        world.review_fairness(by, trade)
    return keyholders.announce(trade_id=trade.pk, by=by.actor)


def nothing_has_changed(trade: Trade) -> bool:
    trade.refresh_from_db()
    return trade.announced_at is None and not Entry.objects.filter(trade=trade).exists()


def test_a_complete_lawful_draft_is_announced_once(draft: Trade, agency: Person) -> None:
    announced = announce(draft, agency)

    assert announced.announced_at is not None and announced.document_hash
    with pytest.raises(NoSuchTrade):
        announce(draft, agency)
    types = Entry.objects.filter(trade=draft).order_by("order").values_list("type", flat=True)
    assert list(types) == ["trade.created", "trade.announced"]


@pytest.mark.parametrize("part", MISSING)
def test_an_incomplete_draft_is_refused_and_says_what_is_missing(part: str, draft: Trade, agency: Person) -> None:
    MISSING[part](draft)

    with pytest.raises(TradeIncomplete) as refused:
        announce(draft, agency)

    assert refused.value.parts == (part,)
    assert nothing_has_changed(draft)


def test_a_draft_without_keys_is_refused_until_they_are_made(agency: Person) -> None:
    trade = world.draft_tender(agency)

    with pytest.raises(TradeIncomplete) as refused:
        announce(trade, agency)

    assert refused.value.parts == ("keys",)
    make_keys(trade, agency)
    assert announce(trade, agency).announced_at


@pytest.mark.parametrize("case", UNLAWFUL)
def test_unlawful_dates_are_refused_with_their_article(case: str, draft: Trade, agency: Person) -> None:
    lawful = world.lawful_timetable()
    drafting.save_timetable(trade_id=draft.pk, timetable=UNLAWFUL[case](lawful), by=agency.actor)

    with pytest.raises(TimetableRefused) as refused:
        announce(draft, agency)

    (refusal,) = refused.value.refusals
    assert refusal.articles and refusal.earliest is not None
    assert nothing_has_changed(draft)
    drafting.save_timetable(trade_id=draft.pk, timetable=lawful, by=agency.actor)
    assert announce(draft, agency).announced_at


def test_a_draft_is_there_for_its_agency_alone(draft: Trade, agency: Person, baiyun: Person) -> None:
    for stranger in (make_agency("dongfang"), baiyun):
        with pytest.raises(NoSuchTrade):
            announce(draft, stranger)
        with pytest.raises((NoSuchTrade, NoSuchLot)):
            make_keys(draft, stranger)

    assert nothing_has_changed(draft)
    assert announce(draft, agency).announced_at


def test_what_is_no_age_recipient_is_no_key(draft: Trade, agency: Person) -> None:
    (lot,) = draft.lots.all()
    good = str(Identity.generate().recipient)

    for bad in ("", "age1", Identity.generate().text, good.upper()):
        with pytest.raises(FormatError):
            keyholders.register_keys(lot_id=lot.pk, window=bad, evaluation=good, by=agency.actor)


def test_after_the_notice_documents_dates_lots_and_keys_stand(draft: Trade, agency: Person) -> None:
    announce(draft, agency)
    by = agency.actor
    sha256 = Document.objects.get(trade=draft).sha256
    changes: tuple[Callable[[], object], ...] = (
        lambda: drafting.save_timetable(trade_id=draft.pk, timetable=world.lawful_timetable(), by=by),
        lambda: drafting.save_lots(trade_id=draft.pk, lots=[drafting.LotDraft("别的")], by=by),
        lambda: drafting.add_document(
            trade_id=draft.pk, name="补充.pdf", media_type="application/pdf", chunks=[b"%PDF-1.4"], by=by
        ),
        lambda: drafting.remove_document(trade_id=draft.pk, sha256=sha256, by=by),
        lambda: make_keys(draft, agency),
    )

    for change in changes:
        with pytest.raises(NoSuchTrade):
            change()

    assert Document.objects.filter(trade=draft).count() == 1
