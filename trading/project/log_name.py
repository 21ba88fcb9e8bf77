"""The platform's name in everything that is signed (docs/spec/conventions.md): kept with the keys that sign under it.

A log that changed its name would be another log to whoever has its key. So the name is settled by the first `ORIGIN`,
written beside the keys, and read there ever after, whatever address the data are served at later.
"""

import re
from contextlib import suppress
from urllib.parse import urlsplit

from trading.project.environment import Environment, EnvironmentRefused

FILE = "log-name"
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?/mingzheng")


def read(environment: Environment) -> str:
    """The name that is kept, or the one that would be. Raises `EnvironmentRefused` for a file that names nothing."""
    path = environment.keys_dir / FILE
    if not path.is_file():
        return _of_address(environment)
    name = path.read_text().strip()
    if not NAME.fullmatch(name):
        raise EnvironmentRefused(
            f"The file {path} does not hold the name of a log, such as {_of_address(environment)}."
        )
    return name


def keep(environment: Environment) -> None:
    """Write the name at the first preparation of a demo. In production the keys, and this file, are the operator's."""
    name = read(environment)
    if not environment.is_production:
        _write(environment, name)


def replace(environment: Environment, name: str) -> None:
    """What is kept goes on under this name: its log has it already."""
    (environment.keys_dir / FILE).unlink(missing_ok=True)
    _write(environment, name)


def _write(environment: Environment, name: str) -> None:
    environment.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError), (environment.keys_dir / FILE).open("x") as file:
        file.write(name + "\n")


def _of_address(environment: Environment) -> str:
    address = urlsplit(environment.origin)
    return f"{(address.netloc if environment.is_production else address.hostname or '').lower()}/mingzheng"
