"""Delivery reports: which of our mails could not be delivered, to whom, and why. Never raises, linear in its input.

Reports are looked at line by line and not as parts: the fields of RFC 3464 stand in some that are no multipart/report
at all, and the header of the mail they are about stands in all of them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

MAX_READ: Final = 200_000
"""Bytes of a report that are looked at."""
MAX_IDS: Final = 100
_LONGEST_WORDS: Final = 300

_NAME: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:[ \t]*(.*)")
_IDS: Final = ("message-id", "in-reply-to", "references", "original-message-id", "x-original-message-id")
_BRACKETS: Final = re.compile(r"<([^<>\s]{1,500})>")
_ADDRESS: Final = re.compile(r"[^\s<>\"'(),;:@\[\]]{1,64}@[^\s<>\"'(),;:@\[\]]{1,255}")
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_TOLD: Final = re.compile(
    r"""could\ not\ be\ (?:delivered|reached)|couldn't\ be\ (?:delivered|reached)|wasn't\ delivered|was\ not\ delivered
    |following\ address(?:\(es\)|es)?\ failed|undeliverable|delivery\ has\ failed\ to|did\ not\ reach
    |wasn't\ able\ to\ deliver|unable\ to\ deliver|permanent\ fatal\ errors""",
    re.IGNORECASE | re.VERBOSE,
)
"""After which reports without fields name a recipient."""
_NEAR: Final = 12
"""Lines after such words in which it is looked for."""
_PLAIN: Final = {
    "5.1.1": "there is no such address",
    "5.1.10": "there is no such address",
    "5.1.2": "there is no such domain",
    "5.1.3": "the address is none",
    "5.2.1": "the mailbox is closed",
    "5.2.2": "the mailbox is full",
    "4.2.2": "the mailbox is full",
    "5.2.3": "the mail is too large",
    "5.3.4": "the mail is too large",
    "5.4.1": "nobody answers there",
    "4.4.1": "nobody answers there",
    "5.4.4": "there is no way to the server",
    "5.4.6": "the mail went round in circles",
    "4.4.7": "it took too long",
    "5.4.7": "it took too long",
    "5.7.1": "it was refused",
}


class Bounce(msgspec.Struct, frozen=True):
    """What a report says."""

    message_ids: tuple[str, ...]
    """Ids named in it, of which one may be a mail of ours."""
    recipient: str = ""
    """The address as we wrote to it, where that is told."""
    failed: bool = True
    """False: it is only late, or it did arrive."""
    words: str = ""
    """The reason, in plain words where the status has some, and in those of the server that gave it; one line."""
    status: str = ""
    """Enhanced status code (RFC 3463), like `5.1.1`."""
    action: str = ""
    """`failed`, `delayed`, `delivered`, `relayed` or `expanded`."""


def report_of(raw: bytes) -> Bounce | None:
    """The report in a mail; None when it names no mail that it could be about."""
    lines = raw[:MAX_READ].decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    groups = list(_groups(lines))
    ids = [i for group in groups for name in _IDS for i in _BRACKETS.findall(group.get(name, ""))]
    if not ids:
        return None
    told = _recipient_fields(groups)
    action = told.get("action", "").split()[0].lower() if told.get("action", "").split() else ""
    recipient = _bare(told.get("original-recipient", "")) or _bare(told.get("final-recipient", ""))
    reason = " ".join(told.get("diagnostic-code", "").rpartition(";")[2].split())
    if not recipient:
        recipient, reason = _in_words(lines, groups)
    status = next(iter(_STATUS.findall(told.get("status", "") or reason)), "")
    return Bounce(
        tuple(dict.fromkeys(ids))[:MAX_IDS],
        recipient,
        action in ("", "failed"),
        _words(status, reason),
        status,
        action,
    )


def _groups(lines: list[str]) -> Iterator[Mapping[str, str]]:
    """Fields that stand together, first of each name; folded lines are joined. Lines that are no fields end a group."""
    group: dict[str, list[str]] = {}
    last: list[str] | None = None
    for line in lines:
        if line[:1] in (" ", "\t") and line.strip():
            if last is not None:
                last.append(line.strip())
            continue
        found = _NAME.fullmatch(line)
        if found is None:
            if group:
                yield {name: " ".join(values) for name, values in group.items()}
            group, last = {}, None
            continue
        name, value = found[1].lower(), found[2]
        last = [value]
        group.setdefault(name, last)
    if group:
        yield {name: " ".join(values) for name, values in group.items()}


def _recipient_fields(groups: list[Mapping[str, str]]) -> Mapping[str, str]:
    """What is told of the first recipient who did not get it, else of the first at all."""
    told = [g for g in groups if "final-recipient" in g or "original-recipient" in g]
    failed = [g for g in told if g.get("action", "").lower().startswith("failed")]
    return next(iter(failed or told), {})


def _in_words(lines: list[str], groups: list[Mapping[str, str]]) -> tuple[str, str]:
    """Recipient and reason of a report that is written for people: qmail's, Exim's, Exchange's of old."""
    named = next((_bare(g["x-failed-recipients"]) for g in groups if "x-failed-recipients" in g), "")
    body = next((at for at, line in enumerate(lines) if not line.strip()), 0)
    for at, line in enumerate(lines[body:], body):
        # qmail: `<max@acme.test>:` and the reason below it.
        if line.startswith("<") and line.rstrip().endswith(">:") and _bare(line):
            return _bare(line), _paragraph(lines[at + 1 : at + 5])
        if _TOLD.search(line[:500]):
            for below in range(at, min(at + _NEAR, len(lines))):
                found = _bare(lines[below][:500])
                if found and (not named or found == named):
                    return found, _paragraph(lines[below + 1 : below + 5])
    return named, ""


def _paragraph(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line.strip():
            kept.append(line.strip())
        elif kept:
            break
    return " ".join(kept)


def _bare(text: str) -> str:
    """The first address in a text, also behind `rfc822;`."""
    found = _ADDRESS.search(text[:1000].rpartition(";")[2])
    return found[0].rstrip(".") if found else ""


def _words(status: str, reason: str) -> str:
    plain = _PLAIN.get(status, "")
    said = reason if status in reason else f"{status} {reason}".strip()
    words = f"{plain} ({said})" if plain and said else plain or said
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1] + "…"
