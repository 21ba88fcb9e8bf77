"""applications.json: an application to be qualified with one file, its hand-over, and hand-overs that are none of it."""

import base64
from dataclasses import replace
from io import BytesIO

from bidding.domain.drafting import BidDraft, PlainFile, seal_bid
from bidding.domain.forms import ItemKind, OpeningItem
from bidding.domain.handovers import make_handover
from tests.vectors.cast import BAIYUN, CHANGHE, DOCUMENT, EVALUATION, KEYHOLDERS, PLACE, Fixed, account

ITEMS = (
    OpeningItem("certificate", ItemKind.TEXT, "资质证书编号", "Certificate number"),
    OpeningItem("qualification", ItemKind.TEXT, "资质类别和等级", "Qualification class"),
)
STATED = {"certificate": "D221012345", "qualification": "市政公用工程施工总承包二级"}
FILE = "资质证书的内容。\n".encode() * 9


def make() -> dict[str, object]:
    outs = {0: BytesIO(), 1: BytesIO()}
    place = replace(PLACE, envelope="qualification")
    draft = BidDraft(place, BAIYUN, 1, None, DOCUMENT, KEYHOLDERS, ITEMS, STATED)
    files = (PlainFile("资质证书.pdf", "application/pdf", BytesIO(FILE)),)
    sealed = seal_bid(draft, account("Baiyun"), files, outs.__getitem__, Fixed("application Baiyun 1"))
    other = seal_bid(replace(draft, bidder=CHANGHE), account("Changhe"), random=Fixed("application Changhe 1"))
    keys, baiyun = sealed.attachment_keys, account("Baiyun")
    handover = make_handover(sealed.signed, sealed.form.file_key, keys, baiyun, Fixed("handover"))
    objects = [sealed.form.data, *(out.getvalue() for _, out in sorted(outs.items()))]
    strange = make_handover(other.signed, other.form.file_key, (), account("Changhe"), Fixed("handover Changhe"))
    by_another = make_handover(sealed.signed, sealed.form.file_key, keys, account("Changhe"), Fixed("handover 2"))
    return {
        "application": sealed.signed.bytes.decode(),
        "hash": sealed.signed.hash,
        "evaluation": EVALUATION.text,
        "handover": handover.bytes.decode(),
        "file_keys": {"form": sealed.form.file_key.hex(), "attachments": [key.hex() for key in keys]},
        "items": STATED,
        "objects": [base64.b64encode(data).decode() for data in objects],
        "opening_items": [item.members() for item in ITEMS],
        "plain_file": base64.b64encode(FILE).decode(),
        "must_fail": [
            {"why": "of another application", "handover": strange.bytes.decode()},
            {"why": "signed by another key", "handover": by_another.bytes.decode()},
        ],
    }
