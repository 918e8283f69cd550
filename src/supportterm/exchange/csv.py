"""CSV out, safe for spreadsheets, and tickets from CSV in."""

import codecs
import csv
import hashlib
import io
import itertools
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_cell
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, Priority, Role, Status
from supportterm.exchange import charsets, dates
from supportterm.exchange.files import iso, reading
from supportterm.exchange.report import Report
from supportterm.exchange.selection import messages_of

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.bulk import Bulk
    from supportterm.store.rows import TicketRow

COLUMNS: Final = (
    "number", "subject", "status", "priority", "channel", "name", "email", "organization", "assignee", "team", "tier",
    "tags", "created", "updated", "due", "messages", "attachments", "body",
)  # fmt: skip
_CHUNK: Final = 1 << 20
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BAD_BYTES: Final = charsets.BAD_BYTES
"""What exchange/charsets.py does with bytes that are no character."""
MAX_CELL: Final = 10_000_000
_MAX_BODY: Final = 30_000
"""Characters of the first message in a cell: spreadsheets take 32,767."""

_MEANINGS: Final = {
    "subject": ("subject", "title", "summary", "betreff", "objet", "asunto"),
    "body": ("body", "description", "message", "text", "content", "details", "comment"),
    "email": ("email", "e_mail", "from", "requester_email", "customer_email", "mail", "contact_email", "sender"),
    "name": ("name", "requester", "requester_name", "customer", "customer_name", "contact", "from_name"),
    "status": ("status", "state"),
    "priority": ("priority", "urgency_level"),
    "tags": ("tags", "labels", "tag"),
    "created": ("created", "created_at", "date", "opened", "opened_at", "time", "timestamp", "creation_date"),
    "team": ("team", "group", "queue", "department"),
    "organization": ("organization", "organisation", "company", "account"),
    "channel": ("channel", "source"),
}
_MEANING: Final = {name: meaning for meaning, names in _MEANINGS.items() for name in names}
_LEFT_OUT: Final = frozenset({"updated", "due", "messages", "attachments", "tier", "assignee"})
"""Columns of our own export that follow from others, or name what another desk may not have."""

_STATUSES: Final = {
    **STATUS_BY_WORD, "resolved": Status.SOLVED, "done": Status.SOLVED, "completed": Status.SOLVED,
    "in-progress": Status.OPEN, "hold": Status.ON_HOLD, "onhold": Status.ON_HOLD, "waiting": Status.PENDING,
}  # fmt: skip
_PRIORITIES: Final = {
    **PRIORITY_BY_WORD, "critical": Priority.URGENT, "medium": Priority.NORMAL, "major": Priority.HIGH,
    "minor": Priority.LOW, "p1": Priority.URGENT, "p2": Priority.HIGH, "p3": Priority.NORMAL, "p4": Priority.LOW,
}  # fmt: skip
_NEUTRALISED: Final = re.compile(r"'(?=[\x00-\x20\s]*[=+\-@＝＋－＠]|[\t\r\n])")


def write_csv(desk: "Desk", rows: Iterator["TicketRow"], file: IO[bytes]) -> int:
    """A line for each ticket (RFC 4180, UTF-8); how many. No cell is a formula."""
    own = [f.name for f in desk.fields()]
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow([*COLUMNS, *(safe_cell(name) for name in own)])
    count = 0
    for row in rows:
        ticket = desk.ticket(row.id)
        first = min(messages_of(desk, row.id), key=lambda m: m.id, default=None)
        values = (
            row.id, row.subject, ticket.status.word, ticket.priority.word, row.channel, row.requester, row.email,
            row.organization, row.assignee, row.team, row.tier, ", ".join(row.tags), iso(row.created_at),
            iso(row.updated_at), iso(row.due_at), row.messages, row.attachments,
            first.body[:_MAX_BODY] if first else "", *(ticket.fields.get(name) for name in own),
        )  # fmt: skip
        out.writerow(["" if v is None else v if isinstance(v, int) else safe_cell(str(v)) for v in values])
        count += 1
    text.detach()
    return count


def import_csv(desk: "Desk", path: str | Path) -> Report:
    """A ticket for each line; the first line names the columns, in any order.

    Columns that mean nothing to a desk become fields of the ticket. Raises Refused when there is neither a subject
    nor a text among the columns.
    """
    report = Report()
    csv.field_size_limit(MAX_CELL)
    encoding, head = _encoding(path)
    seen: Counter[str] = Counter()
    with reading(path) as file, io.TextIOWrapper(file, encoding, _BAD_BYTES, newline="") as text:
        rows = csv.reader(text, delimiter=_delimiter(head))
        try:
            names = [_slug(n) for n in next(rows, [])]
        except csv.Error as error:
            raise Refused(f"{path} is no CSV: {error}") from error
        columns = _columns(names)
        if not {"subject", "body"} & set(columns.values()):
            raise Refused(f"{path} has no column named subject, title, body or description in its first line")
        _import_rows(desk, report, rows, columns, seen)
    return report


