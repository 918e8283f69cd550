"""The door for calls: what a telephone system tells, who is on the phone, and what is written down of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from supportterm.core.calls import OUTCOMES, PhoneCall, agent_called, moved
from supportterm.core.operations import Called
from supportterm.core.phones import dialled
from supportterm.core.refusal import Refused
from supportterm.core.terms import Status
from supportterm.core.writing import NewTicket
from supportterm.desk.asking import Asking
from supportterm.store import authoring, calling

if TYPE_CHECKING:
    from supportterm.core.incoming import Rung
    from supportterm.core.nouns import Person
    from supportterm.desk.reading import Reading
    from supportterm.store.connection import Store
    from supportterm.store.sqlite import Connection
    from supportterm.store.stroke import Change, Stroke

__all__ = ["Calls", "PhoneCall"]


class Calls(Asking):
    """Raises Refused with nothing changed, StoreError when the machine says no."""

    def __init__(
        self,
        desk: "Reading",
        store: "Store",
        stroke: "Callable[[], AbstractContextManager[Stroke]]",
        tell: Callable[[tuple[int, ...]], None],
    ) -> None:
        super().__init__(store)
        self._desk = desk
        self._stroke = stroke
        self._tell = tell

    # --- reading

    def mine(self) -> PhoneCall | None:
        """The call that who is at the desk is on, or has not written down yet. Cheap."""
        return self._read(calling.of_agent, self._desk.me) if self._desk.me else None

    def ringing(self) -> tuple[PhoneCall, ...]:
        """Those that ring for who is at the desk, or for nobody in particular, newest first. Cheap."""
        return self._read(calling.ringing, self._desk.me, self._desk.clock())

    def recent(self, limit: int = 50) -> tuple[PhoneCall, ...]:
        """Those that nobody has written down yet, newest first."""
        return self._read(calling.recent, limit)

    def get(self, id: int) -> PhoneCall:
        """Raises Refused when there is none."""
        found = self._read(calling.get, id)
        if found is None:
            raise Refused(f"there is no call {id}; `calls` lists them")
        return found

    def other(self, call: PhoneCall) -> "Person | None":
        """Who is at the other end, where that is known."""
        return self._desk.person(call.person) if call.person is not None else None

    # --- a telephone system tells

    def told(self, source: str, key: str, rung: "Rung") -> PhoneCall:
        """What the telephone system behind a webhook says of the call that it knows by *key*."""
        now, agent = self._desk.clock(), agent_called(self._desk.agents(), rung.agent)
        with self._store.writing() as connection:
            known = calling.known_as(connection, source, key)
            if known is None:
                person = calling.who(connection, rung.phone)
                known = PhoneCall(
                    0, rung.phone, rung.incoming, "ringing", now, agent=agent, person=person, name=rung.name
                )
            kept = calling.keep(connection, moved(known, rung.state, now, agent), source, key)
        self._tell(())
        return kept

    # --- who is at the desk calls, or is called

    def begin(self, phone: str, person: int | None, ticket: int | None) -> PhoneCall:
        """I call somebody; the timer runs from now on. Raises Refused while I am on the phone with another."""
        self._check_me()
        if not dialled(phone):
            raise Refused(f"{phone!r} is no telephone number" if phone else "no telephone number is known of them")
        now = self._desk.clock()
        with self._store.writing() as connection:
            self._check_free(connection)
            new = PhoneCall(0, phone, False, "talking", now, now, agent=self._desk.me, person=person, ticket=ticket)
            kept = calling.keep(connection, new)
        self._tell(())
        return kept

    def take(self, id: int = 0) -> PhoneCall:
        """I answer a call, the newest that rings when none is named. Raises Refused when another has it."""
        self._check_me()
        with self._store.writing() as connection:
            found = self._chosen(connection, id)
            if found.agent not in ("", self._desk.me):
                raise Refused(f"{found.agent} has this call")
            mine = calling.of_agent(connection, self._desk.me)
            if mine is not None and mine.id != found.id:
                self._check_free(connection)
            taken = calling.keep(connection, moved(found, "talking", self._desk.clock(), self._desk.me))
        self._tell(())
        return taken

    def about(self, id: int, ticket: int) -> None:
        """A call is about *ticket*."""
        self._desk.ticket(ticket)
        with self._store.writing() as connection:
            calling.keep(connection, replace(self._known(connection, id), ticket=ticket))
        self._tell(())

    def open(self, id: int, subject: str, body: str = "") -> "Change":
        """A ticket by phone, of who is at the other end, mine; the call is about it."""
        rules = self._desk.rules()
        with self._stroke() as stroke:
            connection = stroke.work.connection
            call = self._known(connection, id)
            asking = call.person
            if asking is None:
                asking = authoring.person_calling(stroke, call.phone, call.name)
            new = NewTicket("", subject, body, channel="phone", assignee=rules.me or None)
            number = authoring.create_ticket(stroke, rules, new, requester=asking)
            calling.keep(connection, replace(call, person=asking, ticket=number))
        return stroke.change

    def end(self, id: int, ticket: int, outcome: str, text: str = "", then: Status | None = None) -> "Change":
        """A call is over and written down on *ticket*."""
        with self._stroke() as stroke:
            call = self._known(stroke.work.connection, id)
            over = moved(call, "ended", stroke.now)
            self._write_down(stroke, over, ticket, outcome, over.seconds(stroke.now), text, then)
            calling.keep(stroke.work.connection, replace(over, ticket=ticket, logged=True))
        return stroke.change

    def log(
        self, ticket: int, outcome: str, seconds: int, text: str, then: Status | None = None, *, incoming: bool = False
    ) -> "Change":
        """A call that nothing knows of is written down on *ticket*."""
        with self._stroke() as stroke:
            requester = stroke.work.person(stroke.work.ticket(ticket).requester)
            phone, who = (requester.phone, requester.id) if requester is not None else ("", None)
            call = PhoneCall(0, phone, incoming, "ended", stroke.now, person=who)
            self._write_down(stroke, call, ticket, outcome, seconds, text, then)
        return stroke.change

    def drop(self, id: int) -> None:
        """Nothing is to be written down of a call."""
        with self._store.writing() as connection:
            call = self._known(connection, id)
            calling.keep(connection, replace(moved(call, "ended", self._desk.clock()), logged=True))
        self._tell(())

    # --- how

    def _write_down(
        self, stroke: "Stroke", call: PhoneCall, ticket: int, outcome: str, seconds: int, text: str, then: Status | None
    ) -> None:
        if outcome not in OUTCOMES:
            raise Refused(f"a call is {', '.join(OUTCOMES)}, not {outcome!r}")
        person = stroke.work.person(call.person) if call.person is not None else None
        name = (person.name or person.email) if person is not None else ""
        called = Called(0, call.phone, call.incoming, outcome, seconds)
        calling.write_down(stroke, self._desk.rules(), ticket, called, name, text, then)

    def _chosen(self, connection: "Connection", id: int) -> PhoneCall:
        if id:
            return self._known(connection, id)
        found = calling.ringing(connection, self._desk.me, self._desk.clock())
        if not found:
            raise Refused("nobody calls")
        return found[0]

    def _known(self, connection: "Connection", id: int) -> PhoneCall:
        found = calling.get(connection, id)
        if found is None or found.logged:
            raise Refused(f"there is no call {id} that is not written down; `calls` lists them")
        return found

    def _check_me(self) -> None:
        if not self._desk.me:
            raise Refused("this desk does not know who you are: set `me` in config.yaml or `agent add` yourself")

    def _check_free(self, connection: "Connection") -> None:
        mine = calling.of_agent(connection, self._desk.me)
        if mine is not None:
            raise Refused(f"you are on the phone with {mine.phone}: `call end` writes it down, `call drop` does not")
