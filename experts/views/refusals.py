"""How the refusals of experts are said to programs."""

from experts.selectors.draws import NoSuchDraw
from experts.services.draw import DrawRefused
from trading.views.access import STATUS


def register() -> None:
    STATUS.update({NoSuchDraw: 404, DrawRefused: 409})
