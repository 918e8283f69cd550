"""Whatever two agents do and take back, in any order: the desk is what its log says, everywhere one may look."""

import re
import shutil
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from effort import effort
from supportterm.core import verbs
from supportterm.core.blame import blame, values
from supportterm.core.fold import fold_all, undone_changes
from supportterm.core.nouns import Message, Ticket
from supportterm.core.operations import Wrote
from supportterm.core.orders import parse_order
from supportterm.core.query import Context, parse
from supportterm.core.query.evaluate import evaluate
from supportterm.core.query.record import Record, documents
from supportterm.core.refusal import Refused
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk
from supportterm.desk.door import Verb
from supportterm.desk.past import Past
from supportterm.store.audit import audit
from supportterm.store.sqlite import sqlite3

WORDS = ("zebra", "giraffe", "refund", "charged twice")
QUERIES = (
    "", "zebra", "-refund", "subject:giraffe", "subject:zebra -tag:vip", "twice status:<solved", "tag:vip",
    "tag:none", "is:unread", "is:merged", "is:escalated", "assignee:none", "has:note", "has:reply", "from:al",
    "org:acme", "status:new,closed", "priority:>=high OR zebra", "solved:none", "is:snoozed",
)  # fmt: skip

agents = st.sampled_from([0, 1])
picks = st.integers(0, 99)
words = st.sampled_from(WORDS)
tags = st.sets(st.sampled_from(["vip", "bug", "billing"]), max_size=2).map(tuple)


