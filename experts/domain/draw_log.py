"""One draw as the ledger tells it: each entry is read, its author checked, and taken into the progress."""

from collections.abc import Callable
from typing import Final

from experts.domain import draw_entries as told
from experts.domain.draw import FrozenList
from experts.domain.nonces import DrawPlace, Party
from experts.domain.progress import Progress, StepRefused
from trading.domain.entries import By, Entry

STEPS: Final = (
    told.LIST_CHECKED,
    told.KEY_GIVEN,
    told.HALVES_GIVEN,
    told.HALVES_ACKNOWLEDGED,
    told.HALF_REFUSED,
    told.HALF_OPENED,
    told.VOIDED,
    told.ORDERED,
    told.CALLED,
    told.NAMES_REVEALED,
)
"""Everything that may follow `draw.list_frozen` in one draw, but the supervisor's word that it may be repeated."""


def begin(entry: Entry, origin: str, agency: str, listed: FrozenList | None) -> Progress:
    """The draw at its first entry. `agency`: the party that runs the trade. Raises `FormatError`."""
    if entry.type != told.LIST_FROZEN or entry.facts.trade is None:
        raise StepRefused("a draw begins with its frozen list")
    if _party(entry.facts.by) is not Party.PLATFORM:
        raise StepRefused("the list was frozen by somebody else than the platform")
    place = DrawPlace(origin, entry.facts.trade, told.lot_of(entry.body), told.draw_of(entry.body))
    return Progress(place, told.read_list_frozen(entry.body), listed, {Party.AGENCY: agency})


def take(progress: Progress, entry: Entry) -> Progress:
    """The draw after the entry. Raises `FormatError` for one that may not come now, not so, or not from whom it came."""
    reduce_ = _REDUCERS.get(entry.type)
    if reduce_ is None:
        raise StepRefused(f"{entry.type} is no step of a draw")
    party = _party(entry.facts.by)
    return reduce_(progress.take_actor(party, entry.facts.by.party), entry, party)


def _party(by: By) -> Party:
    try:
        return Party(by.role)
    except ValueError:
        raise StepRefused(f"{by.role} has no part in a draw") from None


def _only(actual: Party, *allowed: Party) -> None:
    if actual not in allowed:
        raise StepRefused(f"a step of {' or '.join(allowed)} was taken by {actual}")


def _checked(progress: Progress, entry: Entry, by: Party) -> Progress:
    _only(by, Party.SUPERVISOR)
    return progress.take_checked(told.read_list_checked(entry.body))


def _key(progress: Progress, entry: Entry, by: Party) -> Progress:
    key = told.read_key_given(entry.body)
    _only(by, key.party)
    return progress.take_key(key)


def _halves(progress: Progress, entry: Entry, by: Party) -> Progress:
    signed = told.read_halves_given(entry.body)
    _only(by, signed.value.party)
    return progress.take_halves(signed)


def _acknowledged(progress: Progress, entry: Entry, by: Party) -> Progress:
    signed = told.read_halves_acknowledged(entry.body)
    _only(by, signed.value.party)
    return progress.take_acknowledgement(signed)


def _refused(progress: Progress, entry: Entry, by: Party) -> Progress:
    refused = told.read_half_refused(entry.body)
    _only(by, refused.recipient)
    return progress.take_refusal(refused)


def _opened(progress: Progress, entry: Entry, by: Party) -> Progress:
    opened = told.read_half_opened(entry.body)
    _only(by, opened.maker, opened.recipient)
    return progress.take_opening(opened)


def _voided(progress: Progress, entry: Entry, by: Party) -> Progress:
    _only(by, Party.PLATFORM)
    return progress.take_voided(told.read_voided(entry.body), entry.at)


def _ordered(progress: Progress, entry: Entry, by: Party) -> Progress:
    _only(by, Party.PLATFORM)
    return progress.take_ordered(told.read_ordered(entry.body))


def _called(progress: Progress, entry: Entry, by: Party) -> Progress:
    _only(by, Party.PLATFORM)
    return progress.take_call(told.read_called(entry.body))


def _names(progress: Progress, entry: Entry, by: Party) -> Progress:
    _only(by, Party.PLATFORM)
    return progress.take_names(told.read_names_revealed(entry.body))


_REDUCERS: Final[dict[str, Callable[[Progress, Entry, Party], Progress]]] = dict(
    zip(
        STEPS,
        (_checked, _key, _halves, _acknowledged, _refused, _opened, _voided, _ordered, _called, _names),
        strict=True,
    )
)
