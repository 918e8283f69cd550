"""What customers do on their side: ask, look at what they asked, answer."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from supportterm.core.greeting import VISITOR
from supportterm.core.nouns import Message, Ticket
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role, Status
from supportterm.core.verbs import Rules, held_back
from supportterm.core.writing import NewFile, NewMessage, NewTicket
from supportterm.store import authoring, chats, letters, messages, outbox, people, surveying, tickets
from supportterm.store.acknowledging import acknowledge
from supportterm.store.concerning import OF_TICKETS
from supportterm.store.sqlite import Connection
from supportterm.store.stroke import Stroke

CUSTOMER: Final = "customer"
"""Who acts: no agent."""
MOST: Final = 500
"""Messages of a request that are shown, the newest."""


class Request(NamedTuple):
    """A ticket as who asked may see it: what was said in public, and nothing else."""

    ticket: Ticket
    messages: tuple[Message, ...]
    """Oldest first."""

    @property
    def over(self) -> bool:
        return self.ticket.status >= Status.SOLVED and not held_back(self.ticket)

    @property
    def can_answer(self) -> bool:
        """Whether an answer given here is read: not on a closed ticket, nor on one that lives or goes on elsewhere."""
        ticket = self.ticket
        closed = ticket.status is Status.CLOSED and not held_back(ticket)
        return not closed and not ticket.home and ticket.merged_into is None


class Chat(NamedTuple):
    """A request, as its customer sees it while they chat."""

    request: Request
    seen: int
    """The newest message that somebody of the desk has seen; 0: none."""
    agent: str | None
    """Who talks with them: who has the ticket, once they took the conversation or said something."""
    can_be_mailed: bool
    """Whether mails reach them."""
    asks: dict[int, tuple[str, int | None]]
    """By message the survey that it asks, and the score that was given by now."""


def done_before(connection: Connection, change: bytes) -> int | None:
    """The ticket of the change with this id, where it was done already: who sends a form twice asks once."""
    row = connection.execute("SELECT first FROM change WHERE id = ?", (change,)).fetchone()
    if row is None:
        return None
    subject = connection.execute(
        f"SELECT subject FROM operation WHERE seq >= ? AND change = ? AND {OF_TICKETS} ORDER BY seq LIMIT 1",
        (row[0], change),
    ).fetchone()
    return int(subject[0]) if subject else None


def open_ticket(
    stroke: Stroke, rules: Rules, new: NewTicket, here: int = 0, *, asking: int | None = None, actor: str = CUSTOMER
) -> int:
    """A new ticket, its way to a team, and the team's automatic answer; its number.

    *here*: until when who asks is there to read it, where they chat. *asking*: who asks, where that is not told by
    their address or name.
    """
    if asking is None and not new.email:
        asking = authoring.stranger(stroke, new.name or VISITOR)
    number = authoring.create_ticket(stroke, rules, new, requester=asking)
    if here:
        chats.here(stroke.work.connection, number, here)
    stroke.follow()  # routing gives it the team that answers
    stroke.flush()
    acknowledge(stroke, rules, number, new.name, actor)
    return number


def say(stroke: Stroke, rules: Rules, person: int, number: int, body: str, files: Sequence[NewFile]) -> None:
    """An answer of who asked. Raises Refused when it is not their ticket, or nothing can be said there."""
    found = request(stroke.work.connection, person, number, stroke.now)
    if found is None or not found.can_answer:
        raise Refused(f"nothing can be answered on ticket {number}")
    said = NewMessage(Role.CUSTOMER, body, markdown=False, files=tuple(files), person=person)
    authoring.write(stroke, rules, number, said)


def request(connection: Connection, person: int, number: int, now: int) -> Request | None:
    """The ticket *number* as *person* may see it; None when it is another's, or there is none.

    A reply that can still be taken back is not shown yet.
    """
    ticket = tickets.load(connection, number)
    if ticket is None or ticket.requester != person or ticket.gone:
        return None
    # Of what was merged into it only what the same person asked: what others wrote is not theirs to read.
    absorbed = (tickets.load(connection, each) for each in ticket.absorbed)
    own = [ticket.id, *(each.id for each in absorbed if each is not None and each.requester == person)]
    told = messages.of_tickets(connection, own, before=None, after=None, size=MOST)
    return Request(ticket, tuple(m for m in told if m.role.public and not _held(connection, m, now)))


def chat(connection: Connection, person: int, number: int, now: int) -> Chat | None:
    """What *person* sees at their chat; None when it is another's, or there is none."""
    found = request(connection, person, number, now)
    if found is None:
        return None
    agent = found.ticket.assignee
    if agent is not None and all(m.agent != agent for m in found.messages):
        agent = agent if chats.accepted_by(connection, number) == agent else None
    who = people.person(connection, person)
    mailed = who is not None and bool(who.email) and letters.carrier(connection) is not None
    asks = surveying.questions(connection, number)
    return Chat(found, chats.seen_by_agents(connection, number), agent, mailed, asks)


def _held(connection: Connection, message: Message, now: int) -> bool:
    """Whether it is not said yet, or never: it can be taken back, or was discarded."""
    if message.delivery != "waiting":
        return message.delivery == "discarded"
    entry = outbox.of_message(connection, message.id)
    return entry is not None and entry.state is State.QUEUED and entry.unsent and entry.not_before > now


def goes_on(connection: Connection, number: int) -> int | None:
    """The ticket in which *number* goes on by now; None when it is gone."""
    met: set[int] = set()
    while (ticket := tickets.load(connection, number)) is not None and ticket.merged_into is not None:
        if number in met:
            return None
        met.add(number)
        number = ticket.merged_into
    return number if ticket is not None and not ticket.gone else None


def attachment(connection: Connection, person: int, number: int, file: int, now: int) -> NewFile | None:
    """A file of a public message of one's own request; None when it is none, or its content is elsewhere."""
    found = request(connection, person, number, now)
    for message in found.messages if found is not None else ():
        for there in messages.attachments_of(connection, message.id) if message.attachments else ():
            if there.id == file and there.digest:
                return NewFile(there.name, there.digest, there.size, there.media_type)
    return None
