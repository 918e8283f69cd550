"""How each kind of outside text comes in: a case of a hostile corpus becomes mails, calls, articles, CSV.

`DOORS` names, for each place that a case may enter at, the door of this version that stands nearest to it.
"""

import ast
import base64
import builtins
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

Piece = str | bytes

DOORS = {
    "email subject": "mail",
    "email body": "mail",
    "email html": "mail",
    "email header": "mail",
    "attachment name": "mail",
    "attachment content": "mail",
    "customer name": "mail",
    "chat": "shell",  # no chat gateway: the first message of a chat ticket
    "API field": "shell",  # no connection: subject, name and body of a ticket
    "API response": "shell",
    "KB markdown": "article",
    "CSV import": "csv",
}


def pieces(case: dict[str, Any]) -> list[Piece]:
    """What the case sends. Its `gen` may count, join bytes and use three modules, nothing else."""
    if "payload" in case:
        value = ast.literal_eval(case["payload"])
    else:
        names = {name: getattr(builtins, name) for name in ("range", "bytes", "str", "len")}
        value = eval(case["gen"], {"__builtins__": {**names, "__import__": _few_modules}})
    return list(value) if isinstance(value, list) else [value]


def _few_modules(name: str, *_: object) -> object:
    if name not in ("io", "zipfile", "gzip"):
        raise ImportError(name)
    return __import__(name)


def as_text(piece: Piece) -> str:
    return piece.decode("utf-8", "replace") if isinstance(piece, bytes) else piece


def as_bytes(piece: Piece) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass")


def _encoded(raw: bytes) -> bytes:
    return b"=?utf-8?B?" + base64.b64encode(raw) + b"?="


def mail(piece: Piece, place: str, name: str) -> bytes:
    """A raw mail that carries *piece* at *place*. A piece that is a mail by itself gets only the headers it lacks."""
    raw = as_bytes(piece)
    head = b"Message-ID: <%s@hostile.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n" % name.encode()
    sender = b"From: %s <%s@hostile.example>\r\n" % (
        _encoded(raw) if place == "customer name" else b"Case",
        name.encode(),
    )
    if isinstance(piece, bytes) and place in ("email body", "email header") and b"\r\n\r\n" in raw:
        begin = raw.split(b"\r\n\r\n", 1)[0].lower()
        return head + (b"" if b"from:" in begin else sender) + raw
    subject = b"Subject: %s\r\n" % (_encoded(raw) if place == "email subject" else name.encode())
    head += sender + subject + b"MIME-Version: 1.0\r\n"
    if place in ("attachment name", "attachment content"):
        disposition = b"attachment; filename*=utf-8''" + quote(raw).encode()
        if place == "attachment content":
            disposition = b'attachment; filename="report.pdf"'
        elif raw.startswith(b"attachment;"):
            disposition = raw
        content = raw if place == "attachment content" else b"content"
        return (
            head + b"Content-Type: multipart/mixed; boundary=edge\r\n\r\n"
            b"--edge\r\nContent-Type: text/plain\r\n\r\nsee below\r\n"
            b"--edge\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
            b"Content-Disposition: " + disposition + b"\r\n\r\n" + base64.encodebytes(content) + b"\r\n--edge--\r\n"
        )
    body = raw if place in ("email body", "email html") else b"please see above"
    head += b"Content-Type: text/%s; charset=utf-8\r\n" % (b"html" if place == "email html" else b"plain")
    if len(body) > 1_000_000:  # as it is, not a third longer
        return head + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(body)


def shell_words(piece: Piece, place: str, name: str) -> list[str]:
    """`supportterm new` with *piece* as subject, name and body, each cut to what a form would take."""
    text = as_text(piece)
    if place == "API response":
        try:
            answer = json.loads(text)
            text = answer["subject"] if isinstance(answer, dict) and "subject" in answer else text
        except ValueError:
            pass
    channel = "chat" if place == "chat" else "api"
    subject = text[:1000] if place != "chat" and text.strip() else name
    words = ["new", f"--from={name}@hostile.example", f"--subject={subject}", f"--channel={channel}"]
    return [*words, f"--name={text[:200]}", "--", text]


def article(piece: Piece, name: str, folder: Path) -> None:
    (folder / f"{name}.md").write_bytes(f"# {name}\n\n".encode() + as_bytes(piece) + b"\n")


def csv(piece: Piece, name: str) -> bytes:
    value = as_bytes(piece).replace(b'"', b'""')
    return b'subject,email,name,body\r\n"%s","%s@hostile.example","%s","%s"\r\n' % (value, name.encode(), value, value)


def entries(case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, door) for each place the case enters at. Raises KeyError for a place not known here."""
    for place in case["enters"]:
        yield place, DOORS[place]
