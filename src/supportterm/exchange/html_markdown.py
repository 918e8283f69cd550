"""HTML of an article → Markdown that people can read, search and edit, and what of it Markdown can't say."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urljoin

from supportterm.core.safe import safe_url
from supportterm.exchange.html_tree import UNSEEN, Node

_PLAIN: Final = frozenset({
    "p", "div", "section", "article", "header", "footer", "main", "span", "font", "tbody", "thead", "tfoot", "body",
    "html", "label", "figure", "figcaption", "center", "u", "small", "big", "abbr", "cite", "dl", "dt", "dd",
    "address", "nav", "aside", "details", "summary", "colgroup", "col",
})  # fmt: skip
"""Elements of which only the content counts."""
_BLOCKS: Final = frozenset({
    "p", "div", "section", "article", "header", "footer", "main", "ul", "ol", "li", "table", "blockquote", "pre",
    "hr", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "center", "dl", "dt", "dd", "address", "nav",
    "aside", "details", "summary", "body", "html",
})  # fmt: skip
_HOLDERS: Final = frozenset({"div", "section", "article", "main", "body", "html", "header", "footer", "center"})
_MARKS: Final = {"strong": "**", "b": "**", "em": "*", "i": "*", "dfn": "*", "var": "*"}
_BREAK: Final = "\0"
"""The end of a line within a paragraph, until it is written."""
_CODE: Final = frozenset({"code", "kbd", "samp", "tt"})
_SPANS: Final = ("colspan", "rowspan")
_STYLES: Final = re.compile(r"color|background|font|align|border|width", re.IGNORECASE)
_SPACES: Final = re.compile(r"[\s\xa0]+")
_SPECIAL: Final = re.compile(r"[\\`*]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|\[(?=[^\]\n]{0,300}\]\()|!(?=\[)")
_LEADING: Final = re.compile(r"^(\s*)(#{1,6}(?=\s)|>|[-+](?=\s)|(?:={3,}|-{3,}|~{3,})|\|)", re.MULTILINE)
_NUMBERED: Final = re.compile(r"^(\s*\d{1,9})([.)])(?=\s)", re.MULTILINE)
_LANGUAGE: Final = re.compile(r"(?:language|lang|brush)[-: ]+([A-Za-z0-9+#-]{1,20})")


class Dialect:
    """HTML as it is. Where a system has elements of its own a subclass says what they mean."""

    def __init__(self, base: str = "") -> None:
        """*base*: the address that links of a page are relative to."""
        self.base = base

    def said(self, writer: "Writer", node: Node) -> str | None:
        """The Markdown of an element that HTML does not know; None: it is none of this dialect's own."""
        return None

    def inside(self, node: Node) -> list[Node] | None:
        """What an element holds that is only there for the blocks in it; None for a block."""
        return node.children if node.tag in _HOLDERS and any(map(self.stands, node.children)) else None

    def stands(self, node: Node) -> bool:
        """Whether an element stands by itself, not within a line."""
        return node.tag in _BLOCKS


