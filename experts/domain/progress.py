"""How far a draw has come: the fold over its entries, by which the services decide and the verifier checks.

An entry that may not come now is refused here, whoever asks: so what the platform may write and what the verifier
accepts are one rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

from bidding.domain import age
from experts.domain.draw import FrozenList, order_of, order_root, seed_of
from experts.domain.draw_entries import (
    HalfOpened,
    HalfRefused,
    ListChecked,
    ListFrozen,
    NamesRevealed,
    Ordered,
    Voided,
)
from experts.domain.nonces import (
    Acknowledgement,
    DrawKey,
    DrawPlace,
    Halves,
    Party,
    keys_hash,
    nonce_of,
    open_half,
)
from experts.domain.walk import Called, Walk
from trading.domain.canonical import FormatError
from trading.domain.statements import Signed

Key = TypeVar("Key")
Value = TypeVar("Value")
Half = tuple[Party, Party]
"""Maker and recipient."""

HALVES: tuple[Half, ...] = tuple((maker, to) for maker in Party for to in maker.others)


class StepRefused(FormatError):
    """This step of the draw may not come now, or not so."""


def _none() -> Mapping[Party, Value]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Progress:
    """A value: each `take_…` gives the next one or raises `StepRefused`. `listed`: None for who may not see the list."""

    place: DrawPlace
    frozen: ListFrozen
    listed: FrozenList | None = None
    who: Mapping[Party, str] = field(default_factory=_none)
    checked: bool = False
    keys: Mapping[Party, DrawKey] = field(default_factory=_none)
    halves: Mapping[Party, Signed[Halves]] = field(default_factory=_none)
    acknowledged: frozenset[Party] = frozenset()
    refused: HalfRefused | None = None
    opened: Mapping[Half, bytes] = field(default_factory=dict)
    seed: bytes | None = None
    voided: Voided | None = None
    calls: tuple[Called, ...] = ()
    names: NamesRevealed | None = None

    # --- what is wanted now -------------------------------------------------------------------------------------

    @property
    def missing(self) -> tuple[Party, ...]:
        """Who has not acknowledged; for want of halves nobody can."""
        late = tuple(party for party in Party if party not in self.halves)
        return late or tuple(party for party in Party if party not in self.acknowledged)

    @property
    def complete(self) -> bool:
        """All have acknowledged: from here on nobody can stop the draw."""
        return self.acknowledged == frozenset(Party)

    @property
    def unopened(self) -> tuple[Half, ...]:
        return tuple(half for half in HALVES if half not in self.opened)

    @cached_property
    def expected_seed(self) -> bytes:
        """The seed that the opened halves give."""
        if self.unopened:
            raise StepRefused("not every half is open")
        nonces = [nonce_of(*(self.opened[party, to] for to in party.others)) for party in Party]
        return seed_of(self.frozen.root, nonces)

    @cached_property
    def walk(self) -> Walk:
        """The walk as far as it has come; only for who may see the list."""
        if self.listed is None or self.seed is None:
            raise StepRefused("there is no order yet")
        walk = Walk(order_of(self.seed, self.listed), self.frozen.places)
        for call in self.calls:
            walk = walk.take(call)
        return walk

    # --- who acts -----------------------------------------------------------------------------------------------

    def take_actor(self, party: Party, code: str | None) -> "Progress":
        """The same organisation acts for a party from its first step to its last; for the platform no organisation."""
        known = self.who.get(party)
        if (party is Party.PLATFORM) != (code is None) or (known is not None and known != code):
            raise StepRefused(f"somebody else acts for {party}")
        return self if code is None else replace(self, who=_with(self.who, party, code))

    # --- the list -----------------------------------------------------------------------------------------------

    def take_checked(self, checked: ListChecked) -> "Progress":
        self._going_on()
        if self.checked:
            raise StepRefused("the list was checked before")
        if (checked.root, checked.size) != (self.frozen.root, self.frozen.size):
            raise StepRefused("another list was checked than was frozen")
        return replace(self, checked=True)

    # --- the nonces ---------------------------------------------------------------------------------------------

    def take_key(self, key: DrawKey) -> "Progress":
        self._going_on()
        if not self.checked:
            raise StepRefused("the supervisor has not checked the list")
        if key.party in self.keys:
            raise StepRefused(f"{key.party} gave its keys before")
        if any(key.recipient == other.recipient or key.signer == other.signer for other in self.keys.values()):
            raise StepRefused(f"{key.party} gave the key of another party")
        return replace(self, keys=_with(self.keys, key.party, key))

    def take_halves(self, signed: Signed[Halves]) -> "Progress":
        self._going_on()
        halves = signed.value
        if self.keys.keys() != set(Party):
            raise StepRefused("not all three have given their keys")
        if halves.party in self.halves:
            raise StepRefused(f"{halves.party} gave its halves before")
        if (halves.place, halves.root) != (self.place, self.frozen.root):
            raise StepRefused("halves of another draw or for another list")
        if halves.keys != keys_hash(self.keys):
            raise StepRefused("halves for other keys than the ledger has")
        self._signed_by(halves.party, signed)
        return replace(self, halves=_with(self.halves, halves.party, signed))

    def take_acknowledgement(self, signed: Signed[Acknowledgement]) -> "Progress":
        self._going_on()
        word = signed.value
        if self.halves.keys() != set(Party):
            raise StepRefused("not all three have given their halves")
        if word.party in self.acknowledged:
            raise StepRefused(f"{word.party} acknowledged before")
        given = {party: halves.hash for party, halves in self.halves.items()}
        if word.place != self.place or dict(word.halves) != given:
            raise StepRefused("other halves are acknowledged than were given")
        self._signed_by(word.party, signed)
        return replace(self, acknowledged=self.acknowledged | {word.party})

    def take_refusal(self, refused: HalfRefused) -> "Progress":
        """A half that its recipient's own identity does not open. One that it does open cannot be refused."""
        self._going_on()
        if refused.maker not in self.halves or self.complete:
            raise StepRefused("there is no half to refuse, or it was acknowledged")
        if str(refused.identity.recipient) != self.keys[refused.recipient].recipient:
            raise StepRefused("not the identity of the recipient")
        try:
            open_half(self.halves[refused.maker].value, refused.recipient, refused.identity)
        except FormatError:
            return replace(self, refused=refused)
        raise StepRefused("the half that is refused opens")

    def take_opening(self, opened: HalfOpened) -> "Progress":
        if not self.complete or self.voided:
            raise StepRefused("not all have acknowledged: no half may be open")
        half = (opened.maker, opened.recipient)
        if half in self.opened:
            raise StepRefused("this half is open")
        try:
            value = open_half(self.halves[opened.maker].value, opened.recipient, opened.file_key)
        except age.AgeRefused as error:
            raise StepRefused(f"not the file key of the half of {opened.maker} for {opened.recipient}") from error
        return replace(self, opened=_with(self.opened, half, value))

    def take_voided(self, voided: Voided, at: datetime) -> "Progress":
        self._going_on()
        if self.complete:
            raise StepRefused("all have acknowledged: the draw cannot be void any more")
        if self.refused is None and at < self.frozen.acknowledge_by:
            raise StepRefused("there is still time to acknowledge")
        if voided != self.void():
            raise StepRefused("not those who were silent")
        return replace(self, voided=voided)

    def void(self) -> Voided:
        """What is said of a draw that is void now."""
        if self.refused is not None:
            return Voided((), self.refused.maker)
        if not self.checked:
            return Voided((Party.SUPERVISOR,))
        without = tuple(party for party in Party if party not in self.keys)
        return Voided(without or self.missing)

    # --- order, walk, names -------------------------------------------------------------------------------------

    def take_ordered(self, ordered: Ordered) -> "Progress":
        if self.seed is not None:
            raise StepRefused("the order stands")
        if ordered.seed != self.expected_seed:
            raise StepRefused("the seed is not that of the list and the nonces")
        if self.listed is not None and ordered.order != order_root(order_of(ordered.seed, self.listed)):
            raise StepRefused("the order is not that of the seed")
        return replace(self, seed=ordered.seed)

    def take_call(self, call: Called) -> "Progress":
        if self.listed is not None:
            walk = self.walk.take(call)
            after = replace(self, calls=walk.calls)
            after.__dict__["walk"] = walk
            return after
        if self.seed is None or call.number != len(self.calls) + 1:
            raise StepRefused("not the next call")
        return replace(self, calls=(*self.calls, call))

    def take_names(self, names: NamesRevealed) -> "Progress":
        if self.names is not None or self.seed is None:
            raise StepRefused("the names were revealed, or nobody was drawn")
        if names.size != self.frozen.size:
            raise StepRefused("not everybody on the list is revealed")
        if self.listed is not None and sorted(blinded for blinded, _ in names.members_) != sorted(self.walk.seated):
            raise StepRefused("the members that are named are not those who sit on the committee")
        return replace(self, names=names)

    def _going_on(self) -> None:
        if self.voided is not None or self.seed is not None:
            raise StepRefused("the draw is over" if self.voided is None else "the draw is void")

    def _signed_by(self, party: Party, signed: Signed[Halves] | Signed[Acknowledgement]) -> None:
        if signed.key != self.keys[party].signer:
            raise StepRefused(f"not signed by the key of {party}")


def _with(known: Mapping[Key, Value], key: Key, value: Value) -> dict[Key, Value]:
    return {**known, key: value}
