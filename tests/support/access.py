"""Who may open what, and when: everybody who looks at a site, and what an address answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from unittest.mock import patch

from django.contrib.auth.backends import ModelBackend
from django.core.cache import cache
from django.db import transaction
from django.http.response import HttpResponseBase
from django.template.backends.django import Template
from django.test import Client
from django.urls import resolve, reverse

from bidding.models import Submission
from disclosure.services import medium
from tests.support import committee as at_work
from tests.support import looks, stages
from tests.support.addresses import Address
from tests.support.cast import Person, make_agency, make_bidders, make_official
from tests.support.world import Tender
from trading.domain.actors import Role
from trading.domain.matters import Matter
from trading.domain.periods import day_of
from trading.domain.stages import Stage
from trading.models import Complaint, Document, DocumentObjection, Position, SecondLook
from trading.selectors.actors import actor_for
from trading.services.complaining import ComplaintDraft, complain
from trading.services.moments import moment_of
from trading.views import access

IN: Final = "in"
"""The page, or a refusal of what was sent there: whoever asks learns that it is there."""

ON: Final = "on"
"""Sent on to another page."""

OUT: Final = "out"
"""No such page; or, for visitors, the way to log in."""

GONE: Final = "gone"
"""What was erased after the archive term."""

NOTICE: Final = 2
"""Where in the ledger of a trade its first notice is."""

TRADE: Final = frozenset(("trade_id", "lot_id"))
VISITOR, AGENCY, OTHER_AGENCY = "visitor", "agency", "other agency"
WINNER, LOSER, STRANGER = "winner", "loser", "stranger"
MEMBER, EXPERT = "member", "expert"
SUPERVISOR, ADMINISTRATOR, VENUE, KEYHOLDER = "supervisor", "administrator", "venue operator", "keyholder"
VIEWERS: Final = (
    VISITOR,
    AGENCY,
    OTHER_AGENCY,
    WINNER,
    LOSER,
    STRANGER,
    MEMBER,
    EXPERT,
    SUPERVISOR,
    ADMINISTRATOR,
    VENUE,
    KEYHOLDER,
)
"""Whoever is concerned stands beside one of the same role who is not: agency, bidders, members of the committee."""


@dataclass(frozen=True)
class Site:
    """A trade in one state, and everybody who looks at it."""

    state: str
    tender: Tender
    people: Mapping[str, Person | None]

    @classmethod
    def at(cls, state: str) -> "Site":
        cast = stages.Cast.gather()
        tender = stages.bring_to(state, cast)
        people = {
            VISITOR: None,
            AGENCY: cast.agency,
            OTHER_AGENCY: make_agency("dongfang"),
            WINNER: cast.bidders[0],
            LOSER: cast.bidders[1],
            STRANGER: make_bidders(4)[3],
            MEMBER: at_work.expert("wei"),
            EXPERT: at_work.expert("sun"),
            SUPERVISOR: cast.supervisor,
            ADMINISTRATOR: cast.administrator,
            VENUE: make_official(Role.VENUE),
            KEYHOLDER: make_official(Role.KEYHOLDER),
        }
        if state == stages.STOPPED:
            draft = ComplaintDraft(Matter.OTHER, day_of(moment_of(tender.trade).at), "评审标准有倾向。", "责令改正。")
            complain(trade_id=tender.trade.pk, draft=draft, by=cast.bidders[1].actor)
        if state == Stage.CANDIDATES:
            looks.ask(tender)
        for place in Position.objects.filter(trade=tender.trade, trade_seq=NOTICE).select_related("entry__content"):
            medium.note(place.entry)
        return cls(state, tender, people)

    @cached_property
    def values(self) -> Mapping[str, object]:
        """What stands in the addresses: things of this trade, where it has them."""
        sealed = self.tender.sealed.get(self.winner.party)
        first = {
            "objection_id": DocumentObjection.objects.filter(trade=self.tender.trade).first(),
            "submission_id": Submission.objects.filter(lot=self.tender.lot).first(),
            "complaint_id": Complaint.objects.filter(trade=self.tender.trade).first(),
            "look_id": SecondLook.objects.filter(lot=self.tender.lot).first(),
        }
        return {
            "trade_id": self.tender.trade.pk,
            "lot_id": self.tender.lot_id,
            "party": self.winner.party,
            "version": 1,
            "seq": NOTICE,
            "sha256": sealed.signed.hash if sealed else "0" * 64,
        } | {name: row.pk for name, row in first.items() if row is not None}

    @property
    def winner(self) -> Person:
        winner = self.people[WINNER]
        assert winner is not None
        return winner

    def path(self, address: Address) -> str:
        own: dict[str, object] = {}
        if address.name == "trades:document":
            own = {"sha256": Document.objects.filter(trade=self.tender.trade).values_list("sha256", flat=True).first()}
        if address.name in ("bids:own_ciphertext", "bids:application_ciphertext"):
            sealed = self.tender.sealed.get(self.winner.party)
            own = {"sha256": sealed.form.sha256} if sealed else {}
        return address.path({**self.values, **own})

    def answers(self, viewer: str, asked: Iterator[Address]) -> dict[str, str]:
        """What each of these addresses answers to this viewer; nothing of it lasts. No page is drawn."""
        cache.clear()
        with (
            signed_in(self.people[viewer]) as client,
            patch.object(Template, "render", lambda *_args, **_kinds: ""),
            transaction.atomic(),
        ):
            answers = {address.name: _answer(client, address.name, self.path(address)) for address in asked}
            transaction.set_rollback(True)
        return answers


@contextmanager
def signed_in(person: Person | None) -> Iterator[Client]:
    """Pages as this person, who is looked up in the database once and not for each page; for None, as a visitor."""
    client = Client()
    if person is None:
        yield client
        return
    client.force_login(person.user)
    actor = actor_for(person.user)
    with (
        patch.object(ModelBackend, "get_user", lambda *_: person.user),
        patch.object(access, "actor_for", lambda *_: actor),
    ):
        yield client


def leads_to_trade(address: Address) -> bool:
    return bool({name for name, _ in address.parameters} & TRADE)


def turns_away(address: Address, person: Person | None) -> bool:
    """Whether the page is of another role than this viewer's, and says no before it looks at any trade."""
    role = getattr(resolve(address.path({})).func, "role", None)
    return role is not None and (person is None or person.actor.role is not role)


_posted: Final[set[str]] = set()
"""Addresses that answer to POST alone, as was found once."""


def _answer(client: Client, name: str, path: str) -> str:
    if name not in _posted:
        answer = client.get(path)
        if answer.status_code != 405:
            return _meaning(answer)
        _posted.add(name)
    with transaction.atomic():
        answer = client.post(path, b"", content_type="application/json")
        transaction.set_rollback(True)
    return _meaning(answer)


def _meaning(answer: HttpResponseBase) -> str:
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    for close in answer._resource_closers:  # type: ignore[attr-defined]  # `answer.close()` would end the test's connection too
        close()
    assert answer.status_code < 500
    to = answer.headers.get("Location", "")
    if answer.status_code in (401, 403, 404) or to.startswith(reverse("account_login")):
        return OUT
    if answer.status_code == 410:
        return GONE
    return ON if to else IN
