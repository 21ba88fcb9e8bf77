"""A draw of experts in a log in memory, step by step; every run gives the same bytes.

Each party is honest here. A test makes one dishonest by taking its step in another way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from experts.domain import draw_entries as told
from experts.domain.draw import FrozenList, Listed, Purpose, blind, freeze, order_of, order_root
from experts.domain.draw_entries import HalfOpened, ListChecked, ListFrozen, NamesRevealed, Ordered
from experts.domain.draw_log import begin, take
from experts.domain.names import Revealed, names_file, names_root
from experts.domain.nonces import (
    DrawKey,
    DrawPlace,
    Head,
    MadeHalves,
    Party,
    Secrets,
    acknowledge,
    file_key_of,
    make_halves,
)
from experts.domain.open_lists import open_list
from experts.domain.progress import HALVES, Half, Progress
from experts.domain.walk import Called, Result
from tests.support.small_log import Log
from tests.vectors.cast import ANSHAN, PLACE, Fixed
from trading.domain.canonical import JsonObject, sha256_hex
from trading.domain.entries import SYSTEM, By, Method

SUPERVISOR = "91210100MB0SUPERV1"
DRAW = UUID("0d7a9c3e-41f2-4b6d-9a57-3f1b8e6c2d10")
PLACES = {"A01": 2, "C02": 1}
NAMES = ("卫国栋", "徐静宜", "何思远", "林若水", "宋明哲", "田野", "罗云", "秦岭", "彭程", "姜山", "尹航", "柳青")
AWARDED = "lot.awarded"


@dataclass(frozen=True)
class Pool:
    """Who is on the list, as only the pool knows: name, id, salt, group, exclusion."""

    people: tuple[tuple[str, str, bytes, str, str | None], ...]

    @property
    def listed(self) -> list[Listed]:
        return [Listed(blind(salt, known), why, group) for _, known, salt, group, why in self.people]

    @property
    def revealed(self) -> list[Revealed]:
        return [Revealed(known, salt) for _, known, salt, _, _ in self.people]

    def name_of(self, blinded: str) -> str:
        return next(name for name, known, salt, _, _ in self.people if blind(salt, known) == blinded)


def pool(size: int = len(NAMES)) -> Pool:
    """Two of three are of group A01; every fifth is excluded."""
    random = Fixed("pool")
    people = []
    for number in range(size):
        name = NAMES[number] if number < len(NAMES) else f"专家{number}"
        group, why = ("C02" if number % 3 == 2 else "A01"), ("employed_by_bidder" if number % 5 == 4 else None)
        people.append((name, f"expert-{number + 1:04d}", random(32), group, why))
    return Pool(tuple(people))


@dataclass
class Drawing:
    """Plays a draw into a log. `real`: when it begins; each entry comes a second later."""

    log: Log
    real: datetime
    pool: Pool = field(default_factory=pool)
    draw: UUID = DRAW
    secrets: dict[Party, Secrets] = field(default_factory=dict)
    made: dict[Party, MadeHalves] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.secrets = {party: Secrets.generate(party, Fixed(f"draw {self.draw} {party}")) for party in Party}

    def run(self) -> "Drawing":
        """To a filled committee, with somebody who declines, and a member who has to leave."""
        self.to_order()
        results = [Result.ACCEPTED, Result.DECLINED, Result.ACCEPTED, Result.NO_ANSWER]
        for result in results:
            self.call(result)
        while not self.is_full():
            self.call(Result.ACCEPTED)
        self.leave(self.progress.walk.seated[0])
        while not self.is_full():
            self.call(Result.ACCEPTED)
        return self

    def to_order(self) -> "Drawing":
        self.freeze()
        self.check()
        self.give_keys()
        self.give_halves()
        self.acknowledge()
        self.open()
        self.order()
        return self

    # --- steps --------------------------------------------------------------------------------------------------

    def freeze(self, *, repeats: UUID | None = None) -> None:
        listed = self.listed
        frozen = ListFrozen(Purpose.EXPERTS, listed.root, listed.size, PLACES, self.real + timedelta(hours=2), repeats)
        self.say(told.LIST_FROZEN, frozen.members())

    def check(self) -> None:
        self.say(told.LIST_CHECKED, ListChecked(self.listed.root, self.listed.size).members(), Party.SUPERVISOR)

    def give_keys(self, parties: Iterable[Party] = Party) -> None:
        for party in parties:
            self.say(told.KEY_GIVEN, dict(self.secrets[party].key.members()), party)

    def make(self, party: Party, head: Head | None = None, root: str | None = None, label: str = "") -> MadeHalves:
        random = Fixed(f"halves {self.draw} {party} {label}")
        return make_halves(
            self.place, root or self.listed.root, head or self.head, self.keys, self.secrets[party], random
        )

    def give_halves(self, parties: Iterable[Party] = Party) -> None:
        for party in parties:
            self.give(party, self.make(party))

    def give(self, party: Party, made: MadeHalves) -> None:
        self.made[party] = made
        self.say(told.HALVES_GIVEN, told.statement_members(made.signed), party)

    def acknowledge(self, parties: Iterable[Party] = Party) -> None:
        given = {party: made.signed for party, made in self.made.items()}
        for party in parties:
            word = acknowledge(given, self.secrets[party])
            self.say(told.HALVES_ACKNOWLEDGED, told.statement_members(word), party)

    def open(self, halves: Sequence[Half] = HALVES, *, by_maker: bool = False) -> None:
        for maker, recipient in halves:
            key = self.made[maker].sealed[recipient].file_key
            if not by_maker:
                key = file_key_of(self.made[maker].signed.value, recipient, self.secrets[recipient].identity)
            opener = maker if by_maker else recipient
            self.say(told.HALF_OPENED, HalfOpened(maker, recipient, key).members(), opener)

    def order(self) -> None:
        seed = self.progress.expected_seed
        self.say(told.ORDERED, Ordered(seed, order_root(order_of(seed, self.listed))).members())

    def call(self, result: Result, reason: str | None = None) -> None:
        """Call whoever is next."""
        following = self.progress.walk.next()
        assert following is not None
        self.tell(following.blinded, result, reason)

    def leave(self, blinded: str, reason: str = "illness") -> None:
        self.tell(blinded, Result.STOOD_DOWN, reason)

    def tell(self, blinded: str, result: Result, reason: str | None = None) -> None:
        number = len(self.progress.calls) + 1
        called = Called(number, blinded, result, sha256_hex(f"receipt {number}".encode()), reason)
        self.say(told.CALLED, told.called_members(called))

    def reveal(self, *, awarded: bool = True) -> bytes:
        if awarded:
            self.say(AWARDED, {"winner": "…"})
        file = names_file(self.listed, self.pool.revealed)
        seated = self.progress.walk.seated
        members = tuple((blinded, self.pool.name_of(blinded)) for blinded in seated)
        self.say(told.NAMES_REVEALED, NamesRevealed(names_root(file), self.listed.size, members).members())
        return file

    def is_full(self) -> bool:
        return self.progress.walk.filled

    # --- what is known ------------------------------------------------------------------------------------------

    @property
    def place(self) -> DrawPlace:
        return DrawPlace(PLACE.origin, PLACE.trade, PLACE.lot, self.draw)

    @property
    def listed(self) -> FrozenList:
        return freeze(self.pool.listed)

    @property
    def keys(self) -> dict[Party, DrawKey]:
        return {party: secrets.key for party, secrets in self.secrets.items()}

    @property
    def head(self) -> Head:
        """The tree head over all that was said so far."""
        tree = self.log.tree
        return Head(tree.size, tree.root().hex())

    @property
    def progress(self) -> Progress:
        """The ledger, read again from its beginning. Raises `StepRefused` where it tells what may not be."""
        own = [entry for entry in self.log.parsed() if entry.body.get("draw") == str(self.draw)]
        steps = [entry for entry in own if entry.type.startswith("draw.") and entry.type != told.REPEATED]
        progress = begin(steps[0], PLACE.origin, ANSHAN, self.listed)
        for entry in steps[1:]:
            progress = take(progress, entry)
        return progress

    def say(self, kind: str, body: dict[str, object], party: Party = Party.PLATFORM) -> None:
        self.real += timedelta(seconds=1)
        own: JsonObject = {"draw": str(self.draw), "lot": str(PLACE.lot)}
        self.log.add(kind, body | own, self.real, BY[party])


@dataclass
class OpenDrawing(Drawing):
    """A draw of a coefficient or a lottery: its list hides nothing."""

    purpose: Purpose = Purpose.COEFFICIENT
    ids: Sequence[str] = ()

    def freeze(self, *, repeats: UUID | None = None) -> None:
        listed, places = self.listed, {"": 1 if self.purpose is Purpose.COEFFICIENT else len(self.ids)}
        frozen = ListFrozen(self.purpose, listed.root, listed.size, places, self.real + timedelta(hours=2), repeats)
        self.say(told.LIST_FROZEN, frozen.members())

    @property
    def listed(self) -> FrozenList:
        return open_list(PLACE.lot, self.purpose, self.ids)


BY = {
    Party.AGENCY: By(Method.SESSION, ANSHAN, "agency"),
    Party.SUPERVISOR: By(Method.SESSION, SUPERVISOR, "supervisor"),
    Party.PLATFORM: SYSTEM,
}
