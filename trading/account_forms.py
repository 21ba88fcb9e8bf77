"""The log-in form of allauth with our words."""

from typing import Any

from allauth.account import forms as allauth
from django.utils.translation import gettext_lazy as _


class LoginForm(allauth.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Says what to type; the way to a new password stands beside the button only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名或邮箱")
        self.fields["password"].help_text = ""
