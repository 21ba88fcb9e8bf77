"""python -m disclosure.verifier BUNDLE.zip

Exit code 0: no check failed; 1: a check failed; 2: the file is no bundle.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from disclosure.verifier import ContainerRefused, verify
from disclosure.verifier.checks import CHECKS


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.list:
        sys.stdout.write(listing())
        return 0
    if options.bundle is None:
        sys.stderr.write("name a bundle: python -m disclosure.verifier BUNDLE.zip\n")
        return 2
    try:
        report = verify(options.bundle, options.log_key, options.receipt_key, options.previous)
    except (ContainerRefused, OSError) as error:
        sys.stderr.write(f"{options.bundle}: {error}\n")
        return 2
    sys.stdout.write(json.dumps(report.members(), ensure_ascii=False) + "\n" if options.json else report.text())
    return 0 if report.verified else 1


def listing() -> str:
    """Every check by name, and what it promises when it has passed."""
    return "".join(f"{check.name:<18} {check.title}\n{'':<18} {check.promise} [{check.section}]\n" for check in CHECKS)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m disclosure.verifier", description="Verify a bundle offline.")
    parser.add_argument("bundle", nargs="?", metavar="BUNDLE.zip")
    parser.add_argument("--log-key", metavar="KEY", help="the log's verifier key, from somewhere else than the bundle")
    parser.add_argument("--receipt-key", metavar="KEY", help="the receipt key in base64, from somewhere else")
    parser.add_argument("--previous", metavar="BUNDLE.zip", help="the bundle of the trade before a re-tender")
    parser.add_argument("--list", action="store_true", help="name every check and what it promises")
    parser.add_argument("--json", action="store_true", help="write the report as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
