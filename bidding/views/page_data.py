"""What the server writes into a page for its script: the element `page-data` of every page that runs one."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext

from bidding.browser_words import WORDS
from bidding.models import Submission
from bidding.selectors import keyholders_of
from bidding.selectors.floor import Viewer
from bidding.selectors.hall import Clock, HallShown, price_key_of
from bidding.selectors.own import ReceiptShown
from trading.domain.actors import Actor
from trading.domain.canonical import at_text
from trading.domain.qualified import QUALIFICATION, envelope_of
from trading.domain.stages import Stage
from trading.models import Lot
from trading.services.announcing import asked_items
from trading.services.keys import receipt_public_keys

PageData: TypeAlias = dict[str, Any]

LOT_URLS = {
    "bids": "bids:bids",
    "withdrawals": "bids:withdrawals",
    "box": "bids:box",
    "releases": "bids:releases",
    "window_key": "bids:window_key",
    "sign_ins": "hall:sign_ins",
    "objections": "hall:objections",
    "answers": "hall:answers",
    "confirmations": "hall:confirmation",
    "state": "hall:state",
    "bidders": "hall:bidders",
    "plot": "hall:plot",
}


def common(request: HttpRequest, lot: Lot, actor: Actor, clock: Clock) -> PageData:
    """What every script of a lot's pages needs."""
    return {
        "csrf": get_token(request),
        "origin": settings.LOG_ORIGIN,
        "trade": str(lot.trade_id),
        "lot": str(lot.pk),
        "envelope": envelope_of(Stage(lot.stage)),
        "party": actor.party,
        "now": at_text(clock.now),
        "speed": clock.speed,
        "deadline": _text(lot.deadline),
        "receipt_keys": receipt_public_keys(),
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "opening_items": opening_items(lot),
        "urls": _urls(lot),
        "words": {key: gettext(text) for key, text in WORDS.items()},
    }


def for_sealing(previous: Submission | None, keys: Sequence[str], lot: Lot, actor: Actor) -> PageData:
    """Beside the common: what the next version is sealed with."""
    law = lot.trade.spec.law
    files, octets = law.bid_files, law.bid_bytes
    assert files is not None and octets is not None
    return {
        "bidder": actor.party,
        "document": lot.trade.document_hash,
        "version": previous.version + 1 if previous else 1,
        "previous": previous.hash if previous else None,
        "keyholders": [holder.members() for holder in keyholders_of(lot)],
        "limits": {
            "files": files.value.default,
            "file_bytes": octets.value.default,
            "total_bytes": octets.value.default,
        },
        "account_keys": list(keys),
    }


def for_receipt(shown: ReceiptShown, row: Submission, keys: Sequence[str], lot: Lot) -> PageData:
    """Beside the common: the statement and its receipt, byte for byte, for the browser to check."""
    return {
        "bidder": shown.code,
        "version": row.version,
        "kind": row.kind,
        "live": shown.live,
        "bid_hash": row.hash,
        "statement": _base64(row.statement),
        "receipt": _base64(row.receipt),
        "closed": lot.closed_at is not None,
        "next_version": row.version + 1,
        "account_keys": list(keys),
    }


def for_hall(hall: HallShown, viewer: Viewer | None, keys: Sequence[str], lot: Lot, actor: Actor) -> PageData:
    """Beside the common: where the hall stands at `seq`, and who is looking."""
    return {
        "stage": hall.stage,
        "seq": hall.seq,
        "me": _me(viewer, actor) if viewer else None,
        "box": {"root": hall.box.root, "size": hall.box.size} if hall.box else None,
        "window_closes_at": _text(hall.until) if hall.stage == "decrypting" else None,
        "keyholders": [holder.members() for holder in keyholders_of(lot)],
        "document": lot.trade.document_hash,
        "account_keys": list(keys),
    }


def opening_items(lot: Lot) -> list[dict[str, Any]]:
    """The items of the notice; the price with the ceiling that the form refuses above. Of an application, its own."""
    if (envelope := envelope_of(Stage(lot.stage))) == QUALIFICATION:
        return asked_items(lot.trade, envelope)
    limits = {price_key_of(lot): f"{lot.ceiling:.2f}"} if lot.ceiling is not None else {}
    return [
        item | ({"limit": limits[item["key"]]} if item["key"] in limits else {}) for item in lot.trade.opening_items
    ]


def _me(viewer: Viewer, actor: Actor) -> PageData:
    return {
        "role": viewer.role,
        "bidder": actor.party,
        "bid": viewer.bid or None,
        "version": viewer.version or None,
        "receipt": _base64(viewer.receipt) if viewer.receipt else None,
        "lost": viewer.lost or None,
        "released": viewer.released_at is not None,
        "keyholder": viewer.role == "agency",
    }


def _urls(lot: Lot) -> dict[str, str]:
    urls = {name: reverse(view, args=[lot.pk]) for name, view in LOT_URLS.items()}
    if envelope_of(Stage(lot.stage)) == QUALIFICATION:
        urls["applications"] = reverse("bids:applications", args=[lot.pk])
    return urls | {
        "account_keys": reverse("bids:account_keys"),
        "hall_keys": static("bidding/dist/hall_keys.js"),
        "objects": reverse("bids:own_ciphertext", args=[lot.pk, "0" * 64]).removesuffix("0" * 64),
        "receipt": reverse("bids:own", args=[lot.pk]),
        "socket": f"/ws/halls/{lot.pk}/",
        "uploads": reverse("bids:uploads"),
        "worker": static("bidding/dist/seal.worker.js"),
    }


def _text(at: datetime | None) -> str | None:
    return at_text(at) if at else None


def _base64(data: bytes | memoryview) -> str:
    return base64.b64encode(bytes(data)).decode()
