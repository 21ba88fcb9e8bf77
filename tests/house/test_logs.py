"""Logs are JSON with the request's and the actor's id; a secret never gets in."""

from types import SimpleNamespace

import pytest

from trading.project.logs import HIDDEN, add_actor, hide_secrets


@pytest.mark.parametrize(
    "event",
    [
        {"password": "x"},
        {"recovery_passphrase": "x"},
        {"csrf_token": "x"},
        {"headers": {"Cookie": "x"}},
        {"window_identity": "x"},
        {"file_key": "x"},
    ],
)
def test_what_is_named_like_a_secret_is_hidden(event: dict[str, object]) -> None:
    assert "x" not in _texts(hide_secrets(None, "", event))


@pytest.mark.parametrize(
    "text",
    [
        "opened with AGE-SECRET-KEY-1QQQQQQQQQQ",
        "Not Found: /expert/invitations/hunter2_-Ab/",
        "cannot reach postgresql://app:hunter2@db/mingzheng",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI\n-----END PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_is_hidden_anywhere(text: str) -> None:
    shown = _texts(hide_secrets(None, "", {"event": text, "more": [text]}))

    assert HIDDEN in shown
    assert not any(secret in shown for secret in ("QQQQ", "hunter2", "MC4CAQAw"))


def test_the_actor_is_named_when_the_request_knows_it_and_never_asked_for() -> None:
    known = add_actor(None, "", {"request_object": SimpleNamespace(_cached_user=SimpleNamespace(pk=7))})
    unknown = add_actor(None, "", {"request_object": SimpleNamespace()})

    assert known == {"actor_id": "7"}
    assert unknown == {}


def _texts(event: object) -> str:
    return repr(event)
