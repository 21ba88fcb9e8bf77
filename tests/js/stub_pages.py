"""The bare pages of the stub: the ids and parts that the browser code needs, and nothing to look at."""

import json
from collections.abc import Callable
from typing import Any

from tests.vectors.cast import BAIYUN, CHANGHE, NAMES, OPENING_ITEMS

STEPS = ("account", "keys", "seal", "rehearse", "recovery", "upload", "receipt")
STATES = ("waiting", "signed_in", "released", "opened", "revoked", "withdrawn")
RECOVERY = (
    '<section id="recovery" hidden><output data-part="passphrase"></output>'
    '<button data-part="download">download</button><input data-part="check"><input type="checkbox" data-part="stored">'
    '<p data-part="error" hidden></p><button data-part="go">go</button></section>'
)
KEYFILE = (
    '<form id="keyfile-form" hidden><input type="file" name="file"><input name="passphrase">'
    '<p data-part="error" hidden></p><button>open</button></form>'
)
MESSAGE = '<div id="message" hidden><b data-part="title"></b><p data-part="text"></p></div>'
STEP_TEMPLATES = (
    "".join(
        f'<template id="tpl-step-{name}"><span>{name}</span></template>' for name in ("wait", "now", "done", "failed")
    )
    + '<template id="tpl-field-error"><p class="error"><span data-slot="text"></span></p></template>'
)


def _page(name: str, script: str, body: str) -> Callable[[Any], str]:
    def render(platform: Any) -> str:
        data = json.dumps(platform.data(name)).replace("<", "\\u003c")
        return (
            f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{name}</title>{body}{MESSAGE}{KEYFILE}'
            f'{STEP_TEMPLATES}<script type="application/json" id="page-data">{data}</script>'
            f'<script type="module" src="/dist/{script}.js"></script>'
        )

    return render


def _steps(names: tuple[str, ...], attribute: str) -> str:
    item = '<li data-{0}="{1}"><span data-part="state"></span><p data-part="detail"></p><b data-part="figure"></b><progress data-part="progress" hidden></progress></li>'
    return "".join(item.format(attribute, name) for name in names)


FIELDS = "".join(
    f'<div class="field"><label for="i-{item.key}">{item.label}</label><input id="i-{item.key}" name="{item.key}"></div>'
    for item in OPENING_ITEMS
)
BID = (
    '<div id="errors" tabindex="-1" hidden><h2 data-part="title"></h2><ul data-part="list"></ul></div>'
    f'<form id="bid-form" novalidate>{FIELDS}<p data-words-for="price"></p>'
    '<div class="field"><input type="file" id="files" name="files" multiple></div><ul id="file-list"></ul>'
    '<p data-part="draft"></p><button id="seal">seal</button></form>'
    '<template id="tpl-file"><li><span data-slot="name"></span><button type="button" data-part="remove">x</button></li></template>'
    '<section id="pending" hidden><p data-part="text"></p><button data-part="continue">c</button><button data-part="discard">d</button></section>'
    '<section id="account-key" hidden><button data-part="file">file</button><button data-part="new">new</button></section>'
    f'<section id="sealing" hidden><ol id="steps">{_steps(STEPS, "step")}</ol>'
    f'<button id="pause" hidden>p</button><button id="back" hidden>b</button></section>{RECOVERY}'
)
RECEIPT = (
    '<p id="receipt-state"></p>'
    + "".join(
        f'<template id="tpl-receipt-{name}"><span>{name}</span></template>'
        for name in ("checking", "received", "final", "bad", "missing")
    )
    + f'<ol id="receipt-checks">{_steps(("signature", "bid", "deadline", "stored", "box"), "check")}</ol>'
    '<a id="receipt-download" download>d</a><button id="rehearse">r</button><div id="rehearse-result" hidden><p data-part="text"></p></div>'
    '<dl id="rehearse-items"></dl><form id="withdraw-form"><button>w</button></form>'
    '<dialog id="withdraw-dialog"><form method="dialog"><button value="withdraw">yes</button></form></dialog>'
)
HALL = (
    "{state}{bidders}"
    '<div id="hall-plot"></div><p id="connection"><span data-part="text"></span></p><ol id="hall-log"></ol>'
    + "".join(
        f'<template id="tpl-state-{name}"><span>{name} <i data-slot="time"></i></span></template>' for name in STATES
    )
    + '<template id="tpl-log"><li><time data-slot="time"></time><span data-slot="text"></span></li></template>'
    '<template id="tpl-price-row"><tr><td data-slot="order"></td><th data-slot="name"></th><td data-slot="price"></td>'
    '<td data-slot="words"></td><td data-slot="cause"></td><td data-slot="item-duration"></td><td data-part="state"></td></tr></template>'
)
AGENCY = f'<button id="make-keys">make</button>{RECOVERY}<p id="keys-done" hidden>done</p>'


def _state(platform: Any) -> str:
    return (
        f'<div id="hall-state" data-seq="{platform.seq}"><b id="stage">{platform.stage}</b><button id="open-bid">open</button>'
        '<button id="publish-window-key">publish</button><button data-post="sign_ins">sign in</button>'
        '<div id="open-result" hidden><b data-part="title"></b><p data-part="text"></p></div>'
        f'<ol id="open-steps">{_steps(("box", "keys", "seal", "send", "acknowledged"), "step")}</ol>'
        '<form id="objection-form"><textarea name="text" id="objection-text"></textarea><button id="object">o</button></form></div>'
    )


def _bidders(platform: Any) -> str:
    rows = ""
    if platform.stage != "bidding":
        rows = "".join(
            f'<tr data-bidder="{code}" data-name="{NAMES[code]}" data-s="waiting"><td data-part="signed_in"></td><td data-part="state"></td></tr>'
            for code in (BAIYUN, CHANGHE)
        )
    return (
        f'<div id="hall-bidders" data-seq="{platform.seq}"><b data-tally="released"></b><progress id="hall-progress"></progress>'
        '<p id="note" data-during="decrypting">soon</p>'
        f"<table data-before-prices><tbody>{rows}</tbody></table>"
        '<section id="hall-prices" hidden><h2 data-part="count"></h2><table><tbody id="price-rows"></tbody></table></section></div>'
    )


PAGES: dict[str, Callable[[Any], str]] = {
    "bid": _page("bid", "seal", BID),
    "receipt": _page("receipt", "receipt", RECEIPT),
    "agency": _page("agency", "agency_key", AGENCY),
    "hall": lambda platform: _page("hall", "hall", HALL.format(state=_state(platform), bidders=_bidders(platform)))(
        platform
    ),
    "hall/state": _state,
    "hall/bidders": _bidders,
    "hall/plot": lambda platform: '<figure id="plot">plot</figure>',
}
