"""The web server of the stub platform: its pages, the scripts as they are built, and the tus protocol."""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID

from tests.js.stub_pages import PAGES
from trading.domain.canonical import FormatError, sha256_hex

if TYPE_CHECKING:
    from tests.js.stub_platform import Platform

ROOT = Path(__file__).parent.parent.parent
DIST = ROOT / "bidding/static/bidding/dist"
POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self' ws:; form-action 'self'; base-uri 'none'"
# A worker obeys the policy of its own file.
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


class StubServer(ThreadingHTTPServer):
    """Serves one platform on a free port."""

    def __init__(self, platform: "Platform") -> None:
        super().__init__(("localhost", 0), _Handler)
        self.platform = platform


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def platform(self) -> "Platform":
        assert isinstance(self.server, StubServer)
        return self.server.platform

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        name = path.strip("/")
        if path.startswith("/dist/"):
            policy = WORKER_POLICY if "worker" in name else POLICY
            self._answer(200, (DIST / Path(path).name).read_bytes(), "text/javascript", policy)
        elif path.endswith("/box/"):
            box = self.platform.box()
            self._answer(200 if box else 404, json.dumps(box or {"error": "no_such_bid"}).encode(), "application/json")
        elif "/objects/" in path:
            self._answer(200, self.platform.objects[path.rpartition("/")[2]], "application/octet-stream")
        elif name in PAGES:
            self._answer(200, PAGES[name](self.platform).encode(), "text/html; charset=utf-8")
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.headers["X-CSRFToken"] != "token":
            return self._answer(403, b"", "text/html")
        if self.path == "/uploads/":
            return self._create()
        try:
            status, answer = self.platform.accept(self.path, body)
        except FormatError as error:
            status, answer = 400, json.dumps({"error": "format", "message": str(error)}).encode()
        self._answer(status, answer, "application/json")

    def _create(self) -> None:
        pairs = dict(pair.split(" ") for pair in self.headers["Upload-Metadata"].split(","))
        metadata = {name: base64.b64decode(value).decode() for name, value in pairs.items()}
        assert UUID(metadata["lot"]) == self.platform.place.lot
        name = str(len(self.platform.uploads) + 1)
        self.platform.uploads[name] = {"size": int(self.headers["Upload-Length"]), "data": bytearray(), **metadata}
        self._answer(201, b"", headers={"Location": f"/uploads/{name}", "Tus-Resumable": "1.0.0"})

    def do_HEAD(self) -> None:
        upload = self.platform.uploads[self.path.rpartition("/")[2]]
        offset = str(len(upload["data"]))
        self._answer(
            200,
            b"",
            headers={"Upload-Offset": offset, "Upload-Length": str(upload["size"]), "Tus-Resumable": "1.0.0"},
        )

    def do_PATCH(self) -> None:
        piece = self.rfile.read(int(self.headers["Content-Length"]))
        assert len(piece) <= 4 * 2**20
        upload = self.platform.uploads[self.path.rpartition("/")[2]]
        if int(self.headers["Upload-Offset"]) != len(upload["data"]):
            # A browser repeats by itself what it sent on a kept connection that was closed.
            return self._answer(409, b"{}", "application/json", headers={"Tus-Resumable": "1.0.0"})
        if self.platform.broken_uploads:
            self.platform.broken_uploads -= 1
            upload["data"] += piece[: len(piece) // 2]
            self.close_connection = True
            return None
        upload["data"] += piece
        if len(upload["data"]) == upload["size"]:
            assert sha256_hex(bytes(upload["data"])) == upload["sha256"]
            self.platform.objects[upload["sha256"]] = bytes(upload["data"])
        self._answer(204, b"", headers={"Upload-Offset": str(len(upload["data"])), "Tus-Resumable": "1.0.0"})

    def _answer(
        self, status: int, body: bytes, kind: str = "", policy: str = POLICY, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        all_headers = {"Content-Security-Policy": policy, **(headers or {})} | ({"Content-Type": kind} if kind else {})
        for name, value in all_headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass
