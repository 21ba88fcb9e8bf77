"""Stages after the opening that belong together, for whoever asks what is behind a lot."""

from typing import Final

from trading.domain.stages import Stage

AFTER_EVALUATION: Final = frozenset(
    (Stage.EVALUATED, Stage.CANDIDATES, Stage.DISPUTED, Stage.AWARDED, Stage.CONTRACTED, Stage.ARCHIVED)
)
"""The committee has reported."""

PAST_OPENING: Final = AFTER_EVALUATION | {Stage.OPENED, Stage.EVALUATING}
"""The opening is over and has its record."""
