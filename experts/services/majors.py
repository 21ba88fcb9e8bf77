"""The code table of specialities: a new edition adds codes and renames; no code that somebody has goes away."""

from dataclasses import dataclass

from django.db import transaction

from experts.models import MajorCode

LENGTHS = (3, 5, 7)


class MajorsRefused(Exception):
    """Nothing was changed; the message says why, with the line."""


@dataclass(frozen=True, slots=True)
class Loaded:
    new: int
    renamed: int


@transaction.atomic
def load_majors(*, text: str) -> Loaded:
    """Take a table of `code<TAB>name` lines, each below the code it begins with. Raises `MajorsRefused`."""
    table = _read(text)
    known = dict(MajorCode.objects.values_list("code", "name"))
    for code in table:
        if len(code) > 3 and code[:-2] not in table and code[:-2] not in known:
            raise MajorsRefused(f"{code} stands below {code[:-2]}, which is in no table.")
    rows = [MajorCode(code=code, name=name) for code, name in table.items() if known.get(code) != name]
    MajorCode.objects.bulk_create(rows, update_conflicts=True, update_fields=["name"], unique_fields=["code"])
    new = sum(row.code not in known for row in rows)
    return Loaded(new, len(rows) - new)


def _read(text: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        code, name = (part.strip() for part in line.partition("\t")[::2])
        letters = code[:1] in ("A", "B", "C") and code[1:].isascii() and code[1:].isdigit()
        if "\0" in line or not name or len(name) > 100 or len(code) not in LENGTHS or not letters:
            raise MajorsRefused(f"Line {number} is no code of 3, 5 or 7 characters, a tab and a name.")
        if code in table:
            raise MajorsRefused(f"Line {number}: {code} stands twice.")
        table[code] = name
    if not table:
        raise MajorsRefused("There is no line in it.")
    return table
