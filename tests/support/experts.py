"""The pool of the tests: Wei, Xu and others, who come in by the file that people use, and a draw in memory."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from experts.domain.committees import RequestDraft
from experts.domain.eligibility import Group, Span
from experts.domain.pool_file import COLUMNS, identity_check
from experts.models import CommitteeRequest, Expert
from experts.selectors.sealing import identity_hash
from experts.services import importing, listing
from experts.services.importing import Imported
from experts.services.requesting import request_committee
from experts.services.walks import WalkStep
from tests.support.cast import Person
from tests.support.world import DEADLINE, Tender
from trading.domain.actors import Actor
from trading.models import User
from trading.services.moments import Moment

ROADS, COSTS = "A0810", "A06"
EVALUATION = Span(DEADLINE + timedelta(hours=4), DEADLINE + timedelta(hours=12))
CALLS_FROM = DEADLINE - timedelta(hours=24)
NAMES = ("韦一", "许二", "严三", "杨四", "于五", "袁六", "岳七", "詹八", "赵九", "郑十", "钟十一", "周十二", "朱十三")


def number_of(n: int) -> str:
    """The number of an identity card with a right check character."""
    digits = f"2101021970010{n // 1000 + 1}{n % 1000:03d}"
    return digits + identity_check(digits)


def row(n: int, **changes: str) -> dict[str, str]:
    """One expert of the file: of roads, or of costs every third."""
    values = {
        "identity": number_of(n),
        "name": NAMES[n % len(NAMES)],
        "title": "高级",
        "working_since": "2005-07-01",
        "region": "210102",
        "majors": "A060101" if n % 3 == 2 else "A080101",
        "employer_code": "",
        "employer_name": f"第{n}设计院",
        "employed_since": "2010-01-01",
        "phone": f"1380000{n:04d}",
        "email": "",
    }
    return values | changes


def file_of(rows: Iterable[dict[str, str]], columns: Sequence[str] = COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def import_rows(rows: Iterable[dict[str, str]]) -> Imported:
    return importing.import_experts(data=file_of(rows))


def make_experts(number: int) -> list[Expert]:
    """So many, in the order of their rows."""
    import_rows(row(n) for n in range(number))
    by_hash = {expert.identity_hash: expert for expert in Expert.objects.all()}
    return [by_hash[identity_hash(number_of(n))] for n in range(number)]


def with_account(expert: Expert) -> Person:
    """The expert with an account of its own."""
    user, _ = User.objects.get_or_create(username=f"expert-{expert.pk.hex[:8]}", defaults={"full_name": expert.name})
    Expert.objects.filter(pk=expert.pk).update(user=user)
    return Person(user, Actor(user_id=user.pk, name=user.full_name))


def draft(roads: int = 4, costs: int = 0, representatives: Sequence[str] = ("招标人代表",)) -> RequestDraft:
    """Five members: four experts of roads, and a representative."""
    groups = [Group(1, ("A08",), roads), Group(2, ("A06",), costs)]
    return RequestDraft(
        groups=tuple(group for group in groups if group.places),
        representatives=tuple(representatives),
        region="2101",
        evaluation=EVALUATION,
        place="第三评标室",
        calls_before=timedelta(hours=24),
    )


def request_for(tender: Tender, wanted: RequestDraft | None = None) -> CommitteeRequest:
    return request_committee(lot_id=tender.lot_id, draft=wanted or draft(), by=tender.agency.actor)


@dataclass
class DrawInMemory:
    """A draw whose order is that of the ids, or the one it is given."""

    order: Sequence[UUID] | None = None
    steps: list[WalkStep] = field(default_factory=list)

    def next_to_call(self, request: CommitteeRequest, group: int, asked: Collection[UUID]) -> UUID | None:
        lines = {line.expert: line for line in listing.list_for(request)}
        order = self.order if self.order is not None else list(lines)
        return next((each for each in order if lines[each].group == group and each not in asked), None)

    def note(self, step: WalkStep, request: CommitteeRequest, moment: Moment) -> None:
        self.steps.append(step)


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)
