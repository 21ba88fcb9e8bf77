"""An agency asks for a committee (组建申请), and takes the request back."""

from uuid import UUID

from django.db import transaction

from experts.domain.committee_entries import REQUESTED, WITHDRAWN
from experts.domain.committees import Fault, RequestDraft, faults
from experts.domain.eligibility import Group
from experts.domain.shapes import shape_of
from experts.models import CommitteeRequest, MajorCode, RequestedGroup
from experts.selectors.sealing import seal
from trading.domain.actors import Actor
from trading.domain.canonical import at_text
from trading.domain.kinds import KindSpec
from trading.domain.phases import Phase, Reviewer, phase_of
from trading.domain.stages import Stage
from trading.models import Lot
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for
from trading.services.ledger import News, record
from trading.services.moments import Moment, moment_of

OVER = (Stage.DRAFT, Stage.FAILED, Stage.TERMINATED)
MOST_MEMBERS = 99
LONGEST_PLACE = 200


class RequestRefused(Exception):
    """The request was not taken; `faults` say what the law or the form has against it, or the message does."""

    code = "committee_request_refused"

    def __init__(self, message: str, found: tuple[Fault, ...] = ()) -> None:
        super().__init__(message)
        self.faults = found


@transaction.atomic
def request_committee(*, lot_id: UUID, draft: RequestDraft, by: Actor) -> CommitteeRequest:
    """Ask for a committee for a lot: while it is in pre-qualification one that reviews the applications, where the law
    wants one (TR 18), and after that one that evaluates bids. Everybody may know how many of which majors it has, nobody
    who.

    Raises `NoSuchLot`, `RequestRefused`; then nothing has changed.
    """
    lot, moment = _locked(lot_id, by)
    phase = phase_of(Stage(lot.stage))
    if CommitteeRequest.objects.filter(lot=lot, phase=phase.value, ended_at=None).exists():
        raise RequestRefused("这个标段已有组建申请；要改，请先撤回。")
    _check(draft, lot, moment)
    answer = lot.trade.spec.law.expert_answer
    assert answer is not None and lot.deadline is not None and by.user_id is not None
    request = CommitteeRequest.objects.create(
        lot=lot,
        phase=phase.value,
        by_id=by.user_id,
        at=moment.at,
        representatives=len(draft.representatives),
        representative_names=seal({str(n): name for n, name in enumerate(draft.representatives)}),
        region=draft.region,
        evaluation_from=draft.evaluation.start,
        evaluation_until=draft.evaluation.end,
        place=draft.place,
        calls_before=draft.calls_before,
        answer_within=answer.value.default,
    )
    RequestedGroup.objects.bulk_create(
        RequestedGroup(request=request, number=group.number, majors=list(group.majors), places=group.places)
        for group in draft.groups
    )
    record(News(REQUESTED, _requested(request, draft)), trade=lot.trade, moment=moment, by=by)
    return request


@transaction.atomic
def withdraw_request(*, lot_id: UUID, by: Actor) -> None:
    """Take it back: while nobody has been called, or where the deadline has moved past the evaluation.

    Raises `NoSuchLot`, `RequestRefused`.
    """
    lot, moment = _locked(lot_id, by)
    request = (
        CommitteeRequest.objects.select_for_update()
        .filter(lot=lot, phase=phase_of(Stage(lot.stage)).value, ended_at=None)
        .first()
    )
    if request is None:
        raise RequestRefused("没有可以撤回的组建申请。")
    overtaken = lot.deadline is not None and request.evaluation_from < lot.deadline
    if not overtaken and (request.calls.exists() or request.passed.exists()):
        raise RequestRefused("已经开始通知专家，不能再撤回。")
    request.ended_at = moment.at
    request.save(update_fields=["ended_at"])
    body = {"lot": str(lot.pk), "request": str(request.pk)}
    record(News(WITHDRAWN, body), trade=lot.trade, moment=moment, by=by)


def has_committees(spec: KindSpec) -> bool:
    """Whether the kind knows committees drawn from the pool."""
    return spec.law.drawn_at_random is not None and spec.law.expert_calls_before is not None


def is_for_committee(lot: Lot) -> bool:
    """Whether what is received in this phase is for a committee to look at: bids always, applications where the state
    controls the money and until they are reviewed (TR 18)."""
    if phase_of(Stage(lot.stage)) is Phase.BIDDING:
        return True
    reviewer = lot.trade.spec.reviewer(state_controlled=lot.trade.state_controlled)
    return reviewer is Reviewer.COMMITTEE and lot.stage != Stage.QUALIFIED


def _locked(lot_id: UUID, by: Actor) -> tuple[Lot, Moment]:
    """The gate: a lot of the agency's own; one change of its committee at a time."""
    lot = lot_for(by, lot_id)
    if not is_agency_of(by, lot.trade) or not has_committees(lot.trade.spec):
        raise NoSuchLot
    Lot.objects.select_for_update(no_key=True, of=("self",)).get(pk=lot.pk)
    lot.refresh_from_db(fields=["stage", "deadline"])
    return lot, moment_of(lot.trade)


def _check(draft: RequestDraft, lot: Lot, moment: Moment) -> None:
    law = lot.trade.spec.law
    assert law.expert_calls_before is not None and law.drawn_at_random is not None
    if Stage(lot.stage) in OVER or lot.deadline is None:
        raise RequestRefused("这个标段还没有公告，或者已经结束。")
    if not is_for_committee(lot):
        raise RequestRefused("资格预审期间不能申请组建评标委员会；招标公告发布之后再申请。")
    if draft.evaluation.end <= moment.at:
        raise RequestRefused("评标时间已经过去。")
    if draft.members > MOST_MEMBERS or not draft.place.strip() or len(draft.place) > LONGEST_PLACE:
        raise RequestRefused("请填写评标地点；委员会不超过 99 人。")
    drawn = law.drawn_at_random.value
    found = faults(draft, shape_of(lot.trade.spec), law.expert_calls_before.value, lot.deadline, drawn=drawn)
    if found:
        raise RequestRefused("组建申请不符合规定。", found)
    if _unknown_majors(draft.groups):
        raise RequestRefused("专业代码不在国家标准中。")


def _unknown_majors(groups: tuple[Group, ...]) -> bool:
    wanted = {major for group in groups for major in group.majors}
    return MajorCode.objects.filter(code__in=wanted).count() < len(wanted)


def _requested(request: CommitteeRequest, draft: RequestDraft) -> dict[str, object]:
    groups = [{"majors": list(group.majors), "number": group.number, "places": group.places} for group in draft.groups]
    return {
        "calls_from": at_text(request.calls_from),
        "evaluation_from": at_text(request.evaluation_from),
        "evaluation_until": at_text(request.evaluation_until),
        "experts": draft.experts,
        "groups": groups,
        "lot": str(request.lot_id),
        "members": draft.members,
        "phase": request.phase,
        "region": draft.region,
        "request": str(request.pk),
    }
