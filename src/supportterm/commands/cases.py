"""What waits to leave, with all that a person must see before they say what becomes of it. Values for every face."""

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from supportterm.commands.departures import titles
from supportterm.core.nouns import Message, Value
from supportterm.core.numbers import label
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role
from supportterm.store.letters import is_letter

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.store.outbox import ConflictRow, Entry

Can = Literal["mine", "theirs", "edit", "again", "arrived", "discard"]
"""What can be said of something in the outbox. `edit`: give a value, or have the text back to change it."""

WHAT_FOR: Final[dict[Can, str]] = {
    "mine": "what you wanted",
    "theirs": "what is there",
    "edit": "something else",
    "again": "send it",
    "arrived": "it is there",
    "discard": "do not send it",
}
SINCE: Final = 5
"""Messages shown that came after a text was written."""
_LOOKED_AT: Final = 50


class Field(NamedTuple):
    """A field that both sides changed."""

    name: str
    base: Value
    mine: Value
    theirs: Value
    who: str
    at: int


class Case(NamedTuple):
    """One thing in the outbox."""

    entry: "Entry"
    called: str
    """The ticket as people call it, or the article."""
    subject: str
    by: str
    """The connection it leaves by."""
    role: Role | None
    body: str
    """Its text, where it is one."""
    fields: tuple[Field, ...]
    since: tuple[Message, ...]
    """What others wrote to or for the customer since its author looked, oldest first."""
    gone: bool
    """The ticket was deleted there."""
    can: tuple[Can, ...]
    apart: tuple[str, ...] = ()
    """Of an article that both sides changed, how mine differs from what is there: the lines of a diff."""
    held: str = ""
    """Why it can't leave by itself, where that is not its own state."""

    @property
    def what(self) -> str:
        """What leaves, in a word or two."""
        match self.entry.kind:
            case "say" | "later":
                return {Role.NOTE: "note", Role.FORWARD: "forward"}.get(self.role or Role.REPLY, "reply")
            case "set":
                names = [f.name.removeprefix("field.") for f in self.fields]
                return names[0] if len(names) == 1 else f"{len(names)} fields" if names else "fields"
            case "open":
                return "new ticket"
            case "article":
                return "edit"
        return self.entry.kind

    @property
    def kind(self) -> str:
        """What selectors of a keymap call it, by what can be said of it."""
        if not self.can:
            return "under-way"
        match self.entry.state:
            case State.QUEUED:
                return "later" if self.entry.kind == "later" else "waiting"
            case State.ASKING if not self.entry.unsent:
                return "asking"
            case State.CONFLICT if self.fields or self.entry.kind == "article":
                return "fields"
        return "text" if "edit" in self.can else "refused"


def cases(desk: "Desk", ticket: int | None = None, *, for_people: bool = False) -> tuple[Case, ...]:
    """All in the outbox, or of one ticket: what needs a person first, then the oldest first."""
    names = titles(desk)
    entries = sorted(desk.outbox(ticket), key=lambda e: (not e.state.for_people, e.seq))
    return tuple(case_of(desk, e, names) for e in entries if e.state.for_people or not for_people)


def case_of(desk: "Desk", entry: "Entry", names: dict[str, str] | None = None) -> Case:
    """*entry* with what is to be known of it."""
    names = titles(desk) if names is None else names
    first = next((e for e in desk.outbox(entry.ticket) if e.connection == entry.connection), entry)
    rows = desk.conflicts(entry.id) if entry.state is State.CONFLICT else ()
    message = entry.message_for_later or _message(desk, entry)
    called, subject = _named(desk, entry)
    gone = any(row.field == "ticket" for row in rows)
    fields = tuple(Field(*row[1:]) for row in rows) if entry.kind == "set" and not gone else ()
    return Case(
        entry,
        called,
        subject,
        names.get(entry.connection, entry.connection) or "later",
        message.role if message else None,
        message.body if message else "",
        fields,
        _since(desk, entry, rows),
        gone,
        _can(entry, gone=gone),
        _apart(desk, entry, rows),
        _held(entry, first, names),
    )


