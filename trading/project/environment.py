"""The environment the platform runs in: every variable it reads, its type and its default, in one place.

The table in README.md lists the same variables; a test compares the two.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
DEMO_SECRET = "demo-secret-that-production-refuses"  # noqa: S105 - said aloud
DEMO_PLATFORM = "91210000MA0000001B"
OWNER_ROLE = "mingzheng_owner"
APPLICATION_ROLE = "mingzheng_app"
DATABASE_NAME = "mingzheng"


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class EnvironmentRefused(Exception):
    """The environment contradicts itself or is not safe for its mode. The message is one sentence for the operator."""


@dataclass(frozen=True)
class Environment:
    """What the operator decided, parsed once. `read` is the only maker."""

    mode: Mode
    debug: bool
    port: int
    origin: str
    platform_uscc: str
    secret_key: str
    database_url: str
    database_owner_url: str
    database_pool: int
    redis_url: str | None
    clockwork: bool
    var_dir: Path
    keys_dir: Path
    files_dir: Path
    allowed_hosts: tuple[str, ...]
    log_level: str
    medium_name: str
    medium_url: str | None
    medium_token: str
    embedded_database: bool

    @property
    def is_production(self) -> bool:
        return self.mode is Mode.PRODUCTION


def read(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the environment, or raise `EnvironmentRefused` with one sentence."""
    port = _port(variables.get("PORT", "8000"))
    origin = variables.get("ORIGIN", f"http://localhost:{port}").rstrip("/")
    var_dir = Path(variables.get("VAR_DIR", ROOT / "var")).absolute()
    database_url = variables.get("DATABASE_URL", "")
    mode = _mode(variables.get("MINGZHENG_ENV", "demo"))
    quiet = "INFO" if mode is Mode.PRODUCTION else "WARNING"  # a newcomer's terminal shows where to go, and trouble
    environment = Environment(
        mode=mode,
        debug=_flag("DEBUG", variables.get("DEBUG", "0")),
        port=port,
        origin=origin,
        platform_uscc=variables.get("PLATFORM_USCC", DEMO_PLATFORM),
        secret_key=variables.get("SECRET_KEY", DEMO_SECRET),
        database_url=database_url or embedded_url(var_dir, APPLICATION_ROLE),
        database_owner_url=variables.get("DATABASE_OWNER_URL", "") or database_url or embedded_url(var_dir, OWNER_ROLE),
        database_pool=_number("DATABASE_POOL", variables.get("DATABASE_POOL", "20")),
        redis_url=variables.get("REDIS_URL") or None,
        clockwork=_flag("CLOCKWORK", variables.get("CLOCKWORK", "1")),
        var_dir=var_dir,
        keys_dir=Path(variables.get("KEYS_DIR", var_dir / "keys")).absolute(),
        files_dir=Path(variables.get("FILES_DIR", var_dir / "files")).absolute(),
        allowed_hosts=_hosts(variables.get("ALLOWED_HOSTS", ""), origin),
        log_level=variables.get("LOG_LEVEL", quiet).upper(),
        medium_name=variables.get("MEDIUM_NAME", "指定媒介"),
        medium_url=variables.get("MEDIUM_URL", "").rstrip("/") or None,
        medium_token=variables.get("MEDIUM_TOKEN", "").strip(),
        embedded_database=not database_url,
    )
    if environment.medium_url is not None:
        _check_medium(environment, urlsplit(environment.medium_url))
    if environment.is_production:
        _refuse_demo_settings(environment, variables)
    return environment


def embedded_url(var_dir: Path, role: str, name: str = DATABASE_NAME) -> str:
    """The address of the embedded PostgreSQL for a role; the launcher writes where its socket is."""
    note = var_dir / "postgres.socket"
    folder = note.read_text().strip() if note.is_file() else str(var_dir / "socket")
    return f"postgresql://{role}@{quote(folder, safe='')}/{name}"


def _check_medium(environment: Environment, url: SplitResult) -> None:
    """What is invented in a demo never reaches a medium that people read, and no token goes over an open line."""
    token = environment.medium_token
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise EnvironmentRefused("MEDIUM_TOKEN has characters that no header can carry.")
    if environment.is_production:
        if url.scheme != "https" or not environment.medium_token:
            raise EnvironmentRefused("Production needs a MEDIUM_URL that begins with https://, and its MEDIUM_TOKEN.")
    elif url.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise EnvironmentRefused("Outside production MEDIUM_URL may only name this machine.")


def _refuse_demo_settings(environment: Environment, variables: Mapping[str, str]) -> None:
    if environment.secret_key == DEMO_SECRET or len(environment.secret_key) < 32:
        raise EnvironmentRefused("Production needs its own SECRET_KEY of at least 32 characters.")
    for name in ("ORIGIN", "PLATFORM_USCC", "DATABASE_URL", "DATABASE_OWNER_URL", "KEYS_DIR", "FILES_DIR"):
        if not variables.get(name):
            raise EnvironmentRefused(f"Production needs {name}; see the table in README.md.")
    if environment.debug:
        raise EnvironmentRefused("Production does not run with DEBUG=1.")
    if urlsplit(environment.origin).scheme != "https":
        raise EnvironmentRefused("Production needs an ORIGIN that begins with https://.")
    if _role(environment.database_url) == _role(environment.database_owner_url):
        raise EnvironmentRefused("DATABASE_URL and DATABASE_OWNER_URL must name two different roles in production.")


def _role(url: str) -> str | None:
    return urlsplit(url).username


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise EnvironmentRefused(f"MINGZHENG_ENV is demo or production, not {text!r}.") from None


def _flag(name: str, text: str) -> bool:
    if text.lower() not in {"0", "1", "true", "false", ""}:
        raise EnvironmentRefused(f"{name} is 0 or 1, not {text!r}.")
    return text.lower() in {"1", "true"}


def _number(name: str, text: str) -> int:
    if not text.isdecimal():
        raise EnvironmentRefused(f"{name} is a whole number, not {text!r}.")
    return int(text)


def _port(text: str) -> int:
    port = _number("PORT", text)
    if not 0 < port < 65536:
        raise EnvironmentRefused(f"PORT is a number from 1 to 65535, not {port}.")
    return port


def _hosts(text: str, origin: str) -> tuple[str, ...]:
    named = tuple(host.strip() for host in text.split(",") if host.strip())
    return named or tuple({urlsplit(origin).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})
