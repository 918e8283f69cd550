"""Desks of any size, to measure on: told through the same door as an import, in bounded memory."""

from array import array
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from supportterm.core.moments import DAY, MINUTE
from supportterm.core.operations import Escalate, Set, Snooze
from supportterm.core.terms import Role, Status
from supportterm.demo import HERO
from supportterm.demo.build import LEAD, Clock
from supportterm.demo.declared import declare
from supportterm.demo.vocabulary import first_names, last_names, sentences, tags
from supportterm.desk import Desk

if TYPE_CHECKING:
    from supportterm.desk import Bulk

YEARS: Final = 3 * 365 * DAY
"""The time over which the tickets are spread."""
EVERY: Final = 1000
"""Tickets between two calls of the progress function."""
LATE: Final = 0.96
ACTIVE_LATE: Final = 0.65
ACTIVE_EARLY: Final = 0.004
"""Of the newest 4 in 100 tickets most are active, of the others hardly any: 3 in 100 in all."""
SENTENCES: Final = 20_000
_MESSAGES: Final = ((1, 2, 3, 4, 5, 6, 8, 11, 16), (8, 15, 17, 16, 13, 10, 9, 7, 5))
"""How many messages a ticket has, and how often: 5 in the mean."""
_AREAS: Final = ("dispatch", "mobile", "invoicing", "billing", "portal", "api", "calendar", "import", "sso", "reports")
_TIER_1: Final = ("sam", "mira", "jonas", "aiko")
_HIGHER: Final = (("technical", 2, "ravi"), ("billing", 2, "noor"), ("engineering", 3, "ola"))


def build_sized(
    path: Path,
    tickets: int,
    *,
    seed: int = 1,
    now_ms: int,
    me: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Make a desk of *tickets* tickets at *path*, the same for the same seed and moment.

    About 5 messages and 9 operations a ticket; 3 in 100 are active; one person for 3 tickets, one organization for 60.
    *me* is the Unix user who is `HERO` on it. *progress* is called with (tickets done, tickets in all). Raises
    StoreError when the file can't be made.
    """
    random = Random(seed)
    clock = Clock(now_ms - YEARS)
    with Desk.create(path, f"{tickets:,} tickets", me=LEAD, clock=clock, random=random.randbytes) as desk:
        declare(desk, {HERO: me}, now_ms)
        with desk.bulk("demo", unread=True) as bulk:
            crowd = _Crowd(bulk, random, now_ms)
            for number in range(tickets):
                clock.at = now_ms - YEARS + (YEARS - MINUTE) * number // tickets
                crowd.ticket(clock.at, late=number >= tickets * LATE)
                if progress is not None and ((number + 1) % EVERY == 0 or number + 1 == tickets):
                    progress(number + 1, tickets)
    return path


class _Crowd:
    """Writes tickets; of what it wrote it keeps the ids of people and organizations, 8 bytes each."""

    def __init__(self, bulk: "Bulk", random: Random, now_ms: int) -> None:
        self._bulk = bulk
        self._random = random
        self._now = now_ms
        self._sentences = sentences(random, SENTENCES)
        self._people = array("q")
        self._organizations = array("q")

    def ticket(self, at: int, *, late: bool) -> None:
        """One that began at the moment *at*; of the *late* ones most are still active."""
        random, bulk = self._random, self._bulk
        who = self._person()
        person, organization = self._people[who], self._organization_of(who)
        active = random.random() < (ACTIVE_LATE if late else ACTIVE_EARLY)
        agent = random.choice(_TIER_1)
        ticket = bulk.ticket(
            random.choice(self._sentences).rstrip(".")[:60],
            person,
            at=at,
            channel=random.choices(("mail", "chat", "phone", "web", "api"), (60, 15, 8, 14, 3))[0],
            organization=organization,
            team="support",
            priority=random.choices((0, 1, 2, 3), (15, 65, 15, 5))[0],
            tags=tuple(random.sample(tags(), random.choices((0, 1, 2), (4, 4, 1))[0])),
            fields={"area": random.choice(_AREAS)},
            actor="customer",
        )
        fresh = active and random.random() < 0.3
        for turn in range(1 if fresh else random.choices(*_MESSAGES)[0]):
            if turn:
                at = min(at + int(random.expovariate(1 / (240 * MINUTE))), self._now)
            if turn == 1:
                self._take(ticket, agent, at)
                if random.random() < 0.08:
                    agent = self._escalate(ticket, agent, at)
            self._say(ticket, turn, at, who, agent)
        if not fresh:
            self._end(ticket, active, agent, at)

    def _take(self, ticket: int, agent: str, at: int) -> None:
        self._bulk.do(ticket, Set("assignee", agent), at=at, actor=agent)
        self._bulk.do(ticket, Set("status", int(Status.OPEN)), at=at, actor=agent)

    def _escalate(self, ticket: int, agent: str, at: int) -> str:
        team, tier, to = self._random.choice(_HIGHER)
        reason = self._random.choice(self._sentences)
        self._bulk.do(ticket, Escalate(team, tier, reason), at=at, actor=agent)
        self._bulk.do(ticket, Set("assignee", to), at=at, actor=to)
        return to

    def _say(self, ticket: int, turn: int, at: int, who: int, agent: str) -> None:
        random = self._random
        said = random.choices(self._sentences, k=random.randint(1, 6))
        said.append(f"Reference {random.choice('ABCDEFGH')}{random.getrandbits(28)}.")
        body = " ".join(said)
        if turn % 2 == 0:
            name, email = _called(who)
            self._bulk.message(ticket, Role.CUSTOMER, body, at=at, author=name, address=email, person=self._people[who])
        else:
            role = Role.NOTE if random.random() < 0.15 else Role.REPLY
            self._bulk.message(ticket, role, body, at=at, author=agent.title(), agent=agent, markdown=True)

    def _end(self, ticket: int, active: bool, agent: str, at: int) -> None:
        random = self._random
        if not active:
            ends = Status.SOLVED if random.random() < 0.2 else Status.CLOSED
            self._bulk.do(ticket, Set("status", int(ends)), at=at, actor=agent)
        elif random.random() < 0.5:
            waits = random.choice((Status.PENDING, Status.PENDING, Status.ON_HOLD))
            self._bulk.do(ticket, Set("status", int(waits)), at=at, actor=agent)
            if random.random() < 0.2:
                self._bulk.do(ticket, Snooze(self._now + random.randint(1, 20) * DAY), at=at, actor=agent)

    def _person(self) -> int:
        """Who writes, counted from 0: one in three has never written before."""
        known = len(self._people)
        if known and self._random.random() > 1 / 3:
            return self._random.randrange(known)
        if known % 20 == 0:
            house, owners = len(self._organizations), last_names()
            self._organizations.append(
                self._bulk.organization(
                    f"{owners[house % len(owners)]} & {owners[house // len(owners) % len(owners)]} {house}",
                    domain=f"c{house}.example",
                    segment=("free", "paid", "paid", "enterprise")[house % 4],
                )
            )
        name, email = _called(known)
        self._people.append(self._bulk.person(email, name, organization=self._organization_of(known)))
        return known

    def _organization_of(self, who: int) -> int:
        return self._organizations[who // 20]


def _called(who: int) -> tuple[str, str]:
    """Name and address of the person counted *who*."""
    names, houses = first_names(), last_names()
    first, last = names[who % len(names)], houses[who // len(names) % len(houses)]
    return f"{first} {last}", f"{first}.{last}{who}@c{who // 20}.example".lower()
