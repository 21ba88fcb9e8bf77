"""The invented pool of the demo world: 300 people of the majors that works need, through the import that people use."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, timedelta

from bidding.simulation.cast import PASSWORD
from experts.domain.pool_file import COLUMNS, identity_check
from experts.models import Expert, MajorCode
from experts.selectors.sealing import identity_hash
from experts.services.importing import import_experts
from trading.domain.regions import REGIONS
from trading.models import User

SIZE = 300
EXPERT = "weiyi"
"""The account of the first of them."""

SURNAMES = "韦许严杨于袁岳詹赵郑钟周朱邹左孔曹魏陶姜戚谢喻柏水窦章云苏潘葛奚范彭郎鲁"
GIVEN = "一文立本正平安远志明思齐若水清和景行克勤守信以宁德润知行惟实敬之"
FIELDS = ("A0801", "A0802", "A0803", "A0804", "A0601", "A0602", "A0404", "A0504", "A0701", "A0303")
EMPLOYERS = (
    "市政工程设计研究院",
    "建筑设计院",
    "工程造价咨询有限公司",
    "公路工程局",
    "建设工程质量检测中心",
    "理工大学",
)
CITIES = ("210102", "210103", "210106", "210112", "210113", "210202", "210203", "210302", "210303", "210402")


def make_demo_pool() -> int:
    """Bring the invented experts into an empty pool; returns how many were new. A pool with people in it stays as it is."""
    if Expert.objects.exists():
        return 0
    report = import_experts(data=demo_file())
    _link_first()
    return report.new


def demo_file(seed: int = 0) -> bytes:
    """The file, always the same for the same seed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(_rows(random.Random(seed)))  # noqa: S311 - it makes people up, not keys
    return out.getvalue().encode()


def identity_of(n: int) -> str:
    """The invented number of the n-th person, with a true check character."""
    born = date(1965, 1, 1) + timedelta(days=37 * n)
    digits = f"210102{born:%Y%m%d}{n % 1000:03d}"
    return digits + identity_check(digits)


def _rows(chance: random.Random) -> Iterator[dict[str, str]]:
    codes = [code for code in MajorCode.objects.values_list("code", flat=True) if len(code) == 7]
    by_field = {field: [code for code in codes if code.startswith(field)] for field in FIELDS}
    for n in range(SIZE):
        field = FIELDS[n % len(FIELDS)]
        city = CITIES[n % len(CITIES)]
        started = date(1992 + chance.randint(0, 20), 7, 1)
        yield {
            "identity": identity_of(n),
            "name": _name(chance) if n else "韦一",
            "title": "高级" if chance.random() < 0.9 else "同等专业水平",
            "working_since": started.isoformat(),
            "region": city,
            "majors": ";".join(chance.sample(by_field[field], min(3, len(by_field[field])))),
            "employer_code": "",
            "employer_name": f"{REGIONS[city[:4] + '00']}第{chance.randint(1, 9)}{chance.choice(EMPLOYERS)}",
            "employed_since": (started + timedelta(days=chance.randint(0, 3000))).isoformat(),
            "phone": f"024-{20000000 + n}",
            "email": "",
        }


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def _link_first() -> None:
    """One of them has an account, so that a visitor can see an expert's own pages."""
    first = Expert.objects.get(identity_hash=identity_hash(identity_of(0)))
    user, created = User.objects.get_or_create(username=EXPERT, defaults={"full_name": first.name})
    if created:
        user.set_password(PASSWORD)
        user.save()
    Expert.objects.filter(pk=first.pk, user=None).update(user=user)
