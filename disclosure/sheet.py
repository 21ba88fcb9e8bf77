"""What all papers of the platform share: A4, one embedded font, real text, page x of y, and a foot on every page.

Pure of time and chance: the same calls give the same bytes.
"""

import io
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, LongTable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

FONTS: Final = Path(__file__).parent / "fonts"
REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
AUTHOR: Final = "明证公共资源交易平台"
TRAINING: Final = "训练项目，不产生法律效力"
MARGIN: Final = 16.0
WIDTH: Final = 178.0
"""Of the text, in millimetres."""

PADDING: Final = 6.0
"""What reportlab keeps free within a frame, in points."""

INK: Final = colors.HexColor("#14201e")
QUIET: Final = colors.HexColor("#4b5a57")
LINE: Final = colors.HexColor("#75847f")
HEAD: Final = colors.HexColor("#e9eeec")
PLAIN: Final = (("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0))


class Sheet:
    """A paper in the making. Texts come in as they are; what the font cannot draw is written by its number."""

    def __init__(self, title: str, *, foot: str, training: bool = False, lang: str = "zh-CN") -> None:
        _register_fonts()
        self._title, self._foot, self._training, self._lang = title, foot, training, lang
        self._story: list[Flowable] = []
        self._unknown = False

    def add(self, *flowables: Flowable) -> None:
        self._story += flowables

    def space(self, height: float = 4) -> None:
        self.add(Spacer(0, height * mm))

    def heading(self, words: str) -> None:
        self.add(self.text(words, 11.5, bold=True, spaceBefore=3 * mm, spaceAfter=1.5 * mm, keepWithNext=True))

    def title(self, words: str, *under: str) -> None:
        """The name of the paper, what it is about, and that it is of a trade in training where it is."""
        self.add(self.text(words, 20, bold=True, alignment=1, spaceAfter=2 * mm))
        self.add(*(self.text(line, 11, alignment=1, spaceAfter=1 * mm) for line in under))
        if self._training:
            self.add(self.text(TRAINING, 10, bold=True, alignment=1, spaceAfter=1 * mm))
        self.space(3)

    def text(self, words: str, size: float = 9.5, *, bold: bool = False, color: Any = INK, **more: Any) -> Paragraph:
        """A paragraph; it goes on on the next page where this one ends."""
        return Paragraph(_marked_up(self.legible(words)), style(size, BOLD if bold else REGULAR, color, **more))

    def prose(self, words: str) -> None:
        """Words of people, line by line as they wrote them."""
        self.add(*(self.text(line, leading=16, spaceAfter=1 * mm) for line in words.splitlines() if line.strip()))

    def facts(self, rows: Sequence[tuple[str, str]], width: float = WIDTH, *, name: float = 34) -> Table:
        """Names and values beside each other. A row may go on on the next page."""
        cells = [[self.text(label, 9, color=QUIET), self.text(value, 9)] for label, value in rows]
        table = Table(cells, colWidths=[name * mm, (width - name) * mm], splitInRow=1)
        table.setStyle(TableStyle(PLAIN))
        return table

    def grid(self, head: Sequence[str], rows: Sequence[Sequence[Flowable]], widths: Sequence[float]) -> LongTable:
        """A table whose head is repeated on every page."""
        cells = [[self.text(word, 8, bold=True) for word in head], *map(list, rows)]
        table = LongTable(cells, colWidths=[width * mm for width in widths], repeatRows=1)
        lines = (("GRID", (0, 0), (-1, -1), 0.4, LINE), ("BACKGROUND", (0, 0), (-1, 0), HEAD), PLAIN[0])
        table.setStyle(TableStyle(lines))
        return table

    def beside(self, left: Flowable, address: str) -> Table:
        """The paper's permanent address as a code beside something 146 mm wide."""
        table = Table([[left, qr(address)]], colWidths=[146 * mm, 32 * mm])
        table.setStyle(TableStyle(PLAIN))
        return table

    def legible(self, words: str) -> str:
        """Nothing is lost: 〔U+20BB7〕 stands for a character that the font does not have."""
        known = pdfmetrics.getFont(REGULAR).face.charToGlyph
        return "".join(self._written(sign) if ord(sign) not in known else sign for sign in words)

    def made(self) -> bytes:
        """The PDF."""
        if self._unknown:
            note = "字体没有的字以“〔U+编号〕”写出，编号是该字的统一码（Unicode）；原字见网页。"
            self.add(self.text(note, 8, color=QUIET, spaceBefore=3 * mm))
        out = io.BytesIO()
        document = SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=MARGIN * mm - PADDING,
            rightMargin=MARGIN * mm - PADDING,
            topMargin=20 * mm,
            bottomMargin=20 * mm,
            title=self._title,
            author=AUTHOR,
            creator=AUTHOR,
            lang=self._lang,
            invariant=True,
        )
        document.build(self._story, canvasmaker=lambda *of, **how: _Pages(*of, **how).with_foot(self._draw_foot))
        return out.getvalue()

    def _written(self, sign: str) -> str:
        if sign in "\n\r\t":
            return " " if sign == "\t" else sign
        if unicodedata.category(sign) == "Cf":  # invisible, so nothing is lost with it
            return ""
        self._unknown = True
        return f"〔U+{ord(sign):04X}〕"

    def _draw_foot(self, canvas: Canvas, page: int, pages: int) -> None:
        canvas.setFont(REGULAR, 7)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN * mm, 11 * mm, self.legible(self._foot))
        canvas.drawRightString(A4[0] - MARGIN * mm, 11 * mm, f"第 {page} 页 共 {pages} 页")
        if self._training:
            canvas.setFont(BOLD, 8)
            canvas.drawRightString(A4[0] - MARGIN * mm, A4[1] - 13 * mm, TRAINING)


class _Pages(Canvas):  # type: ignore[misc]
    """Holds its pages back until it is known how many they are."""

    def with_foot(self, draw: Any) -> "_Pages":
        self._draw, self._held = draw, list[dict[str, Any]]()
        return self

    def showPage(self) -> None:  # noqa: N802 - the name is of reportlab
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        held, draw = self._held, self._draw
        for number, page in enumerate(held, start=1):
            self.__dict__.update(page)
            draw(self, number, len(held))
            Canvas.showPage(self)
        Canvas.save(self)


def style(size: float, font: str = REGULAR, color: Any = INK, **more: Any) -> ParagraphStyle:
    shape = {"wordWrap": "CJK", "leading": size * 1.5} | more
    return ParagraphStyle(name=f"{font}{size}", fontName=font, fontSize=size, textColor=color, **shape)


def qr(address: str) -> Image:
    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=4, border=2)
    picture.seek(0)
    return Image(picture, 28 * mm, 28 * mm)


def _marked_up(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "<br/>".join(safe.splitlines())


@cache
def _register_fonts() -> None:
    """Raises FileNotFoundError before `make setup` has fetched the fonts."""
    for name, file in ((REGULAR, "NotoSansSC_400Regular.ttf"), (BOLD, "NotoSansSC_700Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))
