"""What is on a paper."""

from pathlib import Path

from pypdf import PdfReader


def words_of(paper: Path) -> str:
    """Its text without spaces, as somebody would copy it."""
    return "".join("".join(page.extract_text() for page in PdfReader(paper).pages).split())
