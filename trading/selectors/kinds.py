"""The families of trades that the platform knows, with their sign and word; which kinds run is the registry's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from trading.domain import kinds
from trading.domain.kinds import KindSpec
from trading.domain.kinds.findings import Ground, GroundRule
from trading.domain.kinds.spec import Names


@dataclass(frozen=True, slots=True)
class Family:
    """A family of kinds; `letter` is the first of its trade classes, "" while the platform runs none of it."""

    letter: str
    glyph: str
    word: Promise


@dataclass(frozen=True, slots=True)
class GroundShown:
    """A ground of rejection in words. `must` is false where the law says "may"; `own`: only the documents name it."""

    wording: str
    articles: tuple[str, ...]
    must: bool = True
    own: bool = False


FAMILIES = (
    Family("A", "工", _("工程建设")),
    Family("", "地", _("土地和矿业权")),
    Family("", "产", _("国有产权")),
    Family("", "采", _("政府采购")),
)


def glyph_of(spec: KindSpec) -> str:
    """The sign of the kind's family."""
    return next((family.glyph for family in FAMILIES if family.letter and family.letter == spec.code_class), "")


def word_of(spec: KindSpec) -> str:
    """The kind's name in the language of the page."""
    return in_language(spec.names)


def in_language(names: Names) -> str:
    """A wording of the edition in the language of the page."""
    return names.en if (get_language() or "").startswith("en") else names.zh


def joint_word(most: int) -> str:
    """Whether joint bids are taken, and of how many members."""
    if not most:
        return gettext("不接受联合体投标")
    return gettext("接受，联合体成员不超过 %(most)d 家") % {"most": most}


def grounds_of(spec: KindSpec, own: Sequence[str] | None = None) -> list[GroundShown]:
    """Every ground of the edition; of one notice, with what its documents name in the place of "what they name"."""
    law = [_ground(rule) for rule in spec.grounds if own is None or rule.ground is not Ground.IN_THE_DOCUMENTS]
    rule = spec.ground(Ground.IN_THE_DOCUMENTS)
    return law + [GroundShown(text, rule.articles if rule else (), own=True) for text in own or ()]


def fairness_of(spec: KindSpec) -> list[GroundShown]:
    """What is made sure of before a notice, in the same shape."""
    return [GroundShown(in_language(rule.wording), rule.articles) for rule in spec.fairness]


def _ground(rule: GroundRule) -> GroundShown:
    return GroundShown(in_language(rule.wording), rule.articles, rule.must)


def current_kinds(on: date) -> list[KindSpec]:
    """Every kind in the edition that a notice of that day would have."""
    return [kinds.edition_for(kind, on) for kind in kinds.kinds()]


def kinds_of(family: Family) -> list[str]:
    """The ids of the kinds of a family."""
    return list(dict.fromkeys(spec.kind for spec in kinds.ALL if family.letter and spec.code_class == family.letter))
