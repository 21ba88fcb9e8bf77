"""A designated medium that has an address (docs/spec/medium.md, "By HTTP")."""

from typing import Final

import urllib3

from disclosure.domain.medium import LARGEST_ANSWER, Answer, Standing, read_answer, shortened
from disclosure.services.media import NotReached, Parcel
from trading.domain.canonical import FormatError

PATIENCE_SECONDS: Final = 10.0
"""For a connection, and between two pieces of an answer."""
REFUSALS: Final = (400, 409, 413, 422)
"""Said of the message itself; every other status that is no answer is trouble, and passes."""
ANSWERS: Final = (200, 201, 202)


class HttpMedium:
    """PUT and GET of `{url}/notices/{number}`, with a bearer token. It follows nowhere else, where the token would go too."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url
        self._headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._pool = urllib3.PoolManager(retries=False, timeout=PATIENCE_SECONDS)

    def hand_over(self, parcel: Parcel) -> Answer:
        return self._asked("PUT", parcel, parcel.message)

    def look(self, parcel: Parcel) -> Answer:
        return self._asked("GET", parcel, None)

    def _asked(self, method: str, parcel: Parcel, body: bytes | None) -> Answer:
        address = f"{self._url}/notices/{parcel.number}"
        try:
            response = self._pool.request(
                method, address, body=body, headers=self._headers, redirect=False, preload_content=False
            )
            try:
                status, said = response.status, response.read(LARGEST_ANSWER + 1)
            finally:
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise NotReached(type(error).__name__) from error
        return _understood(status, said, parcel)


def _understood(status: int, said: bytes, parcel: Parcel) -> Answer:
    """The answer; a refusal may come with words or without."""
    if status in REFUSALS:
        try:
            answer = read_answer(said, parcel.sha256, parcel.now)
        except FormatError:
            return Answer(Standing.REFUSED, reason=f"HTTP {status}")
        return answer if answer.standing is Standing.REFUSED else Answer(Standing.REFUSED, reason=f"HTTP {status}")
    if status not in (200, 201, 202):
        raise NotReached(f"HTTP {status}")
    try:
        return read_answer(said, parcel.sha256, parcel.now)
    except FormatError as error:
        raise NotReached(shortened(str(error))) from error
