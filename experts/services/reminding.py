"""Telling the members of a committee that it is wanted once more (TR 56): a job of the clock, safe to run late and twice.

A message has a key of its look and seat: however often the notifier gets it, it is sent once.
"""

from typing import Final
from uuid import UUID, uuid5

from django.db.models import QuerySet

from experts.domain.committee import Seat
from experts.models import CommitteeSeat, Contact, Expert, LookNotice
from experts.selectors.sealing import unseal
from experts.selectors.seats import seats_of
from experts.services.notifying import NotSent, Reminder, notifier
from trading.domain.second_looks import LOOKING
from trading.models import SecondLook
from trading.services.moments import database_time

LOOKS_AT_ONCE: Final = 200
UNREACHABLE: Final = ""
"""Instead of a receipt: nobody knows how to reach this member, who will find the question on its own page."""


def remind_members() -> int:
    """Tell every member of a look that waits, once; returns how many were told.

    What the notifier does not take now is given again at the next call.
    """
    told = 0
    for look in _waiting():
        for seat in _untold(look):
            try:
                told += _tell(look, seat)
            except NotSent:
                return told
    return told


def message_key(look: UUID, seat: UUID) -> UUID:
    """The key of the message to this member about this look."""
    return uuid5(look, str(seat))


def _waiting() -> QuerySet[SecondLook]:
    looks = SecondLook.objects.filter(result=None, withdrawal=None, answer_by__isnull=False, lot__stopped_at=None)
    return looks.filter(lot__stage__in=LOOKING).select_related("lot").order_by("-at")[:LOOKS_AT_ONCE]


def _untold(look: SecondLook) -> QuerySet[CommitteeSeat]:
    return seats_of(look.lot).exclude(look_notices__look=look).select_related("user")


def _tell(look: SecondLook, seat: CommitteeSeat) -> bool:
    reminder = _reminder(look, seat)
    receipt = UNREACHABLE if reminder is None else notifier().send(reminder)
    key = message_key(look.pk, seat.pk)
    row = LookNotice(pk=key, seat=seat, look=look, receipt=receipt, at=database_time())
    LookNotice.objects.bulk_create([row], ignore_conflicts=True)
    return reminder is not None


def _reminder(look: SecondLook, seat: CommitteeSeat) -> Reminder | None:
    """How the member is reached: an expert as the pool knows it, a representative by its account."""
    assert look.answer_by is not None  # others are not waiting here
    key = message_key(look.pk, seat.pk)
    if seat.kind == Seat.REPRESENTATIVE:
        email = seat.user.email
        return Reminder(key, seat.user.full_name, "", email, look.answer_by) if email else None
    contact = Contact.objects.filter(expert__in=Expert.objects.filter(user_id=seat.user_id)).first()
    if contact is None:
        return None
    how = unseal(contact.sealed)
    return Reminder(key, how["name"], how["phone"], how["email"], look.answer_by)
