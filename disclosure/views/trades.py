"""The list of trades: one line a trade, however many notices it has."""

from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from disclosure.domain.asking import region_prefix
from disclosure.selectors.found import with_words
from trading.domain.kinds import kinds
from trading.domain.periods import day_of, start_of
from trading.domain.regions import REGIONS
from trading.domain.stages import Stage
from trading.selectors.kinds import current_kinds, word_of
from trading.selectors.lists import row_of, with_lots
from trading.selectors.trades import Wanted, search_trades
from trading.services.moments import database_time
from trading.templatetags.mz import stage_word
from trading.views.kept import kept

PAGE_SIZE = 20
LONGEST_TEXT = 100
SHOWN_STAGES = tuple(stage for stage in Stage if stage is not Stage.DRAFT)
SPANS = {"today": timedelta(days=1), "week": timedelta(days=7)}


@kept
@require_safe
def trades(request: HttpRequest) -> HttpResponse:
    """Find a trade."""
    asked = {name: request.GET.get(name, "").strip()[:LONGEST_TEXT] for name in ("q", "kind", "stage", "region", "due")}
    found = with_lots(with_words(search_trades(_wanted(asked)), asked["q"]))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [row_of(trade) for trade in page.object_list]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"search": asked, "options": _options(), "page": page, "trades": rows, "query": query.urlencode()}
    return render(request, "trades/list.html", context)


def _wanted(asked: dict[str, str]) -> Wanted:
    """What is asked for; a choice that is none of ours asks for nothing."""
    span = SPANS.get(asked["due"])
    return Wanted(
        kind=asked["kind"] if asked["kind"] in kinds() else "",
        stage=asked["stage"] if asked["stage"] in SHOWN_STAGES else "",
        region=region_prefix(asked["region"]) if asked["region"] in REGIONS else "",
        due=_from_today(span) if span else None,
    )


def _from_today(span: timedelta) -> tuple[datetime, datetime]:
    start = start_of(day_of(database_time()))
    return start, start + span


def _options() -> dict[str, object]:
    today = day_of(database_time())
    cities = [(code, name) for code, name in REGIONS.items() if code.endswith("00") and not code.endswith("0000")]
    return {
        "kinds": [(spec.kind, word_of(spec)) for spec in current_kinds(today)],
        "stages": [(stage.value, stage_word(stage)) for stage in SHOWN_STAGES],
        "regions": [("210000", _("辽宁省")), *cities],
    }
