"""The drawings of the product: icons, state shapes, the split tally. Data, read by the tags in `mz`.

Every drawing is inline SVG, so that it prints, follows the text colour and needs no request.
"""

from dataclasses import dataclass

ICONS: dict[str, str] = {
    "search": '<circle cx="9" cy="9" r="5.5"/><path d="m13 13 4.5 4.5"/>',
    "go": '<path d="M3.5 10h13m-5-5 5 5-5 5"/>',
    "back": '<path d="M16.5 10h-13m5-5-5 5 5 5"/>',
    "download": '<path d="M10 3v10m-4-4 4 4 4-4M3.5 17h13"/>',
    "upload": '<path d="M10 13V3M6 7l4-4 4 4M3.5 17h13"/>',
    "print": '<path d="M6 7V2.5h8V7M6 14H3V7h14v7h-3M6 11.5h8v6H6z"/>',
    "copy": '<path d="M7 7h10v10H7zM4 13H3V3h10v1"/>',
    "key": '<circle cx="6.5" cy="10" r="3.5"/><path d="M10 10h7.5v3.5M14.5 10v2.5"/>',
    "lock": '<path d="M4.5 9h11v8.5h-11zM7 9V6a3 3 0 0 1 6 0v3"/>',
    "info": '<circle cx="10" cy="10" r="7.5"/><path d="M10 9v5M10 6.2v.1"/>',
    "good": '<circle cx="10" cy="10" r="7.5"/><path d="m6.5 10.2 2.5 2.5 4.6-5"/>',
    "warn": '<path d="M10 2.5 18 17H2zM10 8v4M10 14.4v.1"/>',
    "refused": '<circle cx="10" cy="10" r="7.5"/><path d="m7.2 7.2 5.6 5.6M12.8 7.2l-5.6 5.6"/>',
    "late": '<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10l3 2"/>',
    "offline": '<path d="M3 8a10 10 0 0 1 14 0M6 11.4a6 6 0 0 1 8 0M10 15.5v.1M3 3l14 14"/>',
}

_SQUARE_TICK = "M1 1h14v14H1zm5.7 9.9 6-6-1.3-1.3-4.7 4.7-2.2-2.2-1.3 1.3z"
_RING = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3"
_HALF = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m0 2a5 5 0 0 1 0 10z"
_DIAMOND_CROSS = (
    "M8 0 16 8 8 16 0 8zM5.9 4.6 4.6 5.9 6.7 8l-2.1 2.1 1.3 1.3L8 9.3l2.1 2.1 1.3-1.3L9.3 8l2.1-2.1-1.3-1.3L8 6.7z"
)
_SEALED = "M1 1h14v14H1zm2 2v10h10V3zm2 2h6v6H5z"


@dataclass(frozen=True)
class Shape:
    """A state's shape and the tone it has unless a page says otherwise ("" is quiet)."""

    drawing: str
    tone: str = ""


def _filled(path: str) -> str:
    return f'<path d="{path}" fill-rule="evenodd"/>'


SHAPES: dict[str, Shape] = {
    "todo": Shape(_filled(_RING)),
    "half": Shape(_filled(_HALF), "live"),
    "live": Shape(
        '<circle class="pulse" cx="8" cy="8" r="8"/><circle cx="8" cy="8" r="5"/>',
        "live",
    ),
    "done": Shape(_filled(_SQUARE_TICK), "live"),
    "good": Shape(_filled(_SQUARE_TICK), "good"),
    "paused": Shape(_filled("M2 2h4.5v12H2zM9.5 2H14v12H9.5z"), "warn"),
    "note": Shape(_filled("M8 1 15.5 15H.5z"), "warn"),
    "bad": Shape(_filled(_DIAMOND_CROSS), "bad"),
    "none": Shape(_filled("M1 7h14v2H1z")),
    "sealed": Shape(_filled(_SEALED)),
    "keyed": Shape(_filled("M1 1h14v14H1z"), "live"),
    "opened": Shape(_filled("M1 1h14v14H1z"), "live"),
    "keyholder": Shape('<path d="M1 1h14L1 15z"/><path d="M15 1v14H1v-1.5h12.5V1z"/>', "warn"),
}

# The two halves of the tally: whole (proved), open (not yet compared), off (they do not match).
TALLIES: dict[str, tuple[str, str]] = {
    "": ("M2 2h12v7h-4v6h4v7H2z", "M15 2h7v20h-7v-8h-4v-4h4z"),
    "open": ("M1 2h11v7H8v6h4v7H1z", "M16 2h7v20h-7v-7h-4V9h4z"),
    "off": ("M1 1h12v7H9v6h4v7H1z", "M15 4h8v19h-8v-7h-4v-4h4z"),
}
