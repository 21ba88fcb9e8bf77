"""The contract with a medium that has an address (docs/spec/medium.md), held against a real server on this machine."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from disclosure.domain.medium import Answer, Standing
from disclosure.services import media, medium_http
from disclosure.services.media import FolderMedium, NotReached, Parcel
from disclosure.services.medium_http import HttpMedium
from trading.domain.canonical import sha256_hex

NOW = datetime(2026, 3, 16, 1, 30, tzinfo=UTC)
PARCEL = Parcel("E2101000001-0002", '{"title":"招标公告"}'.encode(), NOW)
SHA256 = sha256_hex(PARCEL.message)
TOKEN = "token-of-the-platform"
PUBLISHED = {
    "status": "published",
    "address": "https://medium.example/1",
    "published_at": "2026-03-16T02:00:00Z",
    "sha256": SHA256,
}


@dataclass
class Medium:
    """A medium that keeps what it is given, and answers what the test says; without that, as a good one does."""

    url: str = ""
    given: list[tuple[str, str, str | None, bytes]] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    says: tuple[int, bytes, dict[str, str]] | None = None

    def say(self, status: int, body: object, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.says = (status, content, {name.replace("_", "-"): value for name, value in headers.items()})

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        if self.says is not None:
            return self.says
        if method == "PUT" and self.kept.setdefault(path, body) != body:
            return 409, json.dumps({"status": "refused", "reason": "another notice has this number"}).encode(), {}
        if path not in self.kept:
            return 404, b"", {}
        receipt = sha256_hex(self.kept[path])[:8]
        return 202, json.dumps({"status": "taken", "receipt": receipt}).encode(), {}


@pytest.fixture
def medium() -> Iterator[Medium]:
    medium = Medium()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            medium.given.append((self.command, self.path, self.headers.get("Authorization"), body))
            status, content, headers = medium.answer(self.command, self.path, body)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        medium.url = f"http://127.0.0.1:{server.server_port}/api"
        yield medium
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def an_hour_after_the_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database is needed to know the time."""
    monkeypatch.setattr(medium_http, "database_time", lambda: NOW + timedelta(hours=1))


def ours(medium: Medium) -> HttpMedium:
    return HttpMedium(medium.url, TOKEN)


def test_a_notice_is_put_under_its_number_with_the_token_byte_for_byte(medium: Medium) -> None:
    answer = ours(medium).hand_over(PARCEL)

    assert medium.given == [("PUT", f"/api/notices/{PARCEL.number}", f"Bearer {TOKEN}", PARCEL.message)]
    assert answer == Answer(Standing.TAKEN, receipt=SHA256[:8])


def test_given_twice_it_is_there_once(medium: Medium) -> None:
    first, second = ours(medium).hand_over(PARCEL), ours(medium).hand_over(PARCEL)

    assert first == second
    assert len(medium.kept) == 1


def test_another_notice_under_the_same_number_is_refused(medium: Medium) -> None:
    ours(medium).hand_over(PARCEL)

    answer = ours(medium).hand_over(Parcel(PARCEL.number, b"{}", NOW))

    assert answer == Answer(Standing.REFUSED, reason="another notice has this number")


def test_handing_over_once_more_tells_that_it_is_published(medium: Medium) -> None:
    ours(medium).hand_over(PARCEL)
    medium.say(200, PUBLISHED)

    assert ours(medium).hand_over(PARCEL).standing is Standing.PUBLISHED


def test_a_medium_that_lost_a_notice_has_it_again(medium: Medium) -> None:
    ours(medium).hand_over(PARCEL)
    medium.kept.clear()

    ours(medium).hand_over(PARCEL)

    assert list(medium.kept.values()) == [PARCEL.message]


@pytest.mark.parametrize("status", [400, 409, 413, 422])
@pytest.mark.parametrize("body", [b"", b"<html>no</html>", {"status": "taken"}])
def test_a_refusal_without_words_is_one(medium: Medium, status: int, body: object) -> None:
    medium.say(status, body)

    assert ours(medium).hand_over(PARCEL) == Answer(Standing.REFUSED, reason=f"HTTP {status}")


@pytest.mark.parametrize("status", [204, 401, 403, 404, 429, 500, 502, 503])
def test_what_is_said_of_the_line_and_not_of_the_notice_passes(medium: Medium, status: int) -> None:
    medium.say(status, b"")

    with pytest.raises(NotReached, match=f"HTTP {status}"):
        ours(medium).hand_over(PARCEL)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_else_is_given_the_token(medium: Medium, status: int) -> None:
    medium.say(status, b"", Location=f"{medium.url}/elsewhere")

    with pytest.raises(NotReached, match=f"HTTP {status}"):
        ours(medium).hand_over(PARCEL)

    assert len(medium.given) == 1


@pytest.mark.parametrize("body", [b"", b"\x00", b"<html>", b"[]", {"status": "perhaps"}, b" " * 2_000_000])
def test_an_answer_that_is_not_understood_is_none(medium: Medium, body: object) -> None:
    medium.say(200, body)

    with pytest.raises(NotReached):
        ours(medium).hand_over(PARCEL)


def test_half_an_answer_is_none(medium: Medium) -> None:
    medium.say(200, b'{"status": "taken"', Content_Length="500", Connection="close")

    with pytest.raises(NotReached):
        ours(medium).hand_over(PARCEL)


def test_what_does_not_speak_http_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

        def babble() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"babble\r\n\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(NotReached):
            HttpMedium(url, TOKEN).hand_over(PARCEL)
        thread.join()


def test_a_medium_that_hangs_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(medium_http, "PATIENCE_SECONDS", 0.05)
    # It takes the connection and says nothing.
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(NotReached, match="Timeout"):
        HttpMedium(f"http://127.0.0.1:{server.getsockname()[1]}", TOKEN).hand_over(PARCEL)


def test_an_answer_that_drips_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece comes in time; the whole never would."""
    monkeypatch.setattr(medium_http, "LONGEST_SECONDS", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n{")
                connection.recv(1)  # until we hang up

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(NotReached, match="too long"):
            HttpMedium(f"http://127.0.0.1:{server.getsockname()[1]}", TOKEN).hand_over(PARCEL)
        thread.join()


def test_a_medium_that_is_down_is_away() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"

    with pytest.raises(NotReached):
        HttpMedium(url, TOKEN).hand_over(PARCEL)


def test_trouble_never_tells_the_token(medium: Medium) -> None:
    medium.say(500, TOKEN.encode())

    with pytest.raises(NotReached) as caught:
        ours(medium).hand_over(PARCEL)

    assert TOKEN not in str(caught.value) and TOKEN not in repr(ours(medium))


def test_the_platform_has_a_folder_until_it_is_told_an_address(settings: Any) -> None:
    settings.MEDIUM_URL = None
    assert isinstance(media.designated(), FolderMedium)

    settings.MEDIUM_URL = "https://medium.example"
    assert isinstance(media.designated(), HttpMedium)
