"""The door for what customers do on their side: ask, look at what they asked, answer. Nobody here is an agent."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from supportterm.core.conversations import before_each
from supportterm.core.team_hours import team_hours
from supportterm.desk.asking import Asking
from supportterm.store import chats, customers, letters, people, surveying, transcripts
from supportterm.store.append import last_place, touched_since
from supportterm.store.chats import Visit
from supportterm.store.customers import CUSTOMER, Chat, Request

if TYPE_CHECKING:
    from supportterm.core.nouns import Person
    from supportterm.core.surveys import Survey
    from supportterm.core.writing import NewFile, NewTicket
    from supportterm.desk.reading import Reading
    from supportterm.store.connection import Store
    from supportterm.store.rows import TicketRow
    from supportterm.store.stroke import Strokes

__all__ = ["Chat", "Customers", "Request", "Visit"]


class Customers(Asking):
    """Every call may come from any thread. Raises Refused with nothing changed, StoreError when the machine says no.

    *once*, 16 bytes: what is done a second time under the same is not done again.
    """

    def __init__(
        self,
        desk: "Reading",
        store: "Store",
        strokes: "Strokes",
        random: Callable[[int], bytes],
        changed: Callable[[tuple[int, ...]], None],
    ) -> None:
        self._desk = desk
        super().__init__(store)
        self._strokes = strokes
        self._random = random
        self._changed = changed

    def open(self, once: bytes, new: "NewTicket", *, here: int = 0) -> int:
        """A new ticket; its number. Its team answers by itself where it does so by mail.

        *here*: until when who asks is at their chat, as `is_at_chat` says.
        """
        rules = self._desk.rules()
        with self._strokes.begin(CUSTOMER, id=once) as stroke:
            if (known := customers.done_before(stroke.work.connection, once)) is not None:
                return known
            number = customers.open_ticket(stroke, rules, new, here)
        self._changed(stroke.change.tickets)
        return number

    def say(self, once: bytes, person: int, number: int, body: str, files: "Sequence[NewFile]" = ()) -> None:
        """An answer on one's own request."""
        rules = self._desk.rules()
        with self._strokes.begin(CUSTOMER, id=once) as stroke:
            if customers.done_before(stroke.work.connection, once) is not None:
                return
            customers.say(stroke, rules, person, number, body, files)
        self._changed(stroke.change.tickets)

    def requests(self, person: int, limit: int) -> "tuple[TicketRow, ...]":
        """What somebody asked, the last changed first."""
        return self._desk.history(person, limit)

    def request(self, person: int, number: int) -> Request | None:
        """What was said in public on one's own request; None also when it is another's."""
        return self._read(customers.request, person, number, self._desk.clock())

    def file(self, person: int, number: int, file: int) -> "tuple[NewFile, Path] | None":
        """A file of one's own request, and where its content lies."""
        found = self._read(customers.attachment, person, number, file, self._desk.clock())
        return (found, self._desk.attachment_path(found.digest)) if found is not None else None

    def known(self, person: int, email: str) -> "Person | None":
        """The person of this number, as long as this is their address."""
        found = self._read(people.person, person)
        return found if found is not None and found.email == email and email else None

    def send_link(self, email: str) -> bool:
        """A mail with a link to one's requests waits to leave; False when nobody has this address, or none can."""
        with self._store.writing() as connection:
            return letters.ask(connection, email, self._desk.clock(), self._random(10))

    # --- surveys

    def asked(self, ticket: int, survey: str) -> "tuple[int, Survey] | None":
        """The survey that a link is for, and the ticket by which it goes on by now; None when either is gone."""
        found = next((one for one in self._desk.surveys() if one.name == survey and not one.off), None)
        number = self._read(customers.goes_on, ticket)
        return (number, found) if found is not None and number is not None else None

    def rate(self, ticket: int, survey: "Survey", score: int, comment: str) -> None:
        """An answer to a survey; a later one takes its place."""
        rules = self._desk.rules()
        with self._strokes.begin(CUSTOMER) as stroke:
            surveying.answer(stroke, rules, ticket, survey, score, comment)
        if stroke.change.operations:
            self._changed(stroke.change.tickets)

    # --- chats

    def person_of(self, ticket: int) -> int:
        """Who asked. Raises Refused when there is no such ticket."""
        return self._desk.ticket(ticket).requester

    def opens_at(self) -> int:
        """When a team is at work next, milliseconds; now while one is.

        One without a schedule always is, and so is a desk without teams. Raises Refused when none ever is again.
        """
        now, hours = self._desk.clock(), team_hours(self._desk.definitions()).values()
        return min((schedule.next_open(now) for schedule in hours), default=now)

    def is_at_chat(self, ticket: int, until: int) -> None:
        """Who asked is at the chat until a moment, as far as is known; what they have not seen then goes by mail.

        If the machine dies it may be forgotten.
        """
        with self._store.writing(durable=False) as connection:
            chats.here(connection, ticket, until)

    def are_at_chat(self, tickets: "Sequence[int]", until: int) -> None:
        """The same of many."""
        with self._store.writing(durable=False) as connection:
            chats.are_here(connection, tickets, until)

    def has_left_chat(self, ticket: int, until: int) -> None:
        """Who asked hung up; they may come back until a moment, and what they have not seen then goes by mail."""
        with self._store.writing(durable=False) as connection:
            chats.left(connection, ticket, until)

    def saw_chat(self, ticket: int, message: int) -> None:
        """Who asked has seen the chat up to *message*. If the machine dies it may be forgotten."""
        with self._store.writing(durable=False) as connection:
            chats.saw(connection, ticket, message)
        self._changed((ticket,))

    def send_transcript(self, number: int, to: str = "", *, actor: str = CUSTOMER) -> str:
        """All that was said in public on a ticket waits to leave by mail for who asked, or for *to*; the address.

        *actor*: an agent who has it sent. Raises Refused when there is no address, or nothing can carry it.
        """
        with self._strokes.begin(actor) as stroke:
            address = transcripts.ask(stroke, number, to)
        self._changed((number,))
        return address

    def chat(self, person: int, number: int) -> Chat | None:
        """What somebody sees at their chat; None also when it is another's."""
        return self._read(customers.chat, person, number, self._desk.clock())

    def visits(self, tickets: "Sequence[int]") -> dict[int, Visit]:
        """How those who asked stand to their chats, by ticket; tickets without a visitor are not in the answer."""
        return self._read(chats.visits, tickets)

    def unanswered_since(self, tickets: Sequence[int]) -> dict[int, int]:
        """When those who asked first wrote what no person has answered, milliseconds, by ticket; of those who did."""
        return self._read(chats.unanswered_since, tickets)

    def before_each(self, waited: int, ahead: int) -> dict[int, int]:
        """How many wait for a person before each, by chat: of those who wait, have met none and are there.

        Whoever serves them. Who has waited for less than *waited*, milliseconds, is not in line yet; who is known to be
        there for no more than *ahead* from now has left.
        """
        now = self._desk.clock()
        return before_each(self._read(chats.waiting, self._read(chats.present, now + ahead), now - waited))

    def handed_since(self, tickets: Sequence[int]) -> dict[int, int]:
        """Since when those of *tickets* wait that were handed to a higher tier and that nobody there has."""
        return self._read(chats.handed, tickets)

    # --- what others changed

    def log_end(self) -> int:
        """The end of the log."""
        return self._read(last_place)

    def changed_since(self, place: int) -> tuple[int, frozenset[int]]:
        """The end of the log, and the tickets to which something happened after a place of it."""
        return self._read(touched_since, place)

