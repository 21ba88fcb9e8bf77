"""The shape of a committee (EX-1) as the spec of a kind tells it."""

from dataclasses import dataclass

from experts.domain.committees import Shape
from trading.domain.kinds import KindSpec


@dataclass(frozen=True)
class _FiveOddTwoThirds:
    """TL 37, O12 9. Stands in until the edition has the shape itself; then it goes."""

    least: int = 5
    odd: bool = True

    def experts_needed(self, members: int) -> int:
        return -(-2 * members // 3)


def shape_of(spec: KindSpec) -> Shape:
    rule = getattr(spec.law, "committee", None)
    return _FiveOddTwoThirds() if rule is None else rule.value
