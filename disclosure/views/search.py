"""Finding notices, ours and imported ones; the page of an imported notice; feeds of all of it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure.feeds import FeedShown, answer_with
from disclosure.forms import SearchForm
from disclosure.selectors.found import find, found_of_trade, imported_notice
from disclosure.views.archive import erased
from trading.selectors.trades import announced_trades, erased_trade

FEED_LENGTH = 50


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The newest first; what cannot be asked for is said beside its field."""
    form = SearchForm(request.GET)
    valid = form.is_valid()
    context = {
        "form": form,
        "results": find(form.asked()) if valid else None,
        "query": form.query() if valid else "",
        "continued": valid and form.cleaned_data["after"] is not None,
    }
    return render(request, "notices/search.html", context)


@require_safe
def imported(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A notice of another platform, marked as such; its address follows from what it says."""
    notice = imported_notice(notice_id)
    if notice is None:
        raise Http404
    return render(request, "notices/imported.html", {"notice": notice})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest notices that match the same question as the page asks."""
    form = SearchForm(request.GET)
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return HttpResponse("\n".join(sentences), status=400, content_type="text/plain; charset=utf-8")
    query = form.query()
    question = f"?{query}" if query else ""
    asked = form.cleaned_data["q"]
    shown = FeedShown(
        tag=f"notices{question}",
        title=_("明证：含“%(text)s”的公告") % {"text": asked} if asked else _("明证：公共资源交易公告"),
        page=reverse("notices:search") + question,
        feed=reverse("notices:feed") + question,
        found=find(form.asked(), most=FEED_LENGTH).found,
    )
    return answer_with(request, shown)


@require_safe
def trade_feed(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """The notices of one trade."""
    if gone := erased_trade(trade_id):
        return erased(request, gone)
    trade = get_object_or_404(announced_trades(), pk=trade_id)
    shown = FeedShown(
        tag=f"trade/{trade.pk}",
        title=trade.title,
        page=reverse("trades:detail", args=[trade.pk]),
        feed=reverse("trades:feed", args=[trade.pk]),
        found=found_of_trade(trade, most=FEED_LENGTH),
    )
    return answer_with(request, shown)
