"""The files of the bids on a member's pages: how far they have come, and what its script needs."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bidding.views import page_data
from bidding.views.shown import clock_of
from experts.browser_words import WORDS
from experts.selectors.evaluating import Sitting
from experts.selectors.files import bid_to_read, files_of, notes_of, own_key, reach_of
from experts.views.evaluation_words import PROBLEMS
from trading.views.access import actor_of

NO_HASH = "0" * 64


def files_shown(request: HttpRequest, sitting: Sitting, bid: str) -> dict[str, Any]:
    """Of one opened bid, by the hash of its statement, with what members noted. Raises `NoSuchFile`."""
    row = bid_to_read(sitting, bid)
    count = files_of(row)
    return {
        "files": {
            "reach": reach_of(sitting, files=count > 0).value,
            "count": count,
            "notes": [(note, PROBLEMS[note.problem]) for note in notes_of(row)],
        },
        "page_data": data_of(request, sitting, bid),
    }


def data_of(request: HttpRequest, sitting: Sitting, bid: str = NO_HASH) -> page_data.PageData:
    """For the scripts of a member's pages; without a bid, for its key alone."""
    lot, made = sitting.lot, own_key(sitting.member)
    data = page_data.common(request, lot, actor_of(request), clock_of(lot))
    objects = reverse("evaluation:ciphertext", args=[lot.pk, bid, NO_HASH]).removesuffix(f"{NO_HASH}/")
    urls = {name: reverse(f"evaluation:{name}", args=[lot.pk]) for name in ("recipient", "given", "bench")}
    about = {"bid": "statement", "notes": "notes"}
    return data | {
        "bid": bid,
        "member": sitting.member.blinded,
        "recipient": None if made is None else made.recipient,
        "urls": urls
        | {"objects": objects}
        | {name: reverse(f"evaluation:{view}", args=[lot.pk, bid]) for name, view in about.items()},
        "words": data["words"] | {key: _(text) for key, text in WORDS.items()},
    }
