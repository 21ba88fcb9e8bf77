"""Offices are given by the operator, and the log says to whom."""

import pytest
from django.core.management import CommandError, call_command

from tests.support.cast import code_of, make_agency, make_bidder
from trading.domain.actors import Role
from trading.models import Entry, Membership, User
from trading.selectors.actors import actor_for
from trading.services.parties import NotAppointable, appoint

pytestmark = pytest.mark.django_db

OFFICE = code_of("official-7")


@pytest.fixture
def person() -> User:
    return User.objects.create(username="zhou", full_name="周监督")


def test_whoever_is_appointed_acts_in_the_office_and_the_log_says_so(person: User) -> None:
    for _ in range(2):
        call_command("appoint", "supervisor", OFFICE, "区监督站", "zhou")

    assert actor_for(person).role is Role.SUPERVISOR
    entry = Entry.objects.select_related("content").get(type="party.appointed")
    assert entry.content.body == {"name": "区监督站", "party": OFFICE, "role": "supervisor"}
    assert (entry.trade, entry.visibility) == (None, "public")


@pytest.mark.parametrize("role", [Role.BIDDER, Role.AGENCY, Role.EXPERT])
def test_nobody_is_appointed_to_what_people_register_for_themselves(person: User, role: Role) -> None:
    with pytest.raises(NotAppointable):
        appoint(uscc=OFFICE, name="区监督站", user=person, role=role)


def test_whoever_bids_or_tenders_has_no_office(person: User) -> None:
    for party in (make_agency(), make_bidder("baiyun")):
        with pytest.raises(CommandError, match="cannot have an office"):
            call_command("appoint", "supervisor", party.party, "另一个名称", "zhou")

    assert not Membership.objects.filter(user=person).exists()


@pytest.mark.parametrize(
    ("code", "username", "words"), [(OFFICE, "nobody", "no account"), (OFFICE[:-1] + "?", "zhou", "code")]
)
def test_what_cannot_be_is_said_in_one_sentence(person: User, code: str, username: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("appoint", "supervisor", code, "区监督站", username)
