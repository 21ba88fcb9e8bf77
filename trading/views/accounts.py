"""For whom a person acts: entering an organisation, and choosing among several."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trading.domain.actors import Role
from trading.forms import OrganisationForm
from trading.selectors.parties import memberships_of
from trading.services.parties import OrganisationTaken, register_organisation
from trading.views.access import MEMBERSHIP


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def organisation(request: HttpRequest) -> HttpResponse:
    """Enter the organisation one acts for: free, and checked by its code's check digit (O20 9)."""
    form = OrganisationForm(request.POST or None)
    if form.is_valid() and _entered(request, form):
        return redirect("account:keys")
    return render(request, "account/organisation.html", {"form": form})


@require_POST
@login_required
def membership(request: HttpRequest) -> HttpResponse:
    """From now on act in this membership, if it is one's own."""
    own = {str(each.pk): each for each in memberships_of(request.user)}  # type: ignore[arg-type]
    chosen = own.get(request.POST.get("membership", ""))
    if chosen:
        request.session[MEMBERSHIP] = chosen.pk
        messages.success(request, _("现在以 %(name)s 的身份办理。") % {"name": chosen.organisation.name})
    return redirect("account:keys")


def _entered(request: HttpRequest, form: OrganisationForm) -> bool:
    fields = form.cleaned_data
    role = Role(fields["role"])
    try:
        entered = register_organisation(uscc=fields["uscc"], name=fields["name"], user=request.user, role=role)  # type: ignore[arg-type]
    except OrganisationTaken:
        form.add_error("uscc", _("这个单位已经在平台上，请由它的成员把您加入。"))
        return False
    mine = memberships_of(request.user)  # type: ignore[arg-type]
    request.session[MEMBERSHIP] = next(
        each.pk for each in mine if each.organisation_id == entered.pk and each.role == role.value
    )
    return True
