"""Why nothing is received, in the words of what it would be: a bid, or an application to be qualified."""

from collections.abc import Mapping
from typing import Final

from trading.domain.phases import Phase

HELD: Final[Mapping[Phase, str]] = {
    Phase.BIDDING: "平台在截止时刻中断过，投标暂停，等待监督部门决定是否延长。",
    Phase.PREQUALIFICATION: "平台在截止时刻中断过，申请暂停，等待监督部门决定是否延长。",
}
STOPPED: Final[Mapping[Phase, str]] = {
    Phase.BIDDING: "监督部门责令暂停，暂停期间不接收投标、替换和撤回；截止时间随之顺延。",
    Phase.PREQUALIFICATION: "监督部门责令暂停，暂停期间不接收申请、替换和撤回；截止时间随之顺延。",
}
NOT_OPEN: Final[Mapping[Phase, str]] = {
    Phase.BIDDING: "本标段现在不接收投标。",
    Phase.PREQUALIFICATION: "本标段现在不接收资格预审申请。",
}
LATE: Final[Mapping[Phase, str]] = {
    Phase.BIDDING: "投标截止时间已到，平台不再接收投标文件。",
    Phase.PREQUALIFICATION: "资格预审申请截止时间已到，平台不再接收申请。",
}
CHANGED: Final[Mapping[Phase, str]] = {
    Phase.BIDDING: "招标文件已有变化，请按现行文件重新封存。",
    Phase.PREQUALIFICATION: "资格预审文件已有变化，请按现行文件重新封存。",
}
