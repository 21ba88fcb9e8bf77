"""A draw in words: its steps, its walk, and what the page's script is told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from experts.browser_words import WORDS
from experts.domain.draw import FrozenList, Purpose
from experts.domain.nonces import Party
from experts.domain.progress import HALVES, Progress
from experts.domain.walk import Result
from experts.models import Draw
from experts.selectors.draws import DrawInHand, openings_of
from experts.services.draw import tree_head_over
from experts.views.words import reason_word
from trading.domain.canonical import at_text, base64_text
from trading.domain.trade_time import trade_time
from trading.services.moments import segments_of
from trading.views.kept import written_at

PARTIES = {Party.AGENCY: _("招标代理机构"), Party.SUPERVISOR: _("监督部门"), Party.PLATFORM: _("平台")}
PURPOSES = {
    "experts": _("抽取评标专家"),
    "reviewers": _("抽取资格审查专家"),
    "coefficient": _("抽取系数"),
    "lottery": _("抽签"),
}
RESULTS = {
    Result.ACCEPTED: (_("接受"), "good"),
    Result.DECLINED: (_("谢绝"), "none"),
    Result.NO_ANSWER: (_("无人应答"), "none"),
    Result.RECUSED: (_("回避"), "note"),
    Result.STOOD_DOWN: (_("退出"), "note"),
    Result.PASSED: (_("不再符合条件，未通知"), "none"),
}
DONE, NOW, TODO, FAILED = "done", "now", "todo", "failed"
SHAPES = {DONE: ("done", _("完成")), NOW: ("live", _("进行中")), TODO: ("todo", _("等待")), FAILED: ("bad", _("作废"))}


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step: `state` is done, now, todo or failed; `shape` and `word` say it to people."""

    key: str
    title: str
    text: str
    state: str

    @property
    def shape(self) -> str:
        return SHAPES[self.state][0]

    @property
    def word(self) -> str:
        return str(SHAPES[self.state][1])


@dataclass(frozen=True, slots=True)
class CallShown:
    number: int
    blinded: str
    word: str
    shape: str
    reason: str


def steps_of(progress: Progress) -> list[StepShown]:
    """The steps of a draw, each with what is known of it."""
    done = _steps_done(progress)
    now = next((key for key, (finished, _text) in done.items() if not finished), None)
    over = progress.voided is not None
    return [
        StepShown(key, str(TITLES[key]), text, DONE if finished else _state(key == now, over))
        for key, (finished, text) in done.items()
    ]


TITLES = {
    "frozen": _("名单固定，由检查点覆盖"),
    "checked": _("监督部门核对名单"),
    "keys": _("三方各生成密钥"),
    "halves": _("三方各封存一个随机数，分成两半"),
    "acknowledged": _("三方确认收到的一半打得开"),
    "opened": _("全部打开，次序确定"),
}


def _state(is_now: bool, over: bool) -> str:
    if is_now:
        return FAILED if over else NOW
    return TODO


def _steps_done(progress: Progress) -> dict[str, tuple[bool, str]]:
    opened = len(HALVES) - len(progress.unopened)
    return {
        "frozen": (True, _counted(progress)),
        "checked": (progress.checked, ""),
        "keys": (len(progress.keys) == len(Party), names_of(progress.keys)),
        "halves": (len(progress.halves) == len(Party), names_of(progress.halves)),
        "acknowledged": (progress.complete, names_of(progress.acknowledged)),
        "opened": (progress.seed is not None, gettext("%(n)d 份，共 6 份") % {"n": opened} if opened else ""),
    }


def _counted(progress: Progress) -> str:
    size = {"n": progress.frozen.size}
    return (
        gettext("%(n)d 个候选值") % size
        if progress.frozen.purpose is Purpose.COEFFICIENT
        else gettext("%(n)d 人") % size
    )


def names_of(parties: Iterable[Party]) -> str:
    """In the order of the seed."""
    known = set(parties)
    return gettext("、").join(str(PARTIES[party]) for party in Party if party in known)


def row_of(found: DrawInHand) -> dict[str, Any]:
    """A draw in a list."""
    if found.is_void:
        shape, word = "bad", gettext("作废")
    elif found.is_ordered:
        shape, word = "done", gettext("次序已定")
    else:
        shape, word = "live", gettext("进行中")
    return {"draw": found.draw, "purpose": PURPOSES[found.draw.purpose], "shape": shape, "word": word}


def calls_of(progress: Progress) -> list[CallShown]:
    return [
        CallShown(
            call.number,
            call.blinded,
            str(RESULTS[call.result][0]),
            RESULTS[call.result][1],
            reason_word(call.reason or ""),
        )
        for call in progress.calls
    ]


def exclusions_of(listed: FrozenList) -> list[tuple[str, int]]:
    """How many are excluded for which reason, for the supervisor."""
    found = Counter(each.excluded for each in listed.listed if each.excluded)
    return [(reason_word(reason), number) for reason, number in sorted(found.items())]


def void_words(progress: Progress) -> str:
    """Why the draw is void."""
    voided = progress.voided
    if voided is None:
        return ""
    if voided.refused is not None:
        return gettext("%(who)s给出的一半打不开。") % {"who": PARTIES[voided.refused]}
    return gettext("%(who)s没有按时完成。") % {"who": names_of(voided.silent)}


CHECKS = [
    ("halves", _("三方的随机数都由各自的密钥签名，为这份名单封存")),
    ("seed", _("六份都打得开，算出的种子与账本一致")),
]


def checks_of() -> list[dict[str, str]]:
    """What a visitor's browser reckons again."""
    return [{"key": key, "title": str(title), "text": ""} for key, title in CHECKS]


def state_of(draw: Draw, progress: Progress) -> dict[str, Any]:
    """All that a script needs to draw, or to reckon the seed again; nothing of it is secret."""
    head = tree_head_over(draw)
    return {
        "checked": progress.checked,
        "keys": {party.value: key.members() for party, key in progress.keys.items()},
        "halves": {party.value: signed.bytes.decode() for party, signed in progress.halves.items()},
        "acknowledged": [party.value for party in Party if party in progress.acknowledged],
        "complete": progress.complete,
        "unopened": [[maker.value, to.value] for maker, to in progress.unopened],
        "opened": [
            {"file_key": base64_text(each.file_key), "maker": each.maker.value, "recipient": each.recipient.value}
            for each in openings_of(draw)
        ],
        "tree": None if head is None else {"root": head.root, "size": head.size},
        "seed": base64_text(progress.seed) if progress.seed else "",
        "voided": progress.voided is not None,
    }


DOORS = ("page", "state", "list", "key", "halves", "acknowledgement", "refusal", "opening")


def page_data(request: HttpRequest, draw: Draw, me: Party | None) -> dict[str, Any]:
    """For the script."""
    return {
        "csrf": get_token(request) if request.user.is_authenticated else "",
        "origin": settings.LOG_ORIGIN,
        "trade": str(draw.lot.trade_id),
        "lot": str(draw.lot_id),
        "envelope": "main",
        "party": None,
        "draw": str(draw.pk),
        "me": None if me is None else me.value,
        "root": draw.root,
        "size": draw.size,
        "now": at_text(trade_time(segments_of(draw.lot.trade), written_at(request))),
        "speed": 1,
        "receipt_keys": [],
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "urls": {name: reverse(f"draws:{name}", args=[draw.pk]) for name in DOORS},
        "words": {key: gettext(text) for key, text in WORDS.items()},
    }
