"""How the refusals of experts are said, to people and to programs: what one may not see is not there."""

from experts.selectors.draws import NoSuchDraw
from experts.selectors.evaluating import NotEvaluatedHere
from experts.selectors.files import NoSuchFile
from experts.selectors.own import NoSuchCall, NotAnExpert
from experts.selectors.pool import NoSuchEntry
from experts.services.draw import DrawRefused
from experts.services.pool import NoSuchExpert
from experts.services.seating import EvaluationRefused
from trading.views.access import STATUS


def register() -> None:
    STATUS.update({NoSuchCall: 404, NotAnExpert: 404, NoSuchEntry: 404, NoSuchExpert: 404})
    STATUS.update({NoSuchDraw: 404, DrawRefused: 409})
    STATUS.update({NotEvaluatedHere: 404, EvaluationRefused: 409})
    STATUS.update({NoSuchFile: 404})
