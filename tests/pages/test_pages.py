"""Every page in every state and both languages: whole, labelled, with its landmarks, and nothing missing."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from tests.pages.gallery import LANGUAGES, render, samples
from tests.pages.reading import Page, Tag, read

SAMPLES = samples()
PAGES = sorted(name for name in SAMPLES if not name.startswith("hall/part-"))
NOT_LABELLED = frozenset(("hidden", "submit", "button"))

every_page = pytest.mark.parametrize("name", PAGES)
both_languages = pytest.mark.parametrize("language", LANGUAGES)


@cache
def html_of(name: str, language: str = "zh-hans") -> str:
    return render(SAMPLES[name], language)


@cache
def page_of(name: str, language: str = "zh-hans") -> Page:
    return read(html_of(name, language))


@pytest.mark.parametrize("name", sorted(SAMPLES))
@both_languages
def test_a_page_renders_from_what_its_head_documents(name: str, language: str) -> None:
    assert not page_of(name, language).mistakes


@every_page
def test_a_page_has_one_heading_and_its_landmarks(name: str) -> None:
    page = page_of(name)

    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert len(page.all("title")) == 1
    assert page.all("header")
    assert all(tag["aria-label"] for tag in page.all("nav", "aside")), "each is named, for there are several"


@every_page
def test_every_control_has_a_label(name: str) -> None:
    page = page_of(name)
    labelled = {tag["for"] for tag in page.all("label")}

    controls = [tag for tag in page.all("input", "select", "textarea") if tag["type"] not in NOT_LABELLED]

    assert [tag.attributes for tag in controls if tag["id"] not in labelled and not tag["aria-label"]] == []


@every_page
def test_ids_are_given_once_and_references_lead_somewhere(name: str) -> None:
    page = page_of(name)
    ids = Counter(tag["id"] for tag in page.tags if tag["id"])

    referred = [part for tag in page.tags for part in _references(tag) if "template" not in tag.around]

    assert [one for one, times in ids.items() if times > 1 and one != "acknowledgement-download"] == []
    assert [one for one in referred if one not in ids] == []


@every_page
def test_headings_leave_no_level_out(name: str) -> None:
    levels = [int(tag.name[1]) for tag in page_of(name).all("h1", "h2", "h3", "h4")]

    inside = levels[levels.index(1) :]

    assert all(after - before <= 1 for before, after in pairwise(inside))


@every_page
def test_a_form_that_posts_carries_its_token(name: str) -> None:
    """But for the language: it needs none, and a public page that is kept for everybody has none to give."""
    html = html_of(name)

    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", html, re.DOTALL)

    assert all(("csrfmiddlewaretoken" in form) is not ("/i18n/setlang/" in form) for form in forms)


def test_the_english_is_compiled_and_used() -> None:
    html = html_of("account/login", "en")

    assert '<html lang="en">' in html
    assert "Log in" in html, "run `make setup`: it compiles locale/en/LC_MESSAGES/django.po"


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("hall/before")])
@both_languages
def test_before_the_deadline_the_hall_shows_neither_a_count_nor_a_bidder(name: str, language: str) -> None:
    page = page_of(name, language)

    assert not any("data-tally" in tag.attributes or "data-bidder" in tag.attributes for tag in page.tags)


def test_a_price_is_nowhere_before_everything_is_opened() -> None:
    for name in ("hall/decrypting", "hall/decrypting-bidder", "hall/unlocking", "hall/unlocking-agency"):
        html = html_of(name).split('<template id="tpl-price-row"', maxsplit=1)[0]

        assert not re.search(r"class=\"price", html)


def _references(tag: Tag) -> list[str]:
    names = f"{tag['aria-labelledby']} {tag['aria-describedby']} {tag['for']}".split()
    local = [tag["href"][1:]] if tag.name == "a" and len(tag["href"]) > 1 and tag["href"].startswith("#") else []
    return names + local
