"""The families of trades that the platform knows, with their sign and word; which kinds run is the registry's."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trading.domain import kinds
from trading.domain.kinds import KindSpec


@dataclass(frozen=True, slots=True)
class Family:
    """A family of kinds; `letter` is the first of its trade classes, "" while the platform runs none of it."""

    letter: str
    glyph: str
    word: Promise


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
    return spec.names.en if (get_language() or "").startswith("en") else spec.names.zh


def current_kinds(on: date) -> list[KindSpec]:
    """Every kind in the edition that a notice of that day would have."""
    return [kinds.edition_for(kind, on) for kind in kinds.kinds()]


def kinds_of(family: Family) -> list[str]:
    """The ids of the kinds of a family."""
    return list(dict.fromkeys(spec.kind for spec in kinds.ALL if family.letter and spec.code_class == family.letter))
