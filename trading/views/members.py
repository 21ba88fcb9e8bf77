"""The people of an organisation: who is in, whom to let in, whom to let out."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from trading.forms import InvitationForm
from trading.models import User
from trading.selectors.members import organisation_of
from trading.services.members import (
    InvitationVoid,
    Invited,
    MembersRefused,
    NotTheirs,
    accept,
    invitation_for,
    invite,
    remove_member,
    withdraw_invitation,
)
from trading.services.moments import database_time
from trading.views.access import MEMBERSHIP, actor_of
from trading.views.confirming import person_of
from trading.views.methods import FORM


@never_cache
@FORM
@login_required
def members(request: HttpRequest) -> HttpResponse:
    """The members and what was done; whoever administers makes invitations here. A link is shown once."""
    actor = actor_of(request)
    if actor.organisation_id is None:
        return redirect("account:organisation")
    form, link = InvitationForm(request.POST or None), ""
    if form.is_valid():
        link = _invited(request, form)
        form = InvitationForm() if link else form
    return render(
        request, "account/members.html", {"people": organisation_of(actor, database_time()), "form": form, "link": link}
    )


@require_POST
@login_required
def removal(request: HttpRequest, membership_id: int) -> HttpResponse:
    try:
        remove_member(membership_id=membership_id, by=actor_of(request))
        messages.success(request, _("已移出。"))
    except NotTheirs as error:
        raise Http404 from error
    except MembersRefused as error:
        messages.error(request, _(str(error)))
    return redirect("account:members")


@require_POST
@login_required
def withdrawal(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    try:
        withdraw_invitation(invitation_id=invitation_id, by=actor_of(request))
    except (NotTheirs, InvitationVoid) as error:
        raise Http404 from error
    messages.success(request, _("邀请已收回，链接不再有效。"))
    return redirect("account:members")


@never_cache
@FORM
@login_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to, and the button to join. A link that leads nowhere says so and nothing else."""
    try:
        if request.method == "POST":
            return _joined(request, token)
        return render(request, "account/invitation.html", {"invitation": invitation_for(token)})
    except InvitationVoid:
        return render(request, "account/invitation.html", {"invitation": None}, status=404)


def _joined(request: HttpRequest, token: str) -> HttpResponse:
    membership = accept(token=token, user=person_of(request))
    request.session[MEMBERSHIP] = membership.pk
    messages.success(request, _("您现在可以代表 %(name)s 办理。") % {"name": membership.organisation.name})
    return redirect("account:keys")


def _invited(request: HttpRequest, form: InvitationForm) -> str:
    fields = form.cleaned_data
    try:
        invited = invite(email=fields["email"], administers=fields["administers"], by=actor_of(request))
    except NotTheirs as error:
        raise Http404 from error
    except MembersRefused as error:
        form.add_error(None, _(str(error)))
        return ""
    link = request.build_absolute_uri(reverse("account:invitation", args=[invited.token]))
    if fields["email"]:
        _send(invited, link, person_of(request))
    return link


def _send(invited: Invited, link: str, by: User) -> None:
    name = invited.invitation.organisation.name
    values = {"who": by.full_name or by.username, "name": name, "link": link}
    text = _("%(who)s 邀请您代表 %(name)s 使用公共资源交易平台。七日内打开下面的链接，登录或注册后加入：\n\n%(link)s\n")
    send_mail(_("邀请您代表 %(name)s") % {"name": name}, text % values, None, [invited.invitation.email])
