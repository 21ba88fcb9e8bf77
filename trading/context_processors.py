"""What every page shows: the platform's time, who is signed in, and where the ledger stands."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from trading.models import Checkpoint
from trading.selectors.dialogue import unread
from trading.views.access import actor_of
from trading.views.kept import written_at


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The latest checkpoint; `witness` is "" while nobody cosigns."""

    size: int
    at: datetime
    root: str
    witness: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """The `platform` of templates/base.html."""

    now: datetime
    role: str
    organisation: str
    demo: bool
    checkpoint: TreeHead | None
    contact: str
    unread: int


def platform(request: HttpRequest) -> dict[str, object]:
    """Looked up when a page asks for it, once a page."""
    return {"platform": SimpleLazyObject(lambda: _platform(request))}


def _platform(request: HttpRequest) -> Platform:
    actor = actor_of(request)
    return Platform(
        now=written_at(request),
        role=actor.role.value if actor.role else "",
        organisation=actor.name,
        demo=not settings.IS_PRODUCTION,
        checkpoint=_tree_head(),
        contact="",
        unread=unread(actor),
    )


def _tree_head() -> TreeHead | None:
    last = Checkpoint.objects.order_by("-id").only("size", "signed_at", "root").first()
    return TreeHead(size=last.size, at=last.signed_at, root=last.root) if last else None
