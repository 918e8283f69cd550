"""The bytes of a mail → what it says.

`parse` never raises and never takes long, however broken or hostile the bytes: everything is capped
before it is looked at, and what was damaged or cut is told in `notices`. Texts are returned as they
came, control characters included: whoever shows them makes them safe.
"""

import re
from typing import Final

import msgspec

from supportterm.exchange import addresses, charsets, dates, encodings, headers, names, parts
from supportterm.exchange.addresses import NOBODY, Address

MAX_TEXT: Final = 2 << 20
"""Bytes of text that become the body; the rest is in the original."""
MAX_HTML: Final = 1 << 20
MAX_REFERENCES: Final = 200

_ID: Final = re.compile(r"<([^<>]{1,500})>")


class Enclosure(msgspec.Struct, frozen=True):
    """A file in a mail."""

    name: str
    """As the sender named it, decoded; never a path to write to."""
    media_type: str
    content: bytes
    content_id: str = ""
    """Without angle brackets."""
    inline: bool = False


class ParsedMail(msgspec.Struct, frozen=True):
    """What a mail says, all text decoded."""

    sender: Address = NOBODY
    """Of From; where that names nobody, of Reply-To, Return-Path or Sender."""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    date: int | None = None
    """Milliseconds UTC, of Date or else the newest Received; None when neither can be read."""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    """Oldest first, without angle brackets, as are all ids here."""
    text: str = ""
    """Readable: the plain text, or made from the HTML."""
    html: str = ""
    """Source of the first HTML part."""
    from_html: bool = False
    """True when `text` was made from `html`."""
    attachments: tuple[Enclosure, ...] = ()
    shown: tuple[str, ...] = ()
    """Names of the text parts beyond the first: they are not attachments since `text` or `html` holds them."""
    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    suppress: str = ""
    """X-Auto-Response-Suppress."""
    null_sender: bool = False
    """Return-Path is `<>`: nothing may be answered automatically."""
    report: bool = False
    """A delivery report (multipart/report)."""
    notices: tuple[str, ...] = ()
    """What was damaged or cut, in sentences for people."""

    @property
    def automatic(self) -> bool:
        """True when a machine wrote this, so that no machine may answer (RFC 3834)."""
        return (
            self.null_sender
            or self.report
            or self.auto_submitted not in ("", "no")
            or self.precedence in ("bulk", "list", "junk", "auto_reply")
            or bool(self.list_id or self.suppress)
        )


def parse(raw: bytes) -> ParsedMail:
    """What the mail *raw* says. Never raises."""
    block = headers.split(raw)
    fields = parts.first_of_each(block.fields)
    notices = [block.notice] if block.notice else []
    kind, params = parts.media_type(fields)
    if kind == "text/plain" and "content-disposition" not in fields:
        content = _Content(*_plain(raw[block.body :], fields, params, notices))
    else:
        content = _tree(raw, block, fields, kind, params, notices)

    def field(name: str) -> str:
        value = fields.get(name)
        return headers.text_of(value) if value else ""

    def word(name: str) -> str:
        value = fields.get(name)
        return headers.decode_words(headers.text_of(value)).lower()[:200] if value else ""

    return ParsedMail(
        sender=_sender(field),
        to=addresses.parse(field("to")) if "to" in fields else (),
        cc=addresses.parse(field("cc")) if "cc" in fields else (),
        reply_to=addresses.parse(field("reply-to")) if "reply-to" in fields else (),
        subject=headers.decode_words(field("subject")).strip(),
        date=_date(field, block.fields),
        message_id=next(iter(_ids(field("message-id"))), ""),
        in_reply_to=_ids(field("in-reply-to")),
        references=_ids(field("references"))[-MAX_REFERENCES:],
        text=content.text,
        html=content.html,
        from_html=content.from_html,
        attachments=content.files,
        shown=content.shown,
        auto_submitted=word("auto-submitted"),
        precedence=word("precedence"),
        list_id=word("list-id"),
        suppress=word("x-auto-response-suppress"),
        null_sender=fields.get("return-path", b"").replace(b" ", b"") == b"<>",
        report=kind == "multipart/report",
        notices=tuple(dict.fromkeys(notices)),
    )


class _Content(msgspec.Struct):
    text: str = ""
    files: tuple[Enclosure, ...] = ()
    html: str = ""
    from_html: bool = False
    shown: tuple[str, ...] = ()


def _sender(field: "names.Field") -> Address:
    best = NOBODY
    for name in ("from", "reply-to", "return-path", "sender"):
        for entry in addresses.parse(field(name)):
            if "@" in entry.address:
                return entry
            if best == NOBODY:
                best = entry
    return best


def _date(field: "names.Field", fields: list[tuple[str, bytes]]) -> int | None:
    text = field("date")
    moment = dates.parse(text) if text else None
    if moment is not None:
        return moment
    for name, value in fields:
        if name == "received":
            return dates.parse(headers.text_of(value[-200:]).rpartition(";")[2])
    return None


