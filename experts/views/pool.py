"""The pool for the administration: search, one entry, and the import of a file."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from experts.domain.pool_file import COLUMNS, OPTIONAL, PoolFileRefused
from experts.forms import CreditForm, ImportForm, StandingForm, region_prefixes
from experts.models import CreditRecord, Standing
from experts.selectors.pool import PoolWanted, entry_for, region_word, search_pool
from experts.services.importing import Imported, import_experts
from experts.services.pool import PoolRefused, add_credit, change_standing, invite_expert
from experts.views.words import file_wrong, refused_line
from trading.domain.actors import Role
from trading.views.access import actor_of, for_role
from trading.views.methods import FORM

PAGE_SIZE = 50
LONGEST_TEXT = 60
MOST_SHOWN = 200


@never_cache
@require_safe
@for_role(Role.ADMINISTRATOR)
def home(request: HttpRequest) -> HttpResponse:
    """Find somebody in the pool."""
    asked = {name: request.GET.get(name, "").strip()[:LONGEST_TEXT] for name in ("q", "major", "region", "standing")}
    wanted = PoolWanted(asked["q"], asked["major"].upper(), asked["region"], asked["standing"])
    page = Paginator(search_pool(actor_of(request), wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    rows = [
        (expert, region_word(expert.region), expert.get_title_display(), expert.get_standing_display())
        for expert in page.object_list
    ]
    options = {"regions": region_prefixes()[1:], "standings": Standing.choices}
    context = {"asked": asked, "options": options, "page": page, "rows": rows, "query": query.urlencode()}
    return render(request, "pool/home.html", context)


@never_cache
@FORM
@for_role(Role.ADMINISTRATOR)
def expert(request: HttpRequest, expert_id: UUID) -> HttpResponse:
    """One entry with its history; its standing is changed and punishments are noted here."""
    entry = entry_for(actor_of(request), expert_id)
    standing = StandingForm(_sent(request, "standing"), prefix="standing", initial={"standing": entry.standing})
    credit = CreditForm(_sent(request, "credit"), prefix="credit")
    if standing.is_bound and _done(request, standing, lambda: _change(request, expert_id, standing)):
        return redirect("pool:expert", expert_id)
    if credit.is_bound and _done(request, credit, lambda: _credit(request, expert_id, credit)):
        return redirect("pool:expert", expert_id)
    return _entry_page(request, expert_id, standing, credit)


@never_cache
@require_POST
@for_role(Role.ADMINISTRATOR)
def invitation(request: HttpRequest, expert_id: UUID) -> HttpResponse:
    """A link for the expert, shown once."""
    entry = entry_for(actor_of(request), expert_id)
    standing = StandingForm(prefix="standing", initial={"standing": entry.standing})
    try:
        token = invite_expert(expert_id=expert_id, by=actor_of(request))
    except PoolRefused as refused:
        messages.warning(request, _(str(refused)))
        return redirect("pool:expert", expert_id)
    link = request.build_absolute_uri(reverse("expert:invitation", args=[token]))
    return _entry_page(request, expert_id, standing, CreditForm(prefix="credit"), link)


@never_cache
@FORM
@for_role(Role.ADMINISTRATOR)
def importing(request: HttpRequest) -> HttpResponse:
    """Take a file, and tell what became of it row by row."""
    form = ImportForm(request.POST or None, request.FILES or None)
    report: Imported | None = None
    if form.is_valid():
        try:
            report = import_experts(data=form.cleaned_data["file"].read(), by=actor_of(request))
        except PoolFileRefused as refused:
            form.add_error("file", file_wrong(refused.fault))
    lines = [refused_line(one) for one in report.refused[:MOST_SHOWN]] if report else []
    columns = [(column, column in OPTIONAL) for column in COLUMNS]
    context = {"form": form, "report": report, "lines": lines, "columns": columns}
    return render(request, "pool/import.html", context)


def _entry_page(
    request: HttpRequest, expert_id: UUID, standing: StandingForm, credit: CreditForm, link: str = ""
) -> HttpResponse:
    entry = entry_for(actor_of(request), expert_id)
    return render(request, "pool/expert.html", {"entry": entry, "standing": standing, "credit": credit, "link": link})


def _sent(request: HttpRequest, name: str) -> QueryDict | None:
    """The form's data, if it is the one that was sent."""
    return request.POST if request.method == "POST" and request.POST.get("what") == name else None


def _done(request: HttpRequest, form: forms.Form, change: Callable[[], None]) -> bool:
    if not form.is_valid():
        return False
    try:
        change()
    except PoolRefused as refused:
        form.add_error(None, _(str(refused)))
        return False
    messages.success(request, _("已记录。"))
    return True


def _change(request: HttpRequest, expert_id: UUID, form: StandingForm) -> None:
    standing = Standing(form.cleaned_data["standing"])
    change_standing(expert_id=expert_id, standing=standing, reason=form.cleaned_data["reason"], by=actor_of(request))


def _credit(request: HttpRequest, expert_id: UUID, form: CreditForm) -> None:
    data = {**form.cleaned_data, "kind": CreditRecord.Kind(form.cleaned_data["kind"])}
    add_credit(expert_id=expert_id, by=actor_of(request), **data)
