"""A designated medium that has an address (docs/spec/medium.md, "By HTTP")."""

import time
from typing import Final

import urllib3

from disclosure.domain.medium import LARGEST_ANSWER, Answer, Standing, read_answer, shortened
from disclosure.services.media import NotReached, Parcel
from trading.domain.canonical import FormatError
from trading.services.moments import database_time

PATIENCE_SECONDS: Final = 10.0
"""For a connection, and between two pieces of an answer."""
LONGEST_SECONDS: Final = 30.0
"""For a whole answer, however it drips."""
REFUSALS: Final = (400, 409, 413, 422)
"""Said of the message itself; every other status that is no answer is trouble, and passes."""
ANSWERS: Final = (200, 201, 202)


class HttpMedium:
    """PUT of `{url}/notices/{number}`, with a bearer token. It follows nowhere else, where the token would go too."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        # What is compressed could be a thousand times as long.
        self._headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
        }
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._pool = urllib3.PoolManager(retries=False, timeout=PATIENCE_SECONDS)

    def hand_over(self, parcel: Parcel) -> Answer:
        address = f"{self._url}/notices/{parcel.number}"
        try:
            response = self._pool.request(
                "PUT", address, body=parcel.message, headers=self._headers, redirect=False, preload_content=False
            )
            try:
                status, said = response.status, _said(response)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise NotReached(type(error).__name__) from error
        return _understood(status, said, parcel)


def _said(response: urllib3.BaseHTTPResponse) -> bytes:
    """The body, as far as one is read at all. Raises `NotReached` for one that never ends."""
    until, said = time.monotonic() + LONGEST_SECONDS, b""
    while len(said) <= LARGEST_ANSWER and (piece := response.read1(LARGEST_ANSWER, decode_content=False)):
        said += piece
        if time.monotonic() > until:
            raise NotReached("the answer took too long")
    return said


def _understood(status: int, said: bytes, parcel: Parcel) -> Answer:
    """The answer; a refusal may come with words or without."""
    told = parcel.told(database_time())
    if status in REFUSALS:
        try:
            answer = read_answer(said, told)
        except FormatError:
            return Answer(Standing.REFUSED, reason=f"HTTP {status}")
        return answer if answer.standing is Standing.REFUSED else Answer(Standing.REFUSED, reason=f"HTTP {status}")
    if status not in ANSWERS:
        raise NotReached(f"HTTP {status}")
    try:
        return read_answer(said, told)
    except FormatError as error:
        raise NotReached(shortened(str(error))) from error
