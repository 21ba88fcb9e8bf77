"""A public page that is kept, against the same page through views and database, and against a static file."""

import json
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from tests.support.sites import LiveSite
from tests.support.world import Tender

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Rates:
    """Answers a second, the best of all rounds: of a page that is kept, the same page written anew, a static file."""

    kept: float
    written: float
    static: float


def measure(site: LiveSite, tender: Tender) -> Rates:
    """The three in turn, so that a noisy neighbour disturbs each of them."""
    page = reverse("trades:detail", args=[tender.trade.pk])
    # A query that the page does not know goes through views and database, as every page did.
    paths = (page, f"{page}?bench=1", f"{settings.STATIC_URL}trading/js/site.js")
    for path in paths:
        _rate(site.port, path)
    rounds = [[_rate(site.port, path) for path in paths] for _ in range(ROUNDS)]
    return Rates(*map(max, zip(*rounds, strict=True)))


def _rate(port: int, path: str) -> float:
    command = [sys.executable, "-m", "tests.bench.reading", str(port), path]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(json.loads(said)["rate"])
