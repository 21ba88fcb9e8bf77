"""Who does something: a person for an organisation in one role, or the platform itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    AGENCY = "agency"
    BIDDER = "bidder"
    EXPERT = "expert"
    VENUE = "venue"
    SUPERVISOR = "supervisor"
    KEYHOLDER = "keyholder"
    ADMINISTRATOR = "administrator"


class Method(StrEnum):
    """How the deed was authenticated; the verifier prints it."""

    SESSION = "session"
    ED25519 = "ed25519"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`party` is the organisation's unified social credit code; anonymous visitors and the platform have none."""

    user_id: UUID | None = None
    organisation_id: UUID | None = None
    party: str | None = None
    name: str = ""
    role: Role | None = None
    is_system: bool = False

    def ledger_form(self, method: Method = Method.SESSION) -> dict[str, str | None]:
        """The `by` of a ledger entry (docs/spec/ledger.md)."""
        if self.is_system:
            return {"method": Method.SYSTEM.value, "party": None, "role": "platform"}
        return {"method": method.value, "party": self.party, "role": self.role.value if self.role else "public"}


ANONYMOUS = Actor()
PLATFORM = Actor(is_system=True)
