"""A step → the mail that leaves: header, both texts, files, written into a file as it goes over the line.

Every field is built from parts that can't hold a line end; what can't be an address is refused, never mended.
"""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

import msgspec

from supportterm.backends.errors import Invalid
from supportterm.backends.mail.account import Account
from supportterm.backends.mail.ids import message_id
from supportterm.backends.mail.rendering import to_html
from supportterm.core.mail_address import is_address
from supportterm.core.remote import OutFile, Say
from supportterm.core.safe import safe_filename, storable
from supportterm.core.terms import Role
from supportterm.exchange.addressing import reply_address
from supportterm.exchange.compose import one_line, phrase, words

MAX_REFERENCES: Final = 20
_POLICY: Final = SMTP.clone(cte_type="7bit")
_ID: Final = re.compile(r"[!-;=?-~]{1,900}")
_NAMED: Final = re.compile(r"[^<>@\x00-\x1f\x7f]{1,300}<([^<>]*)>")
"""A name and an address behind it."""
_KIND: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}")
_SUBJECT_MARK: Final = re.compile(r"\s*(?:re|aw|sv|antw|fwd?|wg)(?:\[\d+\])?:", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PIECE: Final = 57 * 1024
"""Bytes of a file read at once: whole lines of base64."""


class Letter(msgspec.Struct, frozen=True):
    """A step, ready to be written as a mail."""

    message_id: str
    """Without brackets."""
    sender: str
    """The address in From."""
    envelope: str
    """To whom reports go; empty when nobody may be told."""
    recipients: tuple[str, ...]
    """Everybody who gets it, ourselves included where a copy comes back."""
    header: bytes
    text: str
    html: str
    files: tuple[OutFile, ...]
    utf8: bool
    """There are letters before an @ that only a server with SMTPUTF8 can take."""


def letter(step: Say, account: Account, now: int) -> Letter:
    """Raises Invalid for a mail that can't be: nobody to send to, no address, a file that is gone."""
    sender = _ascii_domain(account.address_of(step.team))
    to, cc, bcc = _addresses(step.to, "to"), _addresses(step.cc, "cc"), _addresses(step.bcc, "bcc")
    if not to and not cc and not bcc:
        raise Invalid("there is nobody to send it to", {"to": "nobody"})
    own = (sender,) if account.bcc_self else ()
    recipients = tuple({a.lower(): a for a in (*to, *cc, *bcc, *own)}.values())
    marked = left_as(step, account)
    files = tuple(f for f in step.files if _there(f))
    body = _CONTROLS.sub("", storable(step.body)).replace("\r\n", "\n").rstrip("\n") + "\n"
    return Letter(
        message_id=marked,
        sender=sender,
        envelope="" if step.automatic else sender,
        recipients=recipients,
        header=_header(step, account, sender, to, cc, marked, now),
        text=body,
        html=to_html(body, {f.inline_id for f in files if f.inline_id}),
        files=files,
        utf8=not all(a.isascii() for a in (sender, *recipients)),
    )


def left_as(step: Say, account: Account) -> str:
    """The Message-ID, without brackets, under which a step leaves."""
    return message_id(step.marker, _ascii_domain(account.address_of(step.team)).rpartition("@")[2])


def write(mail: Letter, into: IO[bytes]) -> None:
    """The whole mail with CRLF at its line ends. Raises Invalid when a file can't be read any more."""
    inline = [f for f in mail.files if f.inline_id]
    attached = [f for f in mail.files if not f.inline_id]
    mark = "=_" + mail.message_id.partition("@")[0]
    into.write(mail.header)
    if attached:
        into.write(_opening("mixed", f"{mark}m") + _between(f"{mark}m"))
    if inline:
        into.write(_opening("related", f"{mark}r", '; type="multipart/alternative"') + _between(f"{mark}r"))
    into.write(_opening("alternative", f"{mark}a"))
    for text, kind in ((mail.text, "plain"), (mail.html, "html")):
        into.write(_between(f"{mark}a") + _text(text, kind))
    into.write(_end(f"{mark}a"))
    for file in inline:
        into.write(_between(f"{mark}r"))
        _file(file, "inline", into)
    into.write(_end(f"{mark}r") if inline else b"")
    for file in attached:
        into.write(_between(f"{mark}m"))
        _file(file, "attachment", into)
    into.write(_end(f"{mark}m") if attached else b"")


# --- header


def _header(
    step: Say, account: Account, sender: str, to: tuple[str, ...], cc: tuple[str, ...], marked: str, now: int
) -> bytes:
    name = one_line(storable(account.name or step.author))[:100]
    leads = bool(account.address_key and step.number)
    answer_to = reply_address(sender, step.number, account.address_key) if leads else sender
    before = [i for i in (r.strip().strip("<>") for r in step.references) if _ID.fullmatch(i) and i != marked]
    before = [*before[:1], *before[1:][1 - MAX_REFERENCES :]]  # the first says which conversation it is
    fields = [
        ("Date", format_datetime(datetime.fromtimestamp((step.at or now) / 1000, UTC))),
        ("From", f"{phrase(name)} <{sender}>" if name else sender),
        ("Reply-To", answer_to if answer_to != sender else ""),
        ("To", ",\n ".join(to) if to or cc else "undisclosed-recipients:;"),
        ("Cc", ",\n ".join(cc)),
        ("Subject", words(_subject(step, bool(before)))),
        ("Message-ID", f"<{marked}>"),
        ("In-Reply-To", f"<{before[-1]}>" if before else ""),
        ("References", "\n ".join(f"<{i}>" for i in before)),
        ("Auto-Submitted", "auto-replied" if step.automatic else ""),
        ("X-Auto-Response-Suppress", "All" if step.automatic else ""),
        ("Precedence", "auto_reply" if step.automatic else ""),
        ("MIME-Version", "1.0"),
    ]
    lines = "".join(f"{field}: {value}\n" for field, value in fields if value)
    return lines.replace("\n", "\r\n").encode()


def _subject(step: Say, answers: bool) -> str:
    subject = one_line(_CONTROLS.sub(" ", storable(step.subject)))[:500] or "(no subject)"
    if _SUBJECT_MARK.match(subject):
        return subject
    if step.role is Role.FORWARD:
        return f"Fwd: {subject}"
    return f"Re: {subject}" if answers else subject


def _addresses(given: tuple[str, ...], field: str) -> tuple[str, ...]:
    return tuple({a.lower(): a for a in (_address(text, field) for text in given)}.values())


def _address(text: str, field: str) -> str:
    named = _NAMED.fullmatch(text.strip())
    found = named[1] if named else text.strip()
    if not is_address(found):
        raise Invalid("one of those it goes to is no address", {field: "no address"})
    return _ascii_domain(found)


def _ascii_domain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    if domain.isascii():
        return address
    import idna

    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        raise Invalid(f"{domain!r} is no domain", {"to": "no address"}) from None


# --- parts


def _opening(kind: str, mark: str, more: str = "") -> bytes:
    return f'Content-Type: multipart/{kind}; boundary="{mark}"{more}\r\n\r\n'.encode("ascii")


def _between(mark: str) -> bytes:
    return f"\r\n--{mark}\r\n".encode("ascii")


def _end(mark: str) -> bytes:
    return f"\r\n--{mark}--\r\n".encode("ascii")


def _text(text: str, kind: str) -> bytes:
    part = MIMEPart(policy=_POLICY)
    part.set_content(text, subtype=kind, charset="utf-8")
    return part.as_bytes()


def _file(file: OutFile, place: str, into: IO[bytes]) -> None:
    kind = file.media_type.lower()
    # A mail within a mail, or parts within parts, may not be written in base64.
    if not _KIND.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    name = _parameter(safe_filename(storable(file.name)))
    lines = [
        f"Content-Type: {kind};\r\n name{name}",
        f"Content-Disposition: {place};\r\n filename{name}",
        "Content-Transfer-Encoding: base64",
    ]
    if file.inline_id and _ID.fullmatch(file.inline_id):
        lines.append(f"Content-ID: <{file.inline_id}>")
    into.write(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
    for piece in _pieces(file):
        into.write(base64.encodebytes(piece).replace(b"\n", b"\r\n"))


def _parameter(value: str) -> str:
    """A parameter's sign and value; what is not ASCII in the form of RFC 2231."""
    if value.isascii():
        return '="' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"*=utf-8''{quote(value, safe='')}"


def _pieces(file: OutFile) -> Iterator[bytes]:
    try:
        with Path(file.path).open("rb") as source:
            while piece := source.read(_PIECE):
                yield piece
    except OSError:
        raise Invalid(f"the file {safe_filename(file.name)} can't be read", {"files": "unreadable"}) from None


def _there(file: OutFile) -> bool:
    if not file.path or not Path(file.path).is_file():
        raise Invalid(f"the file {safe_filename(file.name)} is not there any more", {"files": "missing"})
    return True
