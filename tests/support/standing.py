"""Standing scenes: what several tests of a module begin with is made once, and each of them finds it as it was made.

    @standing
    def unlocking(decrypting: Tender, bidders: list[Person]) -> Tender:
        return world.bring_on("unlocking", decrypting, bidders)

A test that asks for `unlocking` gets a copy of what was returned, in a database that stands there. The function asks
for other standing scenes, which it may change at will, and for fixtures of the module; for nothing of a single test.

How: the module's transaction holds a pile of savepoints, one a scene, each upon the one it was made from. Before a
test the pile is brought to what the test asks for: what does not belong is rolled back, what is missing is made. That
is right in any order; `in_order` makes it quick, scenes before what is made from them. Tests are savepoints upon it.
Files know no savepoints: after a test, what it has destroyed or changed of a scene's files is put back, and what it has
written goes, for things are kept by the hash of what they are made from, and the next test has the same.
"""

import inspect
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar, cast

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Model

PILE: Final = "pile"
"""The fixture by which pytest brings the pile to what a test asks for (tests/support/scenery.py)."""

CLOCK_TICK: Final = 20_000_000
"""A file may be dated this many nanoseconds too early."""

Make = TypeVar("Make", bound=Callable[..., object])


class Copied(Protocol):
    """Whatever a scene returns, if it is no row, no list and nothing that cannot change."""

    def copy(self) -> object: ...


@dataclass(frozen=True)
class Scene:
    """What is made, and the names of what it is made from."""

    name: str
    make: Callable[..., object]

    @property
    def asks(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.make).parameters)


@dataclass(frozen=True)
class Plan:
    """What a test stands upon: fixtures of the module, and upon them scenes."""

    ground: tuple[str, ...] = ()
    scenes: tuple[Scene, ...] = ()


@dataclass
class _Made:
    scene: Scene
    savepoint: transaction.Atomic
    value: object = None
    files: dict[Path, bytes] = field(default_factory=dict)


@dataclass
class Pile:
    """The scenes that stand now, each upon the one before it."""

    begun: int
    taken: int = 0
    ground: set[str] = field(default_factory=set)
    made: list[_Made] = field(default_factory=list)

    def bring(self, plan: Plan, get: Callable[[str], object]) -> None:
        """Let exactly the plan's scenes stand; `get` gives fixtures of the module."""
        missing = [name for name in plan.ground if name not in self.ground]
        kept = 0 if missing else self._common(plan.scenes)
        self._leave(kept)
        for name in missing:  # below all scenes, for it outlives them
            get(name)
            self.ground.add(name)
        for scene in plan.scenes[kept:]:
            self._add(scene, get)

    def put_back(self) -> None:
        """The files as they were when the test took its first scene."""
        if not self.taken:
            return
        kept = {path: content for made in self.made for path, content in made.files.items()}
        for path in set(_files_since(self.taken - CLOCK_TICK)) - kept.keys():
            path.unlink(missing_ok=True)
        for path, content in kept.items():
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
        self.taken = 0

    def value(self, scene: Scene) -> object:
        """A copy of what the scene returned."""
        self.taken = self.taken or time.time_ns()
        return next(_copied(made.value) for made in self.made if made.scene is scene)

    def clear(self) -> None:
        self._leave(0)

    def _common(self, scenes: Sequence[Scene]) -> int:
        pairs = zip((made.scene for made in self.made), scenes, strict=False)
        return next(
            (number for number, (one, other) in enumerate(pairs) if one is not other), min(len(self.made), len(scenes))
        )

    def _leave(self, kept: int) -> None:
        while len(self.made) > kept:
            made = self.made.pop()
            transaction.set_rollback(True)
            made.savepoint.__exit__(None, None, None)

    def _add(self, scene: Scene, get: Callable[[str], object]) -> None:
        since = time.time_ns() if self.made else self.begun
        made = _Made(scene, transaction.atomic())
        values = {each.scene.name: each.value for each in self.made}
        given = {name: _copied(values[name]) if name in values else get(name) for name in scene.asks}
        made.savepoint.__enter__()
        self.made.append(made)
        try:
            made.value = scene.make(**given)
        except BaseException:
            self._leave(len(self.made) - 1)
            raise
        made.files = {path: path.read_bytes() for path in _files_since(since - CLOCK_TICK)}


_piles: list[Pile] = []
_scenes: dict[object, Scene] = {}


def standing(make: Make) -> Make:
    """The fixture that gives a test its copy of the scene."""
    scene = Scene(make.__name__, make)

    def take(**_given: object) -> Iterator[object]:
        pile = _piles[-1]
        yield pile.value(scene)
        pile.put_back()

    names = (PILE, *scene.asks, "db")
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names]
    vars(take)["__signature__"] = inspect.Signature(parameters)
    take.__doc__ = make.__doc__
    _scenes[take] = scene
    return cast(Make, pytest.fixture(name=make.__name__)(take))


@contextmanager
def pile() -> Iterator[None]:
    """Within the module's transaction: whatever stands is gone when it ends."""
    _piles.append(Pile(time.time_ns()))
    try:
        yield
    finally:
        _piles[-1].clear()
        _piles.pop()


def bring(request: pytest.FixtureRequest) -> None:
    """Before a test: let what it asks for stand."""
    plan: Plan = request.param
    if not _piles and plan.scenes:
        request.getfixturevalue("scene")
    if _piles:
        _piles[-1].bring(plan, request.getfixturevalue)


def plan_of(definitions: Mapping[str, Sequence[pytest.FixtureDef[Any]]]) -> Plan:
    """What a test stands upon that asks for these fixtures, directly or not."""
    found: dict[str, Scene] = {}

    def add(name: str) -> None:
        scene = _scene_of(definitions[name]) if definitions.get(name) else None
        if scene is not None and name not in found:
            for each in scene.asks:
                add(each)
            found[name] = scene

    for name in definitions:
        add(name)
    ground = (name for name, defined in definitions.items() if defined[-1].scope == "module" and name != PILE)
    return Plan(tuple(ground), tuple(found.values()))


def in_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests of a module, so that each scene is made once: whoever stands upon less comes first."""
    seen: dict[tuple[Scene, ...], int] = {}

    def place(item: pytest.Item) -> tuple[int, ...]:
        scenes = _plan(item).scenes
        steps = [scenes[:length] for length in range(1, len(scenes) + 1)]
        return tuple(seen.setdefault(step, len(seen)) for step in steps)

    return sorted(items, key=place)


def _plan(item: pytest.Item) -> Plan:
    call = getattr(item, "callspec", None)
    return cast(Plan, call.params.get(PILE, Plan())) if call else Plan()


def _scene_of(definitions: Sequence[pytest.FixtureDef[Any]]) -> Scene | None:
    return _scenes.get(definitions[-1].func)


def _copied(value: object) -> object:
    if isinstance(value, Model):
        return copy(value)
    if isinstance(value, list):
        return [_copied(each) for each in value]
    return value if value is None else cast(Copied, value).copy()


def _files_since(moment: int) -> Iterator[Path]:
    """Files that were written since; a folder that nothing was moved into is not looked through."""
    root = Path(settings.FILES_DIR)
    for folder in (*root.glob("*/"), *root.glob("objects/*/")):
        if folder.stat().st_mtime_ns >= moment:
            files = (path for path in folder.iterdir() if path.is_file())
            yield from (path for path in files if path.stat().st_mtime_ns >= moment)
