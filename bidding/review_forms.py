"""What a reviewer types about an applicant, for the tenderer or on a committee. Whether it is lawful is not decided here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bidding.services.reviewing import LONGEST_REASON

LONGEST_MEMBERS = 9_000
"""Nine members of 5 texts of 200 characters at most."""


class DecisionForm(forms.Form):
    """What is decided about one applicant."""

    PASSED = "passed"

    decision = forms.ChoiceField(
        label=_("审查结论"),
        widget=forms.RadioSelect,
        choices=[(PASSED, _("通过")), ("not_passed", _("不通过"))],
    )
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("不通过的必须写明；只告诉这个申请人"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    members = forms.CharField(required=False, max_length=LONGEST_MEMBERS, widget=forms.HiddenInput)
    """Written by the page's script when it opens an application where joint ones are taken (TR 37)."""

    @property
    def said(self) -> dict[str, Any]:
        """What the services take."""
        passed = self.cleaned_data["decision"] == self.PASSED
        return {"passed": passed, "reason": self.cleaned_data["reason"], "members": self.cleaned_data["members"]}

    @classmethod
    def words_of(cls, *, passed: bool, reason: str, members: str) -> dict[str, str]:
        """The form as it was filled in before."""
        return {"decision": cls.PASSED if passed else "not_passed", "reason": reason, "members": members}
