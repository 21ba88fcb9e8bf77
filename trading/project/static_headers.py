"""Headers of static files. A worker obeys the policy of its own response, not that of the page that started it."""

from typing import Final
from wsgiref.headers import Headers

WORKER_POLICY: Final = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"
"""Sealing hashes with WebAssembly; the worker loads nothing else and speaks to nobody but its page."""


def add(headers: Headers, path: str, url: str) -> None:
    """Called by whitenoise for every static file."""
    if url.rsplit("/", 1)[-1].endswith(".js") and ".worker." in url:
        headers["Content-Security-Policy"] = WORKER_POLICY
