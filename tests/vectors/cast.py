"""The cast and the fixed randomness of the vectors. Nothing here is secret, so nothing here may ever guard anything."""

from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bidding.domain.age_keys import Identity
from bidding.domain.bids import Keyholder
from bidding.domain.forms import ItemKind, OpeningItem
from bidding.domain.places import Place

ANSHAN = "91210300MA0AN5HANY"
BAIYUN = "91210100MA0BA1YUNQ"
CHANGHE = "91210200MA0CHANGHF"
DONGFANG = "91210400MA0D0NGFAN"
NAMES = {
    ANSHAN: "鞍山招标代理有限公司",
    BAIYUN: "白云建设工程有限公司",
    CHANGHE: "长河建筑有限公司",
    DONGFANG: "东方市政工程有限公司",
}

PLACE = Place(
    "ggzy.example.cn/mingzheng",
    UUID("6f1a3a52-0a0e-4d4e-9a55-0d6a4c1f2b01"),
    UUID("b0c7f3de-5f0c-4b6a-8a3e-7c1d9e2f4a02"),
)
OPENING_ITEMS = (
    OpeningItem("price", ItemKind.MONEY, "投标报价（元）", "Price (yuan)"),
    OpeningItem("duration", ItemKind.INTEGER, "工期（日历天）", "Duration (calendar days)"),
    OpeningItem("quality", ItemKind.TEXT, "质量目标", "Quality"),
    OpeningItem("project_manager", ItemKind.TEXT, "项目经理", "Project manager"),
)
DOCUMENT = sha256(b"the documents of the vectors").hexdigest()


class Fixed:
    """Bytes that look random and are the same in every run: SHA-256 over a label and a counter."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._counter = 0

    def __call__(self, size: int) -> bytes:
        out = b""
        while len(out) < size:
            out += sha256(f"mingzheng vectors {self._label} {self._counter}".encode()).digest()
            self._counter += 1
        return out[:size]


def account(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(Fixed(f"account {name}")(32))


def identity(name: str) -> Identity:
    return Identity.generate(Fixed(f"identity {name}"))


WINDOW = identity("window agency")
EVALUATION = identity("evaluation agency")
KEYHOLDERS = (Keyholder("agency", str(WINDOW.recipient), str(EVALUATION.recipient)),)
RECEIPT_KEY = account("receipt")
LOG_KEY = account("log")


def items(price: str, manager: str, duration: str = "360", quality: str = "合格") -> dict[str, str]:
    return {"duration": duration, "price": price, "project_manager": manager, "quality": quality}
