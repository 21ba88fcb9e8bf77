"""A second person joins an organisation by a link that a member made, bids for it, and can be let out again."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person, make_agency, make_bidder, make_supervisor, with_key
from trading.domain.actors import Actor, Role
from trading.models import Invitation, Membership, MembershipChange, User
from trading.selectors.actors import actor_for
from trading.services import members
from trading.services.members import InvitationVoid, MembersRefused, NotTheirs, accept, invite
from trading.services.moments import database_time
from trading.services.parties import OrganisationTaken, register_organisation

pytestmark = pytest.mark.django_db

PAGE = "/account/members/"
PASSWORD = "a password that is long"


@pytest.fixture
def baiyun() -> Person:
    return make_bidder("baiyun")


@pytest.fixture
def newcomer() -> User:
    return User.objects.create(username="lin", full_name="林小青")


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link_in(page: str) -> str:
    found = re.search(r"http://testserver(/account/invitations/[\w-]+/)", page)
    assert found, "no link was shown"
    return found[1]


def token_for(person: Person, **changes: bool) -> str:
    return invite(email="", administers=changes.get("administers", False), by=person.actor).token


def test_a_newcomer_signs_up_by_the_link_joins_and_acts_for_the_organisation(baiyun: Person) -> None:
    made = browser_of(baiyun.user).post(PAGE, {"email": "lin@example.com"}).content.decode()
    link, visitor = link_in(made), Client()
    log_in = visitor.get(link)["Location"]
    sign_up = re.search(r'href="(/account/signup/[^"]*)"', visitor.get(log_in).content.decode())
    assert sign_up

    about = {"username": "lin", "email": "lin@example.com", "password1": PASSWORD, "password2": PASSWORD}
    after = visitor.post(sign_up[1].replace("&amp;", "&"), about)
    assert after["Location"] == link
    assert baiyun.actor.name in visitor.get(link).content.decode()
    visitor.post(link)

    lin = User.objects.get(username="lin")
    assert actor_for(lin).party == baiyun.party
    assert link in mail.outbox[0].body and mail.outbox[0].to == ["lin@example.com"]
    assert [change.what for change in MembershipChange.objects.order_by("pk")] == ["invited", "joined"]


def test_the_second_member_bids_with_a_key_of_its_own(baiyun: Person, newcomer: User) -> None:
    accept(token=token_for(baiyun), user=newcomer)
    second = with_key(Person(newcomer, actor_for(newcomer)))
    tender = world.announce_tender(make_agency())

    first_bid = world.submit(tender, baiyun)
    second_bid = world.submit(tender, second)

    assert (first_bid.version, second_bid.version) == (1, 2)
    assert second_bid.account_key.public_key == second.public_key


def test_a_link_works_once(baiyun: Person, newcomer: User) -> None:
    token = token_for(baiyun)
    accept(token=token, user=newcomer)

    other = User.objects.create(username="other")
    response = browser_of(other).post(reverse("account:invitation", args=[token]))

    assert response.status_code == 404
    assert "邀请无效" in response.content.decode()
    assert not other.memberships.exists()


def test_a_link_of_eight_days_leads_nowhere(baiyun: Person, newcomer: User) -> None:
    token = token_for(baiyun)
    Invitation.objects.update(expires_at=database_time() - timedelta(seconds=1))

    with pytest.raises(InvitationVoid):
        accept(token=token, user=newcomer)


def test_a_link_that_was_taken_back_leads_nowhere(baiyun: Person, newcomer: User) -> None:
    invited = invite(email="", administers=False, by=baiyun.actor)

    browser_of(baiyun.user).post(reverse("account:invitation_withdrawal", args=[invited.invitation.pk]))

    with pytest.raises(InvitationVoid):
        accept(token=invited.token, user=newcomer)


def test_the_token_is_not_kept(baiyun: Person) -> None:
    token = token_for(baiyun)

    assert token not in str(Invitation.objects.values().get())


def test_whoever_does_not_administer_changes_nobody(baiyun: Person, newcomer: User) -> None:
    membership = accept(token=token_for(baiyun), user=newcomer)
    browser = browser_of(newcomer)
    first = Membership.objects.exclude(pk=membership.pk).get(user=baiyun.user)

    assert browser.get(PAGE).status_code == 200
    assert browser.post(PAGE, {"email": ""}).status_code == 404
    assert browser.post(reverse("account:removal", args=[first.pk])).status_code == 404
    assert Membership.objects.count() == 2


def test_a_member_is_let_out_and_can_no_longer_act(baiyun: Person, newcomer: User) -> None:
    membership = accept(token=token_for(baiyun), user=newcomer)

    browser_of(baiyun.user).post(reverse("account:removal", args=[membership.pk]))

    assert actor_for(newcomer).role is None
    assert MembershipChange.objects.order_by("-pk")[0].whom == newcomer


def test_nobody_lets_itself_out_so_somebody_stays(baiyun: Person) -> None:
    own = Membership.objects.get(user=baiyun.user)

    with pytest.raises(MembersRefused):
        members.remove_member(membership_id=own.pk, by=baiyun.actor)


def test_another_organisation_s_people_are_out_of_reach(baiyun: Person) -> None:
    changhe = make_bidder("changhe")
    theirs = Membership.objects.get(user=changhe.user)
    invited = invite(email="x@example.com", administers=False, by=changhe.actor)

    with pytest.raises(NotTheirs):
        members.remove_member(membership_id=theirs.pk, by=baiyun.actor)
    with pytest.raises(InvitationVoid):
        members.withdraw_invitation(invitation_id=invited.invitation.pk, by=baiyun.actor)
    page = browser_of(baiyun.user).get(PAGE).content.decode()
    assert changhe.actor.name not in page and "x@example.com" not in page
    assert "x@example.com" not in browser_of(make_agency().user).get(PAGE).content.decode()


def test_invitations_are_bounded(baiyun: Person) -> None:
    for _ in range(members.MOST_OPEN):
        token_for(baiyun)

    response = browser_of(baiyun.user).post(PAGE, {"email": ""})

    assert "已经太多" in response.content.decode()
    assert Invitation.objects.count() == members.MOST_OPEN


def test_visitors_and_people_without_an_organisation_have_no_such_page() -> None:
    lonely = User.objects.create(username="lonely")

    assert Client().get(PAGE).status_code == 302
    assert browser_of(lonely).get(PAGE)["Location"] == "/account/organisation/"
    with pytest.raises(NotTheirs):
        invite(email="", administers=False, by=Actor(user_id=lonely.pk))


def test_a_supervisor_s_colleague_supervises_and_an_office_does_not_bid(newcomer: User) -> None:
    office = make_supervisor()

    accept(token=token_for(office, administers=True), user=newcomer)

    assert actor_for(newcomer).role is Role.SUPERVISOR
    assert office.actor.party
    with pytest.raises(OrganisationTaken):
        register_organisation(uscc=office.actor.party, name="监督站", user=newcomer, role=Role.BIDDER)
