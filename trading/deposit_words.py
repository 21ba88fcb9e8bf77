"""How pages name the forms, holders and fates of a deposit."""

from typing import assert_never

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trading.domain.deposit_terms import AskProblem, DepositForm, DepositHolder, DepositUnlawful, KeepCause
from trading.templatetags.mz import cite, money

FORM_WORDS = {
    DepositForm.CASH: _("现金、支票或转账"),
    DepositForm.BANK_GUARANTEE: _("银行保函"),
    DepositForm.INSURANCE: _("保证保险"),
    DepositForm.E_GUARANTEE: _("电子保函"),
}
HOLDER_WORDS = {
    DepositHolder.CENTRE: _("公共资源交易中心专户"),
    DepositHolder.BANK: _("银行监管账户"),
}
KEEP_WORDS = {
    KeepCause.REVOKED: _("截止后撤销投标"),
    KeepCause.CONTRACT_REFUSED: _("中标后拒签合同、附加条件或不交履约保证金"),
}


def sentence_of(refusal: DepositUnlawful) -> str:
    """Why a notice may not ask this, with the largest lawful amount where that is what is wrong."""
    match refusal.problem:
        case AskProblem.ABOVE_THE_LAW:
            assert refusal.most is not None
            values = {"most": money(refusal.most.amount), "articles": cite(refusal.articles)}
            return gettext("高于法律允许的金额：最高为 %(most)s 元（%(articles)s）。") % values
        case AskProblem.NO_ESTIMATE:
            return gettext("没有最高投标限价的标段，请填写估算价：保证金以它为准（%(articles)s）。") % {
                "articles": cite(refusal.articles)
            }
        case AskProblem.NOTHING_ASKED:
            return gettext("金额应大于零。")
        case AskProblem.VALIDITY:
            return gettext("投标有效期为 1 至 365 日。")
        case AskProblem.NOT_AS_THE_BIDS:
            return gettext("保证金有效期应与项目基本情况中的投标有效期一致（%(articles)s）。") % {
                "articles": cite(refusal.articles)
            }
        case AskProblem.FORM_REFUSED:
            return gettext("法律规定的各种形式都应接受（%(articles)s）。") % {"articles": cite(refusal.articles)}
        case AskProblem.NOT_IN_THE_LAW:
            return gettext("这类交易不收取投标保证金。")
        case _:
            assert_never(refusal.problem)


def deposit_said(form: str | None, *, in_order: bool) -> str:
    """How a deposit stood at the opening, in the language of the page."""
    if form is None:
        return gettext("没有递交")
    word = FORM_WORDS[DepositForm(form)]
    return (
        gettext("%(form)s，符合要求") % {"form": word} if in_order else gettext("%(form)s，不符合要求") % {"form": word}
    )
