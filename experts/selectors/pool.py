"""The pool as its keepers see it: who is in it, and nothing of committees or of how somebody is reached."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from experts.models import CreditRecord, Employer, Expert, ExpertMajor, StandingChange
from trading.domain.actors import Actor
from trading.domain.regions import REGIONS, full_region_name

MOST = 100


class NoSuchEntry(Exception):
    """There is none, or the actor may not know of it."""


@dataclass(frozen=True, slots=True)
class PoolWanted:
    """What somebody looks for. `major` and `region` are beginnings of codes; empty members ask for nothing."""

    text: str = ""
    major: str = ""
    region: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class PoolEntry:
    """One expert, with its history, the newest first."""

    id: UUID
    name: str
    title: str
    working_since: date
    region: str
    standing: str
    standing_word: str
    since: datetime
    has_account: bool
    majors: list[tuple[str, str]]
    employers: list[Employer]
    changes: list[StandingChange]
    credit: list[CreditRecord]


def search_pool(actor: Actor, wanted: PoolWanted) -> QuerySet[Expert]:
    """By name, major, region and standing, for the administration. Raises `AdministratorsOnly`."""
    actor.as_administrator()
    found = Expert.objects.order_by("name", "id")
    if wanted.text:
        found = found.filter(name__contains=wanted.text)
    if wanted.region:
        found = found.filter(region__startswith=wanted.region)
    if wanted.standing:
        found = found.filter(standing=wanted.standing)
    if wanted.major:
        majors = ExpertMajor.objects.filter(expert=OuterRef("pk"), major__code__startswith=wanted.major)
        found = found.filter(Exists(majors))
    return found


def entry_for(actor: Actor, expert_id: UUID) -> PoolEntry:
    """Raises `AdministratorsOnly`, `NoSuchEntry`."""
    actor.as_administrator()
    expert = Expert.objects.filter(pk=expert_id).first()
    if expert is None:
        raise NoSuchEntry
    return PoolEntry(
        id=expert.pk,
        name=expert.name,
        title=expert.get_title_display(),
        working_since=expert.working_since,
        region=region_word(expert.region),
        standing=expert.standing,
        standing_word=expert.get_standing_display(),
        since=expert.since,
        has_account=expert.user_id is not None,
        majors=majors_of(expert),
        employers=list(expert.employers.order_by("-since", "-pk")[:MOST]),
        changes=list(expert.standing_changes.select_related("by")[:MOST]),
        credit=list(expert.credit.all()[:MOST]),
    )


def majors_of(expert: Expert) -> list[tuple[str, str]]:
    """Code and name."""
    return list(expert.majors.order_by("major_id").values_list("major_id", "major__name")[:MOST])


def region_word(code: str) -> str:
    return full_region_name(code) if code in REGIONS else code
