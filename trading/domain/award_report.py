"""The written report to the supervisor (TL 47, O30 65), made of the public entries of the trade and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from trading.domain.awarded import AWARDED, CANDIDATES_SHOWN, CONTRACT_SIGNED
from trading.domain.bodies import ANNOUNCED, CREATED
from trading.domain.canonical import FormatError, JsonObject, at_text, encode
from trading.domain.entries import Entry

TYPE: Final = "mingzheng/award-report/v1"


def report_bytes(entries: Sequence[Entry], lot: UUID) -> bytes:
    """The report on the lot, canonical: scope, mode and notices, documents and criteria, committee's report, result.

    `entries`: the public ones of the trade up to now. Raises `FormatError` before the award.
    """
    created, announced = _last(entries, CREATED), _last(entries, ANNOUNCED)
    shown, awarded = _last(entries, CANDIDATES_SHOWN, lot), _last(entries, AWARDED, lot)
    lots = announced.body["lots"]
    found = (
        [each for each in lots if isinstance(each, dict) and each["lot"] == str(lot)] if isinstance(lots, list) else []
    )
    if not found:
        raise FormatError(f"lot {lot} was not announced")
    return encode(
        {
            "criteria": announced.body.get("grounds"),
            "documents": announced.body["documents"],
            "evaluation": {name: shown.body[name] for name in ("candidates", "evaluation", "report", "valid")},
            "lot": str(lot),
            "mode": {"edition": created.body["edition"], "kind": created.body["kind"]},
            "notices": [_line(entry) for entry in entries if _is_of(entry, lot)],
            "result": dict(awarded.body) | {"at": at_text(awarded.at)},
            "scope": {name: found[0].get(name) for name in ("ceiling", "code", "scope", "title")},
            "title": announced.body["title"],
            "type": TYPE,
        }
    )


def _line(entry: Entry) -> dict[str, object]:
    return {"at": at_text(entry.at), "seq": entry.seq, "type": entry.type}


def _is_of(entry: Entry, lot: UUID) -> bool:
    """The notices of the whole trade and of this lot; a contract that came before the report is named as well."""
    return entry.type in (ANNOUNCED, CANDIDATES_SHOWN, AWARDED, CONTRACT_SIGNED) and _of_lot(entry.body, lot)


def _of_lot(body: JsonObject, lot: UUID) -> bool:
    return body.get("lot", str(lot)) == str(lot)


def _last(entries: Sequence[Entry], type_: str, lot: UUID | None = None) -> Entry:
    found = [entry for entry in entries if entry.type == type_ and (lot is None or _of_lot(entry.body, lot))]
    if not found:
        raise FormatError(f"there is no {type_} yet")
    return found[-1]
