"""The words that the browser code of experts says; pages give them in page-data as `words`, by these keys."""

from typing import Final

from django.utils.translation import gettext_noop as _

from bidding.browser_words import ERRORS, MESSAGES

DRAW: Final = {
    "draw_parties": _("{n} 方，共 3 方"),
    "draw_halves": _("{n} 份，共 6 份"),
    "draw_list_good.title": _("名单与固定的根一致"),
    "draw_list_good.text": _("{n} 人，没有重复，每个排除都写明理由。根由本机重新算出。"),
    "draw_list_bad.title": _("名单与固定的根不符，或者有重复、排除没有理由"),
    "draw_list_bad.text": _("没有提交任何内容。请保存这份名单，并要求平台说明。"),
    "draw_not_ours.title": _("账本里的密钥或者随机数不是这个浏览器的"),
    "draw_not_ours.text": _(
        "可能由本单位的另一台电脑参加。请回到那台电脑；如果都不是，请立即停止，并报告监督部门：抽取到期自动作废。"
    ),
}

WORDS: Final = ERRORS | MESSAGES | DRAW
