"""What the agency types about the method of evaluation. Whether it is lawful is not decided here."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trading.domain.scheme_terms import LONGEST_TEXT, DrawnTerms, FactorTerms, PriceTerms, SchemeTerms, written
from trading.domain.scoring_methods import DrawnNumber, PriceFormula, ScoringMethod, TieBreak
from trading.scheme_words import DRAWN_WORDS, METHOD_WORDS

ELSEWHERE = ""
ROWS = 8
PER_CENT = Decimal(100)
SHARES = ("discount", "mean_share", "ceiling_discount")
CANDIDATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?", re.ASCII)
NUMBERS = tuple(PriceTerms.__dataclass_fields__)
TIES = {"lower_price,lot": (TieBreak.LOWER_PRICE, TieBreak.LOT), "lot": (TieBreak.LOT,)}


class NumberField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        defaults: dict[str, Any] = {"min_value": 0, "max_digits": 9, "decimal_places": 4, "widget": widget}
        super().__init__(**defaults | {"required": False} | kwargs)


class SchemeForm(forms.Form):
    """The method and the numbers of its price formula; factors have a form of their own each."""

    method = forms.ChoiceField(
        label=_("评标办法"),
        required=False,
        widget=forms.RadioSelect,
        choices=[*((method.value, word) for method, word in METHOD_WORDS.items()), (ELSEWHERE, _("不在本平台评标"))],
    )
    ties = forms.ChoiceField(
        label=_("得分相同时"),
        widget=forms.RadioSelect,
        choices=[("lower_price,lot", _("报价较低的在前；仍相同的抽签")), ("lot", _("抽签"))],
        initial="lower_price,lot",
    )
    full = NumberField(label=_("报价满分"), help_text=_("报价等于基准价时的得分"), initial=40)
    above = NumberField(label=_("每高于基准价 1% 扣分"), initial=1)
    below = NumberField(label=_("每低于基准价 1% 扣分"), initial=Decimal("0.5"))
    least = NumberField(label=_("报价最低得分"), initial=0)
    trim_from = forms.IntegerField(
        label=_("有效报价达到几家时去掉最高和最低"), min_value=1, max_value=9999, required=False, initial=5
    )
    trim_high = forms.IntegerField(label=_("去掉几个最高报价"), min_value=0, max_value=99, required=False, initial=1)
    trim_low = forms.IntegerField(label=_("去掉几个最低报价"), min_value=0, max_value=99, required=False, initial=1)
    discount = NumberField(label=_("平均价的下浮（%）"), initial=0)
    mean_share = NumberField(label=_("平均价所占的权重（%）"), help_text=_("其余的权重归最高投标限价"), initial=100)
    ceiling_discount = NumberField(label=_("限价的下浮（%）"), initial=0)
    drawn = forms.ChoiceField(
        label=_("开标时抽取的系数"),
        help_text=_("由招标代理机构、监督部门和平台共同抽取，抽出的数代替上面填写的"),
        required=False,
        choices=[("", _("不抽取")), *((number.value, word) for number, word in DRAWN_WORDS.items())],
    )
    candidates = forms.CharField(
        label=_("候选值（%）"),
        help_text=_("从小到大，用逗号分开，例如 1, 1.5, 2, 2.5, 3"),
        max_length=2000,
        required=False,
    )
    trimmed = forms.BooleanField(label=_("五位以上评委打分时，去掉一个最高分和一个最低分"), required=False)

    def clean_candidates(self) -> tuple[Decimal, ...]:
        """As shares of one."""
        text = str(self.cleaned_data["candidates"])
        for mark in "，、;；":
            text = text.replace(mark, ",")
        parts = [part.strip().removesuffix("%").strip() for part in text.split(",")]
        if any(CANDIDATE.fullmatch(part) is None for part in parts if part):
            raise forms.ValidationError(_("请填写数字，用逗号分开，小数不超过四位。"))
        return tuple(Decimal(part) / PER_CENT for part in parts if part)

    def terms(
        self, factors: tuple[FactorTerms, ...], deviations: tuple[FactorTerms, ...], trim_from: int | None
    ) -> SchemeTerms | None:
        """None: evaluated elsewhere. `trim_from`: the fewest experts with whom points may be dropped."""
        values = self.cleaned_data
        if values["method"] == ELSEWHERE:
            return None
        method, ties = ScoringMethod(values["method"]), TIES[values["ties"]]
        if method is ScoringMethod.LOWEST_EVALUATED_PRICE:
            return SchemeTerms(method, ties, deviations)
        return SchemeTerms(
            method,
            ties,
            factors,
            PriceFormula.BENCHMARK,
            self._price(),
            trim_from=trim_from if values["trimmed"] else None,
            drawn=self._drawn(),
        )

    def _drawn(self) -> DrawnTerms | None:
        name = self.cleaned_data["drawn"]
        return DrawnTerms(DrawnNumber(name), self.cleaned_data["candidates"]) if name else None

    def _price(self) -> PriceTerms:
        """A number that is drawn has no value of its own."""
        values = {name: Decimal(value or 0) for name, value in self.cleaned_data.items() if name in NUMBERS}
        shares = {name: values[name] / PER_CENT for name in SHARES if name != self.cleaned_data["drawn"]}
        return PriceTerms(
            full=values["full"],
            above=values["above"],
            below=values["below"],
            least=values["least"],
            trim_high=int(values["trim_high"]),
            trim_low=int(values["trim_low"]),
            trim_from=int(values["trim_from"]) or 1,
            **shares,
        )


class RowForm(forms.Form):
    """A row of the method, by its label; an empty one is none, and one that is not must have its numbers."""

    numbers: tuple[str, ...] = ("most",)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.numbers if cleaned.get("label") else ():
            if cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("请填写数字。"))
        return cleaned

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("label"))

    def factor(self, number: int) -> FactorTerms:
        raise NotImplementedError


class FactorForm(RowForm):
    """One thing that experts give points for."""

    label = forms.CharField(label=_("评分因素"), max_length=60, required=False)
    most = NumberField(label=_("满分"), decimal_places=2)
    looks_at = forms.CharField(label=_("看什么"), max_length=LONGEST_TEXT, required=False)

    def factor(self, number: int) -> FactorTerms:
        values = self.cleaned_data
        return FactorTerms(f"f{number}", values["label"], values["most"], values["looks_at"])


class DeviationForm(RowForm):
    """One thing that is counted and adds to a price."""

    label = forms.CharField(label=_("偏差"), max_length=60, required=False)
    looks_at = forms.CharField(label=_("计什么"), max_length=LONGEST_TEXT, required=False)
    most = NumberField(label=_("最多计"), decimal_places=2)
    adds = NumberField(label=_("每计 1 加"), max_digits=15)
    by = forms.ChoiceField(
        label=_("加的是"), required=False, choices=[("amount", _("元")), ("rate", _("投标报价的百分之几"))]
    )
    numbers = ("most", "adds")

    def factor(self, number: int) -> FactorTerms:
        values = self.cleaned_data
        each = {"rate": values["adds"] / PER_CENT} if values["by"] == "rate" else {"amount": values["adds"]}
        return FactorTerms(f"d{number}", values["label"], values["most"], values["looks_at"], **each)


def row_of(factor: FactorTerms) -> dict[str, object]:
    """A row as it was saved."""
    row: dict[str, object] = {"label": factor.label, "most": factor.most, "looks_at": factor.looks_at}
    if factor.rate is not None:
        return row | {"adds": written(factor.rate * PER_CENT), "by": "rate"}
    return row if factor.amount is None else row | {"adds": written(factor.amount), "by": "amount"}


def initial_of(terms: SchemeTerms | None) -> dict[str, Any]:
    """The form as it was saved."""
    if terms is None:
        return {}
    ties = ",".join(each.value for each in terms.tie_breaks)
    initial: dict[str, Any] = {"method": terms.method.value, "ties": ties, "trimmed": terms.trim_from is not None}
    if terms.price is not None:
        initial |= {name: getattr(terms.price, name) for name in PriceTerms.__dataclass_fields__}
        initial |= {name: initial[name] * PER_CENT for name in SHARES}
    if terms.drawn is not None:
        candidates = ", ".join(written(value * PER_CENT) for value in terms.drawn.candidates)
        initial |= {"drawn": terms.drawn.number.value, "candidates": candidates}
    return initial
