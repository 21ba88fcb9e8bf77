"""Every notice of a trade on paper, from its announcement to its award."""

import pytest

from disclosure.selectors.published import notice_at, notices_in
from disclosure.services.papers import notice_paper
from tests.support import awards, world
from tests.support.cast import make_agency, make_bidders
from tests.support.papers import words_of

pytestmark = pytest.mark.django_db


def test_every_notice_of_a_trade_has_a_paper_that_says_what_its_page_says() -> None:
    tender, bidders = world.bring_to("opened", world.announce_tender(make_agency()), found := make_bidders()), found
    awards.evaluate(tender, bidders)
    awards.show(tender)
    awards.end_display(tender)
    awards.award(tender, rank=2, passed=[awards.passed(1)])
    tender.trade.refresh_from_db()

    for line in notices_in(tender.trade):
        words = words_of(notice_paper(tender.trade, line.seq))
        page = notice_at(tender.trade, line.seq)
        assert page is not None
        said = [line.title, line.number, page.commitment, f"账本{line.log_index:,}", line.url]
        said += [field.value for field in page.fields] + [one.name for one in page.candidates]
        said += [lot.code for lot in page.tender.lots] if page.tender else []
        assert not [each for each in said if "".join(each.split()) not in words], line.title
