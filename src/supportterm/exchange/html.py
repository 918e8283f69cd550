"""HTML of a mail → text to read.

A linear scan without recursion: nothing is fetched, run or nested deeper than a number. Where a link
leads is shown whenever its text does not say so itself. What the sender hid stays hidden (it is in the
original), unless nothing else is there.
"""

import html
import re
from typing import Final

from supportterm.exchange.flow import Flow

MAX_TAGS: Final = 40_000
"""Tags that are looked at; what comes after is stripped of its tags without layout."""
MAX_DEPTH: Final = 400
_MAX_TAG: Final = 8_192
_MAX_QUOTED_TAGS: Final = 2_000

_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_NAME: Final = re.compile(r"/?[A-Za-z][A-Za-z0-9:-]{0,40}")
_QUOTED_TAG: Final = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][A-Za-z0-9:-]{0,40})\s*+(?:=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'>]++))?")
_HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|(?:font-size|max-height|line-height)\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_ANY_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_URL_LIKE: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNSEEN: Final = _names(
    "script style title template noframes xmp iframe object applet svg math select datalist audio video canvas"
)
"""Elements whose content is not text for people."""
_CLOSERS: Final = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in _UNSEEN}
_VOID: Final = _names("area base br col embed hr img input link meta param source track wbr")
_PARAGRAPHS: Final = _names("p h1 h2 h3 h4 h5 h6 ul ol dl table pre figure address")
_LINES: Final = _names(
    "div tr li dt dd section article header footer main nav aside form fieldset center caption thead tbody tfoot body "
    "html figcaption option legend details summary"
)
_SHOWN_SCHEMES: Final = ("http:", "https:", "ftp:", "mailto:", "tel:", "sip:", "ssh:", "file:")


def declared(raw: bytes) -> str:
    """The character set that the HTML itself names; empty when it names none."""
    found = _META_CHARSET.search(raw, 0, 4_096)
    return found[1].decode("ascii") if found else ""


def to_text(source: str) -> str:
    """Readable text: blockquotes as `> `, lists and tables laid out, links with their real targets."""
    reader = _Reader()
    text = reader.read(source)
    if not text and reader.hid:
        text = _Reader(show_hidden=True).read(source)
    return text


