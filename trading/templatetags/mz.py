"""Template tags and filters of the look: `{% load mz %}`. Code that writes text for people imports them from here."""

from trading.templatetags import _openings, _parts
from trading.templatetags._complaints import ALLOWED, MATTERS, MEASURES
from trading.templatetags._ends import (
    DUTIES,
    FAILURE_CAUSES,
    FAILURES,
    FALL_GROUNDS,
    HINDRANCES,
    TERMINATIONS,
    duty_word,
    round_word,
)
from trading.templatetags._library import register
from trading.templatetags._openings import item_label, stage_word
from trading.templatetags._written import (
    capitals,
    cite,
    clock,
    count,
    day,
    exact,
    lasting,
    minute,
    moment,
    money,
    short_day,
    short_hash,
    size,
)

__all__ = [
    "ALLOWED",
    "DUTIES",
    "FAILURES",
    "FAILURE_CAUSES",
    "FALL_GROUNDS",
    "HINDRANCES",
    "MATTERS",
    "MEASURES",
    "TERMINATIONS",
    "_openings",
    "_parts",
    "capitals",
    "cite",
    "clock",
    "count",
    "day",
    "duty_word",
    "exact",
    "item_label",
    "lasting",
    "minute",
    "moment",
    "money",
    "register",
    "round_word",
    "short_day",
    "short_hash",
    "size",
    "stage_word",
]
