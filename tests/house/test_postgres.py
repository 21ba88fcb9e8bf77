"""The launcher of the embedded PostgreSQL: it loses nothing and says in one sentence what is wrong."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from trading.project.postgres import identity, roles, socket
from trading.project.postgres.errors import PostgresRefused, from_output
from trading.project.postgres.server import EmbeddedPostgres


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    running = EmbeddedPostgres(tmp_path, durable=False)
    running.start()
    yield running
    running.stop()


def note(server: EmbeddedPostgres) -> None:
    with roles.connected(str(server.socket), "mingzheng") as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note AS SELECT 'kept' AS text")


def is_kept(server: EmbeddedPostgres) -> bool:
    with roles.connected(str(server.socket), "mingzheng") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT text FROM note")
        return bool(cursor.fetchone() == ("kept",))


def test_a_second_start_keeps_the_data(server: EmbeddedPostgres) -> None:
    note(server)

    server.stop()
    server.start()

    assert is_kept(server)


def test_a_server_left_by_a_killed_run_is_adopted(server: EmbeddedPostgres) -> None:
    note(server)
    second = EmbeddedPostgres(server.home, durable=False)

    second.start()

    assert second.process is None
    assert is_kept(second)
    second.stop()
    assert not server.alive()


def test_a_killed_server_starts_again_with_what_was_committed(server: EmbeddedPostgres) -> None:
    note(server)
    assert server.process is not None

    server.process.send_signal(signal.SIGKILL)
    server.process.wait()

    assert not server.alive()
    server.start()  # once the killed server's children have ended by themselves
    assert is_kept(server)


def test_a_broken_folder_is_named_and_left_as_it_is(server: EmbeddedPostgres) -> None:
    server.stop()
    control = server.data / "global" / "pg_control"
    control.rename(server.data / "pg_control")

    with pytest.raises(PostgresRefused, match="nothing was changed"):
        server.start()

    (server.data / "pg_control").rename(control)
    server.start()
    assert server.alive()


def test_a_folder_with_other_things_in_it_is_not_taken(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path, durable=False)
    server.data.mkdir(parents=True)
    (server.data / "letter.txt").write_text("dear")

    with pytest.raises(PostgresRefused):
        server.start()

    assert (server.data / "letter.txt").read_text() == "dear"


def test_there_is_no_tcp_and_the_socket_is_private(server: EmbeddedPostgres) -> None:
    with roles.connected(str(server.socket)) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)

    assert server.socket.stat().st_mode & 0o077 == 0
    assert len(os.fsencode(server.socket / socket.NAME)) < 100


def test_a_long_path_gets_a_short_socket() -> None:
    home = Path("/srv") / ("a-long-folder-name/" * 8)

    assert len(os.fsencode(socket.folder(home) / socket.NAME)) < 100


def test_a_socket_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    with pytest.raises(PostgresRefused):
        socket.check_private(tmp_path, frozenset({os.getuid()}))


@pytest.mark.skipif(os.getuid() != 0, reason="only root needs another identity")
def test_root_without_user_namespaces_runs_it_as_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Path("/var/lib/mingzheng-test")
    monkeypatch.setattr(identity, "_namespaces_work", lambda install: False)
    monkeypatch.setattr(identity, "own_folder", lambda home: own)
    server = EmbeddedPostgres(tmp_path, durable=False)
    try:
        server.start()

        assert (own / "postgres").stat().st_uid != 0
        with roles.connected(str(server.socket)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        server.stop()
        shutil.rmtree(own)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("FATAL: could not write lock file: No space left on device", "The disk is full"),
        ("FATAL:  database files are incompatible with server", "another version"),
        ("version `GLIBC_2.28' not found", "glibc 2.28"),
    ],
)
def test_the_cause_is_said_in_one_sentence(tmp_path: Path, words: str, sentence: str) -> None:
    assert sentence in str(from_output(words, tmp_path / "postgres"))
