"""Who takes tickets on a desk, where routing leads one, and leading it there."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from supportterm.core.moments import moment_words
from supportterm.core.nouns import Agent
from supportterm.core.refusal import Refused
from supportterm.core.router import why_not
from supportterm.core.staff import AWAY, away_words
from supportterm.store import definitions, routing
from supportterm.store.authoring import define
from supportterm.store.connection import Store
from supportterm.store.errors import plainly
from supportterm.store.facts import StrokeFacts
from supportterm.store.routing import Look

if TYPE_CHECKING:
    from supportterm.desk.reading import Reading
    from supportterm.store.stroke import Change, Stroke


class Standing(NamedTuple):
    """An agent as routing sees them."""

    agent: Agent
    load: int
    """New and open tickets of theirs."""
    last: int | None
    """When a ticket last went to them, in milliseconds."""


class Routing:
    """What a desk can say of routing, and do."""

    def __init__(self, desk: "Reading", store: Store, stroke: "Callable[[], AbstractContextManager[Stroke]]") -> None:
        self._desk = desk
        self._store = store
        self._stroke = stroke

    def staff(self) -> tuple[Standing, ...]:
        """All agents in the order in which they were defined."""
        with plainly(self._store.path):
            reader = self._store.reader()
            return tuple(
                Standing(agent, routing.load(reader, agent.handle), routing.last(reader, agent.handle))
                for agent in self._desk.agents()
            )

    def away(self, agent: str, why: str, until: int | None) -> "Change":
        """The agent takes no tickets, until a moment or until they are `here`. Raises Refused when that has passed."""
        if until is not None and until <= self._desk.clock():
            raise Refused("that moment has passed; say when you will be back")
        return self._stand(agent, why or AWAY, until)

    def here(self, agent: str) -> "Change":
        """The agent takes tickets."""
        return self._stand(agent, "")

    def look(self, ticket: int) -> Look:
        """Where a ticket would go; nothing is done. Raises Refused when there is none."""
        with plainly(self._store.path):
            return routing.look(self._store.reader(), ticket, self._desk.clock())

    def lead(self, tickets: Iterable[int]) -> "Change":
        """Give tickets the team and the agent that their routes find. Raises Refused when one of them is not routed."""
        with self._stroke() as stroke:
            book = stroke.book()
            for number in tickets:
                ticket = stroke.work.ticket(number)
                if reason := why_not(ticket, book.looks_after(ticket), stroke.now):
                    raise Refused(f"{self._desk.label(number)} is not routed: {reason}")
                routing.lead(stroke, book, StrokeFacts(stroke, number), None)
        return stroke.change

    def _stand(self, agent: str, away: str, until: int | None = None) -> "Change":
        with self._stroke() as stroke:
            known = definitions.load(stroke.work.connection).get(("agent", agent))
            there = stroke.book().scene(stroke.now).rules.agents
            if known is None or agent not in there:
                raise Refused(f"there is no agent {agent!r}; there are {', '.join(there)}")
            spec = {key: value for key, value in known.items() if key not in ("away", "away_until")}
            if away:
                spec |= {"away": away, "away_until": until}
            define(stroke, "agent", agent, spec)
            if spec != known:
                stands = replace(there[agent], away=away, away_until=until)
                gone = away_words(stands, lambda at: moment_words(at, stroke.now)) if away else "here"
                stroke.words = f"{agent} is {gone}"
        return stroke.change
