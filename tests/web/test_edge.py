"""What is refused before any page sees it."""

import asyncio
import json
from typing import Any

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.test import Client

from trading.project import bodies

NUL_REQUESTS = {
    "path": ("GET", "/trades/a%00b", None, ""),
    "query": ("GET", "/healthz?name=a%00b", None, ""),
    "form": ("POST", "/healthz", "name=a%00b", "application/x-www-form-urlencoded"),
    "JSON escape": ("POST", "/healthz", '{"name": "a\\u0000b"}', "application/json"),
    "JSON byte": ("POST", "/healthz", '{"name": "a\x00b"}', "application/json"),
}


@pytest.mark.parametrize("case", NUL_REQUESTS, ids=str)
def test_a_nul_byte_is_refused_with_a_clear_400(client: Client, case: str) -> None:
    method, address, body, content_type = NUL_REQUESTS[case]

    response = client.generic(method, address, body or "", content_type or "text/plain")

    assert response.status_code == 400
    assert response.json()["error"] == "nul_byte"


def test_an_escaped_backslash_before_u0000_is_no_nul_byte(client: Client) -> None:
    response = client.post("/healthz", json.dumps({"name": "a\\u0000b"}), content_type="application/json")

    assert response.status_code == 200


def test_an_oversized_form_is_refused_with_413(client: Client) -> None:
    body = json.dumps({"name": "x" * (3 * 1024 * 1024)})

    response = client.post("/healthz", body, content_type="application/json")

    assert response.status_code == 413


def test_a_body_that_grows_beyond_the_limit_is_refused_while_it_arrives() -> None:
    sent: list[dict[str, Any]] = []
    megabyte = {"type": "http.request", "body": b"x" * 2**20, "more_body": True}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        while True:
            await receive()

    async def receive() -> dict[str, Any]:
        return megabyte

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(bodies.limit_bodies(application)({"type": "http", "headers": []}, receive, send))

    assert sent[0]["status"] == 413


def test_every_answer_carries_a_strict_policy(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (InterfaceError, 503), (ValueError, 500)])
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_while_the_database_is_away_the_answer_is_to_try_again(
    error: type[Exception], status: int, content_type: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error("gone")

    monkeypatch.setattr(SessionMiddleware, "process_request", fail)
    client.raise_request_exception = False

    response = client.generic("POST", "/healthz", "{}", content_type)

    assert response.status_code == status
    assert ("Retry-After" in response) == (status == 503)