def _import_rows(
    desk: "Desk", report: Report, rows: Iterator[list[str]], columns: dict[int, str], seen: Counter[str]
) -> None:
    nameless: dict[str, int] = {}
    with desk.bulk("import") as bulk:
        for number in itertools.count(2):
            try:
                row = next(rows)
                if any(cell.strip() for cell in row):
                    _take(bulk, report, row, columns, seen, nameless)
            except StopIteration:
                break
            except csv.Error as error:
                report.bad.append((f"row {number}", f"it is no CSV: {error}"))
            except Refused as refused:
                report.bad.append((f"row {number}", str(refused)))


def _take(
    bulk: "Bulk",
    report: Report,
    row: list[str],
    columns: dict[int, str],
    seen: Counter[str],
    nameless: dict[str, int],
) -> None:
    values = _values(row, columns)
    digest = hashlib.sha256("\0".join(row).encode("utf-8", "replace")).hexdigest()[:40]
    seen[digest] += 1
    message_id = f"{digest}.{seen[digest]}@csv.invalid"
    if bulk.known(message_id):
        report.known += 1
        return
    subject, body = values.get("subject", "").strip(), values.get("body", "").strip()
    if not subject and not body:
        raise Refused("it has neither a subject nor a text")
    email, name = values.get("email", "").strip(), values.get("name", "").strip()
    organization = values.get("organization", "").strip()
    company = bulk.organization(organization) if organization else None
    person = _person(bulk, email, name, company, nameless)
    at = dates.parse(values.get("created", "")) or time.time_ns() // 1_000_000
    called = subject or " ".join(body.split())[:80]
    ticket = bulk.ticket(called, person, at=at, organization=company, **_properties(values))
    bulk.message(
        ticket, Role.CUSTOMER, body or subject, at=at, author=name or email, address=email, person=person,
        message_id=message_id,
    )  # fmt: skip
    report.new_tickets += 1
    report.new_messages += 1


def _values(row: list[str], columns: dict[int, str]) -> dict[str, str]:
    """Cells by what they mean, as they were before a program made them safe for spreadsheets. Raises Refused."""
    if len(row) > len(columns):
        raise Refused(f"it has {len(row)} cells, but the first line names {len(columns)} columns")
    values: dict[str, str] = {}
    for at, cell in enumerate(row):
        values.setdefault(columns[at], _NEUTRALISED.sub("", cell, count=1) if cell[:1] == "'" else cell)
    return values


def _person(bulk: "Bulk", email: str, name: str, company: int | None, nameless: dict[str, int]) -> int:
    """Who asks; those without an address are told apart by what they are called."""
    if "@" in email:
        return bulk.person(email, name, organization=company)
    called = name or email or "somebody unknown"
    person = nameless[called] = nameless.get(called) or bulk.person("", called, organization=company)
    return person


def _properties(values: dict[str, str]) -> dict[str, Any]:
    """What else a ticket has, as `Bulk.ticket` names it."""
    channel = values.get("channel", "").strip().lower()
    own = {name: value.strip() for name, value in values.items() if name not in _MEANINGS and value.strip()}
    return {
        "channel": channel if channel in ("mail", "chat", "phone", "web", "api") else "api",
        "team": _slug(values.get("team", "")).replace("_", "-") or None,
        "priority": _PRIORITIES.get(_word(values.get("priority", "")), Priority.NORMAL),
        "status": _STATUSES.get(_word(values.get("status", "")), Status.NEW),
        "tags": tuple(sorted({t.lower() for t in re.split(r"[,;\s]+", values.get("tags", "")) if t})),
        "fields": {name: value for name, value in own.items() if name not in _LEFT_OUT and name != "number"},
    }


def _columns(names: list[str]) -> dict[int, str]:
    """Place → what the column means; the first column of a meaning has it, others keep their own name."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for at, name in enumerate(names):
        meaning = _MEANING.get(name, "")
        if not meaning or meaning in taken:
            meaning = name or f"column_{at + 1}"
            while meaning in taken or (meaning in _MEANINGS and meaning in found.values()):
                meaning += "_2"
        taken.add(meaning)
        found[at] = meaning
    return found


def _slug(name: str) -> str:
    return re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_")


def _word(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().lower())


def _encoding(path: str | Path) -> tuple[str, str]:
    """A CSV's encoding, and its first line: by the byte order mark, else UTF-8, else Windows-1252."""
    with reading(path) as file:
        start = file.read(_CHUNK)
        encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
        decoder = codecs.getincrementaldecoder("utf-8")()
        chunk = start if encoding == "utf-8" else b""
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            encoding = "cp1252"
    return encoding, start.decode(encoding, _BAD_BYTES).split("\n", 1)[0]


def _delimiter(first_line: str) -> str:
    return max((",", ";", "\t"), key=first_line.count)
