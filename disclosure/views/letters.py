"""The letters of an award, each for the bidder whom it is to, the trade's agency and supervisors."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disclosure.letter_pdf import letter_pdf
from disclosure.selectors.letters import letter_for
from trading.views.access import actor_of


@never_cache
@require_safe
def letter(request: HttpRequest, lot_id: UUID, party: str) -> HttpResponse:
    """The award notice to the winner, the notice of the result to each of the others."""
    with override("zh-hans"):  # what is on paper is Chinese, whoever asks for it
        found = letter_for(actor_of(request), lot_id, party)
        paper = letter_pdf(found, settings.ORIGIN)
    name = f"mingzheng-{'award' if found.won else 'result'}-{found.lot_code}.pdf"
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": disposition})
