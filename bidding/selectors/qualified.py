"""Who may bid where there was a pre-qualification, with whom, and what became of one's own application."""

from uuid import UUID

from django.utils.translation import gettext_noop as _

from bidding.domain.members import MOST_MEMBERS, Member, read_members
from bidding.domain.qualifying import Proven, Result, commitment_of, members_of, prove
from bidding.models import FinishedReview, Qualification
from trading.domain.actors import Actor, Role
from trading.domain.canonical import encode
from trading.domain.qualified import MAIN, envelope_of
from trading.domain.stages import Stage
from trading.models import Lot

NOT_QUALIFIED = _("未通过资格预审的申请人不能投标（招标投标法实施条例第三十六条）。")


def may_bid(lot: Lot, organisation_id: UUID) -> bool:
    """Whether the lot takes something from the organisation now: bids after a pre-qualification from those who passed."""
    if not lot.trade.prequalification or envelope_of(Stage(lot.stage)) != MAIN:
        return True
    return Qualification.objects.filter(lot=lot, organisation_id=organisation_id, passed=True).exists()


def own_qualification(actor: Actor, lot: Lot) -> Qualification | None:
    """The result of the actor's own application, when the review is finished."""
    if actor.role is not Role.BIDDER or actor.organisation_id is None:
        return None
    return Qualification.objects.filter(lot=lot, organisation_id=actor.organisation_id).first()


def members_in(text: str) -> tuple[Member, ...]:
    """The members of a joint application, as its reviewers read them; none where it was made alone."""
    return read_members(text, MOST_MEMBERS) if text else ()


def codes_in(text: str, applicant: str) -> tuple[str, ...]:
    """Everybody who takes part in an application, sorted: who applies alone is its only member."""
    return tuple(sorted(member.code for member in members_in(text))) or (applicant,)


def qualified_members(lot: Lot) -> dict[str, tuple[str, ...]]:
    """By applicant that passed, with whom it was qualified and so has to bid (TR 37). Not a gate."""
    rows = Qualification.objects.filter(lot=lot, passed=True).values_list("organisation__uscc", "members")
    return {code: codes_in(members, code) for code, members in rows}


def result_of(row: Qualification) -> Result:
    """What the review committed to for one application. Not a gate."""
    code = row.organisation.uscc
    return Result(
        lot=str(row.lot_id),
        application=row.submission.hash,
        bidder=code,
        members=codes_in(row.members, code),
        passed=row.passed,
        reason=commitment_of(row.reason, bytes.fromhex(row.salt)),
    )


def proven_results(lot: Lot, bidders: frozenset[UUID] | None = None) -> tuple[list[Proven], int]:
    """The results of these bidders with their places among the leaves of the review, and the number of leaves."""
    review = FinishedReview.objects.filter(lot=lot).first()
    if review is None:
        return [], 0
    rows = Qualification.objects.filter(lot=lot).select_related("organisation", "submission")
    if bidders is not None:
        rows = rows.filter(organisation_id__in=bidders)
    leaves = list(review.leaves)
    return [prove(result_of(row), leaves) for row in rows.order_by("organisation__uscc")], len(leaves)


def own_proof(row: Qualification) -> bytes | None:
    """The result of one's own application with its proof, reason and salt; None of a review before there were any."""
    proven, size = proven_results(row.lot, frozenset((row.organisation_id,)))
    return encode(members_of(proven[0]) | {"salt": row.salt, "said": row.reason, "size": size}) if proven else None
