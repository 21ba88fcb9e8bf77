"""Finding something among many: the index of words against `icontains`, which the list of trades searched by before.

Both are asked the same questions over as many rows with the same titles, codes and names, and give the newest twenty.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from uuid import uuid4

import psycopg2
from django.core.paginator import Paginator
from django.db.models import Q

from disclosure.domain.asking import Asked
from disclosure.models import ImportedNotice
from disclosure.selectors.found import find
from disclosure.services.indexing import index_imported
from tests.support import world
from tests.support.cast import make_agency
from trading.models import Trade
from trading.selectors.lists import with_lots
from trading.selectors.trades import announced_trades

ROWS_AT_ONCE = 500
PAGE = 20
QUESTIONS = 120
SAMPLED = 2_000
"""Rows by which it is measured how fast the index is written."""
PLACES = (
    "浑南区",
    "沈河区",
    "铁西区",
    "桃溪",
    "青岭县",
    "临江市",
    "海川",
    "德清县",
    "滑翔片区",
    "核桃坪",
    "大武口",
    "那曲",
)
THINGS = (
    "步道",
    "体育公园",
    "污水处理厂",
    "教学楼",
    "博物馆",
    "老旧小区",
    "桥梁",
    "排水管网",
    "图书馆",
    "食堂",
    "水库",
    "变电站",
)
WORKS = ("改造工程施工", "扩建项目", "设备采购", "监理服务", "勘察设计", "养护工程", "外墙保温工程", "提标改造工程")
SENTENCES = (
    "建设资金来自财政资金，已经落实。",
    "投标人应当具有市政公用工程施工总承包二级及以上资质，并在人员、设备、资金方面具有相应的施工能力。",
    "招标文件自公告之日起免费下载，不收取任何费用。",
    "工期二百七十日历天，质量要求合格，缺陷责任期二十四个月。",
    "供应商应当有食品经营许可证，服务期一年，合同一年一签。",
    "采购需求包括三维扫描设备、恒湿展柜和数字化管理软件。",
)


@dataclass(frozen=True, slots=True)
class Report:
    """Seconds; `ours` of the index, `before` of `icontains`. `rows_a_second`: how fast the index was written."""

    ours: float
    before: float
    usual_ours: float
    usual_before: float
    rows_a_second: float


def measure(owner_url: str, rows: int) -> Report:
    """Fill both, and ask both in turn, so that whatever else the machine does meets both."""
    chance = random.Random(1)
    titles = [_title(chance, number) for number in range(rows)]
    _fill_trades(titles)
    began = time.monotonic()
    _fill_index(titles[:SAMPLED], 0, chance)
    written = SAMPLED / (time.monotonic() - began)
    with closing(psycopg2.connect(owner_url)) as connection, connection, connection.cursor() as cursor:
        # So many at once are quicker without their index; what it costs a row is known by now.
        cursor.execute("SELECT pg_get_indexdef('notices_by_word'::regclass)")
        (definition,) = cursor.fetchone() or ("",)
        cursor.execute("DROP INDEX notices_by_word")
    _fill_index(titles[SAMPLED:], SAMPLED, chance)
    with closing(psycopg2.connect(owner_url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(definition)
        cursor.execute("ANALYZE")
    ours, before = list[float](), list[float]()
    for question in ["步道", *_questions(chance, titles)]:
        ours.append(_seconds(lambda text=question: find(Asked(text=text))))  # type: ignore[misc]
        before.append(_seconds(lambda text=question: _as_before(text)))  # type: ignore[misc]
    return Report(_p99(ours[1:]), _p99(before[1:]), _usual(ours[1:]), _usual(before[1:]), written)


def _as_before(text: str) -> Sequence[Trade]:
    """What the list of trades did: so many rows, counted."""
    columns = ("title", "tender_code", "project_code", "principal", "agency__name")
    found = announced_trades().filter(reduce(or_, (Q(**{f"{column}__icontains": text}) for column in columns)))
    return list(Paginator(with_lots(found), PAGE).get_page(1).object_list)


def _questions(chance: random.Random, titles: Sequence[str]) -> Iterator[str]:
    """Common words, rare ones, parts of names, codes, and what is nowhere."""
    for number in range(QUESTIONS):
        title = chance.choice(titles)
        yield (
            chance.choice(THINGS),
            chance.choice(PLACES),
            chance.choice(WORKS),
            title[:8],
            title[-6:],
            "月球基地",
            _code(chance.randrange(len(titles))),
            "工程",
        )[number % 8]


def _title(chance: random.Random, number: int) -> str:
    return f"{chance.choice(PLACES)}{chance.choice(THINGS)}{chance.choice(WORKS)}{number}号标段"


def _code(number: int) -> str:
    return f"A2106{number:015d}"


def _fill_trades(titles: Sequence[str]) -> None:
    tender = world.announce_tender(make_agency())
    model = tender.trade
    for start in range(0, len(titles), ROWS_AT_ONCE):
        Trade.objects.bulk_create(
            Trade(
                kind=model.kind,
                edition=model.edition,
                title=title,
                agency_id=model.agency_id,
                principal=model.principal,
                region=model.region,
                industry=model.industry,
                trade_class=model.trade_class,
                project_code=_code(number)[:17],
                tender_code=_code(number),
                announced_at=world.START + timedelta(minutes=number),
            )
            for number, title in enumerate(titles[start : start + ROWS_AT_ONCE], start=start)
        )


def _fill_index(titles: Sequence[str], first: int, chance: random.Random) -> None:
    for start in range(0, len(titles), ROWS_AT_ONCE):
        notices = [
            _notice(title, number, chance)
            for number, title in enumerate(titles[start : start + ROWS_AT_ONCE], start=first + start)
        ]
        index_imported(ImportedNotice.objects.bulk_create(notices))


def _notice(title: str, number: int, chance: random.Random) -> ImportedNotice:
    at = world.START + timedelta(minutes=number)
    return ImportedNotice(
        id=uuid4(),
        title=title,
        business="工程建设",
        kind="招标/资审公告",
        province="辽宁省",
        platform="临江市公共资源交易中心",
        code=_code(number),
        agency="浑南区城市建设局",
        text="\n".join(chance.sample(SENTENCES, 4)),
        published_at=at,
        imported_at=at,
    )


def _seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _p99(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


def _usual(seconds: Sequence[float]) -> float:
    return sorted(seconds)[len(seconds) // 2]
