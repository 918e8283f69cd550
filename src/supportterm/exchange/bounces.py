"""Delivery reports: which of our mails could not be delivered, to whom, and why. Never raises."""

import re
from typing import Final

import msgspec

MAX_READ: Final = 200_000
"""Bytes of a report that are looked at."""

_FIELD: Final = r"(?im)^{}\s*:[ \t]*(.*(?:\n[ \t]+.*)*)"
_RECIPIENT: Final = re.compile(_FIELD.format("(?:final|original)-recipient"))
_ACTION: Final = re.compile(_FIELD.format("action"))
_STATUS: Final = re.compile(_FIELD.format("status"))
_REASON: Final = re.compile(_FIELD.format("diagnostic-code"))
_ID: Final = re.compile(r"(?im)^(?:message-id|in-reply-to|references)\s*:[ \t]*(.*(?:\n[ \t]+.*)*)")
_BRACKETS: Final = re.compile(r"<([^<>\s]{1,500})>")
_QMAIL: Final = re.compile(r"(?m)^<([^<>\s@]{1,64}@[^<>\s]{1,255})>:\s*\n(.{1,300})")
_EXCHANGE: Final = re.compile(
    r"(?i)(?:could not be delivered to|couldn't be delivered to|failed recipients?:)\s*\S*?([^\s<>:]+@[^\s<>]+)"
)


class Bounce(msgspec.Struct, frozen=True):
    """What a report says."""

    message_ids: tuple[str, ...]
    """Ids named in it, of which one may be a mail of ours."""
    recipient: str = ""
    failed: bool = True
    """False: it is only late, or it did arrive."""
    words: str = ""
    """The reason, in the words of the server that gave it, one line."""


def report_of(raw: bytes) -> Bounce | None:
    """The report in a mail; None when it tells of no mail."""
    text = raw[:MAX_READ].decode("utf-8", "replace").replace("\r\n", "\n")
    ids = tuple(dict.fromkeys(i for field in _ID.findall(text) for i in _BRACKETS.findall(field)))
    recipient, action = _first(_RECIPIENT, text).rpartition(";")[2].strip(), _first(_ACTION, text).lower()
    words = " ".join(filter(None, (_first(_STATUS, text), _first(_REASON, text).rpartition(";")[2].strip())))
    if not recipient:
        plain = _QMAIL.search(text)
        if plain is not None:
            recipient, words = plain[1], words or plain[2].strip()
        else:
            named = _EXCHANGE.search(text)
            recipient = named[1].rstrip(".,;") if named else ""
    if not ids:
        return None
    failed = action in ("", "failed")
    return Bounce(ids, recipient.strip("<>")[:300], failed, words[:300])


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return " ".join(found[1].split()) if found else ""
