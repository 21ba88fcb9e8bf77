"""Verifies a bundle offline. Needs no server, no network and no Django, and takes nobody's word."""

from contextlib import ExitStack
from pathlib import Path

from disclosure.domain.container import Container, ContainerRefused
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.ledger_checks import is_training
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Report, Result, Status

__all__ = ("ContainerRefused", "Report", "Result", "Status", "verify")

TRAINING = "TRAINING CLOCK: this trade was run on a clock of its own; its times are not real times"


def verify(
    path: str | Path, log_key: str | None = None, receipt_key: str | None = None, previous: str | Path | None = None
) -> Report:
    """Every check, in order; none is left out because another failed. `previous`: the bundle of the trade before.

    Raises `ContainerRefused` (or `OSError`) for a file that is no bundle at all.
    """
    with ExitStack() as open_files:
        bundle, earlier = (
            Bundle(Container(open_files.enter_context(Path(each).open("rb")))) if each is not None else None
            for each in (path, previous)
        )
        assert bundle is not None
        pins = Pins(log_key, receipt_key, earlier)
        results = tuple(run(check, bundle, pins) for check in CHECKS)
        return Report(results, (TRAINING,) if is_training(bundle) else ())
