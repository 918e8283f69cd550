"""What people at the desk do: write, change, take back, decide what can't go on by itself."""

from itertools import count
from typing import Final

from simulation.hooks import Killed
from simulation.oracle import Oracle
from simulation.world import NAME, PEOPLE, World
from supportterm.core import verbs
from supportterm.core.nouns import Value
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.store.deciding import Choice
from supportterm.store.errors import StoreError
from supportterm.store.outbox import Entry

TAGS: Final = ("vip", "billing", "bug")
TICKETS: Final = 14
"""More than these are not opened, so that people meet on them."""


class People:
    def __init__(self, world: World, oracle: Oracle) -> None:
        self._world = world
        self._oracle = oracle
        self._texts = count(1)
        self._doings = {
            "reply": 9, "note": 4, "solve": 3, "priority": 6, "assign": 4, "status": 4, "subject": 2, "tag": 5,
            "undo": 5, "redo": 3, "open": 1, "merge": 0.4, "decide": 8, "poison": 0.5, "sick": 0.3, "both": 1,
        }  # fmt: skip

    def act(self) -> None:
        """One of them does one thing; it may be refused, and the program may end under it."""
        world = self._world
        me = world.random.choice(PEOPLE)
        doing = world.random.choices(list(self._doings), list(self._doings.values()))[0]
        world.said(me, doing)
        try:
            self._do(doing, me, world.consoles[me])
        except (Refused, StoreError) as no:
            world.said("no:", no)
        except Killed:
            world.end_console(me)
            self._oracle.after_kill()

    def decide_all(self) -> None:
        """Whatever waits for a person is decided."""
        for entry in self._world.consoles["ann"].outbox():
            if entry.state.for_people:
                self._decide("ann", entry)

    def _do(self, doing: str, me: str, desk: Desk) -> None:
        world, random = self._world, self._world.random
        if doing == "open" and len(world.remote.ledger.tickets) < TICKETS:
            text = f"ticket {next(self._texts)} by {me}"
            desk.create_ticket(NewTicket(f"c{random.randrange(4)}@x.test", text, f"first of {text}", home=NAME))
            self._oracle.confirmed(f"first of {text}")
            return
        if doing == "undo":
            desk.undo()
            return
        if doing == "redo":
            desk.redo()
            return
        if doing == "decide":
            waiting = [
                e for e in desk.outbox() if e.state.for_people or (e.state is State.QUEUED and world.chance(0.05))
            ]
            if waiting:
                self._decide(me, random.choice(waiting))
            return
        numbers = [row[0] for row in world.rows("SELECT id FROM ticket WHERE merged_into IS NULL ORDER BY id")]
        if not numbers:
            return
        number = random.choice(numbers)
        match doing:
            case "reply" | "note" | "solve" | "poison" | "sick":
                text = f"{doing} {next(self._texts)} by {me}"
                role = Role.NOTE if doing == "note" else Role.REPLY
                desk.write(number, NewMessage(role, text, then=Status.SOLVED if doing == "solve" else None))
                self._oracle.confirmed(text)
            case "both":
                text = f"both {next(self._texts)} by {me}"
                with desk.together():
                    desk.change(number, verbs.tag, add=(random.choice(TAGS),))
                    desk.write(number, NewMessage(Role.REPLY, text))
                self._oracle.confirmed(text)
            case "priority":
                desk.change(number, verbs.set_priority, priority=random.choice(list(Priority)))
            case "status":
                desk.change(number, verbs.set_status, status=random.choice(list(Status)[1:5]))
            case "assign":
                desk.change(number, verbs.assign, agent=random.choice((None, *PEOPLE)))
            case "subject":
                desk.change(number, verbs.set_subject, subject=f"subject {random.randrange(4)}")
            case "tag":
                desk.change(number, verbs.tag, add=(random.choice(TAGS),), remove=(random.choice(TAGS),))
            case "merge" if len(numbers) > 4:
                into = random.choice(numbers)
                desk.change(number, verbs.merge, into=desk.ticket(into))

    def _decide(self, me: str, entry: Entry) -> None:
        """By rules that a careful person would follow: whoever is asked whether something arrived looks there."""
        world = self._world
        choice = self._choice(world.consoles[me], entry)
        if choice is None:
            return
        world.said(me, "decides", entry.kind, entry.seq, entry.state, choice)
        rows = world.consoles[me].conflicts(entry.id)
        try:
            world.consoles[me].decide(entry.id, choice)
        except Refused as no:
            world.said("no:", no)
        except Killed:  # after it was kept or before: the file says which
            ((state,),) = world.rows("SELECT state FROM outbox WHERE id = ?", entry.id)
            if state != entry.state:
                self._oracle.decided(entry, choice, rows)
            raise
        else:
            self._oracle.decided(entry, choice, rows)

    def _choice(self, desk: Desk, entry: Entry) -> "Choice | dict[str, Choice | Value] | None":
        world, random = self._world, self._world.random
        if entry.state is State.ASKING:
            if any(entry.marker.encode() in request for _, request in world.wire.late):
                return None  # not before it is sure that nothing is on its way any more
            there = any(a.marker == entry.marker for a in world.remote.arrivals)
            if entry.kind == "open":
                return "discard" if there else "again"
            return "arrived" if there else random.choice(("again", "discard"))
        if entry.state is State.CONFLICT and entry.kind == "set":
            rows = desk.conflicts(entry.id)
            if any(row.field == "ticket" for row in rows):
                return "discard"
            if world.chance(0.3):
                return "discard"
            words: tuple[Choice, ...] = ("mine", "theirs")
            return {row.field: random.choice(words) for row in rows}
        if entry.state is State.REJECTED:
            return random.choice(("discard", "discard", "again"))
        if entry.state is State.QUEUED or any(row.field == "ticket" for row in desk.conflicts(entry.id)):
            return "discard"
        return random.choice(("again", "discard"))
