"""The doors for sealed things, as a browser uses them."""

import base64
from typing import Any

from django.test import Client
from django.urls import reverse

from bidding.domain.drafting import SealedBid
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.canonical import sha256_hex

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def begin(client: Client, tender: Tender, data: bytes, **changes: str) -> Any:
    """POST /uploads/ for a form of version 1, unless `changes` says otherwise."""
    told = {"sha256": sha256_hex(data), "lot": str(tender.lot_id), "role": "form", "index": "0", "version": "1"}
    told |= changes
    length = told.pop("length", str(len(data)))
    written = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())
    return client.post(reverse("bids:uploads"), headers={**TUS, "Upload-Length": length, "Upload-Metadata": written})


def send(client: Client, address: str, data: bytes, offset: int = 0) -> Any:
    return client.patch(address, data, content_type=PIECE, headers={**TUS, "Upload-Offset": str(offset)})


def upload(client: Client, tender: Tender, data: bytes, **changes: str) -> Any:
    """Both steps; the answer to the last."""
    begun = begin(client, tender, data, **changes)
    return send(client, begun.headers["Location"], data) if begun.status_code == 201 else begun


def hand_in(client: Client, tender: Tender, sealed: SealedBid) -> Any:
    return post(client, "bids:bids", tender, sealed.signed.bytes)


def post(client: Client, name: str, tender: Tender, body: bytes | str | dict[str, str]) -> Any:
    return client.post(reverse(name, args=[tender.lot_id]), body, content_type="application/json")


def content_of(response: Any) -> bytes:
    """All of an answer; a file is closed when it was read to its end."""
    content: bytes = b"".join(response) if response.streaming else response.content
    return content
