"""medium.json: a notice for the designated medium, its hash, and what the medium answers."""

import base64
from datetime import UTC, datetime

from disclosure.domain.medium import NoticeMessage
from tests.vectors.cast import PLACE
from trading.domain.canonical import decode, sha256_hex
from trading.domain.notices import NoticeType

NOTICE = f"https://ggzy.example.cn/trades/{PLACE.trade}/notices/6/"
MESSAGE = NoticeMessage(
    number="E2101124001000001001-0006",
    type=NoticeType.TERMINATION,
    title="终止公告",
    trade_title="浑南区步道改造工程施工",
    tender_code="E2101124001000001001",
    region="210112",
    published_by="安山工程咨询有限公司",
    published_at=datetime(2026, 3, 16, 1, 30, tzinfo=UTC),
    address=NOTICE,
    paper=f"{NOTICE}notice.pdf",
    lines=[("标段", "第1段步道"), ("原因", "不可抗力"), ("理由", "山洪冲毁原有桥台。")],
    articles=["O30 15", "TR 31"],
    log_index=652,
    commitment=sha256_hex(b"the entry of the termination"),
    training=False,
    body={"cause": "force_majeure", "lots": [str(PLACE.lot)], "reason": "山洪冲毁原有桥台。"},
)


def make() -> dict[str, object]:
    data = MESSAGE.bytes()
    return {
        "message": decode(data),
        "bytes": base64.b64encode(data).decode(),
        "sha256": sha256_hex(data),
        "taken": {"receipt": "2026-0316-0041", "status": "taken"},
        "published": {
            "address": "https://medium.example.cn/n/41",
            "published_at": "2026-03-16T09:41:00+08:00",
            "sha256": sha256_hex(data),
            "status": "published",
        },
        "refused": {"reason": "公告没有写明联系电话", "status": "refused"},
    }
