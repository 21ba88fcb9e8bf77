"""How the refusals of experts are said."""

from experts.selectors.evaluating import NotEvaluatedHere
from experts.services.seating import EvaluationRefused
from trading.views.access import STATUS


def register() -> None:
    STATUS.update({NotEvaluatedHere: 404, EvaluationRefused: 409})