def meant(case: Case, how: str) -> str:
    """*how* as the outbox knows it: mine sends an article over what is there, theirs leaves that as it is."""
    if case.entry.kind != "article" or "again" not in case.can:
        return how
    return {"mine": "again", "theirs": "discard"}.get(how, how)


def _can(entry: "Entry", *, gone: bool) -> tuple[Can, ...]:
    is_text = entry.kind == "later" or (entry.kind == "say" and entry.message is not None)
    text: tuple[Can, ...] = ("edit",) if is_text else ()
    match entry.state:
        case State.CONFLICT if gone:
            return (*text, "discard")
        case State.CONFLICT if entry.kind == "set":
            return ("mine", "theirs", "edit")
        case State.CONFLICT | State.REJECTED:
            return ("again", *text, "discard")
        case State.ASKING if entry.unsent:
            return ("again", *text, "discard")
        case State.ASKING:
            seen: tuple[Can, ...] = () if entry.kind == "open" else ("arrived",)
            return (*seen, "again", "discard")
        case State.QUEUED if entry.kind == "later":
            return ("again", *text, "discard")
        case State.QUEUED:
            return (*text, "discard")
    return ()


def _held(entry: "Entry", first: "Entry", names: dict[str, str]) -> str:
    """*first* is the oldest of the ticket that leaves by the same connection: what was written later leaves later."""
    if entry.connection and entry.connection not in names:
        return f"held until {entry.connection} is connected again"
    if entry.state is State.QUEUED and first.id != entry.id and first.state.for_people:
        return "held until you decide what is before it on this ticket"
    return ""


def _apart(desk: "Desk", entry: "Entry", rows: "tuple[ConflictRow, ...]") -> tuple[str, ...]:
    told = next((str(row.theirs) for row in rows if row.field == "article"), "")
    if not told:
        return ()
    from msgspec.json import decode

    from supportterm.core.article_diff import Text, apart
    from supportterm.core.remote import RemoteArticle

    theirs, mine = decode(told, type=RemoteArticle), desk.article(-entry.ticket)
    whose = ", ".join(filter(None, ("theirs", theirs.author)))
    return () if theirs.gone else apart(Text(theirs.title, theirs.body, whose), Text(mine.title, mine.body, "mine"))


def _message(desk: "Desk", entry: "Entry") -> Message | None:
    try:
        return desk.message(entry.message) if entry.message is not None else None
    except Refused:
        return None


def _named(desk: "Desk", entry: "Entry") -> tuple[str, str]:
    if is_letter(entry.ticket):
        return "letter", "a link to one's own requests"
    try:
        if entry.ticket < 0:
            article = desk.article(-entry.ticket)
            return f"article {article.slug}", article.title
        ticket = desk.ticket(entry.ticket)
    except Refused:  # it was undone
        return label(entry.ticket), ""
    return label(ticket.id, ticket.number), ticket.subject


def _since(desk: "Desk", entry: "Entry", rows: "tuple[ConflictRow, ...]") -> tuple[Message, ...]:
    """From the first message of others after the text, up to the newest that its author had not seen."""
    newest = next((int(row.theirs) for row in rows if row.field == "message" and isinstance(row.theirs, int)), None)
    if newest is None or (entry.message is None and entry.kind != "later"):
        return ()
    there = [m for m in desk.timeline(entry.ticket, size=_LOOKED_AT) if isinstance(m, Message)]
    if entry.kind == "later":  # whatever others wrote, to colleagues too
        told = [m for m in there if m.agent != entry.actor and (m.at >= entry.at or m.id == newest)]
        return tuple(told[-SINCE:])
    later = [m for m in there if m.role in (Role.CUSTOMER, Role.REPLY)]
    told = [m for m in later if m.agent != entry.actor and (m.id > (entry.message or 0) or m.id == newest)]
    return tuple(told[-SINCE:])
