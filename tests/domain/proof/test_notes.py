"""Signed notes, against the example in the documentation of their first implementation (Go, sumdb/note)."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trading.domain.canonical import FormatError
from trading.domain.notes import (
    Checkpoint,
    NoteRefused,
    open_checkpoint,
    open_note,
    parse_verifier_key,
    sign_checkpoint,
    sign_note,
    signature_line,
    verifier_key,
)

VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNER = Ed25519PrivateKey.from_private_bytes(base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:])
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT
    + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def test_the_known_note_is_written_and_opened() -> None:
    assert verifier_key("PeterNeumann", SIGNER.public_key()) == VERIFIER
    assert sign_note(TEXT, "PeterNeumann", SIGNER) == NOTE
    assert open_note(NOTE, parse_verifier_key(VERIFIER)) == TEXT


def test_a_checkpoint_is_a_note_of_three_lines() -> None:
    key = verifier_key("log.example/mingzheng", OTHER.public_key())
    note = sign_checkpoint("log.example/mingzheng", 7, bytes(32), OTHER)

    assert note.startswith("log.example/mingzheng\n7\n" + base64.b64encode(bytes(32)).decode() + "\n\n\u2014 ")
    assert open_checkpoint(note, key) == Checkpoint("log.example/mingzheng", 7, bytes(32))


def test_other_signatures_and_extension_lines_are_let_be() -> None:
    body = Checkpoint("log.example/mingzheng", 7, bytes(32), ("an extension",)).body
    note = sign_note(body, "log.example/mingzheng", OTHER) + signature_line(body, "witness", SIGNER)

    opened = open_checkpoint(note, verifier_key("log.example/mingzheng", OTHER.public_key()))

    assert opened.extensions == ("an extension",)


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("answer", "Answer"),
        NOTE.replace("x08go", "x08gp"),
        NOTE.replace("\n\n\u2014", "\n\u2014"),
        NOTE.replace("\u2014", "-"),
        NOTE.rstrip("\n"),
        NOTE + "\n",
        NOTE.replace("PeterNeumann", "AdaLovelace"),
        NOTE.replace("then you", "then\tyou"),
        TEXT,
        "",
    ],
)
def test_a_changed_note_is_refused(note: str) -> None:
    with pytest.raises(NoteRefused):
        open_note(note, parse_verifier_key(VERIFIER))


@pytest.mark.parametrize(
    "key",
    [
        VERIFIER.replace("c74f20a3", "c74f20a4"),
        VERIFIER.replace("Peter", "Piet"),
        VERIFIER.replace("+ARpc", "+Ahpc"),
        VERIFIER[:-4],
        "PeterNeumann",
        "",
    ],
)
def test_a_key_that_is_not_its_own_is_refused(key: str) -> None:
    with pytest.raises(FormatError):
        parse_verifier_key(key)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    note = sign_note(Checkpoint("other.example/mingzheng", 7, bytes(32)).body, "log.example/mingzheng", OTHER)

    with pytest.raises(NoteRefused):
        open_checkpoint(note, verifier_key("log.example/mingzheng", OTHER.public_key()))


@pytest.mark.parametrize("body", ["a\n7\n", "a\n07\nAAAA\n", "a\n-1\nAAAA\n", "a\n7\nAAAA\n", "a\n\n7\nAAAA\n"])
def test_a_malformed_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(FormatError):
        open_checkpoint(sign_note(body, "a", OTHER), verifier_key("a", OTHER.public_key()))
