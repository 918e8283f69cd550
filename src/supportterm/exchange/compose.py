"""Messages → mail. What came as mail goes out as the bytes it came in; what was written here is made into one."""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import IO, TYPE_CHECKING, Final

from supportterm.core.terms import Role
from supportterm.exchange.selection import messages_of

if TYPE_CHECKING:
    from supportterm.core.nouns import Attachment, Message, Ticket
    from supportterm.desk import Desk
    from supportterm.store.rows import TicketRow

_LINE_BREAKS: Final = re.compile(r"[\r\n\x00]+")
_FROM_LINE: Final = re.compile(rb"^(>*From )", re.MULTILINE)
_WORD_BYTES: Final = 42
"""Bytes of UTF-8 in one encoded word: the word stays below 75 characters."""
_MAX_REFERENCES: Final = 20


def write_mbox(desk: "Desk", rows: Iterator["TicketRow"], file: IO[bytes]) -> int:
    """Write the public mail of tickets as mboxrd; how many tickets there were."""
    count = 0
    for row in rows:
        ticket = desk.ticket(row.id)
        ids: list[str] = []
        for message in sorted(messages_of(desk, row.id), key=lambda m: m.id):
            if message.role not in (Role.CUSTOMER, Role.REPLY):
                continue
            raw = desk.original(message.id) if message.has_original else None
            if raw is None:
                raw = mail_of(desk, ticket, message, ids)
            when = datetime.fromtimestamp(message.at / 1000, UTC)
            sender = re.sub(r"[^!-~]", "", message.address) or "MAILER-DAEMON"
            file.write(f"From {sender} {when:%a %b %e %H:%M:%S %Y}\n".encode("ascii"))
            file.write(_FROM_LINE.sub(rb">\1", raw.rstrip(b"\r\n")) + b"\n\n")
            ids.append(message.message_id or made_up_id(message))
        count += 1
    return count


def made_up_id(message: "Message") -> str:
    """A Message-ID for what was written here and never was mail; always the same one."""
    return message.message_id or f"{message.id}.{message.ticket}@supportterm.invalid"


def mail_of(desk: "Desk", ticket: "Ticket", message: "Message", before: list[str]) -> bytes:
    """A message as a mail that answers those of the ids *before*."""
    files = desk.attachments(message.id)
    address = message.address
    if not address and message.agent:
        address = next((a.email for a in desk.agents() if a.handle == message.agent), "")
    address = address or f"{message.agent or 'somebody'}@supportterm.invalid"
    to = message.to
    if not to and message.role is Role.REPLY:
        to = tuple(filter(None, (desk.person(ticket.requester).email,)))
    fields = [
        ("From", f"{phrase(message.author)} <{one_line(address)}>" if message.author else one_line(address)),
        ("To", one_line(", ".join(to))),
        ("Cc", one_line(", ".join(message.cc))),
        ("Subject", words(("Re: " if before else "") + ticket.subject)),
        ("Date", format_datetime(datetime.fromtimestamp(message.at / 1000, UTC))),
        ("Message-ID", f"<{one_line(made_up_id(message))}>"),
        ("In-Reply-To", f"<{one_line(before[-1])}>" if before else ""),
        ("References", " ".join(f"<{one_line(i)}>" for i in before[-_MAX_REFERENCES:])),
        ("MIME-Version", "1.0"),
    ]
    head = "".join(f"{name}: {value}\n" for name, value in fields if value).encode("utf-8", "replace")
    text = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + _base64(
        (message.body + "\n").encode("utf-8", "replace")
    )
    if not files:
        return head + text
    mark = f"=_{message.id:x}"
    parts = b"".join(f"--{mark}\n".encode() + part for part in (text, *(_file(desk, f) for f in files)))
    opening = f'Content-Type: multipart/mixed; boundary="{mark}"\n\n'.encode()
    return head + opening + parts + f"--{mark}--\n".encode()


def _file(desk: "Desk", attachment: "Attachment") -> bytes:
    name = words(attachment.name).replace('"', "'")
    kind = re.sub(r"[^!-~]", "", attachment.media_type) or "application/octet-stream"
    head = f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\n'
    if attachment.inline_id:
        head += f"Content-ID: <{one_line(attachment.inline_id)}>\n"
    head += "Content-Transfer-Encoding: base64\n\n"
    return head.encode("utf-8", "replace") + _base64(desk.attachment_path(attachment.digest).read_bytes())


def one_line(text: str) -> str:
    """Text that can't end its header field and begin another."""
    return _LINE_BREAKS.sub(" ", text).strip()


def words(text: str) -> str:
    """A header's text in ASCII, encoded words where it needs them."""
    text = one_line(text)
    if text.isascii() and "=?" not in text and text.isprintable():
        return text
    out: list[str] = []
    piece = ""
    for character in text:
        if len((piece + character).encode("utf-8", "replace")) > _WORD_BYTES:
            out.append(piece)
            piece = ""
        piece += character
    out.append(piece)
    return "\n ".join(f"=?utf-8?B?{base64.b64encode(p.encode('utf-8', 'replace')).decode()}?=" for p in out)


def phrase(name: str) -> str:
    """A display name, quoted or encoded."""
    name = one_line(name)
    if name.isascii() and name.isprintable() and "=?" not in name:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return words(name)


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content) or b"\n"