class Writer:
    """Writes nodes as Markdown. `lost`: what was met that Markdown can't say, in words for people."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.lost: set[str] = set()

    # --- blocks

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Paragraphs, lists and the like, with a line between them."""
        parts: list[str] = []
        run: list[Node] = []
        for node in nodes:
            if self._dialect.stands(node):
                parts += [self._paragraph(run), self.block(node)]
                run = []
            else:
                run.append(node)
        parts.append(self._paragraph(run))
        return "\n\n".join(part for part in parts if part)

    def block(self, node: Node) -> str:
        """One element that stands by itself."""
        told = self._dialect.said(self, node)
        if told is not None:
            return told
        self._mind_style(node)
        match node.tag:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                words = self.inline(node.children).replace(_BREAK, " ").strip()
                return f"{'#' * int(node.tag[1])} {words}" if words else ""
            case "ul" | "ol":
                return self._list(node)
            case "blockquote":
                return _indented(self.blocks(node.children), "> ", "> ")
            case "pre":
                return self.fence(node.words(), _language(node))
            case "table":
                return self._table(node)
            case "hr":
                return "---"
            case "li":
                return f"- {self.blocks(node.children)}"
        if node.tag not in _PLAIN:
            self.lost.add(f"<{node.tag}>")
        return "" if node.tag in UNSEEN else self.blocks(node.children)

    def fence(self, code: str, language: str = "") -> str:
        """Code as it is."""
        longest = max((len(found) for found in re.findall(r"`{3,}", code)), default=2)
        marks = "`" * max(3, longest + 1)
        return f"{marks}{language}\n{code.strip(chr(10))}\n{marks}"

    def _paragraph(self, nodes: Sequence[Node]) -> str:
        text = self.inline(nodes).strip(f" \n{_BREAK}").replace(_BREAK, "\\\n")
        return _NUMBERED.sub(r"\1\\\2", _LEADING.sub(r"\1\\\2", text))

    def _list(self, node: Node) -> str:
        items, number = [], int(start) if (start := node.attributes.get("start", "1")).isdecimal() else 1
        for child in node.children:
            if not child.tag and not child.text.strip():
                continue
            text = self._item(child)
            if not text:
                continue
            marker = "- " if node.tag == "ul" else f"{number}. "
            number += 1
            items.append(_indented(text, marker, " " * len(marker)))
        loose = any("\n\n" in item for item in items)
        return ("\n\n" if loose else "\n").join(items)

    def _item(self, node: Node) -> str:
        """A list within an item comes right after its words."""
        nodes = node.children if node.tag == "li" else [node]
        place = next((n for n, child in enumerate(nodes) if child.tag in ("ul", "ol")), len(nodes))
        words, rest = self.blocks(nodes[:place]), self.blocks(nodes[place:])
        return "\n".join(part for part in (words, rest) if part)

    def _table(self, node: Node) -> str:
        rows = [row for row in node.walk() if row.tag == "tr"]
        if any(inner.tag == "table" for inner in node.walk()):
            self.lost.add("a table in a table")
        cells = [[cell for cell in row.children if cell.tag in ("td", "th")] for row in rows]
        cells = [row for row in cells if row]
        if not cells:
            return self.blocks(node.children) if node.words().strip() else ""
        if any(cell.attributes.get(way, "1") not in ("", "1") for row in cells for cell in row for way in _SPANS):
            self.lost.add("cells over several columns or rows")
        texts = [[self._cell(cell) for cell in row] for row in cells]
        width = max(map(len, texts))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in texts]
        return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])

    def _cell(self, node: Node) -> str:
        if any(self._dialect.stands(child) and child.tag not in ("p", "div") for child in node.walk()):
            self.lost.add("lists and the like in a table")
        self._mind_style(node)
        text = self.inline(node.children, deep=True).replace(_BREAK, " ")
        return " ".join(text.replace("|", "\\|").split())

    # --- within lines

    def inline(self, nodes: Iterable[Node], *, deep: bool = False) -> str:
        """*deep*: also what stands by itself becomes part of the line."""
        return _joined(self._span(node, deep) for node in nodes)

    def _span(self, node: Node, deep: bool) -> str:
        if not node.tag:
            return escaped(_SPACES.sub(" ", node.text))
        told = self._dialect.said(self, node)
        if told is not None:
            return told
        self._mind_style(node)
        if node.tag == "br":
            return _BREAK
        if node.tag in _CODE:
            return _code(node.words())
        if node.tag == "a":
            return self._link(node, deep)
        if node.tag == "img":
            return self._picture(node)
        inner = self.inline(node.children, deep=deep)
        mark = _MARKS.get(node.tag)
        if mark is not None:
            return _marked(inner, mark)
        if node.tag not in _PLAIN and not (deep and node.tag in _BLOCKS):
            self.lost.add(f"<{node.tag}>")
        return f" {inner} " if deep and node.tag in _BLOCKS else inner

    def _link(self, node: Node, deep: bool) -> str:
        words, target = self.inline(node.children, deep=deep), self.target(node.attributes.get("href", ""))
        if not target:
            if node.attributes.get("href"):
                self.lost.add("a link that leads nowhere from here")
            return words
        if not words.strip():
            return ""
        return f"<{target}>" if node.words().strip() == target else f"[{words.strip()}]({target})"

    def _picture(self, node: Node) -> str:
        target = self.target(node.attributes.get("src", ""))
        words = escaped(_SPACES.sub(" ", node.attributes.get("alt", "")).strip())
        if not target:
            self.lost.add("a picture")
            return words
        return f"![{words}]({target})"

    def target(self, address: str) -> str:
        """Where a link leads; empty for what is no address to open."""
        base = self._dialect.base
        whole = urljoin(base, address.strip()) if base else address.strip()
        found = safe_url(whole)
        return found.replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C") if found else ""

    def _mind_style(self, node: Node) -> None:
        if _STYLES.search(node.attributes.get("style", "")):
            self.lost.add("colours and other styles")


def _joined(parts: Iterable[str]) -> str:
    """One blank where two parts both bring one; none after a line's end."""
    pieces: list[str] = []
    last = ""
    for part in parts:
        piece = part.lstrip(" ") if last in (" ", _BREAK) else part
        pieces.append(piece)
        last = piece[-1:] or last
    return "".join(pieces).replace(f" {_BREAK}", _BREAK)


def escaped(text: str) -> str:
    """*text* as Markdown in which nothing of it is a mark."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text.replace(_BREAK, "\ufffd"))


def _marked(text: str, mark: str) -> str:
    words = text.strip()
    if not words or words.startswith("*"):
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _code(text: str) -> str:
    plain = " ".join(text.replace("\xa0", " ").split())
    if not plain:
        return ""
    marks = "`" * (max((len(found) for found in re.findall(r"`+", plain)), default=0) + 1)
    pad = " " if plain[0] == "`" or plain[-1] == "`" else ""
    return f"{marks}{pad}{plain}{pad}{marks}"


def _language(node: Node) -> str:
    inner = node.find("code")
    classes = " ".join(one.attributes.get("class", "") for one in (node, inner) if one is not None)
    found = _LANGUAGE.search(classes)
    return found[1] if found else ""


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join((first if n == 0 else rest) + line if line else rest.rstrip() for n, line in enumerate(lines))
