"""The documents of a draft: in pieces by a script, or one small file by a plain form."""

from urllib.parse import unquote
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trading.domain.canonical import FormatError
from trading.forms import DocumentForm
from trading.models import Trade
from trading.selectors.documents import clarification_in_hand, documents_at
from trading.services.documents import Arriving, WrongPlace, append_piece, checked_name, media_type_of
from trading.services.drafting import DraftRefused, add_document, most_bytes, most_documents, remove_document
from trading.templatetags.mz import size as size_in_words
from trading.views.access import actor_of, api, refusal
from trading.views.drafts import for_paper
from trading.views.methods import FORM

OFFSET = "Upload-Offset"
INVITATION = "agency:invitation"


@FORM
@for_paper
def documents(request: HttpRequest, draft: Trade, version: int) -> HttpResponse:
    """The list, with one button each to remove, and the plain form. A whole body is at most 4 MiB: see `pieces`."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if "remove" in request.POST:
            remove_document(trade_id=draft.pk, sha256=request.POST["remove"], by=actor_of(request))
            return redirect("agency:documents", draft.pk)
        if form.is_valid() and _add(request, draft, form):
            return redirect("agency:documents" if "upload" in request.POST else _next(draft, version), draft.pk)
    context = {"draft": draft, "form": form, "documents": documents_at(draft, version), "limit_text": _limit(draft)}
    context |= {"pieces_url": _pieces_url(draft), "version": version, "inviting": _next(draft, version) == INVITATION}
    return render(request, "agency/documents.html", context)


@require_http_methods(["PATCH"])
@api
def pieces(request: HttpRequest, trade_id: UUID, upload_id: UUID) -> HttpResponse:
    """The next piece of a file. 204 with the new offset, 201 when the document is complete, 409 with where to go on."""
    offset = _number(request, OFFSET)
    file = Arriving(upload_id, unquote(request.headers.get("Upload-Name", "")), _number(request, "Upload-Length"))
    piece = request.read()
    try:
        done = append_piece(trade_id=trade_id, file=file, offset=offset, piece=piece, by=actor_of(request))
    except WrongPlace as error:
        answer = refusal(409, "wrong_offset", _("上传没有接在已收到的部分之后。"))
        answer[OFFSET] = str(error.offset)
        return answer
    if done:
        return JsonResponse({"name": done.name, "sha256": done.sha256, "size": done.size}, status=201)
    return HttpResponse(status=204, headers={OFFSET: str(offset + len(piece))})


def _add(request: HttpRequest, draft: Trade, form: DocumentForm) -> bool:
    """Store what was chosen; no file is nothing to do, unless the button asked for one."""
    file: UploadedFile | None = form.cleaned_data["file"]
    if file is None:
        if "upload" in request.POST:
            form.add_error("file", _("请选择一个文件。"))
        return "upload" not in request.POST
    try:
        name = checked_name(file.name or "")
        add_document(
            trade_id=draft.pk, name=name, media_type=media_type_of(name), chunks=file.chunks(), by=actor_of(request)
        )
    except DraftRefused as error:
        form.add_error("file", str(error))
        return False
    messages.success(request, _("已上传：%(name)s") % {"name": name})
    return True


def _next(draft: Trade, version: int) -> str:
    """The page that the documents belong to: the tasks of a draft, the clarification, or the notice to come."""
    if not version:
        return "agency:tasks"
    return "agency:clarification" if clarification_in_hand(draft) else INVITATION


def _pieces_url(draft: Trade) -> str:
    """With an id that the script replaces by one of its own for every file."""
    return reverse("agency:pieces", args=[draft.pk, UUID(int=0)])


def _limit(draft: Trade) -> str:
    limits = {"count": most_documents(draft), "size": size_in_words(most_bytes(draft))}
    return _("最多 %(count)d 份，合计不超过 %(size)s。浏览器不运行脚本时，每份不超过 4 MB。") % limits


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        raise FormatError(f"{header} is not a whole number")
    return int(text)
