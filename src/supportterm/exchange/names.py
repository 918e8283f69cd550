"""What a file in a mail is called: by its sender, else by what it is."""

import mimetypes
import re
from collections.abc import Callable
from typing import Final

from supportterm.exchange import headers

Field = Callable[[str], str]

MAX_NAME: Final = 250

_BY_TYPE: Final = {
    "message/delivery-status": ("delivery-status", "txt"),
    "text/plain": ("document", "txt"),
    "text/html": ("document", "html"),
    "text/calendar": ("calendar", "ics"),
    "video/quicktime": ("video", "mov"),
    "image/jpeg": ("image", "jpg"),
    "image/jpg": ("image", "jpg"),
    "image/png": ("image", "png"),
    "image/gif": ("image", "gif"),
}
_ID_WITH_ENDING: Final = re.compile(r"([^@]+\.[^@.]{2,6})@")


def given(fields: dict[str, bytes], parameters: dict[str, str]) -> str:
    """The name that the sender gave: of Content-Disposition, Content-Location or Content-Type."""
    raw = fields.get("content-disposition")
    if raw:
        _, disposition = headers.parameters(headers.text_of(raw))
        name = disposition.get("filename") or disposition.get("name")
        if name:
            return _clean(name)
    location = fields.get("content-location")
    if location:
        text = headers.decode_words(headers.text_of(location))
        # A location is often the page an image was copied from; only its last part can be a file's name.
        tail = text.split("?", 1)[0].rpartition("/")[2]
        if tail:
            return _clean(tail)
    return _clean(parameters.get("name") or parameters.get("filename") or "")


def of(fields: dict[str, bytes], kind: str, parameters: dict[str, str], content: bytes) -> str:
    """The name of an attachment; never empty."""
    name = given(fields, parameters)
    if name:
        return name
    description = _clean(headers.decode_words(headers.text_of(fields.get("content-description", b""))))
    if kind == "message/rfc822":
        inner = dict(reversed(headers.split(content, 0, min(len(content), headers.MAX_BLOCK)).fields))
        subject = _clean(headers.decode_words(headers.text_of(inner.get("subject", b""))))
        return f"{subject or description or 'Mail'}.eml"
    content_id = headers.text_of(fields.get("content-id", b"")).strip("<> ")
    with_ending = _ID_WITH_ENDING.match(content_id[:MAX_NAME])
    if with_ending:
        return _clean(with_ending[1])
    stem, ending = _BY_TYPE.get(kind, ("", ""))
    if stem:
        return f"{description or stem}.{ending}"
    return _clean(content_id.partition("@")[0]) or "file"


def unique(name: str, taken: set[str]) -> str:
    """*name*, with a number before its ending when another file of the mail has it; noted in *taken*."""
    stem, dot, ending = name.partition(".")
    candidate, number = name, 0
    while candidate in taken:
        number += 1
        candidate = f"{stem}{number}{dot}{ending}"
    taken.add(candidate)
    return candidate


def type_of(name: str) -> str:
    """Media type by the ending of a name."""
    return mimetypes.guess_type(name[-MAX_NAME:], strict=False)[0] or "application/octet-stream"


def _clean(name: str) -> str:
    name = name.strip().strip("\"'").strip()
    if len(name) > MAX_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: MAX_NAME - 20]}{dot}{ending[:19]}" if dot else name[:MAX_NAME]
    return name
