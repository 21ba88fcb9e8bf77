#!/usr/bin/env python
"""Django's command line, with the settings of this project."""

import os
import sys

from trading.project.environment import EnvironmentRefused


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trading.project.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except EnvironmentRefused as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
