"""The words that the browser code of experts says; pages give them in page-data as `words`, by these keys."""

from typing import Final

from django.utils.translation import gettext_noop as _

from bidding.browser_words import ERRORS, MESSAGES
from bidding.browser_words import FILES as BROWSER_FILES

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

FILES: Final = {
    "evaluation_key_here.title": _("评标密钥可以使用"),
    "evaluation_key_here.text": _("与公告的公钥一致。没有取回任何文件，也没有发送任何内容。"),
    "giving_opened": _("{n} 份投标的附件密钥已打开"),
    "giving_opened_some": _("{n} 份投标的附件密钥已打开，{bad} 份打不开，委员会将看到"),
    "giving_sealed": _("已封存给 {n} 位成员"),
    "member_keys_open.title": _("可以打开"),
    "member_keys_open.text": _("代理机构交付的密钥已在本机打开，含 {n} 份投标的附件。没有发送任何内容。"),
    "member_keys_bad.title": _("代理机构交付的密钥打不开"),
    "member_keys_bad.text": _("请重新生成密钥，由代理机构再次交付；仍然打不开的，请联系平台。"),
    "keyfile_not_member": _("这不是评标委员会成员的密钥文件"),
    "keyfile_other_member": _("这是另一次评标或者另一位成员的密钥文件"),
    "application_keys_bad.title": _("这份申请打不开"),
    "application_keys_bad.text": _("申请人随申请交来的密钥与申请不符。请按申请文件的要求作出结论，并写明打不开。"),
    "file_coming": _("正在取回 {done} / {of} MB"),
    "file_good": _("{size} MB，大小和哈希值与投标人封存的一致"),
    "file_list": _("文件清单"),
    "file_noted": _("已记下，写入评标报告。"),
    "file_problem_content": _("打开的内容与投标人的清单不符。"),
    "file_problem_key": _("投标人提交的密钥打不开这个文件。"),
    "file_problem_manifest": _("投标人封存的文件清单不合格式，文件无法读取。"),
    "file_problem_no_keys": _("投标人没有提交打开附件的密钥。"),
    "file_problem_stored": _("平台保存的密文缺失，或者与投标声明不符。"),
    "file_size": _("{size} MB，尚未打开"),
}

WORDS: Final = ERRORS | MESSAGES | BROWSER_FILES | DRAW | FILES
