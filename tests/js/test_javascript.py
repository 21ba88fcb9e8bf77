"""The browser code's own tests and its types, under Node: its vectors are the ones that Python reads."""

import subprocess
from pathlib import Path

import pytest

from tests.support import javascript
from trading.project.environment import ROOT


@pytest.fixture(scope="module")
def node() -> str:
    return javascript.node()


def test_the_browser_code_passes_its_own_tests(node: str) -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in Path(__file__).parent.glob("*.test.mjs"))

    outcome = run(node, "--test", *files)

    assert files
    assert outcome.returncode == 0, outcome.stdout


def test_the_browser_code_has_no_type_error(node: str) -> None:
    outcome = run(node, "node_modules/typescript/bin/tsc", "--noEmit")

    assert outcome.returncode == 0, outcome.stdout


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=240
    )
