"""Keeping the pool: where an expert stands, what it was punished or praised for, and whose account it is."""

from datetime import date, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction

from experts.models import CreditRecord, Expert, ExpertInvitation, Standing, StandingChange
from trading.domain.actors import Actor
from trading.models import Membership, User
from trading.services.ledger import News, record
from trading.services.moments import database_time, moment_of

VALID_FOR = timedelta(days=7)
LONGEST_REASON = 500
STANDING_CHANGED = "pool.standing_changed"


class NoSuchExpert(Exception):
    """There is none, or the actor may not know of it."""


class PoolRefused(Exception):
    """Nothing was changed; the message says why, for people."""

    code = "pool_refused"


@transaction.atomic
def change_standing(*, expert_id: UUID, standing: Standing, reason: str, by: Actor) -> StandingChange:
    """Suspend an expert, let it come back, or note that it left. It is not called from now on, or again.

    Raises `AdministratorsOnly`, `NoSuchExpert`, `PoolRefused`.
    """
    person, expert, reason = by.as_administrator(), _locked(expert_id), _reason(reason)
    if expert.standing == standing:
        raise PoolRefused("专家已经是这个状态。")
    expert.standing = standing
    expert.save(update_fields=["standing"])
    body = {"standing": standing.value}
    record(News(STANDING_CHANGED, body), trade=None, moment=moment_of(None), by=by)
    return StandingChange.objects.create(expert=expert, standing=standing, reason=reason, by_id=person)


@transaction.atomic
def add_credit(
    *, expert_id: UUID, kind: CreditRecord.Kind, authority: str, basis: str, result: str, day: date, by: Actor
) -> CreditRecord:
    """Note a punishment or a reward; whoever was punished is not drawn any more (O12 12).

    Raises `AdministratorsOnly`, `NoSuchExpert`, `PoolRefused`.
    """
    person, expert = by.as_administrator(), _locked(expert_id)
    texts = {"authority": authority.strip(), "basis": basis.strip(), "result": result.strip()}
    if not all(texts.values()) or any(len(text) > LONGEST_REASON for text in texts.values()):
        raise PoolRefused("请写明作出决定的机关、依据和结果。")
    return CreditRecord.objects.create(expert=expert, kind=kind, day=day, by_id=person, **texts)


@transaction.atomic
def invite_expert(*, expert_id: UUID, by: Actor) -> str:
    """A token by which one person links its account to this entry of the pool, for seven days; told once and not kept.

    A new one makes the former void. Raises `AdministratorsOnly`, `NoSuchExpert`, `PoolRefused` if it is linked.
    """
    person, expert = by.as_administrator(), _locked(expert_id)
    if expert.user_id is not None:
        raise PoolRefused("这位专家已有账号。")
    return _invitation(expert, person)


@transaction.atomic
def invite_to_sit(*, expert_id: UUID) -> str:
    """The same for an expert without an account that has just accepted a call by its link: without one it cannot sit."""
    return _invitation(_locked(expert_id), None)


def invitation_for(token: str) -> ExpertInvitation:
    """What the holder of the token was invited to. Raises `NoSuchExpert`."""
    rows = ExpertInvitation.objects.select_related("expert")
    found = rows.filter(token_hash=_hash(token), expires_at__gt=database_time()).first()
    if found is None:
        raise NoSuchExpert
    return found


@transaction.atomic
def link_account(*, token: str, user: User) -> Expert:
    """The account is this expert's from now on; the token is used up.

    Raises `NoSuchExpert`, and `PoolRefused` for an account that is another expert's, or that keeps the pool.
    """
    invitation = ExpertInvitation.objects.select_for_update().filter(pk=invitation_for(token).pk).first()
    if invitation is None:
        raise NoSuchExpert
    expert = _locked(invitation.expert_id)
    if expert.user_id is not None or Expert.objects.filter(user=user).exists():
        raise PoolRefused("这个账号或这位专家已有关联。")
    if invitation.invited_by_id == user.pk or Membership.objects.filter(user=user, role="administrator").exists():
        raise PoolRefused("管理专家库的人不能成为库内专家。")
    expert.user = user
    expert.save(update_fields=["user"])
    invitation.delete()
    return expert


def _invitation(expert: Expert, by: UUID | None) -> str:
    token = token_urlsafe(32)
    ExpertInvitation.objects.filter(expert=expert).delete()
    ExpertInvitation.objects.create(
        expert=expert, token_hash=_hash(token), invited_by_id=by, expires_at=database_time() + VALID_FOR
    )
    return token


def _locked(expert_id: UUID) -> Expert:
    expert = Expert.objects.select_for_update(no_key=True).filter(pk=expert_id).first()
    if expert is None:
        raise NoSuchExpert
    return expert


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise PoolRefused("请写明理由，不超过 500 字。")
    return reason


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
