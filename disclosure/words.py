"""Words of a text, for finding it: what is written into the index, what a question asks of it, and what matched. Pure.

A run of Han characters is known by every word of the dictionary in it and by every single character; any other run of
letters and digits by itself, and in names and codes by each of its ends as well. So whatever part of a name or a code somebody
asks for is found (a property of the tests): the words of the part are among the words of the whole.

It stands beside the domain, which the verifier shares: a verifier needs no dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import rjieba

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS: Final = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
IS_HAN: Final = re.compile(rf"[{HAN}]")
LONGEST_RUN: Final = 64
"""Of letters and digits; what comes after is not looked for. A unified code has 40."""
SHORTEST_BEGINNING: Final = 2
"""A single letter or digit is looked for as it is; more than one as the beginning of a run."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that has to be there; `begins`: or one that begins with it."""

    word: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as it was written; `hit`: it is what was looked for."""

    text: str
    hit: bool


def index_words(heads: Iterable[str], texts: Iterable[str]) -> set[str]:
    """The words by which something is found. `heads`: names and codes, of which any part is found."""
    words = {word for head in heads for run in runs_of(head) for word in _of_head(run)}
    return words | {word for text in texts for run in runs_of(text) for word in _of_text(run)}


def terms_of(question: str) -> tuple[Term, ...]:
    """What a question asks for, all of it; nothing where it has neither letters nor digits."""
    return tuple(dict.fromkeys(term for run in runs_of(question) for term in _asked(run)))


def runs_of(text: str) -> Iterator[str]:
    """The runs of Han characters, and those of other letters and digits, in small letters of one width."""
    return (run.group()[:LONGEST_RUN] if not _is_han(run.group()) else run.group() for run in _runs(text))


def marked(text: str, question: str, *, most: int | None = None) -> tuple[Piece, ...]:
    """The text in pieces, with what matched; `most`: the part around the best match, of about that many characters."""
    spans = _spans(text, question)
    start, end = (0, len(text)) if most is None else _window(text, spans, most)
    pieces = list(_pieces(text, [span for span in spans if span[0] < end and span[1] > start], start, end))
    if start > 0:
        pieces.insert(0, Piece("…", hit=False))
    if end < len(text):
        pieces.append(Piece("…", hit=False))
    return tuple(pieces)


def _of_head(run: str) -> Iterator[str]:
    yield from _of_text(run)
    if not _is_han(run):
        yield from (run[place:] for place in range(1, len(run)))


def _of_text(run: str) -> Iterator[str]:
    if not _is_han(run):
        yield run
        return
    yield from run
    yield from rjieba.cut_all(run)


def _asked(run: str) -> Iterator[Term]:
    if not _is_han(run):
        yield Term(run, begins=len(run) >= SHORTEST_BEGINNING)
        return
    # Without guessed words: only words of the dictionary, and single characters, are surely among those of the whole.
    yield from map(Term, rjieba.cut(run, hmm=False))


def _runs(text: str) -> Iterator[re.Match[str]]:
    return RUNS.finditer(unicodedata.normalize("NFKC", text).lower())


def _is_han(run: str) -> bool:
    return IS_HAN.match(run) is not None


def _spans(text: str, question: str) -> list[tuple[int, int]]:
    """Where that stands which was asked for: as it was written, else its words; neighbours and overlaps are one."""
    flat = _same_length(text)
    sought = {word for run in runs_of(question) for word in ((run,) if run in flat else _words_asked(run))}
    if not sought:
        return []
    found = re.finditer("|".join(map(re.escape, sorted(sought, key=len, reverse=True))), flat)
    spans: list[tuple[int, int]] = []
    for start, end in (match.span() for match in found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _words_asked(run: str) -> Iterator[str]:
    return (term.word for term in _asked(run))


def _same_length(text: str) -> str:
    """As the words were made, but character by character, so that a place in it is a place in the text."""
    flat = {ord(one): unicodedata.normalize("NFKC", one).lower() for one in set(text)}
    return text.translate({code: one for code, one in flat.items() if len(one) == 1})


def _window(text: str, spans: Sequence[tuple[int, int]], most: int) -> tuple[int, int]:
    """Around the longest match, the first of them: a single character says less than the word that was asked for."""
    if len(text) <= most:
        return 0, len(text)
    first = max(spans, key=lambda span: (span[1] - span[0], -span[0]), default=(0, 0))
    start = max(0, min(first[0] - most // 4, len(text) - most))
    return start, start + most


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    place = start
    for first, last in ((max(one, start), min(other, end)) for one, other in spans):
        if first > place:
            yield Piece(text[place:first], hit=False)
        yield Piece(text[first:last], hit=True)
        place = last
    if place < end:
        yield Piece(text[place:end], hit=False)
