"""The lines of the log in a bundle: entries with their salt, or commitments of what is not public, each with its proof."""

from dataclasses import dataclass
from typing import Final

from trading.domain import entries
from trading.domain.canonical import FormatError, Json, JsonObject, decode, encode, parse_base64
from trading.domain.entries import SYSTEM, Entry
from trading.domain.fields import Fields
from trading.domain.rotations import KEY_ROTATED, LoggedRotation, read_rotation

_PUBLIC: Final = frozenset(("entry", "index", "proof", "salt"))
_HIDDEN: Final = frozenset(("commitment", "index", "proof", "seq"))


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of entries.jsonl or parties.jsonl. `entry` is None where it is not public."""

    index: int
    seq: int
    commitment: bytes
    proof: tuple[bytes, ...]
    entry: Entry | None


def read_log_lines(data: bytes) -> list[LogLine]:
    """All lines of a file of entries. Raises `FormatError`."""
    if data and not data.endswith(b"\n"):
        raise FormatError("the last line does not end")
    return [_log_line(decode(line)) for line in data.split(b"\n")[:-1]]


def _log_line(value: JsonObject) -> LogLine:
    if "entry" not in value:
        fields = Fields(value, _HIDDEN, "line")
        return LogLine(
            fields.integer("index"), fields.integer("seq", 1), fields.binary("commitment", 32), _proof(fields), None
        )
    fields = Fields(value, _PUBLIC, "line")
    content = fields.object("entry")
    entry = entries.parse(content)
    commitment = entries.commitment(fields.binary("salt", entries.SALT_SIZE), encode(content))
    return LogLine(fields.integer("index"), entry.seq, commitment, _proof(fields), entry)


def rotation_in(line: LogLine, origin: str) -> LoggedRotation:
    """The rotation of a key that the line logs. Raises `FormatError`."""
    entry = line.entry
    if entry is None or (entry.type, entry.facts.trade, entry.facts.by) != (KEY_ROTATED, None, SYSTEM):
        raise FormatError(f"log entry {line.index} is not {KEY_ROTATED} by the platform")
    return LoggedRotation(line.index, entry.facts.recorded_at, read_rotation(entry.body, origin))


def _proof(fields: Fields) -> tuple[bytes, ...]:
    return tuple(_node(node) for node in fields.array("proof"))


def _node(value: Json) -> bytes:
    node = parse_base64(value) if isinstance(value, str) else b""
    if len(node) != 32:
        raise FormatError("a node of a proof has 32 bytes")
    return node
