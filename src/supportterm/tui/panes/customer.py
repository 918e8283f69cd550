"""The customer pane: who asks, and what they asked before."""

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from supportterm.core.history import of_organization, of_person
from supportterm.core.query import parse
from supportterm.core.refusal import Refused
from supportterm.desk import StoreError
from supportterm.tui.messages import Open, Run
from supportterm.tui.panes.page import Page
from supportterm.tui.panes.views import CAP, count_words
from supportterm.tui.render.caller import call_rows
from supportterm.tui.render.card import Setting
from supportterm.tui.render.customer import TICKET, customer_rows
from supportterm.tui.render.line import Line, line

if TYPE_CHECKING:
    from supportterm.core.nouns import Organization, Person
    from supportterm.core.query.tree import Term
    from supportterm.desk import Desk
    from supportterm.tui.look import Look

TICKETS = 10
"""Tickets of the person that are listed."""


class Customer(Page):
    context: ClassVar[str] = "customer"
    title = "customer"

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "customer") -> None:
        super().__init__(desk, look, id=id)
        self._ticket: int | None = None
        self._call: int | None = None
        """The call whose other end it shows, rather than who asks."""

    def show_call(self, call: int) -> None:
        """Who is at the other end of a call. Raises Refused when there is no such call."""
        self._desk.calls.get(call)
        self._call, self._ticket, self._cursor, self._top = call, None, 0, 0
        self.rebuild()

    def show(self, ticket: int, message: int | None = None, words: "tuple[Term, ...]" = ()) -> None:
        """The requester of *ticket*. Raises Refused when there is no such ticket."""
        if ticket != self._ticket:
            self._ticket, self._call, self._cursor, self._top = ticket, None, 0, 0
        self.rebuild()

    def subjects(self) -> tuple[int, ...]:
        return (self._ticket,) if self._ticket is not None else ()

    def desk_changed(self) -> None:
        """Read again; the ticket may have been undone."""
        try:
            self.rebuild()
        except Refused:
            self._ticket = self._call = None
            self.rebuild()

    def rows(self, setting: Setting) -> Iterable[Line]:
        if self._call is not None:
            return self._caller(self._call, setting)
        if self._ticket is None:
            return [line("open a ticket to see who asks", "dim")]
        ticket = self._desk.ticket(self._ticket)
        return self._person(self._desk.person(ticket.requester), ticket.organization, setting)

    def _person(self, person: "Person", organization: int | None, setting: Setting) -> Iterable[Line]:
        number = organization if organization is not None else person.organization
        of = self._desk.organization(number) if number is not None else None
        cards = self._desk.directories.of(person.email)
        if cards and person.email:
            self._look_up(person.email)
        history = self._desk.history(person.id, TICKETS)
        return customer_rows(person, of, history, setting, self._counts(person, of), cards)

    def _caller(self, id: int, setting: Setting) -> Iterable[Line]:
        call = self._desk.calls.get(id)
        yield from call_rows(call, setting, mine=call.agent == self._desk.me)
        person = self._desk.calls.other(call)
        if person is not None:
            yield from self._person(person, None, setting)
        else:
            yield line("nobody is known by this number", "dim")

    def _look_up(self, email: str) -> None:
        """Have directories asked, from a thread: what they say is kept, and told as any change."""

        def work() -> None:
            with suppress(StoreError):  # then it is asked for the next time
                self._desk.directories.look_up(email)

        self.run_worker(work, thread=True, group="directories", exit_on_error=False)

    def _counts(self, person: "Person", organization: "Organization | None") -> tuple[str, str]:
        """How many tickets there are of both, capped."""
        asked = (of_person(person), of_organization(organization) if organization else "")
        theirs, of_all = (count_words(self._desk.count(parse(query), CAP)) if query else "" for query in asked)
        return theirs, of_all

    def choose(self, act: str) -> None:
        if act.startswith(TICKET):
            self.post_message(Open(int(act.removeprefix(TICKET))))
        else:
            self.post_message(Run(act))
