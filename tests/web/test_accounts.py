"""People sign up, enter their organisation, and act in one membership at a time."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.cast import code_of, make_agency, make_bidder
from trading.domain.actors import Role
from trading.models import Membership, User
from trading.services.parties import OrganisationTaken, register_organisation

pytestmark = pytest.mark.django_db

ORGANISATION = "/account/organisation/"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_signing_up_leads_to_the_organisation() -> None:
    client = Client()
    password = "a password that is long"

    response = client.post(
        reverse("account_signup"),
        {"username": "dongfang", "email": "d@example.com", "password1": password, "password2": password},
    )

    assert response["Location"] == ORGANISATION


def test_a_wrong_check_digit_is_refused() -> None:
    client = browser_of(User.objects.create(username="dongfang"))

    response = client.post(ORGANISATION, {"name": "东方", "uscc": "91210102MA00000041", "role": "bidder"})

    assert "统一社会信用代码不正确" in response.content.decode()
    assert not Membership.objects.exists()


def test_a_stranger_who_knows_the_code_does_not_become_a_member() -> None:
    baiyun = make_bidder("baiyun")
    stranger = User.objects.create(username="stranger")

    response = browser_of(stranger).post(ORGANISATION, {"name": "白云", "uscc": baiyun.party, "role": "bidder"})

    assert "已经在平台上" in response.content.decode()
    with pytest.raises(OrganisationTaken):
        register_organisation(uscc=baiyun.party, name="白云", user=stranger, role=Role.BIDDER)
    assert not stranger.memberships.exists()


def test_a_person_with_two_memberships_acts_in_the_one_it_chose() -> None:
    anshan = make_agency()
    client = browser_of(anshan.user)
    client.post(ORGANISATION, {"name": "东方", "uscc": code_of("dongfang"), "role": "bidder"})
    as_bidder = client.get(reverse("agency:home")).status_code

    first = anshan.user.memberships.get(role="agency")
    client.post(reverse("account:membership"), {"membership": first.pk})

    assert as_bidder == 404
    assert client.get(reverse("agency:home")).status_code == 200


def test_somebody_else_s_membership_cannot_be_chosen() -> None:
    agency, bidder = make_agency(), make_bidder("baiyun")
    client = browser_of(bidder.user)

    client.post(reverse("account:membership"), {"membership": agency.user.memberships.get().pk})

    assert client.get(reverse("agency:home")).status_code == 404


def test_the_organisation_s_page_shows_its_keys_to_its_people() -> None:
    baiyun = make_bidder("baiyun")

    page = browser_of(baiyun.user).get(reverse("account:keys"))

    assert baiyun.public_key in page.content.decode()
    assert page.context["page_data"]["party"] == baiyun.party
    assert Client().get(reverse("account:keys")).status_code == 302
