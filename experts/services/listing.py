"""The pool as a draw sees it: everybody in it, each with its group or the reason why not."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from bidding.models import ClosedApplications, Submission
from bidding.selectors.hall import bidders_are_public
from experts.domain.eligibility import Candidate, Listed, Span, Wanted, listed, rules_of
from experts.domain.recusal import Bodies, Employment, bodies
from experts.models import Call, CommitteeRequest, CreditRecord, Employer, Expert, ExpertMajor, Standing
from experts.selectors.sealing import callee_of
from trading.domain.actors import Role
from trading.domain.experts import Title
from trading.domain.periods import day_of
from trading.domain.phases import Phase
from trading.domain.qualified import QUALIFICATION
from trading.models import Organisation

AUTHORITIES = (Role.SUPERVISOR.value, Role.ADMINISTRATOR.value, Role.VENUE.value)


def list_for(request: CommitteeRequest) -> tuple[Listed, ...]:
    """The list that is frozen for the draw of this request, in the order of the experts' ids.

    Before the opening nobody knows the bidders, this list neither: whoever works for one steps back by declaration,
    or is found when the box is public (`experts.services.calling`).
    """
    wanted = wanted_of(request)
    return listed(candidates(request), wanted, rules_of(request.lot.trade.spec.law))


def wanted_of(request: CommitteeRequest) -> Wanted:
    return Wanted(
        groups=request.groups,
        region=request.region,
        evaluation=request.evaluation,
        on=day_of(request.evaluation_from),
        parties=_parties(request),
        authorities=_authorities(),
    )


def candidates(request: CommitteeRequest, only: Collection[UUID] | None = None) -> Iterator[Candidate]:
    """Everybody in the pool, or these; `busy` leaves this very request out."""
    rows = Expert.objects.all() if only is None else Expert.objects.filter(pk__in=only)
    majors: dict[UUID, set[str]] = defaultdict(set)
    for pk, major in _of(ExpertMajor, only).values_list("expert_id", "major_id").iterator(chunk_size=5000):
        majors[pk].add(major)
    employments = _employments(only)
    punished = set(
        _of(CreditRecord, only).filter(kind=CreditRecord.Kind.PUNISHMENT).values_list("expert_id", flat=True)
    )
    busy = _busy(request)
    columns = ("pk", "standing", "title", "working_since", "region")
    for pk, standing, title, since, region in rows.values_list(*columns).iterator(chunk_size=5000):
        yield Candidate(
            id=pk,
            available=standing == Standing.AVAILABLE,
            title=Title(title),
            working_since=since,
            region=region,
            majors=frozenset(majors.get(pk, ())),
            employments=employments.get(pk, ()),
            punished=pk in punished,
            busy=busy.get(callee_of(pk), ()) if busy else (),
        )


def parties_are_known(request: CommitteeRequest) -> bool:
    """Whether the platform may look who bids, or who applied: not before everything is in."""
    if request.phase == Phase.PREQUALIFICATION:
        return ClosedApplications.objects.filter(lot=request.lot).exists()
    return bidders_are_public(request.lot)


def _of(model: type[ExpertMajor] | type[CreditRecord] | type[Employer], only: Collection[UUID] | None) -> Any:
    rows = model.objects.order_by()
    return rows if only is None else rows.filter(expert__in=only)


def _employments(only: Collection[UUID] | None) -> dict[UUID, tuple[Employment, ...]]:
    """An employment without an end ends where the next one begins."""
    columns = ("expert_id", "code", "name", "since", "until")
    rows: Iterable[tuple[UUID, str, str, date, date | None]] = (
        _of(Employer, only).order_by("expert_id", "since", "pk").values_list(*columns).iterator(chunk_size=5000)
    )
    found: dict[UUID, list[Employment]] = defaultdict(list)
    for pk, code, name, since, until in rows:
        before = found[pk]
        if before and before[-1].until is None:
            before[-1] = Employment(before[-1].code, before[-1].name, before[-1].since, since)
        before.append(Employment(code, name, since, until))
    return {pk: tuple(each) for pk, each in found.items()}


def _busy(request: CommitteeRequest) -> dict[str, tuple[Span, ...]]:
    """By callee: when it sits on other committees, or was asked to and has not answered."""
    rows = Call.objects.exclude(request=request).filter(departure=None, request__ended_at=None)
    rows = rows.exclude(reply__reply__in=("declined", "recused", "no_answer"))
    found: dict[str, list[Span]] = defaultdict(list)
    columns = ("callee", "request__evaluation_from", "request__evaluation_until")
    for callee, start, end in rows.order_by().values_list(*columns):
        found[callee].append(Span(start, end))
    return {callee: tuple(spans) for callee, spans in found.items()}


def _parties(request: CommitteeRequest) -> Bodies:
    lot = request.lot
    known = [(lot.trade.agency.uscc, lot.trade.agency.name), ("", lot.trade.principal)]
    if parties_are_known(request):
        rows = Submission.objects.filter(lot=lot)
        rows = rows.filter(envelope=QUALIFICATION) if request.phase == Phase.PREQUALIFICATION else rows
        known += rows.values_list("organisation__uscc", "organisation__name").distinct()
    return bodies(known)


def _authorities() -> Bodies:
    rows = Organisation.objects.filter(memberships__role__in=AUTHORITIES).distinct()
    return bodies(rows.values_list("uscc", "name"))
