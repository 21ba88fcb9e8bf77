"""The invented medium of the demo world: it takes notices from the folder and publishes them nowhere."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from disclosure.domain.medium import Standing
from trading.domain.canonical import decode, sha256_hex
from trading.domain.notices import NoticeType
from trading.services.files import write_whole

ADDRESS: Final = "https://medium.example/notices/"
COMPLAINT: Final = "公告没有写明联系电话"
REFUSED: Final = NoticeType.TERMINATION
"""What it takes at the second time only, so that a newcomer sees a refusal."""


def answer_next(now: datetime) -> int:
    """Answer every notice that has no answer yet; returns how many. Only a platform without MEDIUM_URL has such a folder."""
    taken, answers = Path(settings.MEDIUM_DIR) / "out", Path(settings.MEDIUM_DIR) / "in"
    waiting = [path for path in sorted(taken.glob("*.json")) if not (answers / path.name).exists()]
    for path in waiting:
        write_whole(answers / path.name, json.dumps(_answer(path, answers, now), ensure_ascii=False).encode())
    return len(waiting)


def _answer(path: Path, answers: Path, now: datetime) -> dict[str, str]:
    message, seen = path.read_bytes(), answers / f"{path.stem}.seen"
    notice = decode(message)
    if notice["type"] == REFUSED and not seen.exists():
        seen.touch()
        return {"status": Standing.REFUSED, "reason": COMPLAINT}
    return {
        "status": Standing.PUBLISHED,
        "address": f"{ADDRESS}{notice['number']}",
        "published_at": now.isoformat(),
        "receipt": sha256_hex(message)[:16],
        "sha256": sha256_hex(message),
    }
