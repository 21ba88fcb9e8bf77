"""Whoever knows the password signs as often as there is something to sign; whoever guesses is stopped."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.support import world
from tests.support.cast import Person
from tests.web.test_award_pages import PASSWORD, browser_of

pytestmark = pytest.mark.django_db

TRIES = 10
"""A minute, for one person."""
TOO_MANY = "尝试次数过多"


@pytest.fixture
def signer(agency: Person) -> Person:
    cache.clear()
    agency.user.set_password(PASSWORD)
    agency.user.save()
    return agency


@pytest.fixture
def page(signer: Person) -> str:
    return reverse("agency:fairness", args=[world.draft_tender(signer).pk])


def said(browser: Client, page: str, password: str) -> str:
    """What the page answers to a form in which nothing but the password is filled in."""
    return browser.post(page, {"password": password}).content.decode()


def test_many_right_passwords_in_a_minute_are_no_guessing(signer: Person, page: str) -> None:
    browser = browser_of(signer)

    answers = [said(browser, page, PASSWORD) for _ in range(TRIES + 2)]

    assert not any(TOO_MANY in answer or "密码不正确" in answer for answer in answers)


def test_after_ten_wrong_ones_even_the_right_one_has_to_wait(signer: Person, page: str) -> None:
    browser = browser_of(signer)

    wrong = [said(browser, page, "a guess") for _ in range(TRIES)]

    assert all("密码不正确" in answer and TOO_MANY not in answer for answer in wrong)
    assert TOO_MANY in said(browser, page, PASSWORD)


def test_a_right_one_takes_back_what_was_counted(signer: Person, page: str) -> None:
    browser = browser_of(signer)

    for _ in range(2):
        for _ in range(TRIES - 1):
            assert TOO_MANY not in said(browser, page, "mistyped")
        assert TOO_MANY not in said(browser, page, PASSWORD)
