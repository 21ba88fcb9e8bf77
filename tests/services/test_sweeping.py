"""Ciphertexts that have lost their use are destroyed, and only those."""

import pytest

from bidding.services.sweeping import destroy_replaced_objects, forget_unfinished_uploads
from bidding.services.uploads import UploadPlan, begin_upload
from tests.support import world
from tests.support.cast import make_agency, make_bidders
from trading.services import files, readers

pytestmark = pytest.mark.django_db


def test_at_the_closing_replaced_and_withdrawn_ciphertexts_go_and_live_ones_stay() -> None:
    tender, (baiyun, changhe, fuhe) = world.announce_tender(make_agency()), make_bidders()
    world.submit_all(tender, (baiyun, changhe, fuhe))
    replaced = _form(tender, baiyun.party)
    world.submit(tender, baiyun, price="6000000.00")
    withdrawn = _form(tender, fuhe.party)
    world.withdraw(tender, fuhe)
    live = [_form(tender, baiyun.party), _form(tender, changhe.party)]

    assert destroy_replaced_objects(tender.lot_id) == 0  # the box is open: nothing is useless yet
    world.close(tender)
    while readers.read_on():
        pass

    assert [files.path_of(each).exists() for each in (replaced, withdrawn)] == [False, False]
    assert [files.path_of(each).exists() for each in live] == [True, True]


def test_an_upload_under_way_is_not_forgotten() -> None:
    tender, (baiyun, *_) = world.announce_tender(make_agency()), make_bidders()
    begin_upload(lot_id=tender.lot_id, plan=UploadPlan("form", 0, 1, "0" * 64, 100), by=baiyun.actor)

    assert forget_unfinished_uploads() == 0


def _form(tender: world.Tender, party: str) -> str:
    return tender.sealed[party].form.sha256
