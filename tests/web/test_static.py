"""The policies of scripts."""

from wsgiref.headers import Headers

import pytest

from trading.project import static_headers


@pytest.mark.parametrize(
    ("url", "policy"),
    [
        ("/static/bidding/dist/seal.worker.js", static_headers.WORKER_POLICY),
        ("/static/bidding/dist/seal.worker.0a1b2c3d.js", static_headers.WORKER_POLICY),
        ("/static/bidding/dist/seal.js", None),
        ("/static/trading/css/app.css", None),
    ],
)
def test_only_a_worker_may_compile_webassembly(url: str, policy: str | None) -> None:
    headers = Headers([])

    static_headers.add(headers, "", url)

    assert headers.get("Content-Security-Policy") == policy
