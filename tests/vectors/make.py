"""Writes the test vectors beside it; `python -m tests.vectors.make`. Every run writes the same bytes.

Python (tests/domain/proof) and JavaScript (tests/js) read the files; the pages in docs/spec take their examples from them.
"""

import hashlib
import json
import sys
from pathlib import Path

from tests.vectors import (
    make_applications,
    make_bids,
    make_boxes,
    make_bundles,
    make_canonical,
    make_draw,
    make_evaluations,
    make_files,
    make_forms,
    make_ledger,
    make_medium,
    make_openings,
    make_recovery,
    make_sealed,
    make_statements,
)

HERE = Path(__file__).parent
MAKERS = {
    "canonical.json": make_canonical.make,
    "statements.json": make_statements.make,
    "sealed.json": make_sealed.make,
    "forms.json": make_forms.make,
    "bids.json": make_bids.make,
    "boxes.json": make_boxes.make,
    "openings.json": make_openings.make,
    "ledger.json": make_ledger.make,
    "recovery.json": make_recovery.make,
    "bundle.json": make_bundles.make,
    "applications.json": make_applications.make,
    "draw.json": make_draw.make,
    "evaluation.json": make_evaluations.make,
    "files.json": make_files.make,
    "medium.json": make_medium.make,
}


def texts() -> dict[str, str]:
    """Every vector file as it ought to be."""
    return {name: json.dumps(make(), ensure_ascii=False, indent=1) + "\n" for name, make in MAKERS.items()}


def main() -> None:
    for name, text in texts().items():
        (HERE / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{hashlib.sha256(text.encode()).hexdigest()[:16]}  {name}\n")


if __name__ == "__main__":
    main()
