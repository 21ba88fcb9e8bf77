"""Invented notices of invented platforms, so that a newcomer sees what an import brings."""

import json
from pathlib import Path
from typing import Final

from disclosure.services.importing import Report, import_notices

FILE: Final = Path(__file__).with_name("notices.json")


def import_sample() -> Report:
    """Can be repeated."""
    return import_notices(json.loads(FILE.read_text(encoding="utf-8")))
