"""What is in a file of ours, and what of it another system can't hold: read through, and nothing is done."""

from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from supportterm.core import operations
from supportterm.core.moving import Target, fit, left_behind, role_there, why_not_article
from supportterm.core.nouns import Article, Attachment, Ticket
from supportterm.core.operations import LinkTicket, Rated
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, Priority, Role, Status
from supportterm.exchange.files import from_iso, reading
from supportterm.exchange.jsonl_in import lines
from supportterm.exchange.records import (
    ArticleLine,
    ChangeLine,
    DefinitionLine,
    Line,
    MessageLine,
    PersonLine,
    TicketLine,
)
from supportterm.exchange.report import Report

_ROLES: Final = {role.word: role for role in Role}
_STAY: Final = {"macro": "macros", "view": "views"}


class Stock(msgspec.Struct):
    """How much of each there is, and of how many something is lost."""

    there: Counter[str] = msgspec.field(default_factory=Counter)
    """Of `tickets`, `messages`, `files`, `people`, `articles`, `macros`, `views`."""
    lost: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    """(what, of which kind)"""
    bad: list[tuple[str, str]] = msgspec.field(default_factory=list)


def stock(path: str | Path, there: Target, *, notes: bool = False) -> Stock:
    """What of the file at *path* can't be held *there*. *notes*: what customers could read is to be internal."""
    report = Report()
    taking = _Taking(there, notes)
    with reading(path) as file:
        for where, line in lines(file, report):
            try:
                taking.line(line)
            except (msgspec.DecodeError, ValueError) as error:
                report.bad.append((where, f"it is no line of such an export: {error}"))
    taking.stock.bad = report.bad
    return taking.stock


class _Taking:
    def __init__(self, there: Target, notes: bool) -> None:
        self._there = there
        self._notes = notes
        self._opened = False
        """What opens the ticket has come."""
        self.stock = Stock()

    def line(self, line: Line) -> None:
        match line:
            case DefinitionLine(what=what) if what in _STAY:
                self._is_there(_STAY[what])
                self._is_lost(_STAY[what], _STAY[what])
            case PersonLine():
                self._is_there("people")
                if line.phone or line.title or line.notes:
                    self._is_lost("the phone number, title and notes", "people")
            case ArticleLine():
                self._article(line)
            case TicketLine():
                self._ticket(line)
            case MessageLine():
                self._message(line)
            case ChangeLine() if self._there.tickets:
                self._change(line)

    def _article(self, line: ArticleLine) -> None:
        self._is_there("articles")
        article = Article(line.id, line.slug, line.title, line.body, visibility=line.visibility, state=line.state)
        if why := why_not_article(article, self._there.can):
            self._is_lost(why, "articles")
        elif "titles" not in self._there.can:
            self._is_lost("capitals and punctuation of the title", "articles")

    def _ticket(self, line: TicketLine) -> None:
        self._is_there("tickets")
        self._opened = False
        if not self._there.tickets:
            self._is_lost("tickets", "tickets")
            return
        ticket = Ticket(
            line.number, line.subject, 0, 0, 0, STATUS_BY_WORD.get(line.status, Status.OPEN),
            PRIORITY_BY_WORD.get(line.priority, Priority.NORMAL), assignee=line.assignee, team=line.team,
            tags=line.tags, fields=line.fields, due_set=from_iso(line.due) if line.due else None,
        )  # fmt: skip
        for what in fit(ticket, self._there).lost:
            self._is_lost(what, "tickets")
        if not line.email:
            self._is_lost("the address of who asked, who has none,", "tickets")

    def _message(self, line: MessageLine) -> None:
        self._is_there("messages")
        self._is_there("files", len(line.attachments))
        if not self._there.tickets or line.role not in _ROLES:
            return
        was = _ROLES[line.role]
        opens = was.public and not self._opened
        self._opened = self._opened or opens
        role = Role.REPLY if opens else role_there(was, self._there, notes=self._notes)
        if role is None:
            self._is_lost("the text", "messages")
            self._is_lost("the content", "files", len(line.attachments))
            return
        if was.public and role is Role.NOTE:
            self._is_lost("that customers see them, who won't,", "messages")
        files = [Attachment(n, 0, f.name, f.media_type, f.size, f.sha256) for n, f in enumerate(line.attachments)]
        self._is_lost("the content", "files", len(left_behind(files, role, self._there)))

    def _change(self, line: ChangeLine) -> None:
        kind = msgspec.json.decode(line.what, type=_Kind).kind
        payload = operations.decode(bytes(line.what), kind)
        if isinstance(payload, LinkTicket) and payload.link:
            self._is_lost("links to others", "tickets")
        elif isinstance(payload, Rated):
            self._is_lost("the answer to a survey", "tickets")
        elif isinstance(payload, operations.MergeInto) and "merge" not in self._there.can:
            self._is_lost("that it goes on in another", "tickets")

    def _is_there(self, kind: str, count: int = 1) -> None:
        self.stock.there[kind] += count

    def _is_lost(self, what: str, kind: str, count: int = 1) -> None:
        if count:
            self.stock.lost[what, kind] += count


class _Kind(msgspec.Struct):
    kind: str