class _Reader:
    def __init__(self, show_hidden: bool = False) -> None:
        self.flow = Flow()
        self.tags = 0
        self.quoted = 0
        """Tags that were met, and those of them in which a quote was followed."""
        self.open: list[str] = []
        self.too_deep = 0
        self.hidden_at = 0
        """Depth at which hiding began; 0 when all is seen."""
        self.hid = False
        self.show_hidden = show_hidden
        self.never_closed: set[str] = set()
        """Unseen elements without an end from here on: looked for once."""
        self.link = ""
        self.link_mark = 0
        self.lists: list[int] = []
        """One for each list around: 0 for bullets, else the next number."""

    def read(self, source: str) -> str:
        at, size = 0, len(source)
        while at < size:
            start = source.find("<", at)
            if start < 0:
                self._text(source[at:])
                break
            if start > at:
                self._text(source[at:start])
            at = self._markup(source, start)
        self._end_link()
        return self.flow.done()

    def _markup(self, source: str, start: int) -> int:
        """Take in what begins with `<` at *start*, a tag or what only looks like one; where it goes on after that."""
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            if end >= 0:
                return end + 3
        name, end = _NAME.match(source, start + 1), source.find(">", start)
        if end < 0:
            if name is None:
                self._text(source[start:])
            return len(source)
        if name is None:
            if source[start + 1] in "!?":
                return end + 1
            self._text("<")
            return start + 1
        self.tags += 1
        if self.tags > MAX_TAGS:
            self._text(_ANY_TAG.sub(" ", source[start:]))
            return len(source)
        inside, end = self._inside(source, name.end(), end)
        tag = name[0].lower()
        if tag in _UNSEEN:
            return self._past_unseen(source, end + 1, tag, inside)
        if tag[0] == "/":
            self._close(tag[1:])
        else:
            self._open(tag, inside)
        return end + 1

    def _inside(self, source: str, start: int, end: int) -> tuple[str, int]:
        """What a tag says behind its name, from *start* on, and where its `>` is: at *end*, unless that is quoted."""
        inside = source[start : min(end, start + _MAX_TAG)]
        if (inside.count('"') % 2 or inside.count("'") % 2) and self.quoted < _MAX_QUOTED_TAGS:
            self.quoted += 1
            whole = _QUOTED_TAG.match(source, start, min(len(source), start + _MAX_TAG))
            if whole:
                end = whole.end() - 1
                inside = source[start:end]
        return inside, end

    def _past_unseen(self, source: str, at: int, tag: str, inside: str) -> int:
        """Where it goes on after the content of an unseen element, which begins at *at*."""
        if inside.endswith("/") and tag != "title":
            return at
        closed = None if tag in self.never_closed else _CLOSERS[tag].search(source, at)
        if closed:
            return closed.start()
        if tag in ("script", "style"):
            return len(source)
        self.never_closed.add(tag)
        return at

    def _text(self, raw: str) -> None:
        if not self.hidden_at:
            self.flow.text(html.unescape(raw) if "&" in raw else raw)

    def _open(self, tag: str, inside: str) -> None:
        if tag == "br":
            if not self.hidden_at:
                self.flow.line_break()
            return
        telling = tag in ("a", "img", "ol") or "hid" in inside or "style" in inside.lower()
        attributes = _attributes(inside) if telling else {}
        if tag in _VOID:
            if not self.hidden_at:
                self._void(tag, attributes)
            return
        if len(self.open) >= MAX_DEPTH:
            self.too_deep += 1
        else:
            self.open.append(tag)
            if not self.hidden_at and not self.show_hidden and _hides(attributes):
                self.hidden_at, self.hid = len(self.open), True
        if not self.hidden_at:
            self._begin(tag, attributes)

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Lay out where a seen element begins."""
        flow = self.flow
        if tag == "a":
            self._end_link()
            self.link, self.link_mark = attributes.get("href", ""), flow.mark()
        elif tag == "blockquote":
            flow.quote(1)
        elif tag in ("ul", "ol"):
            flow.part(1 if self.lists else 2)
            start = attributes.get("start", "1")
            self.lists.append(0 if tag == "ul" else int(start) if start.isdecimal() and len(start) < 6 else 1)
        elif tag == "li":
            self._item()
        elif tag in ("td", "th"):
            flow.cell()
        elif tag == "tr":
            flow.row()
        elif tag == "pre":
            flow.part(2)
            flow.preformatted += 1
        elif tag in _PARAGRAPHS:
            flow.part(2)
        elif tag in _LINES:
            flow.part(1)

    def _close(self, tag: str) -> None:
        if tag == "p" and "p" not in self.open[-20:]:
            self.flow.part(2)
            return
        if self.too_deep:
            self.too_deep -= 1
            return
        for depth in range(len(self.open) - 1, max(len(self.open) - 30, -1), -1):
            if self.open[depth] == tag:
                while len(self.open) > depth:
                    self._leave(self.open.pop())
                return

    def _leave(self, tag: str) -> None:
        if self.hidden_at:
            if len(self.open) < self.hidden_at:
                self.hidden_at = 0
        else:
            self._end(tag)

    def _end(self, tag: str) -> None:
        """Lay out where a seen element ends."""
        flow = self.flow
        if tag == "a":
            self._end_link()
        elif tag == "blockquote":
            flow.quote(-1)
        elif tag in ("ul", "ol"):
            if self.lists:
                self.lists.pop()
            flow.part(1 if self.lists else 2)
        elif tag == "pre":
            flow.preformatted -= 1
            flow.part(2)
        elif tag in _PARAGRAPHS:
            flow.part(2)
        elif tag in _LINES:
            flow.part(1)

    def _void(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "hr":
            self.flow.part(1)
            self.flow.text("─" * 20)
            self.flow.part(1)
        elif tag == "img" and not _hides(attributes):
            alt = " ".join(attributes.get("alt", "").split())
            if alt:
                self.flow.text(f"[image: {alt[:300]}]")
            elif attributes.get("src", "")[:4].lower() == "cid:":
                self.flow.text("[image]")

    def _item(self) -> None:
        self.flow.part(1)
        depth = max(len(self.lists), 1)
        marker = "•"
        if self.lists and self.lists[-1]:
            marker = f"{self.lists[-1]}."
            self.lists[-1] += 1
        self.flow.item("  " * (min(depth, 10) - 1) + marker + " ")

    def _end_link(self) -> None:
        target, self.link = self.link, ""
        if not target:
            return
        shown = self.flow.since(self.link_mark)
        told = _told(shown.strip(), target.strip())
        if told:
            self.flow.text(told)


def _told(shown: str, target: str) -> str:
    """What to add to a link's text so that nobody is deceived; empty when the text says it all."""
    target = "".join(target.split())
    scheme = target.partition(":")[0].lower() + ":"
    if not shown or target.startswith("#") or not target:
        return ""
    if scheme not in _SHOWN_SCHEMES and ":" in target.split("/", 1)[0]:
        return f" (→ {scheme} link)" if _URL_LIKE.fullmatch(shown[:2_000]) else ""
    if _bare(shown) == _bare(target):
        return ""
    if scheme == "mailto:" and _bare(target).partition("?")[0] in shown.lower():
        return ""
    return f" (→ {target[:500]}{'…' if len(target) > 500 else ''})"


def _bare(url: str) -> str:
    url = url.strip().lower()
    for prefix in ("https://", "http://", "mailto:", "tel:"):
        url = url.removeprefix(prefix)
    return url.removeprefix("www.").rstrip("/")


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(inside):
        value = value[1:-1] if value[:1] in ("'", '"') else value
        found.setdefault(name.lower(), html.unescape(value) if "&" in value else value)
    return found


def _hides(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style", "")
    return bool(style) and _HIDING.search(style[:2_000]) is not None
