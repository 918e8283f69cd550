"""Markdown as rows: headings, emphasis, lists, code, tables, quotes, and links that show where they go.

Parsed piece by piece, so that the first screen of a very long text costs what a short one does. HTML in the
source is shown as the text it is; an image is named, never fetched.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from supportterm.core.article_links import ARTICLE
from supportterm.core.safe import safe, safe_url
from supportterm.tui.render.glyphs import UNICODE, Glyphs
from supportterm.tui.render.line import BLANK, Line, Span
from supportterm.tui.render.links import mark, mark_row
from supportterm.tui.render.pieces import pieces
from supportterm.tui.render.table import table_rows
from supportterm.tui.render.wrap import wrap, wrap_spans

_NARROWEST = 12
"""Cells below which nesting adds no more indent."""
_INLINE_STYLES = {"em": "emph", "strong": "strong", "s": "strike"}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def markdown(source: str, width: int, glyphs: Glyphs = UNICODE, *, keep_breaks: bool = False) -> Iterator[Line]:
    """The rows of *source*, at most *width* cells each. Lazy.

    *keep_breaks*: a single line end in the source ends the row, as people mean it in a message; else lines flow.
    """
    writer = _Writer(glyphs, keep_breaks)
    first = True
    for piece, parsable in pieces(source):
        if not first:
            yield BLANK
        first = False
        if parsable:
            yield from writer.flow(SyntaxTreeNode(_parser().parse(safe_block(piece))).children, width)
        else:
            for source_line in safe_block(piece).split("\n"):
                yield from (mark_row(row) for row in wrap(source_line, width))


class _Writer:
    """Rows of a syntax tree. Every block is written for its inner width; its container puts the indent before it."""

    def __init__(self, glyphs: Glyphs, keep_breaks: bool) -> None:
        self._glyphs = glyphs
        self._keep_breaks = keep_breaks

    def flow(self, nodes: Iterable[SyntaxTreeNode], width: int, *, tight: bool = False) -> Iterator[Line]:
        for index, node in enumerate(nodes):
            if index and not tight:
                yield BLANK
            yield from self._block(node, width)

    def _block(self, node: SyntaxTreeNode, width: int) -> Iterator[Line]:
        match node.type:
            case "paragraph":
                yield from wrap_spans(self._inline(node), width)
            case "heading":
                yield from wrap_spans(self._inline(node, "heading" if node.tag in ("h1", "h2") else "strong"), width)
            case "bullet_list" | "ordered_list":
                yield from self._list(node, width)
            case "blockquote":
                bar = (Span(f"{self._glyphs.quote} ", "quote"),)
                yield from _indented(self.flow(node.children, _inner(width, bar)), bar, bar, width, "quote")
            case "fence" | "code_block":
                yield from self._code(node.content, width)
            case "hr":
                yield Line((Span(self._glyphs.rule * width, "rule"),))
            case "table":
                yield from self._table(node, width)
            case _:
                yield from wrap_spans((Span(safe_block(node.content)),), width)

    def _list(self, node: SyntaxTreeNode, width: int) -> Iterator[Line]:
        number = int(node.attrs.get("start", 1))
        tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
        for index, item in enumerate(node.children):
            if index and not tight:
                yield BLANK
            bullet = f"{number + index}. " if node.type == "ordered_list" else f"{self._glyphs.bullet} "
            first, rest = (Span(bullet, "bullet"),), (Span(" " * len(bullet)),)
            rows = self.flow(item.children, _inner(width, first), tight=tight)
            yield from _indented(rows, first, rest, width)

    def _code(self, content: str, width: int) -> Iterator[Line]:
        gutter = (Span("  ", "code"),)
        rows = (
            Line((Span(row, "code"),))
            for source_line in safe_block(content).rstrip("\n").expandtabs(4).split("\n")
            for row in wrap(source_line, _inner(width, gutter))
        )
        yield from _indented(rows, gutter, gutter, width)

    def _table(self, node: SyntaxTreeNode, width: int) -> Iterator[Line]:
        cells = [
            [tuple(self._inline(cell, "strong" if cell.type == "th" else "")) for cell in row.children]
            for part in node.children
            for row in part.children
        ]
        yield from table_rows(cells, width, self._glyphs)

    def _inline(self, node: SyntaxTreeNode, style: str = "") -> Iterator[Span]:
        for child in node.children:
            yield from self._span(child, style)

    def _span(self, node: SyntaxTreeNode, style: str) -> Iterator[Span]:
        match node.type:
            case "inline":
                yield from self._inline(node, style)
            case "softbreak":
                yield Span("\n" if self._keep_breaks else " ", style)
            case "hardbreak":
                yield Span("\n", style)
            case "code_inline":
                yield Span(safe_block(node.content), f"{style} code".strip())
            case "em" | "strong" | "s":
                yield from self._inline(node, f"{style} {_INLINE_STYLES[node.type]}".strip())
            case "link":
                yield from self._link(node, style)
            case "image":
                alt = safe_block(node.content) or "image"
                yield Span(f"[image: {alt}]", f"{style} dim".strip())
                yield _target(str(node.attrs.get("src", "")))
            case _:
                yield from mark(safe_block(node.content), style)

    def _link(self, node: SyntaxTreeNode, style: str) -> Iterator[Span]:
        href = str(node.attrs.get("href", ""))
        words = "".join(span.text for span in self._inline(node))
        if words in (href, href.removeprefix("mailto:")) and safe_url(href):
            yield Span(words, f"{style} link".strip())
            return
        for span in self._inline(node, style):
            yield Span(span.text, f"{span.style} link".strip())
        yield _target(href)


def _target(href: str) -> Span:
    """Where a link goes, always in sight: what it is called was chosen by who wrote it."""
    if href.startswith(ARTICLE):
        return Span(f" <article {safe_block(href.removeprefix(ARTICLE))}>", "target")
    url = safe_url(href)
    return Span(f" <{url}>", "target") if url else Span(f" <{safe_block(href)}, not to be opened>", "warn")


def safe_block(text: str) -> str:
    return safe(text, keep_newlines=True)


def _inner(width: int, indent: tuple[Span, ...]) -> int:
    room = width - Line(indent).cells
    return room if room >= _NARROWEST else width


def _indented(
    rows: Iterable[Line], first: tuple[Span, ...], rest: tuple[Span, ...], width: int, style: str = ""
) -> Iterator[Line]:
    lead = first if _inner(width, first) < width else ()
    for row in rows:
        spans = tuple(Span(span.text, f"{style} {span.style}".strip()) for span in row.spans) if style else row.spans
        yield Line((*lead, *spans), row.act)
        if lead:
            lead = rest
