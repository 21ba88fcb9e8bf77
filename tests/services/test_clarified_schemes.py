"""A clarification changes how bids are evaluated: in time, for all lots, and never as if that were nothing (TL 23, TR 21)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from disclosure.selectors.notice import notice_of
from disclosure.services.kept import bundle_of
from disclosure.verifier import verify
from tests.support import committee as at_work
from tests.support import world
from tests.support.cast import Person, make_agency
from tests.support.world import Tender
from trading.domain.checks import Code
from trading.domain.clarified import CLARIFIED, read_clarified
from trading.domain.scheme_terms import DrawnTerms, SchemeProblem, SchemeUnlawful
from trading.domain.scoring_methods import DrawnNumber
from trading.models import Entry
from trading.selectors.dialogue import clarifications_of
from trading.selectors.documents import documents_of
from trading.selectors.schemes import scheme_of
from trading.selectors.trades import NoSuchTrade
from trading.services import clarifying, files
from trading.services.clarifying import ClarificationDraft, ClarificationRefused

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DRAFT = ClarificationDraft("修改评标办法", "平均价的下浮改为开标时抽取。", affects_bids=True)
DRAWS = replace(at_work.SCHEME, drawn=DrawnTerms(DrawnNumber.DISCOUNT, (Decimal("0.01"), Decimal("0.02"))))


@pytest.fixture(scope="module")
def announced(agency: Person) -> Tender:
    return world.announce_tender(agency, scheme=at_work.SCHEME)


def begin(tender: Tender, draft: ClarificationDraft = DRAFT) -> None:
    by = tender.agency.actor
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=by)
    clarifying.save_clarification(trade_id=tender.trade.pk, draft=draft, by=by)
    clarifying.save_scheme(trade_id=tender.trade.pk, terms=DRAWS, by=by)


def publish(tender: Tender) -> Entry:
    clarifying.publish_clarification(trade_id=tender.trade.pk, by=tender.agency.actor)
    world.place_news(tender)
    tender.trade.refresh_from_db()
    return Entry.objects.select_related("content").get(trade=tender.trade, type=CLARIFIED)


def test_the_new_method_is_in_force_with_the_clarification_and_its_entry_says_both(tender: Tender) -> None:
    begin(tender)
    assert scheme_of(tender.trade) == at_work.SCHEME, "nothing is in force before it is published"

    entry = publish(tender)

    assert scheme_of(tender.trade) == DRAWS
    said = read_clarified(entry.content.body).scheme
    assert said is not None and (said.before, said.after) == (at_work.SCHEME, DRAWS)
    assert [result.name for result in verify(bundle_of(tender.trade)).failed] == []


def test_the_notice_the_difference_and_the_documents_say_what_changed(tender: Tender) -> None:
    begin(tender)
    publish(tender)

    notice = notice_of(tender.trade, now=world.now(tender), speed=1)
    assert notice.scheme is not None and notice.scheme.drawn is not None
    assert notice.scheme.drawn.candidates == ["1%", "2%"]
    (shown,) = clarifications_of(tender.trade)
    assert [(each.what, each.name, each.before, each.after) for each in shown.changes] == [
        ("scheme", "平均价的下浮", "", "开标时抽取，候选值 1%、2%")
    ]
    (paper,) = [file for file in documents_of(tender.trade) if file.name.startswith("澄清")]
    said = files.path_of(paper.sha256).read_text()
    assert "平均价的下浮：（无） 改为 开标时抽取，候选值 1%、2%" in said


def test_whoever_says_that_it_does_not_affect_bids_is_refused(tender: Tender) -> None:
    begin(tender, replace(DRAFT, affects_bids=False, reason="只是抽取。"))

    with pytest.raises(ClarificationRefused, match="评标办法"):
        publish(tender)

    assert scheme_of(tender.trade) == at_work.SCHEME


def test_a_late_change_moves_the_deadline(tender: Tender) -> None:
    world.pass_time(tender, world.DEADLINE - 13 * DAY)
    begin(tender)
    with pytest.raises(ClarificationRefused) as refused:
        publish(tender)
    assert [refusal.code for refusal in refused.value.refusals] == [Code.DEADLINE_TOO_EARLY]

    begin(tender, replace(DRAFT, deadline=world.DEADLINE + 5 * DAY))

    assert publish(tender)
    assert scheme_of(tender.trade) == DRAWS


def test_what_the_law_refuses_is_not_kept_and_strangers_find_nothing(tender: Tender) -> None:
    begin(tender)
    with pytest.raises(SchemeUnlawful) as refused:
        unlawful = replace(DRAWS, tie_breaks=())
        clarifying.save_scheme(trade_id=tender.trade.pk, terms=unlawful, by=tender.agency.actor)
    assert refused.value.problem is SchemeProblem.TIE_BREAKS

    with pytest.raises(NoSuchTrade):
        clarifying.save_scheme(trade_id=tender.trade.pk, terms=DRAWS, by=make_agency("dongfang").actor)


def test_a_method_that_is_as_before_is_no_change(tender: Tender) -> None:
    begin(tender)
    clarifying.save_scheme(trade_id=tender.trade.pk, terms=at_work.SCHEME, by=tender.agency.actor)

    entry = publish(tender)

    assert entry.content.body["changes"] == []


def test_where_bids_are_evaluated_elsewhere_they_stay_so(agency: Person, db: None) -> None:
    tender = world.announce_tender(agency, title="不在本平台评标")
    clarifying.begin_clarification(trade_id=tender.trade.pk, by=agency.actor)

    with pytest.raises(NoSuchTrade):
        clarifying.save_scheme(trade_id=tender.trade.pk, terms=DRAWS, by=agency.actor)
