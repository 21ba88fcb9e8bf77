"""Everybody who plays a part in a whole trade, as they stand in the site's database before anything is drafted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tests.journeys import people
from tests.support.cast import (
    Person,
    make_agency,
    make_colleague,
    make_newcomer,
    make_official,
    make_supervisor,
)
from tests.support.experts import make_experts, with_account
from trading.domain.actors import Role
from trading.domain.periods import SHANGHAI
from trading.domain.venues import RoomUse
from trading.models import CalendarYear, User
from trading.services.venues import add_room

POOL = 12
ROOM, REPRESENTATIVE = "第三评标室", "钱招标人"


@dataclass
class Cast:
    """Everybody with an account, as they stand in the site's database."""

    agency: Person
    supervisor: Person
    representative: Person
    bidders: dict[str, Person]
    experts: dict[UUID, Person]
    room: str

    def everybody(self) -> list[Person]:
        one_each = (self.agency, self.supervisor, self.representative)
        return [*one_each, *self.bidders.values(), *self.experts.values()]


def publish_years() -> None:
    """The calendar of the years in which a trade may happen that is announced today."""
    this_year = datetime.now(SHANGHAI).year
    for year in (this_year, this_year + 1):
        CalendarYear.objects.get_or_create(year=year)


def make_cast(bidders: Iterable[str]) -> Cast:
    """All with accounts; the room, and the calendar."""
    publish_years()
    agency = make_agency()
    representative = make_colleague(agency)
    User.objects.filter(pk=representative.user.pk).update(full_name=REPRESENTATIVE)
    representative.user.refresh_from_db()
    add_room(name=ROOM, address="二层", use=RoomUse.EVALUATION, seats=7, by=make_official(Role.VENUE).actor)
    experts = {expert.pk: with_account(expert) for expert in make_experts(POOL)}
    newcomers = {name: make_newcomer(name) for name in bidders}
    cast = Cast(agency, make_supervisor(), representative, newcomers, experts, ROOM)
    people.give_passwords(*cast.everybody())
    return cast
