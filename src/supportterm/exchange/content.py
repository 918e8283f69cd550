"""The parts of a mail → the text to read and the files to keep."""

from typing import Final

import msgspec

from supportterm.exchange import charsets, encodings, headers, names, parts
from supportterm.exchange import html as html_reader

MAX_TEXT: Final = 2 << 20
"""Bytes of one text that become part of the body; the rest is in the original."""
MAX_HTML: Final = 1 << 20
MAX_READ: Final = 6 << 20
"""Bytes of all texts together; parts beyond are kept as files."""


class Enclosure(msgspec.Struct, frozen=True):
    """A file in a mail."""

    name: str
    """As the sender named it, decoded; never a path to write to."""
    media_type: str
    content: bytes
    content_id: str = ""
    """Without angle brackets."""
    inline: bool = False


class Content(msgspec.Struct):
    """What `ParsedMail` says under the same names."""

    text: str = ""
    files: tuple[Enclosure, ...] = ()
    html: str = ""
    from_html: bool = False
    shown: tuple[str, ...] = ()


def plain(
    body: bytes, fields: dict[str, bytes], params: dict[str, str], notices: list[str]
) -> tuple[str, tuple[Enclosure, ...]]:
    """A text part and the files that are uuencoded in it."""
    body = _undone(body, fields, notices)
    files: tuple[Enclosure, ...] = ()
    if b"\nbegin " in body or body.startswith(b"begin "):
        body, found = encodings.take_uuencoded(body)
        called = [headers.decode_words(charsets.guess(f.name)) for f in found]
        files = tuple(Enclosure(name, names.type_of(name), f.content) for name, f in zip(called, found, strict=True))
    return _text(body, params.get("charset", ""), notices, MAX_TEXT), files


def of_parts(
    raw: bytes, block: headers.Block, fields: dict[str, bytes], kind: str, params: dict[str, str], notices: list[str]
) -> Content:
    """The content of a mail that is more than one plain text."""
    tree = parts.flatten(raw, block, fields, kind, params)
    notices += tree.notices
    return _Parts(raw, tree.leaves, not kind.startswith("multipart/"), notices).read()


class _Parts:
    def __init__(self, raw: bytes, leaves: list[parts.Leaf], single: bool, notices: list[str]) -> None:
        self.raw = raw
        self.leaves = leaves
        self.single = single
        self.notices = notices
        self.visible: list[str] = []
        self.files: list[Enclosure] = []
        self.shown: list[str] = []
        self.taken: set[str] = set()
        self.html = ""
        self.from_html = False
        self.has_plain = False
        self.room = MAX_READ

    def read(self) -> Content:
        chosen = self._choose()
        for leaf in self.leaves:
            self.room -= (leaf.end - leaf.start) if self._is_text(leaf) else 0
            if not self._is_text(leaf) or self.room < 0:
                self.files.append(self._file(leaf))
                continue
            seen = all(chosen.get(alternative) == branch for alternative, branch in leaf.branch)
            if leaf.kind == "text/html":
                self._html(leaf, seen)
            else:
                self._plain(leaf, seen)
        text = "\n\n".join(t for t in self.visible if t)
        return Content(text, tuple(self.files), self.html, self.from_html, tuple(self.shown))

    def _is_text(self, leaf: parts.Leaf) -> bool:
        """True for a part that is read, not saved: text that is not called an attachment, without a name."""
        if leaf.cut or leaf.kind not in ("text/plain", "text/html"):
            return False
        if leaf.fields.get("content-disposition", b"").lower().startswith(b"attachment"):
            return False
        return self.single or not names.given(leaf.fields, leaf.parameters)

    def _choose(self) -> dict[int, int]:
        """For each alternative its branch to show: the first with plain text in it, else with HTML."""
        chosen: dict[int, int] = {}
        for wanted in ("text/plain", "text/html"):
            for leaf in self.leaves:
                if leaf.kind != wanted or not leaf.branch or not self._is_text(leaf):
                    continue
                if self.raw[leaf.start : min(leaf.end, leaf.start + 65_536)].strip():
                    for alternative, branch in leaf.branch:
                        chosen.setdefault(alternative, branch)
        return chosen

    def _plain(self, leaf: parts.Leaf, seen: bool) -> None:
        text, uuencoded = plain(self.raw[leaf.start : leaf.end], leaf.fields, leaf.parameters, self.notices)
        self.files += [msgspec.structs.replace(f, name=names.unique(f.name, self.taken)) for f in uuencoded]
        if not text:
            return
        name = names.given(leaf.fields, leaf.parameters)
        if self.has_plain or name:
            self.shown.append(names.unique(name or "document.txt", self.taken))
        self.has_plain = True
        if seen:
            self.visible.append(text)

    def _html(self, leaf: parts.Leaf, seen: bool) -> None:
        body = _undone(self.raw[leaf.start : leaf.end], leaf.fields, self.notices)
        charset = leaf.parameters.get("charset", "") or html_reader.declared(body)
        source = _text(body, charset, self.notices, MAX_HTML)
        if not source:
            return
        if self.html:
            self.shown.append(names.unique("document.html", self.taken))
        else:
            self.html = source
            name = names.given(leaf.fields, leaf.parameters)
            self.shown.insert(0, names.unique(name or "message.html", self.taken))
        if seen:
            readable = html_reader.to_text(source)
            self.from_html = self.from_html or bool(readable and not self.visible)
            self.visible.append(readable)

    def _file(self, leaf: parts.Leaf) -> Enclosure:
        content = self.raw[leaf.start : leaf.end]
        if not leaf.cut:
            content = _undone(content, leaf.fields, self.notices)
        content_id = headers.text_of(leaf.fields.get("content-id", b"")).strip("<> ")[:500]
        name = names.unique(names.of(leaf.fields, leaf.kind, leaf.parameters, content), self.taken)
        called_attachment = leaf.fields.get("content-disposition", b"").lower().startswith(b"attachment")
        return Enclosure(name, leaf.kind, content, content_id, bool(content_id) and not called_attachment)


def _undone(body: bytes, fields: dict[str, bytes], notices: list[str]) -> bytes:
    encoding = fields.get("content-transfer-encoding")
    if not encoding:
        return body
    body, damage = encodings.undo(body, headers.text_of(encoding))
    if damage:
        notices.append(damage)
    return body


def _text(body: bytes, charset: str, notices: list[str], most: int) -> str:
    if len(body) > most:
        notices.append(f"the text was cut at {most >> 20} MiB; all of it is in the original")
        body = body[:most]
    text, damage = charsets.decode(body, charset)
    if damage:
        notices.append(damage)
    if "\r" in text:
        text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    return text.rstrip().lstrip("\ufeff\n")
