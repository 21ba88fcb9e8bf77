#!/usr/bin/env python3
"""Sees to a Chromium for the browser journeys: Debian's, by apt, when we are root and there is none."""

import os
import shutil
import subprocess
import sys

INSTALL = ("apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk",)


def main() -> int:
    """0 if a Chromium is there afterwards or none is demanded; 1 where REQUIRE_BROWSER=1 and there is none."""
    if shutil.which("chromium"):
        return 0
    if os.getuid() == 0 and shutil.which("apt-get"):
        for command in ("apt-get update -q", *INSTALL):
            subprocess.run(command.split(), check=False, stdout=sys.stderr)
    if shutil.which("chromium"):
        return 0
    print("There is no chromium: the browser journeys will be SKIPPED (Debian: apt install chromium).", file=sys.stderr)
    return 1 if os.environ.get("REQUIRE_BROWSER") == "1" else 0


if __name__ == "__main__":
    sys.exit(main())
