"""The words of the public site for families of business and groups of notices."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from disclosure.domain.sorting import Business, Group

BUSINESS_WORDS: Final = {
    Business.WORKS: _("工程建设"),
    Business.LAND: _("土地和矿业权"),
    Business.PROPERTY: _("国有产权"),
    Business.PROCUREMENT: _("政府采购"),
    Business.OTHER: _("其他交易"),
}
GROUP_WORDS: Final = {
    Group.TENDER: _("招标、采购公告"),
    Group.CHANGE: _("澄清、更正与延期"),
    Group.OPENING: _("开标与资格审查"),
    Group.CANDIDATES: _("中标候选人"),
    Group.RESULT: _("交易结果"),
    Group.CONTRACT: _("合同"),
    Group.ENDED: _("流标与终止"),
    Group.OVERSIGHT: _("监督"),
    Group.OTHER: _("其他公告"),
}
