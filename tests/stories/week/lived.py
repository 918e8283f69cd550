"""The week at a desk: mails come through the mail room, agents answer from desks of their own, timers ring on time."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clocks import Clock
from supportterm.core import verbs
from supportterm.core.nouns import Message
from supportterm.core.remote import MailCame, Page
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, Priority, Role, Status
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.sync.mailroom import MailRoom
from supportterm.sync.timers import Timers

from .plot import BACKEND, HOUR, NAP, SUPPORT, THANKS, ZONE, Deed, Mail, Week, segment_of

MINUTE = 60_000
WORKDAYS = ("mon", "tue", "wed", "thu")


def lengths(**hours: float) -> dict[str, int]:
    return {str(int(PRIORITY_BY_WORD[word])): int(number * HOUR) for word, number in hours.items()}


POLICIES: dict[str, dict[str, object]] = {
    "gold": {
        "schedule": "world@1",
        "when": {"segments": ["enterprise"]},
        "promises": [
            {"metric": "first-reply", "lengths": lengths(normal=2, high=1, urgent=0.5), "warn": 15 * MINUTE},
            {"metric": "update", "lengths": lengths(normal=4, high=2, urgent=1), "pauses": [2, 3]},
            {"metric": "wait", "lengths": lengths(normal=20, high=20, urgent=5), "calendar": True, "warn": HOUR},
        ],
    },
    "silver": {
        "schedule": "office@1",
        "when": {"segments": ["paid"]},
        "promises": [
            {"metric": "next-reply", "lengths": lengths(normal=3, high=2, urgent=1)},
            {"metric": "resolution", "lengths": lengths(normal=12, high=8, urgent=4), "pauses": [2], "warn": 2 * HOUR},
        ],
    },
    "standard": {
        "schedule": "office@1",
        "promises": [
            {"metric": "first-reply", "lengths": lengths(normal=4, high=2, urgent=1), "warn": HOUR // 2},
            {"metric": "next-reply", "lengths": lengths(normal=6, high=4)},
            {"metric": "resolution", "lengths": lengths(normal=16, high=10, urgent=6), "pauses": [2, 3]},
        ],
    },
}
ROUTES: dict[str, dict[str, object]] = {
    "pictures": {"when": "subject:plot OR subject:graph", "team": "backend", "by": "longest-idle"},
    "rest": {"team": "support", "by": "longest-idle"},
}
RULES: dict[str, dict[str, object]] = {
    "broken": {"on": ["created"], "when": "subject:error OR subject:problem", "do": ["priority high"]},
    "told": {"on": ["warned"], "do": ["tag +warned"]},
    "silence": {"after": "1d", "when": "status:pending", "do": ["solve"]},
}


class Lived:
    """A desk of eight agents, and what they live through there."""

    def __init__(self, path: Path, week: Week, desks: ExitStack) -> None:
        self.week = week
        self.clock = Clock(week.start)
        Desk.create(path, "List", clock=self.clock).close()
        self.desk = desks.enter_context(Desk.open(path, me="boss", clock=self.clock, undo_window=0))
        self._desks = {
            agent: desks.enter_context(Desk.open(path, me=agent, clock=self.clock, undo_window=0))
            for agent in (*SUPPORT, *BACKEND)
        }
        self.tickets: dict[int, int] = {}
        """Thread → ticket."""
        self._ids: dict[str, str] = {}
        """Message-ID of an agent's mail in the archive → of what left from the desk."""
        self._pages = 0
        self._furnish()
        self._timers = Timers(self.desk)

    def _furnish(self) -> None:
        desk = self.desk
        office = {day: [["09:00", "12:00"], ["13:00", "17:30"]] for day in WORKDAYS} | {"fri": [["09:00", "15:00"]]}
        world = {day: [["08:00", "24:00"]] for day in (*WORKDAYS, "fri")} | {"sun": [["00:00", "12:00"]]}
        off = [self.week.holiday.isoformat()]
        desk.define("schedule", "office@1", {"zone": ZONE.key, "week": office, "holidays": off})
        desk.define("schedule", "world@1", {"zone": "America/New_York", "week": world})
        for name, agents, schedule in (("support", SUPPORT, "office"), ("backend", BACKEND, "world")):
            desk.define("team", name, {"schedule": schedule, "auto_reply": "We have {{ number }}."})
            for agent in agents:
                desk.define("agent", agent, {"name": agent.title(), "teams": [name]})
        for what, specs in (("policy", POLICIES), ("route", ROUTES), ("rule", RULES)):
            for name, spec in specs.items():
                desk.define(what, name, spec)
        mail = {"title": "Mail", "backend": "mail", "settings": {"address": "help@desk.test"}, "can": ["reply"]}
        desk.define("connection", "mail", mail)
        desk.replica("mail").set_state(caught_up=self.week.start)
        customers = {event.mail.author for event in self.week.events if event.deed is None}
        for domain in sorted({author.rpartition("@")[2] for author in customers}):
            desk.put_organization(name=domain, domain=domain, segment=segment_of(domain))
        desk.metrics.keep_days_in(ZONE.key)

    def live(self) -> None:
        """All of it, to the last minute of Sunday."""
        for number, event in enumerate(self.week.events):
            self._ring_until(event.mail.at)
            if event.deed is None:
                self._comes(event.mail, event.thread, event.said)
            else:
                self._answers(event.mail, event.deed, self.tickets[event.thread])
            if number % 20 == 0:  # as the keeper does between other things
                self.desk.metrics.keep_up(200)
        self._ring_until(self.week.end)

    def _ring_until(self, moment: int) -> None:
        """Whatever is due by time alone happens when it is due."""
        while (rest := self._timers.step()) is not None and self.clock.now + rest <= moment:
            self.clock.now += rest
        self.clock.now = moment

    def _comes(self, mail: Mail, thread: int, said: str) -> None:
        self._pages += 1
        raw = self._addressed(mail, said)
        there = MailRoom(self.desk, self.desk.connections()[0])
        there.take(Page((MailCame(f"INBOX/1/{self._pages}", raw, "INBOX", mail.at),), str(self._pages)))
        number = self.tickets.setdefault(thread, len(self.tickets) + 1)
        with_it = [m.message_id for m in self.desk.timeline(number, size=20) if isinstance(m, Message)]
        assert mail.id.strip("<>") in [id.strip("<>") for id in with_it], f"{mail.id} did not come to #{number}"

    def _addressed(self, mail: Mail, said: str) -> bytes:
        """The mail as it would have come to the desk: to its address, in answer to what the desk had sent.

        It thanks and says nothing else, or asks something before all that it says.
        """
        head, gap, body = mail.raw.partition(b"\n\n")
        fields = re.split(rb"\n(?![ \t])", head)
        told = [field for field in fields if not re.match(rb"(?i)(to|cc|in-reply-to|references):|>?from ", field)]
        told.append(b"To: help@desk.test")
        if mail.answers:
            ids = " ".join(self._ids.get(id, id) for id in reversed(mail.answers))
            told += [b"In-Reply-To: " + ids.split()[-1].encode(), b"References: " + ids.encode()]
        body = said.encode() + (b"\n" if said == THANKS else b"\n\n" + body) if said else body
        return b"\n".join(told) + gap + body

    def _answers(self, mail: Mail, deed: Deed, number: int) -> None:
        desk = self._desks[deed.agent]
        if deed.urgent:
            desk.change(number, verbs.set_priority, priority=Priority.URGENT)
        if deed.take:
            desk.change(number, verbs.assign, agent=deed.agent)
        then = STATUS_BY_WORD[deed.then] if deed.then else None
        body = mail.raw.partition(b"\n\n")[2].decode("latin-1")
        desk.write(number, NewMessage(Role.REPLY, body, markdown=False, then=then))
        left = desk.departure(desk.ticket(number).last_message)
        assert left is not None
        self._ids[mail.id] = f"<{left.marker}@desk.test>"
        if deed.snooze and desk.ticket(number).status < Status.SOLVED:
            desk.change(number, verbs.snooze, until=self.clock.now + NAP)


@contextmanager
def living(path: Path, week: Week) -> Iterator[Lived]:
    with ExitStack() as desks:
        yield Lived(path, week, desks)