def _ids(text: str) -> tuple[str, ...]:
    """Message ids in a field, in order, each once."""
    if not text:
        return ()
    found = [i.replace(" ", "") for i in _ID.findall(text)]
    if not found:
        # Mailers that forget the brackets; a phrase such as "message of Monday" is no id.
        found = [word.strip("<>,;\"'()") for word in text.split()[:MAX_REFERENCES] if "@" in word]
        found = found or ([text.strip("<> ")] if text.strip("<> ") and " " not in text.strip() else [])
    return tuple(dict.fromkeys(i[:500] for i in found if i))


def _plain(
    body: bytes, fields: dict[str, bytes], params: dict[str, str], notices: list[str]
) -> tuple[str, tuple[Enclosure, ...]]:
    """A text part and the files that are uuencoded in it."""
    encoding = fields.get("content-transfer-encoding")
    if encoding:
        body, damage = encodings.undo(body, headers.text_of(encoding))
        if damage:
            notices.append(damage)
    files: tuple[Enclosure, ...] = ()
    if b"\nbegin " in body or body.startswith(b"begin "):
        body, found = encodings.take_uuencoded(body)
        files = tuple(
            Enclosure(headers.decode_words(charsets.guess(f.name)), names.type_of(charsets.guess(f.name)), f.content)
            for f in found
        )
    return _text(body, params.get("charset", ""), notices, MAX_TEXT), files


def _text(body: bytes, charset: str, notices: list[str], most: int) -> str:
    if len(body) > most:
        notices.append(f"the text was cut at {most >> 20} MiB; all of it is in the original")
        body = body[:most]
    text, damage = charsets.decode(body, charset)
    if damage:
        notices.append(damage)
    if "\r" in text:
        text = text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")
    return text.rstrip().lstrip("\n")


def _tree(
    raw: bytes, block: headers.Block, fields: dict[str, bytes], kind: str, params: dict[str, str], notices: list[str]
) -> _Content:
    from supportterm.exchange import html as html_reader

    tree = parts.flatten(raw, block, fields, kind, params)
    notices += tree.notices
    single = not kind.startswith("multipart/")
    texts = [leaf for leaf in tree.leaves if _is_text(leaf, single)]
    chosen = _choose(raw, texts)
    out = _Content()
    visible: list[str] = []
    files: list[Enclosure] = []
    shown: list[str] = []
    taken: set[str] = set()
    plain_seen = False
    for leaf in tree.leaves:
        if not _is_text(leaf, single):
            files.append(_enclosure(raw, leaf, taken, notices))
            continue
        body = raw[leaf.start : leaf.end]
        seen = all(chosen.get(alternative) == branch for alternative, branch in leaf.branch)
        if leaf.kind == "text/html":
            encoding = headers.text_of(leaf.fields.get("content-transfer-encoding", b""))
            body, damage = encodings.undo(body, encoding)
            notices += [damage] if damage else []
            source = _text(body, leaf.parameters.get("charset", "") or html_reader.declared(body), notices, MAX_HTML)
            if not source:
                continue
            if out.html:
                shown.append(names.unique("document.html", taken))
            else:
                out.html = source
                shown.insert(0, names.unique("message.html", taken))
            if seen:
                readable = html_reader.to_text(source)
                out.from_html = out.from_html or bool(readable and not visible)
                visible.append(readable)
        else:
            text, uuencoded = _plain(body, leaf.fields, leaf.parameters, notices)
            files += [msgspec.structs.replace(f, name=names.unique(f.name, taken)) for f in uuencoded]
            if not text:
                continue
            if plain_seen:
                shown.append(names.unique("document.txt", taken))
            plain_seen = True
            if seen:
                visible.append(text)
    out.text = "\n\n".join(t for t in visible if t)
    out.files = tuple(files)
    out.shown = tuple(shown)
    return out


def _is_text(leaf: parts.Leaf, single: bool) -> bool:
    """True for a part that is read, not saved: text without a name that is not called an attachment."""
    if leaf.cut or leaf.kind not in ("text/plain", "text/html"):
        return False
    if single:
        return True
    disposition = leaf.fields.get("content-disposition", b"").lower()
    return not disposition.startswith(b"attachment") and not names.given(leaf.fields, leaf.parameters)


def _choose(raw: bytes, texts: list[parts.Leaf]) -> dict[int, int]:
    """For each alternative its branch to show: the first with plain text in it, else with HTML."""
    chosen: dict[int, int] = {}
    for wanted in ("text/plain", "text/html"):
        for leaf in texts:
            if leaf.kind == wanted and raw[leaf.start : min(leaf.end, leaf.start + 65_536)].strip():
                for alternative, branch in leaf.branch:
                    chosen.setdefault(alternative, branch)
    return chosen


def _enclosure(raw: bytes, leaf: parts.Leaf, taken: set[str], notices: list[str]) -> Enclosure:
    content = raw[leaf.start : leaf.end]
    encoding = leaf.fields.get("content-transfer-encoding")
    if encoding and not leaf.cut:
        content, damage = encodings.undo(content, headers.text_of(encoding))
        notices += [damage] if damage else []
    content_id = headers.text_of(leaf.fields.get("content-id", b"")).strip("<> ")[:500]
    name = names.unique(names.of(leaf.fields, leaf.kind, leaf.parameters, content), taken)
    disposition = leaf.fields.get("content-disposition", b"").lower()
    inline = bool(content_id) and not disposition.startswith(b"attachment")
    return Enclosure(name, leaf.kind, content, content_id, inline)
