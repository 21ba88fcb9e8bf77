"""What is typed about deposits: by bidders before the deadline, by the agency after the opening."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from bidding.deposit_words import NAMED_WORDS
from bidding.domain.deposits import Named
from bidding.services.deposits import Paper
from bidding.services.refunds import LONGEST_REASON
from trading.deposit_forms import AmountField
from trading.deposit_words import FORM_WORDS, KEEP_WORDS
from trading.domain.deposit_terms import DepositAsk, DepositForm, KeepCause
from trading.domain.money import Money
from trading.forms import ConfirmationForm

LET_GO = "let_go"


class BasicAccountForm(forms.Form):
    """The account that a bidder pays deposits from."""

    bank_name = forms.CharField(label=_("开户银行"), max_length=100)
    number = forms.CharField(
        label=_("账号"),
        max_length=48,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("本单位基本存款账户，与开户信息一致"),
    )


class PaperForm(forms.Form):
    """A guarantee or insurance, with its file."""

    form = forms.ChoiceField(label=_("种类"), widget=forms.RadioSelect)
    issuer = forms.CharField(label=_("开立机构"), max_length=200)
    number = forms.CharField(label=_("编号"), max_length=100)
    named = forms.ChoiceField(
        label=_("以谁的名义"),
        widget=forms.RadioSelect,
        choices=[(named.value, word) for named, word in NAMED_WORDS.items()],
        initial=Named.BIDDER.value,
        help_text=_("联合体以各方或者牵头人的名义递交，对各方都有约束力"),
    )
    amount = AmountField(label=_("担保金额"))
    valid_until = forms.DateField(label=_("有效期至"), widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(label=_("文件"), max_length=200, help_text=_("不超过 4 MB"))

    def __init__(self, *args: Any, ask: DepositAsk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = [form for form in ask.forms if not form.is_money]
        self.fields["form"].choices = [(form.value, FORM_WORDS[form]) for form in papers]  # type: ignore[attr-defined]
        self.fields["amount"].initial = ask.amount.text

    @property
    def uploaded(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        return file

    def paper(self) -> Paper:
        values = self.cleaned_data
        return Paper(
            form=DepositForm(values["form"]),
            issuer=values["issuer"],
            number=values["number"],
            named=Named(values["named"]),
            amount=Money(values["amount"]),
            valid_until=values["valid_until"],
            name=self.uploaded.name or "",
        )


class DecisionForm(ConfirmationForm):
    """What becomes of one deposit; keeping one is public, with its reason."""

    decision = forms.ChoiceField(label=_("决定"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        help_text=_("不予退还的，随公告一并公开"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("decision", "reason", "password")

    def __init__(self, *args: Any, causes: tuple[KeepCause, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [(cause.value, _("不予退还：%(why)s") % {"why": KEEP_WORDS[cause]}) for cause in causes]
        choices = [(LET_GO, _("提前退还，连同银行同期存款利息")), *kept]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
