"""What the README says of the settings is what the program reads."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_lists_every_variable_that_is_read() -> None:
    program = (ROOT / "trading/project/environment.py").read_text()
    read = set(re.findall(r'variables\.get\("([A-Z_]+)"', program))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))

    assert listed == read
