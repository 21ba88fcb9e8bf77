"""The people of every test: agency Anshan, bidders Baiyun, Changhe and Fuhe, outsider Dongfang (HOUSE_STYLE 19)."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from stdnum.cn import uscc

from trading.domain.actors import Actor, Role
from trading.domain.canonical import base64_text
from trading.domain.statements import sign
from trading.models import Membership, User
from trading.services.parties import register_account_key, register_organisation

NAMES = {
    "anshan": "鞍山招标代理有限公司",
    "baiyun": "白云建设集团有限公司",
    "changhe": "长河路桥工程有限公司",
    "fuhe": "福禾市政工程有限公司",
    "dongfang": "东方建筑工程有限公司",
    "supervisor": "区住房和城乡建设局招标投标监督站",
}
CROWD = 100_000


@dataclass(frozen=True)
class Person:
    """Somebody with an account: `user` for the test client's `force_login`, `actor` for services."""

    user: User
    actor: Actor
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def party(self) -> str:
        assert self.actor.party is not None
        return self.actor.party

    @cached_property
    def public_key(self) -> str:
        return base64_text(self.key.public_key().public_bytes_raw())


def make_agency(who: str = "anshan") -> Person:
    return _person(who, NAMES[who], Role.AGENCY)


def make_supervisor() -> Person:
    return make_official(Role.SUPERVISOR)


def make_official(role: Role) -> Person:
    """Somebody who neither bids nor announces: supervisor, keyholder, venue operator, administrator and so on."""
    who = "supervisor" if role is Role.SUPERVISOR else f"official-{list(Role).index(role) + 1}"
    return _person(who, NAMES.get(who, f"第{list(Role).index(role) + 1}办公室"), role)


def make_colleague(person: Person) -> Person:
    """Somebody else in the same organisation, in the same role."""
    name = f"{person.user.username}-colleague"
    user, _ = User.objects.get_or_create(username=name, defaults={"full_name": name.capitalize()})
    Membership.objects.get_or_create(
        user=user, organisation_id=person.actor.organisation_id, role=person.actor.role or ""
    )
    return Person(user, replace(person.actor, user_id=user.pk))


def make_bidder(who: str) -> Person:
    """Baiyun, Changhe, Fuhe or Dongfang, with a registered account key."""
    return with_key(make_newcomer(who))


def make_newcomer(who: str) -> Person:
    """The same before the first bid: no account key is registered."""
    return _person(who, NAMES[who], Role.BIDDER)


def make_bidders(number: int = 3) -> list[Person]:
    """Baiyun, Changhe, Fuhe, and after them as many more of the crowd as are asked for."""
    known = [make_bidder(who) for who in ("baiyun", "changhe", "fuhe")[:number]]
    crowd = range(4, number + 1)
    return known + [with_key(_person(f"bidder-{n}", f"第{n}建设工程有限公司", Role.BIDDER)) for n in crowd]


def code_of(who: str) -> str:
    """A unified social credit code with a right check digit, always the same for the same person."""
    names = list(NAMES)
    number = (
        names.index(who) if who in names else CROWD * (1 + who.startswith("official")) + int(who.rpartition("-")[2])
    )
    body = f"91210102MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def _person(who: str, name: str, role: Role) -> Person:
    user, _ = User.objects.get_or_create(username=who, defaults={"full_name": who.capitalize()})
    organisation = register_organisation(uscc=code_of(who), name=name, user=user, role=role)
    return Person(user, Actor(user.pk, organisation.pk, organisation.uscc, organisation.name, role))


def with_key(person: Person) -> Person:
    """The person with its account key registered."""
    statement = {
        "party": person.party,
        "public_key": person.public_key,
        "purpose": "account",
        "type": "mingzheng/key/v1",
    }
    register_account_key(statement=sign(statement, person.key).bytes, by=person.actor)
    return person
