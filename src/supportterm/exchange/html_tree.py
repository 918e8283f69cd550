"""HTML of a page as a small tree that knows where each of its parts stood. Whoever wrote it: it is only read."""

import html
import re
from collections.abc import Iterator
from typing import Final

MAX_PAGE: Final = 4 << 20
"""Characters of a page that are read."""
MAX_DEPTH: Final = 60
"""Elements in elements; deeper ones are taken for their content."""
_VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
UNSEEN: Final = frozenset({"script", "style", "template", "head", "title", "noscript", "iframe", "object"})
"""Elements whose content is no text for people."""
_ENDS: Final = {
    "p": frozenset({"p"}),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
}
"""Elements that the beginning of another ends, when nobody ended them."""
_KEEPS: Final = frozenset({"ul", "ol", "table", "blockquote", "div", "body"})
"""Nothing outside of these is ended from within."""
_RAW: Final = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in ("script", "style")}
"""Elements in which nothing is an element."""
_MAX_TAG: Final = 8_192
_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9:._-]{0,60})")
_REST: Final = re.compile(r"[^>\"']*+(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*+>")
_ATTRIBUTE: Final = re.compile(r"([A-Za-z_:][A-Za-z0-9:._-]{0,60})\s*+(?:=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++))?")


class Node:
    """An element, or with an empty *tag* a text. *start* and *end* say where it stood in the page."""

    __slots__ = ("attributes", "children", "end", "start", "tag", "text")

    def __init__(self, tag: str, start: int, attributes: dict[str, str] | None = None, text: str = "") -> None:
        self.tag = tag
        self.start = start
        self.end = start
        self.attributes = attributes or {}
        self.text = text
        self.children: list[Node] = []

    def words(self) -> str:
        """All text in it."""
        return self.text + "".join(child.words() for child in self.children)

    def find(self, tag: str) -> "Node | None":
        """The first element with this name in it, however deep."""
        return next((node for node in self.walk() if node.tag == tag), None)

    def walk(self) -> Iterator["Node"]:
        for child in self.children:
            yield child
            yield from child.walk()


def tree(source: str) -> tuple[str, Node]:
    """As much of a page as is read, and its root; positions are of that."""
    page = source[:MAX_PAGE]
    reader = _Reader(page)
    reader.read()
    return page, reader.root


class _Reader:
    """One walk through the page, whatever is in it."""

    def __init__(self, page: str) -> None:
        self._page = page
        self.root = Node("", 0)
        self._open = [self.root]
        self._unseen = 0
        """How many elements without text for people are open."""

    def read(self) -> None:
        at, end = 0, len(self._page)
        while at < end:
            mark = self._page.find("<", at)
            if mark < 0 or self._page.find(">", mark) < 0:
                self._text(at, end)
                break
            if mark > at:
                self._text(at, mark)
            at = self._markup(mark)
        self._end(1, end)
        self.root.end = end

    def _markup(self, at: int) -> int:
        """What begins with the `<` there; where it is over."""
        page = self._page
        if page.startswith("<!--", at):
            return self._past("-->", at + 4)
        if page.startswith("<![CDATA[", at):
            end = self._past("]]>", at)
            self._text(at, end, page[at + 9 : end - 3])
            return end
        if page.startswith(("<!", "<?"), at):
            return self._past(">", at)
        name = _NAME.match(page, at)
        rest = _REST.match(page, name.end(), min(len(page), at + _MAX_TAG)) if name is not None else None
        if name is None or rest is None:
            self._text(at, at + 1)
            return at + 1
        tag = name[1].lower()
        if page[at + 1] == "/":
            self._closes(tag, rest.end())
        else:
            self._opens(tag, at, rest.end(), page[name.end() : rest.end() - 1])
        if tag in _RAW and self._open[-1].tag == tag:
            close = _RAW[tag].search(page, rest.end())
            return close.start() if close is not None else len(page)
        return rest.end()

    def _opens(self, tag: str, start: int, end: int, inside: str) -> None:
        if self._unseen:
            self._unseen += tag in UNSEEN and not inside.endswith("/")
            return
        self._close_before(tag, start)
        told = {found[1].lower(): html.unescape((found[2] or "").strip("\"'")) for found in _ATTRIBUTE.finditer(inside)}
        node = Node(tag, start, told)
        node.end = end
        self._open[-1].children.append(node)
        if tag in _VOID or inside.endswith("/"):
            return
        self._unseen = int(tag in UNSEEN)
        if self._unseen or len(self._open) < MAX_DEPTH:
            self._open.append(node)

    def _closes(self, tag: str, end: int) -> None:
        if self._unseen:
            self._unseen -= tag in UNSEEN
            if self._unseen:
                return
        place = next((n for n in range(len(self._open) - 1, 0, -1) if self._open[n].tag == tag), 0)
        if place:
            self._end(place, end)

    def _text(self, start: int, end: int, words: str | None = None) -> None:
        if self._unseen:
            return
        node = Node("", start, text=html.unescape(self._page[start:end]) if words is None else words)
        node.end = end
        self._open[-1].children.append(node)

    def _close_before(self, tag: str, at: int) -> None:
        ended = _ENDS.get(tag, frozenset())
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag in ended:
                self._end(place, at)
                return
            if self._open[place].tag in _KEEPS:
                return

    def _end(self, place: int, at: int) -> None:
        for node in self._open[place:]:
            node.end = at
        del self._open[place:]

    def _past(self, mark: str, at: int) -> int:
        end = self._page.find(mark, at)
        return end + len(mark) if end >= 0 else len(self._page)
