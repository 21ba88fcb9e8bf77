"""The invented people and organisations of the demo world, and the projects they build."""

from dataclasses import dataclass

from stdnum.cn import uscc

from trading.domain.actors import Role

PASSWORD = "mingzheng-demo"  # noqa: S105 - printed at the start; production has no such accounts


@dataclass(frozen=True, slots=True)
class Player:
    """One account: its log-in, and the organisation and role it acts in."""

    username: str
    full_name: str
    organisation: str
    serial: int
    role: Role
    region: str = "210100"

    @property
    def uscc(self) -> str:
        """An invented code with a true check digit."""
        body = f"91{self.region}MA{self.serial:07d}"
        return body + uscc.calc_check_digit(body)


AGENCY = Player("anshan", "安珊", "鞍山招标代理有限公司", 1, Role.AGENCY, "210300")
BIDDERS = (
    Player("baiyun", "白芸", "白云建设集团有限公司", 11, Role.BIDDER),
    Player("changhe", "常河", "长河市政工程有限公司", 12, Role.BIDDER),
    Player("daishan", "戴珊", "岱山生态园林工程有限责任公司", 13, Role.BIDDER, "210200"),
    Player("emei", "鄂梅", "峨眉路桥建设有限公司", 14, Role.BIDDER),
)
LATECOMER = Player("fushun", "傅顺", "抚顺浑河建筑工程有限公司", 15, Role.BIDDER, "210400")
"""Bids, and then never comes to the opening."""

YOU = Player("dongfang", "东方", "东方建筑工程有限公司", 16, Role.BIDDER)
"""Played by whoever sits before the screen."""

SUPERVISOR = Player("jiandu", "简督", "沈阳市公共资源交易监督管理局", 21, Role.SUPERVISOR)
KEEPER = Player("guanli", "关理", "沈阳市公共资源交易中心", 22, Role.ADMINISTRATOR)
"""Keeps the pool of experts and the calendar."""

MEMBER = "pingwei"
"""The accounts of experts that were drawn and accepted, with a number each: the first four sit on the committee that is at
work, those after them on the one that reviews applications."""
DECLINING = "xiejue"
"""The accounts of experts that were drawn and declined, the first time they were."""

EVERYBODY = (AGENCY, *BIDDERS, LATECOMER, YOU, SUPERVISOR, KEEPER)


@dataclass(frozen=True, slots=True)
class Project:
    """`ceiling` in yuan with two decimals, "" for none."""

    title: str
    principal: str
    region: str
    industry: str
    trade_class: str
    summary: str
    lot: str
    ceiling: str


PROJECTS = (
    Project(
        "浑南区沈水湾健身步道改造工程",
        "沈阳市浑南区城市建设局",
        "210112",
        "E48",
        "A02",
        "改造健身步道 4.6 公里，含铺装、照明、排水和绿化，工期 360 日历天。",
        "步道土建与安装",
        "6310520.53",
    ),
    Project(
        "和平区老旧小区供热管网更新工程",
        "沈阳市和平区房产局",
        "210102",
        "E48",
        "A02",
        "更新二次供热管网 12 公里，惠及 31 个小区，须在供暖期前完成。",
        "供热管网更新",
        "18350000.00",
    ),
    Project(
        "铁西区第二中学综合楼新建工程",
        "沈阳市铁西区教育局",
        "210106",
        "E47",
        "A01",
        "新建五层综合楼一栋，建筑面积 8,600 平方米，框架结构。",
        "综合楼施工总承包",
        "42600000.00",
    ),
    Project(
        "沈北新区蒲河桥梁加固工程",
        "沈阳市沈北新区交通运输局",
        "210113",
        "E48",
        "A10",
        "加固桥梁两座，更换支座与伸缩缝，施工期间半幅通行。",
        "桥梁加固",
        "9280000.00",
    ),
)
