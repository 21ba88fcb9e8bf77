#!/usr/bin/env python3
"""Sees to a Chromium for the browser journeys: Debian's, by apt, when we are root and there is none.

Better its `chromium-headless-shell`, the same engine without the windows of a desk; `chromium` serves as well.
"""

import os
import shutil
import subprocess
import sys

BEST, ENOUGH = "chromium-headless-shell", "chromium"


def main() -> int:
    """0 if a Chromium is there afterwards or none is demanded; 1 where REQUIRE_BROWSER=1 and there is none."""
    if shutil.which(BEST):
        return 0
    if os.getuid() == 0 and shutil.which("apt-get"):
        _apt("update -q")
        _apt(f"install -y -q --no-install-recommends {BEST} fonts-noto-cjk")
        if not (shutil.which(BEST) or shutil.which(ENOUGH)):
            _apt(f"install -y -q --no-install-recommends {ENOUGH} fonts-noto-cjk")
    if shutil.which(BEST) or shutil.which(ENOUGH):
        return 0
    print("There is no chromium: the browser journeys will be SKIPPED (Debian: apt install chromium).", file=sys.stderr)
    return 1 if os.environ.get("REQUIRE_BROWSER") == "1" else 0


def _apt(what: str) -> None:
    """Without patience: where there is no network, the tests begin soon."""
    quickly = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15"]
    subprocess.run(["apt-get", *quickly, *what.split()], check=False, stdout=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
