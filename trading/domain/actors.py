"""Who does something: a person for an organisation in one role, or the platform itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from trading.domain.entries import SYSTEM, By, Method


class Role(StrEnum):
    AGENCY = "agency"
    BIDDER = "bidder"
    EXPERT = "expert"
    VENUE = "venue"
    SUPERVISOR = "supervisor"
    KEYHOLDER = "keyholder"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """`party` is the organisation's unified social credit code; anonymous visitors and the platform have none."""

    user_id: UUID | None = None
    organisation_id: UUID | None = None
    party: str | None = None
    name: str = ""
    role: Role | None = None
    is_system: bool = False

    def by(self, method: Method) -> By:
        """The `by` of a ledger entry. Raises `FormatError` for a visitor: only parties and the platform do things."""
        return SYSTEM if self.is_system else By(method, self.party, self.role.value if self.role else "")

    def as_bidder(self) -> "Bidder":
        """The same as a bidder, with nothing left open. Raises `BiddersOnly`."""
        if self.role is not Role.BIDDER or not (self.user_id and self.organisation_id and self.party):
            raise BiddersOnly
        return Bidder(self.user_id, self.organisation_id, self.party, self.name)

    def as_administrator(self) -> UUID:
        """The person's id. Raises `AdministratorsOnly` for everybody who does not act for the administration."""
        if self.role is not Role.ADMINISTRATOR or self.party is None or self.user_id is None:
            raise AdministratorsOnly
        return self.user_id

    def as_supervisor(self) -> UUID:
        """The person's id. Raises `SupervisorsOnly` as `check_supervisor` does."""
        self.check_supervisor()
        if self.user_id is None:
            raise SupervisorsOnly
        return self.user_id

    def check_supervisor(self) -> None:
        """Raises `SupervisorsOnly` for everybody who does not act for a supervisor."""
        if self.role is not Role.SUPERVISOR or self.party is None:
            raise SupervisorsOnly


@dataclass(frozen=True, slots=True)
class Bidder:
    """Somebody who acts for a bidder."""

    user_id: UUID
    organisation_id: UUID
    party: str
    name: str


class BiddersOnly(Exception):
    """Only somebody who acts for a bidder can do this."""


class AdministratorsOnly(Exception):
    """Only somebody who acts for the administration can do this."""


class SupervisorsOnly(Exception):
    """Only somebody who acts for a supervisor can do this."""


ANONYMOUS = Actor()
PLATFORM = Actor(is_system=True)
