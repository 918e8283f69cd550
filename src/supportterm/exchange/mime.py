"""The bytes of a mail → what it says.

`parse` never raises and never takes long, however broken or hostile the bytes: everything is capped
before it is looked at, and what was damaged or cut is told in `notices`. Texts are returned as they
came, control characters included: whoever shows them makes them safe.
"""

import re
from typing import Final

import msgspec

from supportterm.exchange import addresses, dates, headers, names, parts
from supportterm.exchange.addresses import NOBODY, Address
from supportterm.exchange.content import Content, Enclosure, of_parts, plain

MAX_REFERENCES: Final = 200

_ID: Final = re.compile(r"<([^<>]{1,500})>")


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
    """Names that text parts would have as files: they are not attachments since `text` or `html` holds them."""
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


def parse(raw: bytes, block: headers.Block | None = None) -> ParsedMail:
    """What the mail *raw* says. Never raises. *block*: its header, where that was split already."""
    block = block or headers.split(raw)
    fields = parts.first_of_each(block.fields)
    notices = [block.notice] if block.notice else []
    kind, params = parts.media_type(fields)
    if kind == "text/plain" and "content-disposition" not in fields:
        content = Content(*plain(raw[block.body :], fields, params, notices))
    else:
        content = of_parts(raw, block, fields, kind, params, notices)

    charset = params.get("charset", "")

    def field(name: str) -> str:
        value = fields.get(name)
        return headers.text_of(value, charset) if value else ""

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
