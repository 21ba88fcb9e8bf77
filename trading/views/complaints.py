"""Complaints, as the complainant makes them and the agency reads them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trading.complaint_forms import ComplaintForm, EvidenceForm, StatementForm
from trading.domain.actors import Role
from trading.domain.kinds.articles import cite
from trading.models import Trade
from trading.selectors import complaints as selectors
from trading.selectors.trades import NoSuchTrade, trade_for
from trading.services import files
from trading.services.complaining import ComplaintRefused, add_evidence, complain
from trading.services.deciding import DecisionRefused, state_view
from trading.services.moments import database_time
from trading.views.access import actor_of, for_role
from trading.views.downloads import send_file
from trading.views.drafts import for_announced
from trading.views.methods import FORM


@never_cache
@FORM
@for_role(Role.BIDDER)
def own(request: HttpRequest, trade_id: UUID) -> HttpResponse:
    """Complain, and see what became of it. Nobody but the supervisor learns who complains."""
    actor = actor_of(request)
    trade = trade_for(actor, trade_id)
    form = ComplaintForm(request.POST or None)
    if form.is_valid() and _made(request, trade, form):
        return redirect("trades:complaints", trade.pk)
    context = {
        "trade": trade,
        "form": form,
        "law": trade.spec.law,
        "complaints": selectors.own_complaints(actor, trade, real=database_time()),
        "evidence": EvidenceForm(),
    }
    return render(request, "trades/complaints.html", context)


@require_POST
@for_role(Role.BIDDER)
def evidence(request: HttpRequest, trade_id: UUID, complaint_id: UUID) -> HttpResponse:
    """Add a file to one's own complaint."""
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, _("请选择一个文件。"))
        return redirect("trades:complaints", trade_id)
    file = form.cleaned_data["file"]
    try:
        added = add_evidence(complaint_id=complaint_id, name=file.name, chunks=file.chunks(), by=actor_of(request))
    except ComplaintRefused as error:
        messages.warning(request, _(str(error)))
    else:
        messages.success(request, _("已上传：%(name)s") % {"name": added.name})
    return redirect("trades:complaints", trade_id)


@never_cache
@require_safe
def evidence_file(request: HttpRequest, complaint_id: UUID, sha256: str) -> StreamingHttpResponse:
    """A file of a complaint, for the complainant and the supervisor."""
    file = selectors.evidence_for(actor_of(request), complaint_id, sha256)
    path = files.path_of(file.sha256)
    return send_file(request, path, name=file.name, media_type="application/octet-stream")


@never_cache
@require_safe
@for_announced
def against(request: HttpRequest, trade: Trade) -> HttpResponse:
    """Accepted complaints against one's own trade, without who."""
    found = selectors.complaints_against(actor_of(request), trade, real=database_time())
    return render(request, "agency/complaints.html", {"trade": trade, "complaints": found})


@never_cache
@FORM
@for_announced
def statement(request: HttpRequest, trade: Trade, complaint_id: UUID) -> HttpResponse:
    """What the agency says to one of them."""
    actor = actor_of(request)
    found = selectors.complaints_against(actor, trade, real=database_time())
    complaint = next((each for each in found if each.id == complaint_id), None)
    if complaint is None:
        raise NoSuchTrade
    form = StatementForm(request.POST or None)
    if form.is_valid():
        try:
            state_view(complaint_id=complaint.id, text=form.cleaned_data["text"], by=actor)
        except DecisionRefused as error:
            messages.warning(request, _(str(error)))
        else:
            messages.success(request, _("陈述已送达监督部门。"))
        return redirect("agency:complaints", trade.pk)
    return render(request, "agency/statement.html", {"trade": trade, "complaint": complaint, "form": form})


def _made(request: HttpRequest, trade: Trade, form: ComplaintForm) -> bool:
    try:
        complain(trade_id=trade.pk, draft=form.draft(), by=actor_of(request))
    except ComplaintRefused as error:
        form.add_error(None, _words_of(error, request))
        return False
    messages.success(request, _("投诉已送达监督部门。可以继续补充材料。"))
    return True


def _words_of(error: ComplaintRefused, request: HttpRequest) -> str:
    """The refusal, with its article and the day where it is the law's."""
    cause = error.cause
    if cause is None:
        return _(str(error))
    parts = [_(str(error))]
    if cause.last is not None:
        parts.append(_("最后一日为 %(day)s。") % {"day": cause.last.isoformat()})
    parts.append(
        _("依据：%(articles)s。") % {"articles": cite(cause.articles, getattr(request, "LANGUAGE_CODE", "zh"))}
    )
    return " ".join(parts)
