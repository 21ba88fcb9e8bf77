"""The words that the browser code of bidding says; pages give them in page-data as `words`, by these keys.

`{name}` is filled in by the script. A key that a script uses and that is missing here fails tests/js/words.test.mjs.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

from trading.templatetags._stages import CAUSE_TEXTS

SEALING: Final = {
    "amount_words": _("大写：{words}"),
    "box_has_it": _("投标箱 {n} 份承诺值中有这一份，根 {root} 由本机重新算出"),
    "box_lacks_it": _("投标箱里没有这一份。请保存回执，并在开标现场提出异议"),
    "box_not_closed": _("投标截止后核对"),
    "continue": _("继续上传"),
    "pause": _("暂停上传"),
    "draft_kept": _("草稿已加密保存在本机 {at}"),
    "errors_title": _("有 {n} 处需要更正"),
    "file_too_large": _("“{name}”超过单个文件的上限 {limit} MB"),
    "files_too_large": _("文件合计超过上限 {limit} MB"),
    "files_too_many": _("最多 {n} 个文件"),
    "identities_elsewhere": _("打开这份投标的密钥不在这个浏览器里，开标时请准备恢复文件和口令"),
    "identities_here": _("打开这份投标的密钥在这个浏览器里"),
    "item_above_limit": _("{label}不能高于最高投标限价 {limit} 元"),
    "item_empty": _("填写{label}"),
    "item_integer": _("{label}填整数，不超过 9 位"),
    "item_long": _("{label}不超过 200 字"),
    "item_money": _("{label}填金额，最多两位小数，例如 6310520.53"),
    "item_text": _("{label}含有看不见的字符，请重新输入"),
    "object_attachment": _("投标文件"),
    "object_form": _("开标公布的内容"),
    "pending_text": _("第 {version} 版，摘要 {hash}。继续送达不需要重新填写；丢弃后须重新封存。"),
    "rehearsal_bad": _("没有打开。"),
    "rehearsal_good": _("{n} 个对象全部取回、核对并在本机打开。没有发送任何内容。"),
    "remove_file": _("移除 {name}"),
    "step_account_done": _("签名公钥 {key}…"),
    "step_keys_done": _("{n} 个保管人的公钥，写入本次投标"),
    "step_receipt_done": _("{at} 收妥，回执已由本机验证"),
    "step_rehearse_done": _("{n} 个对象都能用新密钥打开，与填写的一致"),
    "step_seal_done": _("{n} 个对象已加密"),
    "step_upload_now": _("{name}，第 {n} 个，共 {count} 个；{rate} MB/秒，剩余约 {seconds} 秒"),
}

MESSAGES: Final = {
    "insecure.title": _("封存需要 https"),
    "insecure.text": _("这个地址没有加密连接，浏览器不提供加密功能。请改用 https 地址打开本页。"),
    "contract_differs.title": _("下载的合同与页面上的哈希值不一致"),
    "contract_differs.text": _("没有签名。招标人可能刚刚更换了合同文本，请刷新页面重新核对。"),
    "old_browser.title": _("请更新浏览器"),
    "old_browser.text": _("这个浏览器不会 Ed25519 签名。Chrome 或 Edge 137、Firefox 130、Safari 17 及以后的版本可以。"),
    "offline.title": _("网络中断，正在等待"),
    "offline.text": _("已上传的部分不会丢失，网络恢复后自动继续。可以关闭其他程序，但请不要关闭本页。"),
    "other_tab.title": _("另一个窗口正在办理"),
    "other_tab.text": _("同一份投标只能在一个窗口里封存。请回到那个窗口，或关闭它后再试。"),
    "pending_first.title": _("先处理已封存的一份"),
    "pending_first.text": _("这台电脑上有一份已封存、尚未送达的投标。请先继续送达，或者丢弃它。"),
    "account_key_made.title": _("签名密钥已登记"),
    "account_key_here.title": _("签名密钥已在这个浏览器里"),
    "released.title": _("密钥已提交"),
    "released.text": _("{at} 平台签收，签收回执已由本机验证。窗口结束之前，谁也看不到报价。"),
    "supplied.title": _("密文已补交"),
    "supplied.text": _("哈希值与投标声明相符，投标照常打开。"),
    "window_key_published.title": _("窗口密钥已公布"),
    "window_key_published.text": _("全部投标正在打开。"),
}

ERRORS: Final = {
    "error.box_unsound.title": _("投标箱与公布的根不符"),
    "error.box_unsound.text": _("没有发送任何密钥。请保存回执，并在开标现场提出异议。"),
    "error.disk_full.title": _("本机空间不足"),
    "error.disk_full.text": _("浏览器没有空间保存密文。请腾出空间后再试，填写的内容仍在。"),
    "error.file_changed.title": _("文件在封存时被改动或移走"),
    "error.file_changed.text": _("请重新选择文件再封存，填写的内容仍在。"),
    "error.late.title": _("投标截止时间已到"),
    "error.late.text": _("这一版没有在截止前收妥，无效。此前已收妥的版本仍然有效。填写的内容和密文仍保存在本机。"),
    "error.not_in_box.title": _("投标箱里没有回执所载的投标"),
    "error.not_in_box.text": _("没有发送任何密钥。请保存回执，并在开标现场提出异议：回执可以证明平台收到过。"),
    "error.not_sealed.title": _("密文或密钥不属于这份投标"),
    "error.not_sealed.text": _("没有发送任何内容。请确认恢复文件的版本。"),
    "error.other_signer.title": _("这份投标由另一把密钥签名"),
    "error.other_signer.text": _(
        "没有发送任何内容。密钥只能由签署投标的那一把提交：请由封存它的成员提交，或先在本单位页面用那把密钥的文件取回。"
    ),
    "error.refused.title": _("平台没有接受"),
    "error.rehearsal.title": _("试解密没有通过，没有提交"),
    "error.rehearsal.text": _("封存后的内容与填写的不一致，通常是文件在封存时被改动。请重新选择文件再试。"),
    "error.signed_out.title": _("登录已失效"),
    "error.signed_out.text": _("请在另一个窗口登录，再回到本页重试；填写的内容仍在。"),
    "error.unexpected.title": _("没有完成"),
    "error.unexpected.text": _("没有提交任何内容。原因：{detail}"),
    "error.unreachable.title": _("连接不上平台"),
    "error.unreachable.text": _("请检查网络后再试，已完成的部分不会丢失。"),
    "error.wrong_answer.title": _("平台的回执没有通过验证"),
    "error.wrong_answer.text": _(
        "回执的签名或内容与本机的投标不符。请不要关闭本页，截图并联系平台；密文仍保存在本机。"
    ),
}

FILES: Final = {
    "keyfile_choose": _("选择文件"),
    "keyfile_no_account_key": _("这个文件里没有签名密钥，请用登记密钥时保存的文件"),
    "keyfile_not_agency": _("这不是招标代理机构的密钥文件"),
    "keyfile_not_ours": _("这不是平台的恢复文件或密钥文件"),
    "keyfile_not_recovery": _("这不是投标的恢复文件"),
    "keyfile_other_bid": _("这是另一份投标的恢复文件"),
    "keyfile_other_lot": _("这是另一个标段的密钥文件"),
    "keyfile_other_party": _("这是另一个单位的文件"),
    "keyfile_other_version": _("这是另一个版本的恢复文件"),
    "keyfile_wrong_passphrase": _("口令不对，或文件已损坏"),
    "save_check_group": _("与显示的口令最后一组不一致"),
    "save_confirm": _("确认文件和口令都已保存"),
    "save_download_first": _("先下载文件"),
}

HALL: Final = {
    "connection_live": _("实时"),
    "connection_lost": _("连接中断，正在重新连接。页面可能不是最新"),
    "connection_waiting": _("正在连接"),
    "prices_title": _("{n} 家报价，{at} 同时公布"),
    "log.documents.offered": _("开始提供招标文件"),
    "log.box.closed": _("投标截止，投标箱封闭，收到 {size} 份"),
    "log.opening.started": _("开标，解密窗口开始"),
    "log.bidder.signed_in": _("{name} 签到"),
    "log.release.received": _("{name} 已提交密钥"),
    "log.window.closed": _("解密窗口结束"),
    "log.window.key_published": _("{role} 公布窗口密钥"),
    "log.bids.opened": _("全部投标同时打开，唱标"),
    "log.objection.raised": _("{name} 提出异议"),
    "log.objection.answered": _("异议已答复"),
    "log.objections.closed": _("现场异议结束"),
    "log.record.confirmed": _("{name} 确认开标记录"),
    "log.record.published": _("开标记录公布"),
    "log.lot.failed": _("本标段终止"),
    "log.clock.moved": _("训练时钟调整"),
    "log.incident.opened": _("平台中断公告"),
    "log.incident.extended": _("延长投标截止时间"),
    "log.incident.dismissed": _("决定不延长"),
    "role_agency": _("招标代理机构"),
    "role_keyholder": _("密钥保管人"),
    "role_supervisor": _("监督机构"),
    "log.deposits.stated": _("宣布投标保证金的递交情况"),
    "log.deposit.kept": _("招标人决定不予退还 {name} 的投标保证金"),
    "log.window.prolonged": _("平台中断过，解密时间相应延长"),
    "log.form.supplied": _("{name} 补交了平台丢失的密文"),
    "deposit_nothing": _("没有递交"),
    "deposit_in_order": _("{form}，符合要求"),
    "deposit_not_in_order": _("{form}，不符合要求"),
    "deposit_cash": _("现金、支票或转账"),
    "deposit_bank_guarantee": _("银行保函"),
    "deposit_insurance": _("保证保险"),
    "deposit_e_guarantee": _("电子保函"),
    "log.draw.list_frozen": _("抽取名单已经固定"),
    "log.draw.list_checked": _("监督部门核对了抽取名单"),
    "log.draw.halves_acknowledged": _("抽取的一方确认收到随机数"),
    "log.draw.ordered": _("抽取结果确定"),
    "log.draw.voided": _("抽取作废"),
}

JOINT: Final = {
    "grade_special": _("特级"),
    "grade_first": _("一级/甲级"),
    "grade_second": _("二级/乙级"),
    "grade_third": _("三级/丙级"),
    "grade_none": _("不分等级"),
    "item_members": _("请填写完整的联合体成员"),
    "members_agreement": _("请选择共同投标协议：联合体投标必须附上"),
    "members_alone": _("独立投标"),
    "members_code": _("第 {n} 个成员的统一社会信用代码不正确，请核对每一位"),
    "members_few": _("联合体至少有 2 个成员"),
    "members_join": _("；"),
    "members_number": _("成员 {n}"),
    "members_one": _("{name}（{does}；{specialty} {grade}）"),
    "members_text": _("第 {n} 个成员的名称、分工和专业都要填写，每项不超过 200 字"),
    "members_twice": _("同一个成员填写了两次"),
    "declaration_unconfirmed": _("请确认申报仍然属实"),
}

CAUSES: Final = {f"cause_{cause}": text for cause, text in CAUSE_TEXTS.items()}

WORDS: Final = SEALING | MESSAGES | ERRORS | FILES | HALL | JOINT | CAUSES
