"""How the refusals of experts are said: what one may not see is not there."""

from experts.selectors.own import NoSuchCall, NotAnExpert
from experts.selectors.pool import NoSuchEntry
from experts.services.pool import NoSuchExpert
from trading.views.access import STATUS


def register() -> None:
    STATUS.update({NoSuchCall: 404, NotAnExpert: 404, NoSuchEntry: 404, NoSuchExpert: 404})
