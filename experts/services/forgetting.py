"""What the outbox still holds of a trade's calls and reminders: names and telephones, which go with the trade (ADR 0010, 0014)."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from experts.models import Call, LookNotice


def forget_messages(trade_id: UUID) -> int:
    """Remove the messages of the trade's calls and reminders that no gateway has taken; returns how many. None is sent any more.

    Before the rows go: after them nobody knows which they were.
    """
    folder = Path(settings.VAR_DIR) / "outbox"
    calls = Call.objects.filter(request__lot__trade=trade_id).values_list("pk", flat=True)
    reminders = LookNotice.objects.filter(look__lot__trade=trade_id).values_list("pk", flat=True)
    keys = (*calls, *reminders)
    paths = [path for key in keys if (path := folder / f"{key}.json").exists()]
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)
