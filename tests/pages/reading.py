"""Reading a rendered page: just enough HTML to ask it whether it is whole."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass(frozen=True)
class Tag:
    """An element as it opens, with the names of those around it."""

    name: str
    attributes: dict[str, str]
    around: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass
class Page(HTMLParser):
    """All elements of a page in order; `unclosed` are mistakes."""

    tags: list[Tag] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}, tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.mistakes.append(f"</{tag}> closes {self._open[-1:]}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def all(self, *names: str) -> list[Tag]:
        """Elements of these names, without what stands in a `template`: no page has it until a script clones it."""
        return [tag for tag in self.tags if tag.name in names and "template" not in tag.around]


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page
