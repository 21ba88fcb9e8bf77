"""Samples of the hall in every stage and for every viewer, and of the record."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.pages.gallery import Sample, engine
from tests.pages.samples.common import (
    AGENCY,
    BAIYUN,
    CEILING,
    CHANGHE,
    CONSORTIUM,
    DEADLINE,
    HASH,
    LOT,
    NOW,
    OBJECTION,
    PRINCIPAL,
    ROOT,
    TITLE,
    TRADE,
    at,
    items,
    thing,
)

URL = f"/halls/{LOT}/"
WINDOW_OPENED, WINDOW_CLOSED, SHOWN = at(16, 9, 0, 2), at(16, 9, 30), at(16, 9, 30, 4)
OBJECTED, RECORDED = at(16, 9, 40, 4), at(16, 10, 5)
STAGES = (
    "announced",
    "bidding",
    "held",
    "closed",
    "decrypting",
    "unlocking",
    "objections",
    "confirming",
    "opened",
)
UNTIL = {
    "announced": DEADLINE,
    "bidding": DEADLINE,
    "held": at(16, 11),
    "decrypting": WINDOW_CLOSED,
    "unlocking": at(16, 10),
    "objections": OBJECTED,
    "confirming": at(16, 10, 10),
}


def hall(stage: str, **changes: Any) -> Any:
    reached = STAGES.index(stage) if stage in STAGES else 0

    def since(first: str, value: Any) -> Any:
        return value if reached >= STAGES.index(first) else None

    facts = {
        "lot_id": LOT,
        "lot_number": 1,
        "lot_title": "施工",
        "trade_id": TRADE,
        "title": TITLE,
        "code": "E2101120502000417001001",
        "stage": stage,
        "seq": 12,
        "now": at(16, 8, 52) if reached < 2 else NOW,
        "speed": 1,
        "training": True,
        "ceiling": CEILING,
        "deadline": DEADLINE,
        "window": timedelta(minutes=30),
        "until": UNTIL.get(stage),
        "stopped_at": None,
        "closed_at": since("closed", DEADLINE),
        "window_opened_at": since("decrypting", WINDOW_OPENED),
        "window_closed_at": since("unlocking", WINDOW_CLOSED),
        "prices_shown_at": since("objections", SHOWN),
        "objections_closed_at": since("confirming", OBJECTED),
        "recorded_at": since("opened", RECORDED),
        "box": thing(root=ROOT, size=3, entry=48190, entry_url="") if reached > STAGES.index("closed") else None,
        "keyholders": [thing(role="agency", published_at=since("objections", at(16, 9, 30, 3)))],
        "minimum": 3,
        "items": items(),
        "deposits": False,
    }
    return thing(**(facts | changes))


def bidder(code: str, name: str, status: str, order: int, **changes: Any) -> Any:
    facts = {
        "code": code,
        "name": name,
        "status": status,
        "order": order,
        "at": at(16, 9, 1, 26) if status in ("released", "opened") else None,
        "received_at": at(13, 16, 20, 7),
        "price": None,
        "items": items(),
        "cause": "",
        "me": False,
    }
    return thing(**(facts | changes))


def three(*, me: bool = False) -> list[Any]:
    return [
        bidder("91210100MA0CH00001", CHANGHE, "released", 1),
        bidder("91210100MA0BY00001", BAIYUN, "signed_in", 2, me=me),
        bidder("91210100MA0DS00001", CONSORTIUM, "waiting", 0),
    ]


def opened_three() -> list[Any]:
    return [
        bidder(
            "91210100MA0CH00001",
            CHANGHE,
            "opened",
            1,
            price=Decimal("6118200.00"),
            items=items("118", "合格", "周岚"),
        ),
        bidder(
            "91210100MA0BY00001",
            BAIYUN,
            "opened",
            2,
            price=Decimal("6040665.58"),
            items=items("120", "合格", "张临"),
            me=True,
        ),
        bidder("91210100MA0DS00001", CONSORTIUM, "revoked", 0, cause="not_released"),
    ]


CROWD = 40  # the gallery draws the real 1,528


def crowd(*, opened: bool = False, count: int = 0) -> list[Any]:
    chance = Random(2026)
    return [_one_of_many(chance, number, opened=opened) for number in range(1, (count or CROWD) + 1)]


def _one_of_many(chance: Random, number: int, *, opened: bool) -> Any:
    region = chance.choice(["安徽", "河南", "四川", "辽宁", "福建", "浙江", "江西", "云南"])
    name = f"{region}{chance.choice(['盛雄', '朝泓', '兴天地', '恒昌', '飞泰', '顺合'])}{number}建设工程有限公司"
    code = f"9100000000{number:08d}"
    if not opened:
        status = chance.choices(["released", "signed_in", "waiting"], [70, 20, 10])[0]
        order = 0 if status == "waiting" else number
        return bidder(
            code,
            name,
            status,
            order,
            at=at(16, 9, chance.randrange(4), chance.randrange(60)),
        )
    if number in (7, 30, 1200):
        return bidder(code, name, "revoked", 0, cause="not_released")
    price = (
        Decimal("53919880.00")
        if number == 900
        else Decimal(round(chance.gauss(18_380_000, 140_000), 2)).quantize(Decimal("0.01"))
    )
    return bidder(code, name, "opened", number, price=price, items=items("360", "合格", "周岚"))


def viewer(role: str, **changes: Any) -> Any:
    facts = {
        "role": role,
        "name": BAIYUN if role == "bidder" else AGENCY,
        "has_bid": role == "bidder",
        "version": 2,
        "signed_in": False,
        "released_at": None,
        "may_object": False,
        "confirms": False,
        "confirmed_at": None,
        "may_answer": False,
        "holds_key": False,
    }
    return thing(**(facts | changes))


def objections(*, answered: bool) -> list[Any]:
    first = thing(
        id=OBJECTION,
        name=CHANGHE,
        at=at(16, 9, 32, 10),
        text="请说明联合体未提交密钥的处理依据。",
        answer="依据电子招标投标办法第三十一条，视为撤销投标文件。",
        answered_at=at(16, 9, 34, 1),
        entry=48902,
    )
    second = thing(
        id=OBJECTION,
        name=BAIYUN,
        at=at(16, 9, 36, 51),
        text="请核对开标一览表中工期的单位。",
        answer="单位为日历天。" if answered else "",
        answered_at=at(16, 9, 38) if answered else None,
        entry=None,
    )
    return [first, second]


def tally(bids: int = 3, **changes: int) -> Any:
    facts = {
        "bids": bids,
        "signed_in": 2,
        "released": 1,
        "waiting": 2,
        "opened": 0,
        "failed": 0,
    }
    return thing(**(facts | changes))


def log() -> list[Any]:
    return [
        thing(at=at(16, 9, 1, 26), type="release.received", who=CHANGHE),
        thing(at=at(16, 9, 0, 44), type="bidder.signed_in", who=BAIYUN),
        thing(at=at(16, 9, 0, 2), type="opening.started", who=""),
        thing(at=at(16, 9), type="box.closed", who=""),
    ]


def page(stage: str, **changes: Any) -> dict[str, Any]:
    """The hall as its view makes it: the large parts come rendered."""
    context = _facts(stage) | changes
    part = {name: context[name] for name in ("hall", "tally", "bidders")}
    html = engine().get_template("hall/bidders.html").render(part)
    plot = engine().get_template("hall/_plot.html").render(part)
    return context | {"bidders_part": thing(html=html, bidders=len(context["bidders"])), "plot": plot}


def _facts(stage: str) -> dict[str, Any]:
    return {
        "hall": hall(stage),
        "tally": None,
        "bidders": [],
        "viewer": None,
        "objections": [],
        "confirmations": [],
        "signed": 0,
        "sees_findings": False,
        "asides": [],
        "log": [],
        "page_data": {"lot": str(LOT)},
    }


def _decrypting(who: Any = None, **changes: Any) -> dict[str, Any]:
    shown = {
        "tally": tally(),
        "bidders": three(me=bool(who)),
        "log": log(),
        "viewer": who,
    }
    return page("decrypting", **(shown | changes))


def _shown(stage: str, who: Any = None, **changes: Any) -> dict[str, Any]:
    names = [thing(name=CHANGHE, at=at(16, 9, 41)), thing(name=BAIYUN, at=None)]
    shown = {
        "tally": tally(signed_in=2, released=2, waiting=1, opened=2, failed=1),
        "bidders": opened_three(),
        "log": log(),
        "viewer": who,
        "objections": objections(answered=stage != "objections"),
        "confirmations": names if stage != "objections" else [],
    }
    return page(stage, **(shown | changes))


def _many(stage: str) -> dict[str, Any]:
    opened = stage not in ("decrypting", "unlocking")
    big = tally(1528, signed_in=1375, released=1066, waiting=462)
    after = tally(1528, signed_in=1525, released=1525, waiting=3, opened=1525, failed=3)
    shown = {
        "tally": after if opened else big,
        "bidders": crowd(opened=opened),
        "log": log(),
    }
    sitting = hall(stage, title="永春县桃溪滨水体育公园", ceiling=Decimal("19463742.00"))
    return page(stage, **(shown | {"hall": sitting}))


def record(count: int = 3) -> dict[str, Any]:
    found = opened_three() if count == 3 else crowd(opened=True, count=count)
    rows = [thing(**(vars(one) | {"released_at": one.at, "confirmed_at": None})) for one in found]
    times = [at(16, 9, 0, 4) + timedelta(seconds=7 * (i % 40) * (i % 7)) for i in range(len(rows) * 20)]
    shown = thing(
        title=TITLE,
        lot_id=LOT,
        lot_title="施工",
        lot_number=1,
        lot_code="E2101120502000417001001",
        tender_code="E2101120502000417001",
        deal_code="A01-912101000012345678-20260220-000001-6",
        principal=PRINCIPAL,
        agency=AGENCY,
        supervisor="沈阳市浑南区住房和城乡建设局",
        trade_id=TRADE,
        deadline=DEADLINE,
        closed_at=DEADLINE,
        window_opened_at=WINDOW_OPENED,
        window_closed_at=WINDOW_CLOSED,
        keys_published_at=at(16, 9, 30, 3),
        opened_at=SHOWN,
        published_at=RECORDED,
        training=True,
        box_size=len(rows),
        box_root=ROOT,
        bids=len(rows),
        opened=sum(row.price is not None for row in rows),
        not_opened=sum(row.price is None for row in rows),
        hash=HASH,
        entry=49011,
        checkpoint=49012,
        items=items(),
        rows=rows,
        objections=objections(answered=True),
        confirmations=[
            thing(name=CHANGHE, at=at(16, 9, 41)),
            thing(name=BAIYUN, at=None),
        ],
    )
    return {
        "record": shown,
        "released_times": times,
        "verify_url": "http://localhost:8000/verify/",
    }


def _hall(context: Any, role: str = "") -> Sample:
    return Sample("hall/hall.html", context, URL, role)


SAMPLES = {
    "hall/before": _hall(lambda: page("bidding")),
    "hall/before-bidder": _hall(lambda: page("bidding", viewer=viewer("bidder")), "bidder"),
    "hall/before-agency": _hall(lambda: page("announced", viewer=viewer("agency")), "agency"),
    "hall/before-without": _hall(lambda: page("bidding", viewer=viewer("bidder", has_bid=False)), "bidder"),
    "hall/held": _hall(lambda: page("held", viewer=viewer("bidder")), "bidder"),
    "hall/closed": _hall(lambda: page("closed", viewer=viewer("bidder")), "bidder"),
    "hall/decrypting": _hall(_decrypting),
    "hall/decrypting-bidder": _hall(lambda: _decrypting(viewer("bidder", may_object=True)), "bidder"),
    "hall/decrypting-released": _hall(
        lambda: _decrypting(viewer("bidder", signed_in=True, released_at=at(16, 9, 3, 8))),
        "bidder",
    ),
    "hall/decrypting-many": _hall(lambda: _many("decrypting")),
    "hall/unlocking": _hall(lambda: page("unlocking", tally=tally(), bidders=three(), log=log())),
    "hall/unlocking-agency": _hall(
        lambda: page(
            "unlocking",
            tally=tally(),
            bidders=three(),
            viewer=viewer("agency", holds_key=True),
        ),
        "agency",
    ),
    "hall/objections": _hall(lambda: _shown("objections")),
    "hall/objections-bidder": _hall(lambda: _shown("objections", viewer("bidder", may_object=True)), "bidder"),
    "hall/objections-agency": _hall(lambda: _shown("objections", viewer("agency", may_answer=True)), "agency"),
    "hall/objections-many": _hall(lambda: _many("objections")),
    "hall/confirming": _hall(lambda: _shown("confirming", viewer("bidder", confirms=True)), "bidder"),
    "hall/opened": _hall(lambda: _shown("opened")),
    "hall/failed": _hall(lambda: page("failed")),
    "hall/failed-keys": _hall(lambda: page("failed", hall=hall("failed", window_closed_at=WINDOW_CLOSED))),
    "hall/record": Sample("hall/record.html", record, f"{URL}record/"),
    "hall/record-many": Sample("hall/record.html", lambda: record(60), f"{URL}record/"),
    "hall/part-state": Sample("hall/state.html", lambda: _decrypting(), URL),
    "hall/part-plot": Sample("hall/_plot.html", lambda: _shown("objections"), URL),
}
