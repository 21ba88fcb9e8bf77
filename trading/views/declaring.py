"""An organisation's declaration: who is in charge of it and who controls it; every version is kept."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from trading.declaration_forms import BaseControllerFormSet, ControllerFormSet, DeclarationForm, declaration_of
from trading.domain.actors import Role
from trading.domain.relations import Declaration
from trading.selectors.relations import own_declarations
from trading.services.relations import DeclarationRefused, declare
from trading.views.access import actor_of, for_role
from trading.views.methods import FORM


@never_cache
@FORM
@login_required
@for_role(Role.BIDDER)
def declaration(request: HttpRequest) -> HttpResponse:
    """The form with what counts now, and the versions. What is refused is said and loses nothing."""
    versions = own_declarations(actor_of(request))
    form, rows = _forms(request, versions[0].declared if versions else None)
    if request.method == "POST" and form.is_valid() and rows.is_valid() and _declared(request, form, rows):
        messages.success(request, _("申报已保存。此后封存的投标以这一版为准。"))
        return redirect("account:declaration")
    return render(request, "account/declaration.html", {"form": form, "rows": rows, "versions": versions})


def _forms(request: HttpRequest, newest: Declaration | None) -> tuple[DeclarationForm, BaseControllerFormSet]:
    if request.method == "POST":
        return DeclarationForm(request.POST), ControllerFormSet(request.POST)
    if newest is None:
        return DeclarationForm(), ControllerFormSet()
    typed: dict[str, Any] = {name: getattr(newest, name) for name in ("person", "mark", "contact", "phone")}
    rows = [{"code": each.code, "name": each.name, "how": each.how.value} for each in newest.controllers]
    return DeclarationForm(initial=typed), ControllerFormSet(initial=rows)


def _declared(request: HttpRequest, form: DeclarationForm, rows: BaseControllerFormSet) -> bool:
    try:
        declare(declaration=declaration_of(form, rows), by=actor_of(request))
    except DeclarationRefused as error:
        form.add_error(None, _(str(error)))
        return False
    return True