class AnyDay(RuleBasedStateMachine):
    """Two agents, each with a desk of their own on the same file."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = 1_700_000_000_000
        path = self.folder / "team.desk"
        with Desk.create(path, "Team", me="dana", clock=self.clock) as desk:
            desk.define("team", "support", {"tier": 1})
            desk.define("team", "backend", {"tier": 2})
            for agent in ("dana", "sam"):
                desk.define("agent", agent, {"name": agent.title()})
        self.desks = [Desk.open(path, me=me, clock=self.clock) for me in ("dana", "sam")]
        self.changes: list[bytes] = []
        self.past: dict[int, dict[int, tuple[Ticket, list[int]]]] = {}
        """How the tickets were at a moment, and which messages could be read on each."""

    def clock(self) -> int:
        return self.now

    def teardown(self) -> None:
        found = audit(self.desks[0].path)
        for desk in self.desks:
            desk.close()
        shutil.rmtree(self.folder)
        assert found.ok, found.words

    def tickets(self) -> list[Ticket]:
        rows = self.desks[0].window(parse(""), parse_order("number"), size=1_000).rows
        return [self.desks[0].ticket(row.id) for row in rows]

    def a_ticket(self, pick: int) -> int:
        there = self.tickets()
        return there[pick % len(there)].id if there else 1

    def do(self, who: int, tickets: int | list[int], verb: Verb, **arguments: object) -> None:
        with suppress(Refused):
            self.changes.append(self.desks[who].change(tickets, verb, **arguments).id)

    # --- what agents do

    @initialize()
    def begin(self) -> None:
        self.create(0, "Broken zebra", "please refund", (), "al")
        self.create(1, "Hungry giraffe", "", ("vip",), "bo")

    @rule(agent=agents, subject=words, body=words, tags=tags, person=st.sampled_from(["al", "bo"]))
    def create(self, agent: int, subject: str, body: str, tags: tuple[str, ...], person: str) -> None:
        new = NewTicket(f"{person}@acme.test", subject, body, name=person, tags=tags)
        self.changes.append(self.desks[agent].create_ticket(new).id)

    @rule(agent=agents, pick=picks, role=st.sampled_from(Role), body=words, then=st.none() | st.sampled_from(Status))
    def write(self, agent: int, pick: int, role: Role, body: str, then: Status | None) -> None:
        number = self.a_ticket(pick)
        person = 1 if role is Role.CUSTOMER else None
        with suppress(Refused):
            new = NewMessage(role, body, then=then if role is Role.REPLY else None, person=person)
            self.changes.append(self.desks[agent].write(number, new).id)

    @rule(agent=agents, picks=st.sets(picks, min_size=1, max_size=3), status=st.sampled_from(Status))
    def set_status(self, agent: int, picks: set[int], status: Status) -> None:
        self.do(agent, [self.a_ticket(p) for p in picks], verbs.set_status, status=status)

    @rule(agent=agents, pick=picks, priority=st.sampled_from(Priority), tags=tags, off=tags, subject=words)
    def set_more(self, agent: int, pick: int, priority: Priority, tags: tuple[str, ...], off: tuple[str, ...],
            subject: str) -> None:  # fmt: skip
        number = self.a_ticket(pick)
        self.do(agent, number, verbs.set_priority, priority=priority)
        self.do(agent, number, verbs.tag, add=tags, remove=off)
        self.do(agent, number, verbs.set_subject, subject=subject)

    @rule(agent=agents, pick=picks, to=st.sampled_from(["dana", "sam", None]))
    def assign(self, agent: int, pick: int, to: str | None) -> None:
        self.do(agent, self.a_ticket(pick), verbs.assign, agent=to)

    @rule(agent=agents, pick=picks)
    def escalate(self, agent: int, pick: int) -> None:
        self.do(agent, self.a_ticket(pick), verbs.escalate, to="backend", reason="it burns")

    @rule(agent=agents, pick=picks)
    def snooze(self, agent: int, pick: int) -> None:
        self.do(agent, self.a_ticket(pick), verbs.snooze, until=self.now + 3_600_000)

    @rule(agent=agents, picks=st.sets(picks, min_size=1, max_size=2), into=picks, back=st.booleans())
    def merge(self, agent: int, picks: set[int], into: int, back: bool) -> None:
        with suppress(Refused):
            target = self.desks[agent].ticket(self.a_ticket(into))
            self.do(agent, [self.a_ticket(p) for p in picks], verbs.merge, into=target)
            if back:
                self.desks[agent].undo()

    @rule(agent=agents, pick=picks, which=st.sets(picks, min_size=1, max_size=2))
    def split(self, agent: int, pick: int, which: set[int]) -> None:
        number = self.a_ticket(pick)
        with suppress(Refused):
            wrote = [m.id for m in self.read(self.desks[agent], number)]
            chosen = {wrote[n % len(wrote)] for n in which if wrote}
            self.changes.append(self.desks[agent].split(number, chosen, subject="giraffe").id)

    @precondition(lambda self: self.tickets())
    @rule(agent=agents, pick=picks, status=st.sampled_from(Status), tags=tags)
    def rehearse(self, agent: int, pick: int, status: Status, tags: tuple[str, ...]) -> None:
        """What is only rehearsed leaves nothing behind; what it said is what comes of it."""
        desk, number = self.desks[agent], self.a_ticket(pick)
        steps: tuple[tuple[Verb, dict[str, object]], ...] = (
            (verbs.set_status, {"status": status}),
            (verbs.tag, {"add": tags}),
        )
        before = desk.log(number)
        actions = [partial(desk.change, number, verb, **arguments) for verb, arguments in steps]
        said = desk.rehearse(actions)
        assert desk.log(number) == before
        for action, answer in zip(actions, said, strict=True):
            if isinstance(answer, Refused):
                with pytest.raises(Refused, match=re.escape(str(answer))):
                    action()
            else:
                change = action()
                self.changes.append(change.id)
                assert (change.words, change.tickets) == (answer.words, answer.tickets)

    @rule(agent=agents, pick=picks, name=st.sampled_from(["al", "bo", "cy"]), known=st.booleans())
    def other_requester(self, agent: int, pick: int, name: str, known: bool) -> None:
        desk, number = self.desks[agent], self.a_ticket(pick)
        with suppress(Refused):
            with desk.together() as stroke:
                acme = desk.put_organization(name="Acme") if known else None
                person = desk.put_person(email=f"{name}@acme.test", organization=acme)
                desk.change(number, verbs.set_requester, person=person)
                desk.change(number, verbs.set_organization, organization=acme)
            self.changes.append(stroke.change.id)

    @rule(agent=agents, pick=picks)
    def look(self, agent: int, pick: int) -> None:
        with suppress(Refused):
            self.desks[agent].mark_seen(self.a_ticket(pick))

    # --- what agents take back

    @rule(agent=agents, times=st.integers(1, 3))
    def undo(self, agent: int, times: int) -> None:
        for _ in range(times):
            with suppress(Refused):
                self.desks[agent].undo()

    @rule(agent=agents, times=st.integers(1, 3))
    def redo(self, agent: int, times: int) -> None:
        for _ in range(times):
            with suppress(Refused):
                self.desks[agent].redo()

    @precondition(lambda self: self.changes)
    @rule(agent=agents, pick=picks)
    def undo_one(self, agent: int, pick: int) -> None:
        with suppress(Refused):
            self.desks[agent].undo(self.changes[pick % len(self.changes)])

    @rule(agent=agents, pick=picks)
    def undo_on(self, agent: int, pick: int) -> None:
        with suppress(Refused):
            self.desks[agent].undo(ticket=self.a_ticket(pick))

    @rule(by=st.sampled_from([-3_600_000, -1, 1, 60_000, 7_200_000]))
    def time_goes(self, by: int) -> None:
        self.now += by
        self.past = {moment: then for moment, then in self.past.items() if moment < self.now}

    @rule()
    def remember(self) -> None:
        """How all is now, and when that was: at a moment after all that happened and before all that will."""
        there = self.tickets()
        log = [e.operation.at for ticket in there for e in self.desks[0].log(ticket.id)]
        told = [m.at for ticket in there for m in self.read(self.desks[0], ticket.id)]
        moment = max([self.now, *log, *told])
        self.past[moment] = {t.id: (t, [m.id for m in self.read(self.desks[0], t.id)]) for t in there}
        self.now = moment + 1

    def read(self, desk: "Desk | Past", number: int) -> list[Message]:
        return [item for item in desk.timeline(number, size=1_000) if isinstance(item, Message)]

    # --- what must hold

    @invariant()
    def what_was_can_be_seen_as_it_was(self) -> None:
        for moment, then in self.past.items():
            past = self.desks[0].past(moment)
            for ticket in self.tickets():
                if ticket.id in then:
                    assert past.ticket(ticket.id) == then[ticket.id][0]
                    assert [m.id for m in self.read(past, ticket.id)] == then[ticket.id][1]
                else:
                    with pytest.raises(Refused):
                        past.ticket(ticket.id)

    @invariant()
    def each_field_is_blamed_on_what_gave_it_its_value(self) -> None:
        for ticket in self.tickets():
            log = [e.operation for e in self.desks[0].log(ticket.id)]
            gone = undone_changes(log)
            standing = [o for o in log if o.change not in gone]
            now = {name: value for name, value in values(ticket).items() if value not in (None, "")}
            found = blame(ticket.id, log)
            assert {one.field: one.value for one in found} == now
            for one in found:
                place = standing.index(one.operation)
                with_it = fold_all(ticket.id, standing[: place + 1])
                assert with_it is not None and values(with_it)[one.field] == one.value
                if place:
                    without_it = fold_all(ticket.id, standing[:place])
                    assert without_it is not None and values(without_it).get(one.field) != one.value

    @invariant()
    def rows_are_what_their_logs_add_up_to(self) -> None:
        for ticket in self.tickets():
            assert fold_all(ticket.id, [e.operation for e in self.desks[0].log(ticket.id)]) == ticket

    @invariant()
    def merges_have_two_sides(self) -> None:
        there = {t.id: t for t in self.tickets()}
        for ticket in there.values():
            assert all(there[n].merged_into == ticket.id for n in ticket.absorbed)
            assert ticket.merged_into is None or ticket.id in there[ticket.merged_into].absorbed

    @invariant()
    def indexes_hold_what_the_rows_say(self) -> None:
        raw = sqlite3.connect(self.desks[0].path)
        try:
            raw.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('integrity-check', 0)")
            tagged = set(raw.execute("SELECT ticket, tag FROM ticket_tag"))
            indexed = {row[0] for row in raw.execute("SELECT DISTINCT doc FROM message_words")}
            first = "id = (SELECT min(id) FROM message AS other WHERE other.ticket = message.ticket)"
            shown = raw.execute(f"SELECT id FROM message WHERE NOT hidden AND (body <> '' OR {first})")
            worded = {row[0] for row in shown}  # a ticket's first message has its subject, too
        finally:
            raw.rollback()
            raw.close()
        assert tagged == {(t.id, tag) for t in self.tickets() for tag in t.tags}
        assert indexed == worded

    @invariant()
    def every_query_finds_what_it_says(self) -> None:
        there = self.tickets()
        for desk in self.desks:
            context = Context(self.now, desk.me)
            records = [self.record(desk, ticket) for ticket in there]
            for text in QUERIES:
                query = parse(text)
                expected = {r.ticket.id for r in records if evaluate(query, r, context)}
                found = [row.id for row in desk.window(query, parse_order("number"), size=1_000).rows]
                assert sorted(found) == sorted(expected), text
                assert desk.count(query) == len(expected), text
            for word in WORDS:
                hits = {hit.message for hit in desk.search(word).hits}
                assert {desk.message(m).ticket for m in hits} == {
                    r.ticket.id for r in records if evaluate(parse(word), r, context)
                }

    def record(self, desk: Desk, ticket: Ticket) -> Record:
        wrote = [e.operation.payload for e in desk.log(ticket.id) if isinstance(e.operation.payload, Wrote)]
        said: list[Message] = [desk.message(w.message) for w in wrote]
        organization = desk.organization(ticket.organization) if ticket.organization else None
        unread = ticket.last_message > desk.seen(ticket.id)
        return Record(ticket, desk.person(ticket.requester), organization, documents(ticket, said), unread)


AnyDay.TestCase.settings = settings(
    max_examples=effort(8, 200),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyDay = AnyDay.TestCase
