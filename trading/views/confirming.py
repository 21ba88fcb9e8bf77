"""Confirming by the password once more, where something is signed by the session."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from trading.forms import ConfirmationForm
from trading.models import User

ACTION = "reauthenticate"


def person_of(request: HttpRequest) -> User:
    """Whoever is logged in; the page's gate lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def may_try(request: HttpRequest, form: ConfirmationForm) -> bool:
    """Passwords are not to be guessed in a session that somebody left open.

    Whoever knows it may sign as much as there is to sign: a right one takes back what was counted.
    """
    if request.method != "POST":
        return True
    if not ratelimit.consume(request, action=ACTION, user=request.user):
        form.full_clean()
        form.add_error(None, _("尝试次数过多，请稍后再试。"))
        return False
    if "password" not in form.errors:
        ratelimit.clear(request, action=ACTION, user=request.user)
    return True
