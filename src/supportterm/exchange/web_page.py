"""A page of HTML as an article: Markdown to read and edit, and the page again with what was changed of that.

The page is taken block by block: a paragraph, a list, a table. Where the Markdown is as it was its block of the page
stays as it was, byte for byte, with all that Markdown can't say; only what was changed is written anew.
"""

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from supportterm.exchange.html_markdown import Dialect, Writer
from supportterm.exchange.html_tree import Node, tree

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


class Block(NamedTuple):
    """A piece of a page."""

    source: str
    text: str
    """Its Markdown; empty: nothing of it can be read."""
    lost: tuple[str, ...]
    """What of it the Markdown does not say."""


class Patched(NamedTuple):
    page: str
    lost: tuple[str, ...]
    """What stood in the blocks that were changed and can't be said anew."""


def blocks(source: str, dialect: Dialect) -> list[Block]:
    """The pieces of a page in their order; together they are the page."""
    page, root = tree(source)
    found, at = [], 0
    for start, end, nodes in _pieces(root.children, dialect):
        if start > at:
            found.append(Block(page[at:start], "", ()))
        writer = Writer(dialect)
        text = writer.blocks(nodes).strip("\n")
        found.append(Block(page[max(at, start) : end], text, tuple(sorted(writer.lost))))
        at = max(at, end)
    if at < len(page):
        found.append(Block(page[at:], "", ()))
    return found


def _pieces(nodes: list[Node], dialect: Dialect) -> Iterator[tuple[int, int, list[Node]]]:
    """Where each block begins and ends, and what is in it; what only holds others is none itself."""
    run: list[Node] = []
    for node in nodes:
        if not dialect.stands(node):
            run.append(node)
            continue
        if run:
            yield run[0].start, node.start, run
            run = []
        if (within := dialect.inside(node)) is not None:
            yield from _pieces(within, dialect)
        else:
            yield node.start, node.end, [node]
    if run:
        yield run[0].start, run[-1].end, run


def markdown(pieces: list[Block]) -> str:
    """What people read of a page."""
    return "\n\n".join(piece.text for piece in pieces if piece.text)


def written(text: str) -> str:
    """Markdown as a page. HTML in it is text."""
    rendered: str = _renderer().render(text)
    return rendered.strip()


def renderer() -> "MarkdownIt":
    """Makes XHTML of Markdown, for who has some of it otherwise."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")


_renderer = cache(renderer)


def patched(pieces: list[Block], text: str, written: Callable[[str], str]) -> Patched:
    """The page with *text* for its Markdown; *written* makes HTML of Markdown."""
    new = text.strip("\n").split("\n")
    kept = dict(_kept(pieces, new))
    out: list[str] = []
    lost: set[str] = set()
    at = 0
    fresh: list[str] = []
    """What is to stand in the place of the next blocks that are gone."""
    for number, piece in enumerate(pieces):
        if not piece.text:
            out.append(piece.source)
            continue
        following = next((n for n in range(number, len(pieces)) if n in kept), len(pieces))
        start = kept[following][0] if following in kept else len(new)
        if start > at:
            gone = [one for one in pieces[number:following] if one.text]
            fresh = _dealt("\n".join(new[at:start]).strip("\n"), len(gone))
            lost.update(what for one in gone for what in one.lost if any(fresh))
            at = start
        if number in kept:
            out += [*map(written, filter(None, fresh)), piece.source]
            fresh, at = [], kept[number][1]
        elif fresh and (words := fresh.pop(0)):
            out.append(written(words))
    rest = [*fresh, "\n".join(new[at:]).strip("\n")]
    return Patched("".join([*out, *map(written, filter(None, rest))]), tuple(sorted(lost)))


def _dealt(text: str, places: int) -> list[str]:
    """*text* for so many places: one block of it for each when there are as many, else all of it for the first."""
    if places < 2 or not text:
        return [text]
    from markdown_it import MarkdownIt

    lines = text.split("\n")
    parser = MarkdownIt("commonmark").enable("table")
    starts = sorted({token.map[0] for token in parser.parse(text) if token.level == 0 and token.map})
    if len(starts) != places:
        return [text]
    ends = [*starts[1:], len(lines)]
    return ["\n".join(lines[start:end]).strip("\n") for start, end in zip(starts, ends, strict=True)]


def _kept(pieces: list[Block], new: list[str]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Blocks whose lines all stand in *new* together, by themselves, in order: number → lines from, to."""
    old: list[str] = []
    places = []
    for number, piece in enumerate(pieces):
        if piece.text:
            if old:
                old.append("")
            lines = piece.text.split("\n")
            places.append((number, len(old), len(old) + len(lines)))
            old += lines
    same = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    for number, start, end in places:
        run = next((m for m in same if m.a <= start and end <= m.a + m.size), None)
        if run is None:
            continue
        first = run.b + start - run.a
        last = first + end - start
        if (first == 0 or not new[first - 1].strip()) and (last == len(new) or not new[last].strip()):
            yield number, (first, last)
