"""The notices of a trade: the list, and each at its own address, the same bytes for everybody."""

from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from disclosure.domain.notices import number_of
from disclosure.selectors.published import notice_at, notices_in
from disclosure.services.papers import NoSuchNotice, notice_paper
from disclosure.views.archive import erased
from trading.selectors.trades import announced_trades, erased_trade
from trading.views.downloads import send_file
from trading.views.kept import kept


@kept
@require_safe
def notices(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """Every notice of the trade, the newest first."""
    if gone := erased_trade(trade_id):
        return erased(request, gone)
    trade = get_object_or_404(announced_trades(), pk=trade_id)
    return render(request, "trades/notices.html", {"trade": trade, "notices": notices_in(trade)})


@kept
@require_safe
def notice(request: HttpRequest, trade_id: UUID, seq: int) -> HttpResponse:
    """One notice, ready for paper. It has nothing of who looks or when, so its tag is a strong one."""
    if gone := erased_trade(trade_id):
        return erased(request, gone)
    trade = get_object_or_404(announced_trades(), pk=trade_id)
    found = notice_at(trade, seq)
    if found is None:
        raise Http404
    # Without the request no context processor runs: no clock of the platform, no name, no token.
    page = render_to_string("trades/notice.html", {"notice": found, "origin": settings.ORIGIN}).encode()
    answer = HttpResponse(page, headers={"Cache-Control": "public, no-cache"})
    answer["ETag"] = etag = quote_etag(sha256(page).hexdigest())
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return get_conditional_response(request, etag=etag, response=answer) or answer


@require_safe
def paper(request: HttpRequest, trade_id: UUID, seq: int) -> HttpResponseBase:
    """The notice as PDF; the same bytes for everybody."""
    if gone := erased_trade(trade_id):
        return erased(request, gone)
    trade = get_object_or_404(announced_trades(), pk=trade_id)
    try:
        kept = notice_paper(trade, seq)
    except NoSuchNotice as error:
        raise Http404 from error
    name = f"mingzheng-{number_of(trade.tender_code, seq)}.pdf"
    return send_file(request, kept, name=name, media_type="application/pdf")
