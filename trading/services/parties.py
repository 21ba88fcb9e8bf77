"""Organisations, people and their keys."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from trading.domain.actors import PLATFORM, Actor, Role
from trading.domain.canonical import at_text
from trading.domain.codes import check_uscc
from trading.domain.entries import Method
from trading.domain.statements import SignedStatement, read
from trading.models import AccountKey, DisclosedKey, Membership, Organisation, User
from trading.services.ledger import Json, News, record_all
from trading.services.moments import Moment, moment_of

OFFICES = (Role.SUPERVISOR, Role.KEYHOLDER, Role.VENUE, Role.ADMINISTRATOR)


class OrganisationTaken(Exception):
    """The organisation is here already, and this person is none of its people: a member has to let it in."""


class NotAppointable(Exception):
    """The organisation cannot have this office; the message says why, for the operator."""


class KeyRefused(Exception):
    """The account key was not accepted; the message says why."""


@transaction.atomic
def register_organisation(*, uscc: str, name: str, user: User, role: Role) -> Organisation:
    """Enter an organisation, checked by its code's check digit, with its first member. Free, without any gate (O20 9).

    Raises `BadCode` for a wrong unified social credit code, and `OrganisationTaken`: a code is public, so knowing it
    does not make anyone a member; and whoever has an office neither bids nor tenders.
    """
    check_uscc(uscc)
    organisation, created = Organisation.objects.get_or_create(uscc=uscc, defaults={"name": name})
    own = Membership.objects.filter(user=user, organisation=organisation)
    is_office = role not in OFFICES and own.filter(role__in=[office.value for office in OFFICES]).exists()
    if not created and (is_office or not own.exists()):
        raise OrganisationTaken(uscc)
    Membership.objects.get_or_create(user=user, organisation=organisation, role=role.value)
    return organisation


@transaction.atomic
def appoint(*, uscc: str, name: str, user: User, role: Role) -> Membership:
    """Let a person act for an office: supervisor, keyholder, venue operator, administrator. Done by the operator.

    Who has an office is public, so it is an entry of the log; the same appointment twice is one. Raises `BadCode`, and
    `NotAppointable` for a role that people take themselves and for an organisation that bids or tenders.
    """
    if role not in OFFICES:
        raise NotAppointable(f"{role} is no office: whoever bids or tenders registers on the site.")
    check_uscc(uscc)
    organisation, _ = Organisation.objects.select_for_update().get_or_create(uscc=uscc, defaults={"name": name})
    if organisation.memberships.exclude(role__in=[office.value for office in OFFICES]).exists():
        raise NotAppointable(f"{organisation.name} bids or tenders here, so it cannot have an office.")
    membership, created = Membership.objects.get_or_create(user=user, organisation=organisation, role=role.value)
    if created:
        body = {"name": organisation.name, "party": uscc, "role": role.value}
        news = News("party.appointed", body, method=Method.SYSTEM)
        record_all([news], moment=moment_of(None), by=PLATFORM)
    return membership


@transaction.atomic
def register_account_key(*, statement: bytes, by: Actor) -> AccountKey:
    """Keep the public key that the browser made, with its proof of possession. The same statement twice is one key.

    Raises `KeyRefused` where the statement is not by its own key or names another party.
    """
    signed = read(statement)
    bidder = by.as_bidder()
    _check_possession(signed, bidder.party)
    known = AccountKey.objects.filter(public_key=signed.key).first()
    if known is not None:
        if known.organisation_id != bidder.organisation_id:
            raise KeyRefused("This key belongs to another account.")
        return known
    moment = moment_of(None)
    try:
        with transaction.atomic():
            key = AccountKey.objects.create(
                organisation_id=bidder.organisation_id,
                user_id=bidder.user_id,
                public_key=signed.key,
                statement=statement,
                registered_at=moment.real,
            )
    except IntegrityError as error:
        raise KeyRefused("This key was registered a moment ago.") from error
    return key


def disclose_keys(keys: Collection[AccountKey], moment: Moment) -> None:
    """Log the keys that are not in the ledger yet, now that their holders' bids are known to exist.

    Not at registration: a log that grew whenever a bidder made its key would tell how many are bidding.
    """
    known = set(DisclosedKey.objects.filter(key__in=keys).values_list("key_id", flat=True))
    new = [key for key in keys if key.pk not in known]
    DisclosedKey.objects.bulk_create(DisclosedKey(key=key) for key in new)
    moment = Moment(real=moment.real, at=moment.real)
    record_all([News("party.key", _key_body(key), method=Method.SYSTEM) for key in new], moment=moment, by=PLATFORM)


def _key_body(key: AccountKey) -> dict[str, Json]:
    return {
        "name": key.organisation.name,
        "party": key.organisation.uscc,
        "public_key": key.public_key,
        "registered_at": at_text(key.registered_at),
    }


def _check_possession(signed: SignedStatement, party: str) -> None:
    expected = {"party": party, "public_key": signed.key, "purpose": "account", "type": "mingzheng/key/v1"}
    if signed.statement != expected:
        raise KeyRefused("The statement does not name this account and its own key.")
