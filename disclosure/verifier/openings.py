"""A lot's opening as the verifier sees it; every form is opened once."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from bidding.domain import bodies
from bidding.domain.age_keys import Identity
from bidding.domain.bids import Bid
from bidding.domain.forms import LARGEST, OpeningItem, parse_opening_items
from bidding.domain.opening import BidOutcome, Cause, read_form
from bidding.domain.releases import Release
from trading.domain.canonical import FormatError
from trading.domain.statements import Signed

if TYPE_CHECKING:
    from disclosure.verifier.reading import LotView


class OpeningView:
    """The outcomes that were announced, and the evidence for each."""

    def __init__(self, lot: "LotView") -> None:
        self.lot = lot
        self._forms: dict[str, bytes | None] = {}
        self._read: dict[str, Mapping[str, str] | Cause] = {}

    @cached_property
    def outcomes(self) -> tuple[BidOutcome, ...]:
        entry = self.lot.only(bodies.BIDS_OPENED)
        return () if entry is None else bodies.read_bids_opened(entry.body)

    @cached_property
    def opening_items(self) -> tuple[OpeningItem, ...]:
        return parse_opening_items(self.lot.announced.opening_items)

    @cached_property
    def window_keys(self) -> dict[str, Identity]:
        """As published; one that is not its recipient's is left out (the check of window keys says so)."""
        keys = {}
        for entry in self.lot.of_type(bodies.WINDOW_KEY_PUBLISHED):
            try:
                published = bodies.read_window_key(entry.body)
            except FormatError:
                continue
            keys[published.role] = published.identity
        return keys

    def bid(self, outcome: BidOutcome) -> Signed[Bid] | None:
        folder = self.lot.bids.get(outcome.bid)
        return None if folder is None else folder.bid.value

    def release(self, outcome: BidOutcome) -> Signed[Release] | None:
        folder = self.lot.bids.get(outcome.bid)
        return None if folder is None or folder.release is None else folder.release.value

    def has_release(self, outcome: BidOutcome) -> bool:
        """Even one that cannot be read speaks against "not released"."""
        folder = self.lot.bids.get(outcome.bid)
        return folder is not None and (folder.release is not None or folder.acknowledgement is not None)

    def form(self, outcome: BidOutcome) -> bytes | None:
        if outcome.bid not in self._forms:
            self._forms[outcome.bid] = self._form(outcome)
        return self._forms[outcome.bid]

    def read(self, outcome: BidOutcome) -> Mapping[str, str] | Cause | None:
        """What the form says under the announced key; None where one of the two is not there."""
        if outcome.bid not in self._read:
            form, bid, key = self.form(outcome), self.bid(outcome), outcome.form_key
            if form is None or bid is None or key is None:
                return None
            self._read[outcome.bid] = read_form(form, key, bid.value, self.opening_items)
        return self._read[outcome.bid]

    def _form(self, outcome: BidOutcome) -> bytes | None:
        folder, container = self.lot.bids.get(outcome.bid), self.lot.bundle.container
        if folder is None or folder.form_name not in container:
            return None
        return container.read(folder.form_name, 2 * LARGEST)
