"""How pages name the forms, holders and fates of a deposit."""

from django.utils.translation import gettext_lazy as _

from trading.domain.deposit_terms import DepositForm, DepositHolder, KeepCause

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
