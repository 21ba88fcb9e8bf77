"""A visitor of the platform in Python: HTTP with cookies, kept open; for simulated parties and measurements."""

import http.client
import json
import re
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 60
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Refused(Exception):
    """The platform said no: `status`, and its own code and sentence where it gave them."""

    def __init__(self, status: int, body: bytes) -> None:
        try:
            answer = json.loads(body)
            self.code, message = str(answer["error"]), str(answer["message"])
        except (ValueError, KeyError, TypeError):
            self.code, message = "", body[:200].decode(errors="replace")
        super().__init__(f"{status} {self.code} {message}")
        self.status = status


class Visitor:
    """One person's browser, as far as the platform can tell. Not for use by several threads at once."""

    def __init__(self, origin: str, session: str = "") -> None:
        """`origin` such as http://localhost:8000; `session` a session key that was prepared, for a log-in saved."""
        address = urlsplit(origin)
        self.origin = origin
        self.host, self.port = address.hostname or "localhost", address.port or 80
        self.cookies = {"sessionid": session} if session else {}
        self._connection: http.client.HTTPConnection | None = None

    def log_in(self, username: str, password: str) -> None:
        """Through the log-in page. Raises `Refused` for a wrong password."""
        page = self.get("/account/login/").decode()
        token = TOKEN.search(page)
        form = {"login": username, "password": password, "csrfmiddlewaretoken": token.group(1) if token else ""}
        self.send("POST", "/account/login/", urlencode(form).encode(), "application/x-www-form-urlencoded")
        if "sessionid" not in self.cookies:
            raise Refused(403, b"log-in refused")

    def get(self, path: str) -> bytes:
        return self.send("GET", path)[1]

    def get_json(self, path: str) -> Any:
        return json.loads(self.get(path))

    def post(self, path: str, body: bytes, media_type: str = "application/json") -> bytes:
        return self.send("POST", path, body, media_type)[1]

    def send(
        self, method: str, path: str, body: bytes = b"", media_type: str = "", headers: dict[str, str] | None = None
    ) -> tuple[dict[str, str], bytes]:
        """Headers (lower case) and body of the answer. Raises `Refused` for 400 and above."""
        sent = {"Origin": self.origin, **(headers or {})}
        if method not in ("GET", "HEAD"):
            sent |= {"X-CSRFToken": self._csrf(), "Content-Type": media_type or "application/octet-stream"}
        sent["Cookie"] = self._cookie()
        try:
            answer = self._answer(method, path, body, sent)
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()  # half an answer leaves a connection that nobody can use again
            raise
        self._keep(answer)
        if answer.status >= 400:
            raise Refused(answer.status, content)
        return {name.lower(): value for name, value in answer.getheaders()}, content

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            self._connection.request(method, path, body or None, headers)
            return self._connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # A kept connection may have been closed meanwhile; every deed here is safe to repeat.
            self.close()
            self._connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)
            self._connection.request(method, path, body or None, headers)
            return self._connection.getresponse()

    def _csrf(self) -> str:
        """Double submit: the header repeats the cookie, whatever it is."""
        return self.cookies.setdefault("csrftoken", "a" * 32)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
