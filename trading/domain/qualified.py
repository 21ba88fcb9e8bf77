"""The entries of a pre-qualification (资格预审): docs/spec/ledger.md, "Pre-qualification"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from trading.domain.canonical import FormatError, JsonObject, is_hash
from trading.domain.fields import Fields
from trading.domain.phases import Phase, phase_of
from trading.domain.stages import Stage

PREQUALIFICATION_ANNOUNCED: Final = "prequalification.announced"
APPLICATIONS_CLOSED: Final = "applications.closed"
REVIEWED: Final = "qualification.reviewed"

MAIN: Final = "main"
QUALIFICATION: Final = "qualification"
"""The envelope of an application; bids have others."""


@dataclass(frozen=True, slots=True)
class ApplicationsClosed:
    """The root of the box of applications. How many there were is not said."""

    lot: UUID
    root: str


def envelope_of(stage: Stage) -> str:
    """The envelope that is received, and looked at, while a lot stands in this stage."""
    return QUALIFICATION if phase_of(stage) is Phase.PREQUALIFICATION else MAIN


def read_applications_closed(body: JsonObject) -> ApplicationsClosed:
    """Raises `FormatError`."""
    fields = Fields(body, ("lot", "root"), APPLICATIONS_CLOSED, more=True)
    return ApplicationsClosed(fields.uuid("lot"), fields.hash("root"))


@dataclass(frozen=True, slots=True)
class Reviewers:
    """A committee that reviewed (TR 18): its members, blinded, and how many of them are experts."""

    experts: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The root over all results. Who passed is not said. `reviewers`: None where the tenderer reviewed itself."""

    lot: UUID
    root: str
    reviewers: Reviewers | None = None


def read_reviewed(body: JsonObject) -> Reviewed:
    """Raises `FormatError`."""
    fields = Fields(body, ("lot", "root"), REVIEWED, more=True)
    said = fields.value_or("committee", None)
    return Reviewed(fields.uuid("lot"), fields.hash("root"), None if said is None else _reviewers(said))


def _reviewers(said: object) -> Reviewers:
    if not isinstance(said, dict):
        raise FormatError("the committee of a review is an object")
    fields = Fields(said, ("experts", "members"), "the committee of a review")
    members = tuple(str(each) for each in fields.array("members"))
    if not all(map(is_hash, members)) or list(members) != sorted(set(members)):
        raise FormatError("members are blinded, sorted, and none is named twice")
    return Reviewers(fields.integer("experts", 0, len(members)), members)
