"""An entry of the outbox → the step that a backend is given, from what the desk holds now."""

from typing import Final

import msgspec

from supportterm.core.nouns import Message, Ticket, Value
from supportterm.core.refusal import Refused
from supportterm.core.remote import (
    AnyStep,
    MergeTickets,
    OpenTicket,
    OutFile,
    PutArticle,
    RemotePerson,
    Say,
    SetFields,
)
from supportterm.core.terms import Role
from supportterm.store import (
    articles,
    definitions,
    letters,
    messages,
    outbox,
    people,
    replica,
    tickets,
    timeline,
    transcripts,
)
from supportterm.store.departing import wish_of
from supportterm.store.files import Files
from supportterm.store.moving import Moved, moved
from supportterm.store.outbox import Entry
from supportterm.store.sqlite import Connection

REFERENCES: Final = 20
"""Message-IDs of a conversation that a mail names."""


def step_of(connection: Connection, files: Files, entry: Entry) -> AnyStep:
    """Raises Refused when what it is about is not there any more."""
    if entry.kind == "article":
        return _article(connection, entry)
    if entry.kind == letters.KIND:
        letter = letters.step_of(connection, entry)
        if letter is None:
            raise Refused("who asked for this letter is not known any more")
        return letter
    ticket = tickets.get(connection, entry.ticket)
    if entry.kind == transcripts.KIND:
        return transcripts.step_of(connection, entry, _references(connection, ticket, ticket.last_message + 1))
    key = _key(connection, entry.connection, entry.ticket)
    match entry.kind:
        case "open":
            return _open(connection, files, entry, ticket)
        case "set":
            wish = wish_of(entry)
            known = replica.of_local(connection, "ticket", entry.ticket, entry.connection)
            return SetFields(
                entry.marker, key, wish.values, wish.base, wish.add, wish.remove, known.version if known else ""
            )
        case "merge":
            into = goes_on(connection, int(msgspec.json.decode(entry.what)["into"]))
            return MergeTickets(entry.marker, key, _key(connection, entry.connection, into))
    return _say(connection, files, entry, ticket, key)


def goes_on(connection: Connection, number: int) -> int:
    """Where a ticket goes on there by now, when it was merged meanwhile; itself when not.

    A merge that still waits does not count: it can be taken back, and what went through it could not.
    """
    met = {number}
    while (into := tickets.get(connection, number).merged_into) is not None and into not in met:
        if any(entry.kind == "merge" for entry in outbox.of_ticket(connection, number)):
            break
        met.add(number := into)
    return number


def _key(connection: Connection, name: str, ticket: int) -> str:
    known = replica.of_local(connection, "ticket", ticket, name)
    return known.key if known is not None else ""


def _open(connection: Connection, files: Files, entry: Entry, ticket: Ticket) -> OpenTicket:
    person = people.person(connection, ticket.requester)
    requester = RemotePerson("", person.name, person.email, person.phone) if person else RemotePerson()
    first = messages.get(connection, entry.message) if entry.message is not None else None
    if (history := moved(entry)) is not None:
        body = history.text(first.body) if first else ""
        sent = _files(connection, files, first, history)
        return OpenTicket(
            entry.marker, ticket.subject, requester, body, history.values, history.tags, sent, ticket.channel
        )
    return OpenTicket(
        entry.marker, ticket.subject, requester, first.body if first else "", opening(ticket), ticket.tags,
        _files(connection, files, first), ticket.channel,
    )  # fmt: skip


def opening(ticket: Ticket) -> dict[str, Value]:
    """With which values a ticket is opened there, beside its subject."""
    values: dict[str, Value] = {"priority": int(ticket.priority)}
    values |= {f"field.{name}": value for name, value in ticket.fields.items()}
    values |= {"team": ticket.team} if ticket.team else {}
    return values | ({"assignee": ticket.assignee} if ticket.assignee else {})


def _say(connection: Connection, files: Files, entry: Entry, ticket: Ticket, key: str) -> Say:
    if entry.message is None:  # a note that is not a message here: a hand-off
        said = msgspec.json.decode(entry.what)
        return Say(entry.marker, key, Role(said["role"]), said["body"], entry.actor, at=entry.at)
    if (history := moved(entry)) is not None:
        message = messages.get(connection, entry.message)
        return Say(
            entry.marker, key, Role(history.role), history.text(message.body), entry.actor, message.author,
            files=_files(connection, files, message, history), at=message.at, subject=ticket.subject, number=ticket.id,
            team=ticket.team, automatic=True,
        )  # fmt: skip
    carried = [messages.get(connection, each) for each in entry.carries]
    message = carried[-1]
    ours = not key
    to = message.to
    if ours and not to and message.role is Role.REPLY:
        requester = people.person(connection, ticket.requester)
        to = (requester.email,) if requester and requester.email else ()
    return Say(
        entry.marker, key, message.role,
        "\n\n".join(m.body for m in carried) + (_signature(connection, ticket, entry.actor) if ours else ""),
        entry.actor, message.author, to, message.cc,
        tuple(file for m in carried for file in _files(connection, files, m)), message.at, ticket.subject,
        ticket.id, ticket.team, _references(connection, ticket, carried[0].id), message.agent is None, message.bcc,
    )  # fmt: skip


def _signature(connection: Connection, ticket: Ticket, agent: str) -> str:
    """The agent's own, else the team's, as mail programs set it off."""
    own = {a.handle: a.signature for a in definitions.all_of(connection, "agent")}.get(agent, "")
    team = {t.handle: t.signature for t in definitions.all_of(connection, "team")}.get(ticket.team or "", "")
    text = own or team
    return f"\n\n-- \n{text}" if text else ""


def _references(connection: Connection, ticket: Ticket, before: int) -> tuple[str, ...]:
    """Message-IDs of what was said in public before a message, oldest first."""
    marks = ", ".join(map(str, timeline.family(connection, ticket)))
    found = connection.execute(
        f"SELECT message_id FROM message WHERE ticket IN ({marks}) AND id < ? AND message_id <> '' AND NOT hidden "
        f"AND role IN ({int(Role.CUSTOMER)}, {int(Role.REPLY)}) ORDER BY id DESC LIMIT ?",
        (before, REFERENCES),
    ).fetchall()
    return tuple(row[0] for row in reversed(found))


def _files(
    connection: Connection, files: Files, message: Message | None, history: Moved | None = None
) -> tuple[OutFile, ...]:
    if message is None or not message.attachments:
        return ()
    there = messages.attachments_of(connection, message.id)
    return tuple(
        OutFile(a.name, a.media_type, a.size, str(files.path(a.digest)), a.inline_id)
        for a in (history.files(there) if history is not None else there)
        if a.digest
    )


def _article(connection: Connection, entry: Entry) -> PutArticle:
    number = -entry.ticket
    article = articles.get(connection, number)
    if article is None:
        raise Refused(f"there is no article {number} any more")
    known = replica.of_local(connection, "article", number, entry.connection)
    return PutArticle(
        entry.marker, known.key if known else "", article.title, article.body, article.section, article.tags,
        article.visibility, article.state, known.version if known else "",
    )  # fmt: skip
