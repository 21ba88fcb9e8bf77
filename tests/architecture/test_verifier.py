"""The verifier owes the server nothing: it needs a Python, two packages and the domains."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.reading import APPS, ROOT, name, tree

PACKAGES = {"cryptography", "rfc8785"}
REFUSED = ("django", "channels", "celery", "psycopg2", "structlog", "urllib.request", "http.client")


def test_the_verifier_uses_the_standard_library_two_packages_and_domains() -> None:
    files = [*(ROOT / "disclosure" / "verifier").rglob("*.py"), *(ROOT / "disclosure" / "domain").rglob("*.py")]
    foreign = {f"{name(path)}: {module}" for path in files for module in imports(path) if not may_use(module)}

    assert not foreign


def test_the_verifier_starts_where_there_is_no_django_and_no_network() -> None:
    script = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in {REFUSED}:
            raise ImportError(name)
sys.meta_path.insert(0, Absent())
import disclosure.verifier.__main__
"""

    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=module):
                found.add(module or "")
    return found


def may_use(module: str) -> bool:
    first, *rest = module.split(".")
    if first in APPS:
        return rest[:1] == ["domain"] or module.startswith("disclosure.verifier")
    return first in sys.stdlib_module_names | PACKAGES
