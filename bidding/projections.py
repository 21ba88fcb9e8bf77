"""What watchers of a hall are told of each entry, and the stage it leads to (trading.live)."""

from collections.abc import Mapping
from typing import Any

from trading.domain.stages import Stage
from trading.live import PROJECTIONS, Event, Projection

STAGE_AFTER = {
    "documents.offered": Stage.BIDDING,
    "box.closed": Stage.CLOSED,
    "opening.started": Stage.DECRYPTING,
    "window.closed": Stage.UNLOCKING,
    "bids.opened": Stage.OBJECTIONS,
    "objections.closed": Stage.CONFIRMING,
    "record.published": Stage.OPENED,
    "lot.failed": Stage.FAILED,
    "incident.extended": Stage.BIDDING,
    "documents.objected": Stage.SUSPENDED,
    "trade.terminated": Stage.TERMINATED,
}
FIELDS = {
    "documents.offered": (),
    "documents.objected": ("answer_by",),
    "trade.terminated": ("reason",),
    "box.closed": ("root", "size"),
    "opening.started": (),
    "bidder.signed_in": ("bidder", "name"),
    "release.received": ("bidder",),
    "window.closed": ("live", "released"),
    "window.key_published": ("role",),
    "objection.raised": ("bidder", "name", "text", "objection", "subject"),
    "objection.answered": ("objection", "text"),
    "objections.closed": ("unanswered",),
    "record.confirmed": ("bidder", "name"),
    "record.published": ("record",),
    "lot.failed": ("reason",),
    "clock.moved": (),
    "incident.extended": ("deadline", "reason"),
    "incident.dismissed": ("reason",),
    "stop.ordered": ("reason",),
    "stop.lifted": ("reason",),
    "deposit.kept": ("bidder", "name"),
    "window.prolonged": ("until",),
    "form.supplied": ("bidder",),
}


def register() -> None:
    """Tell the live feed how to show the entries of the hall."""
    for type_, names in FIELDS.items():
        PROJECTIONS[type_] = _fields(type_, names)
    PROJECTIONS["bids.opened"] = _opened
    PROJECTIONS["incident.opened"] = _incident
    PROJECTIONS["documents.answered"] = _answered
    PROJECTIONS["deposits.stated"] = _stated


def _fields(type_: str, names: tuple[str, ...]) -> Projection:
    stage = {"stage": STAGE_AFTER[type_].value} if type_ in STAGE_AFTER else {}

    def project(body: Mapping[str, Any]) -> Event:
        return {name: body[name] for name in names} | stage

    return project


def _incident(body: Mapping[str, Any]) -> Event:
    """Only an outage across the deadline holds the lot."""
    told = {name: body[name] for name in ("step", "due_at", "done_at")}
    return told | {"stage": Stage.HELD.value} if body.get("held_until") else told


def _answered(body: Mapping[str, Any]) -> Event:
    """The last answer lets the lot go on."""
    return {"stage": Stage.BIDDING.value} if body["resumed"] else {}


def _opened(body: Mapping[str, Any]) -> Event:
    """All prices in one event; the keys stay in the bundle, where they are of use."""
    bids = [{name: value for name, value in bid.items() if name != "form_key"} for bid in body["bids"]]
    return {"bids": bids, "stage": Stage.OBJECTIONS.value}


def _stated(body: Mapping[str, Any]) -> Event:
    """How the deposits stood; the prices come with the next entry."""
    return {"deposits": [{name: one[name] for name in ("bidder", "form", "in_order")} for one in body["deposits"]]}
