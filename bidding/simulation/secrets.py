"""What the simulated parties keep at home, so that a second start goes on where the first one stopped."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True, slots=True)
class KeptBid:
    """One simulated bidder's bid: bid.json, the form's file key and the account key, in base64."""

    username: str
    statement: str
    form_key: str
    account_key: str


@dataclass(frozen=True, slots=True)
class KeptTender:
    """A training tender with the secrets of those who play in it."""

    trade: str
    lot: str
    window_identity: str
    bids: tuple[KeptBid, ...] = ()


def keep(tender: KeptTender) -> None:
    """Write it, readable by this account alone, whole or not at all."""
    path = _path(UUID(tender.lot))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(tender), file)
    draft.replace(path)


def kept(lot: UUID) -> KeptTender | None:
    """What was kept of a lot, or None."""
    try:
        facts = json.loads(_path(lot).read_text())
    except FileNotFoundError:
        return None
    facts["bids"] = tuple(KeptBid(**bid) for bid in facts["bids"])
    return KeptTender(**facts)


def _path(lot: UUID) -> Path:
    return Path(settings.VAR_DIR) / "demo" / f"{lot}.json"
