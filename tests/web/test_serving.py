"""Large bodies wait for one of few places; everything else is served at once."""

import inspect
from typing import Any

import daphne
from daphne.server import Server

from trading.project.serving import AT_ONCE, LARGE, PatientServer

WRITTEN_FOR = "4.2"


class Protocol:
    """A request, as far as Daphne's server knows it."""


def begin(server: PatientServer, length: int) -> tuple[Protocol, list[Any]]:
    """The request, and the queue of its application once there is one."""
    protocol = Protocol()
    queues: list[Any] = []
    server.connections[protocol] = {}
    headers = [(b"content-length", str(length).encode())]
    queue = server.create_application(protocol, {"type": "http", "headers": headers})
    if hasattr(queue, "addCallback"):
        queue.addCallback(queues.append)
    else:
        queues.append(queue)
    return protocol, queues


def server(monkeypatch: Any) -> PatientServer:
    """It begins applications that are done when the test says so."""

    def create(self: Server, protocol: Any, scope: Any) -> str:
        self.connections[protocol]["application_instance"] = Application()
        return "a queue"

    monkeypatch.setattr(Server, "create_application", create)
    made = PatientServer(None, endpoints=["tcp:port=0"])
    made.connections = {}
    return made


class Application:
    def add_done_callback(self, call: Any) -> None:
        self.end = lambda: call(self)


def test_daphne_still_has_the_parts_that_are_used() -> None:
    assert daphne.__version__.startswith(WRITTEN_FOR)
    assert list(inspect.signature(Server.create_application).parameters) == ["self", "protocol", "scope"]
    assert 'self.connections[protocol]["application_instance"]' in inspect.getsource(Server.create_application)


def test_few_large_bodies_are_worked_on_at_once_and_the_next_follows(monkeypatch: Any) -> None:
    patient = server(monkeypatch)
    working = [begin(patient, LARGE + 1) for _ in range(AT_ONCE)]
    _, waiting = begin(patient, LARGE + 1)
    assert all(queues for _, queues in working) and not waiting

    patient.connections[working[0][0]]["application_instance"].end()

    assert waiting == ["a queue"]


def test_a_small_body_never_waits(monkeypatch: Any) -> None:
    patient = server(monkeypatch)
    for _ in range(AT_ONCE):
        begin(patient, LARGE + 1)

    assert begin(patient, LARGE)[1] == ["a queue"]


def test_whoever_leaves_while_waiting_gives_its_place_to_the_next(monkeypatch: Any) -> None:
    patient = server(monkeypatch)
    working = [begin(patient, LARGE + 1) for _ in range(AT_ONCE)]
    gone, _ = begin(patient, LARGE + 1)
    _, next_one = begin(patient, LARGE + 1)
    patient.connections[gone]["disconnected"] = 1.0

    patient.connections[working[0][0]]["application_instance"].end()

    assert next_one == ["a queue"]
