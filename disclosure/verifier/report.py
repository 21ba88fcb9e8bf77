"""What the verifier found out, check by check."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MOST_PROBLEMS: Final = 20


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"


class NotApplicable(Exception):
    """There is nothing that this check could look at; the message says why."""


@dataclass(slots=True)
class Findings:
    """Filled by one check while it looks."""

    looked_at: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, problem: object) -> None:
        self.problems.append(str(problem))

    def note(self, note: str) -> None:
        self.notes.append(note)


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report. `section`: where the rule is written, or the article of law behind it."""

    name: str
    title: str
    section: str
    status: Status
    reason: str
    problems: tuple[str, ...] = ()

    def members(self) -> dict[str, object]:
        return {
            "name": self.name,
            "problems": list(self.problems),
            "reason": self.reason,
            "section": self.section,
            "status": self.status.value,
            "title": self.title,
        }

    def lines(self) -> list[str]:
        first = f"{self.status.value:<14}  {self.name:<20}  {self.reason}  [{self.section}]"
        shown = [f"{'':<16}- {problem}" for problem in self.problems[:MOST_PROBLEMS]]
        rest = len(self.problems) - MOST_PROBLEMS
        return [first, *shown, *([f"{'':<16}- and {rest} more"] if rest > 0 else [])]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it. `warnings`: what everybody who reads the report must know first."""

    results: tuple[Result, ...]
    warnings: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        """No check failed. What was not applicable was not verified, and the report says so."""
        return not self.failed

    @property
    def failed(self) -> tuple[Result, ...]:
        return self._with(Status.FAILED)

    def members(self) -> dict[str, object]:
        return {
            "checks": [result.members() for result in self.results],
            "verified": self.verified,
            "warnings": list(self.warnings),
        }

    def text(self) -> str:
        lines: list[str] = [f"!! {warning}" for warning in self.warnings]
        for result in self.results:
            lines += result.lines()
        counts = ", ".join(f"{len(self._with(status))} {status.value}" for status in Status)
        lines.append(f"{'VERIFIED' if self.verified else 'NOT VERIFIED'}: {counts}")
        return "\n".join(lines) + "\n"

    def _with(self, status: Status) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.status is status)


def concluded(name: str, title: str, section: str, what: str, findings: Findings) -> Result:
    """Failed on any problem; passed only if something was looked at."""
    if findings.problems:
        count = len(findings.problems)
        reason = f"{count} problem{'s' if count > 1 else ''} among {findings.looked_at:,} {what}"
        return Result(name, title, section, Status.FAILED, reason, tuple(findings.problems))
    if not findings.looked_at:
        return Result(name, title, section, Status.NOT_APPLICABLE, f"the bundle has no {what}")
    said = "; ".join([f"{findings.looked_at:,} {what}", *findings.notes])
    return Result(name, title, section, Status.PASSED, said)


def skipped(name: str, title: str, section: str, reason: str) -> Result:
    return Result(name, title, section, Status.NOT_APPLICABLE, reason)


def broken(name: str, title: str, section: str, reason: str, problems: Sequence[str] = ()) -> Result:
    return Result(name, title, section, Status.FAILED, reason, tuple(problems))
