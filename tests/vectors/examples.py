"""Puts the vectors into the pages of docs/spec: `python -m tests.vectors.examples`.

A line `<!-- example: bids.json bid.statement -->` says what the fenced block after it shows. A test holds the pages
against the vectors, so that no example is ever wrong.
"""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LONGEST = 320
PAGES = HERE.parent.parent / "docs" / "spec"
_BLOCK = re.compile(r"(<!-- example: (\S+) (\S+)( header)? -->\n```\w*\n)(.*?)(\n```)", re.DOTALL)


def filled(page: str) -> str:
    """The page with every example as the vectors have it."""
    return _BLOCK.sub(lambda found: found[1] + _example(found[2], found[3], bool(found[4])) + found[6], page)


def main() -> None:
    for path in sorted(PAGES.glob("*.md")):
        page = path.read_text(encoding="utf-8")
        path.write_text(filled(page), encoding="utf-8")
        sys.stdout.write(f"{len(_BLOCK.findall(page))} examples in {path.name}\n")


def _example(file: str, path: str, header: bool) -> str:
    value: Any = json.loads((HERE / file).read_text(encoding="utf-8"))
    for step in path.split("."):
        value = value[int(step)] if isinstance(value, list) else value[step]
    if header:
        data = base64.b64decode(value)
        end = data.index(b"\n", data.index(b"\n--- ") + 1)
        return data[:end].decode() + f"\n[{len(data) - end - 1} bytes]"
    if isinstance(value, str):
        return value.rstrip("\n") if not value.startswith("{") else _lines(json.loads(value))
    return _lines(value)


def _lines(value: Any, width: int = 116) -> str:
    """JSON as short as it can be read: what fits in a line stays in a line, and long ciphertext is cut."""
    return "\n".join(_wrapped(_cut(value), "", "", width))


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cut(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_cut(member) for member in value]
    return value[:96] + "…" if isinstance(value, str) and len(value) > LONGEST else value


def _wrapped(value: Any, indent: str, lead: str, width: int) -> list[str]:
    flat = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if len(indent) + len(lead) + len(flat) <= width or not isinstance(value, dict | list) or not value:
        return [indent + lead + flat]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    members = sorted(value.items()) if isinstance(value, dict) else [(None, member) for member in value]
    lines = [indent + lead + opening]
    for number, (name, member) in enumerate(members, 1):
        label = "" if name is None else json.dumps(name, ensure_ascii=False) + ":"
        added = _wrapped(member, indent + " ", label, width)
        if number < len(members):
            added[-1] += ","
        # Short members share a line.
        room = width - len(lines[-1])
        if len(added) == 1 and len(lines) > 1 and lines[-1].endswith(",") and len(added[0].lstrip()) <= room:
            lines[-1] += added[0].lstrip()
        else:
            lines += added
    return [*lines, indent + closing]


if __name__ == "__main__":
    main()
