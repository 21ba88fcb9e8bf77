"""What a bidder has declared of itself, as its own pages show it."""

from dataclasses import dataclass

from trading.declaration_forms import CONTROL_LABELS
from trading.domain.actors import Actor
from trading.domain.relations import Declaration
from trading.selectors.relations import newest_declaration


@dataclass(frozen=True, slots=True)
class ControllerShown:
    name: str
    code: str
    how_word: str


@dataclass(frozen=True, slots=True)
class DeclaredShown:
    person: str
    mark: str
    contact: str
    phone: str
    controllers: tuple[ControllerShown, ...]


def declared_of(actor: Actor) -> DeclaredShown | None:
    """What counts now; None while nothing was declared."""
    newest = newest_declaration(actor)
    return shown(newest.value) if newest else None


def shown(declared: Declaration) -> DeclaredShown:
    controllers = tuple(
        ControllerShown(each.name, each.code, str(CONTROL_LABELS[each.how])) for each in declared.controllers
    )
    return DeclaredShown(declared.person, declared.mark, declared.contact, declared.phone, controllers)
