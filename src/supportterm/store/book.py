"""What a desk defines, made ready for strokes: read once, and again when it has changed, whoever changed it."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import msgspec

from supportterm.core.actions import Scene
from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Connected, Ticket
from supportterm.core.operations import What
from supportterm.core.permissions import Roles, roles_of
from supportterm.core.pools import ORDERED, pools_of
from supportterm.core.router import Roads
from supportterm.core.triggers import Automation, Rulebook
from supportterm.core.verbs import Rules, held_back
from supportterm.core.waiting import Ripening, ripening
from supportterm.store import definitions
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.core.bot import Bot
    from supportterm.core.schedule import Schedule
    from supportterm.core.schedule_versions import Timetable
    from supportterm.core.sla import Service
    from supportterm.core.surveys import Survey

_NAMED: Final[tuple[What, ...]] = ("agent", "team", "field", "macro", "webhook")


class Book:
    """The definitions of one moment."""

    def __init__(self, there: Definitions, timetables: "Mapping[str, Timetable] | None" = None) -> None:
        """*timetables*: those that there once were, which clocks may still name."""
        self._there = there
        self._timetables = timetables or {}

    @cached_property
    def roles(self) -> Roles:
        """Who may do what, where roles hold."""
        return roles_of(self._there)

    @cached_property
    def rules(self) -> Rulebook:
        if not any(what == "survey" for what, _ in self._there):
            return Rulebook(nouns(self._there, "rule").values())
        from supportterm.core.surveys import automatic

        return Rulebook(automatic(self._there).values())

    @cached_property
    def surveys(self) -> "dict[str, Survey]":
        return nouns(self._there, "survey")

    @cached_property
    def bot(self) -> "Bot | None":
        """Who gives the first answer; None where nobody but people does."""
        if ("setting", "bot") not in self._there:
            return None
        bot: Bot = nouns(self._there, "setting")["bot"]
        return bot if bot.active else None

    @cached_property
    def roads(self) -> Roads:
        return Roads(nouns(self._there, "route").values())

    def awaited_as(self, agent: str) -> list[str]:
        """What tickets wait for when they wait for *agent*: them, and the pools that they are in."""
        there = self._named[0].get(agent)
        return [agent, *(pool.name for pool in pools_of(there, self._wanted))] if there is not None else [agent]

    @cached_property
    def _wanted(self) -> set[tuple[str, ...]]:
        return {route.skills for route in self.roads.routes if route.by in ORDERED}

    @cached_property
    def connections(self) -> dict[str, Connected]:
        return nouns(self._there, "connection")

    @cached_property
    def service(self) -> "Service":
        """All that is promised."""
        from supportterm.core.sla_service import service_of

        return service_of(self._there, self._timetables)

    @cached_property
    def hours(self) -> "Mapping[str, Schedule]":
        """When each team works; of none where no schedule is defined."""
        from supportterm.core.team_hours import team_hours

        return team_hours(self._there)

    @cached_property
    def promising(self) -> bool:
        """Whether anything is promised to anybody."""
        return any(what == "policy" for what, _ in self._there)

    def promises(self, ticket: Ticket) -> "Service":
        """What is promised to the likes of *ticket*: nothing to those of a remote that looks after its own."""
        if self.looks_after(ticket):
            return self.service
        return msgspec.structs.replace(self.service, policies=())

    def scene(self, now: int, me: str = "") -> Scene:
        """What words mean on this desk; to nobody when *me* is empty."""
        agents, teams, fields, macros, webhooks = self._named
        return Scene(Rules(now, me, agents, teams, fields), macros, webhooks)

    def ripening(self, automation: Automation, ticket: Ticket) -> Ripening:
        """When what *automation* waits for on *ticket* has lasted long enough."""
        return ripening(automation.wait, ticket.team, self.hours) if automation.wait.unit else automation.ripe

    def serves(self, ticket: Ticket) -> bool:
        """Whether rules, routing and promises of this desk are for *ticket*.

        Tickets of a remote are the remote's to look after until it is switched on for their connection; nothing is done
        to what is held back, was merged or is gone.
        """
        if ticket.merged_into is not None or ticket.gone or held_back(ticket):
            return False
        return self.looks_after(ticket)

    def looks_after(self, ticket: Ticket) -> bool:
        """Whether tickets of the home of *ticket* are this desk's to look after."""
        home = self.connections.get(ticket.home) if ticket.home else None
        return not ticket.home or (home is not None and home.served)

    @cached_property
    def _named(self) -> tuple[dict[str, Any], ...]:
        return tuple(nouns(self._there, what) for what in _NAMED)


class Books:
    """The newest book of a desk, for one process."""

    def __init__(self) -> None:
        self._version: bytes | None = None
        self._book = Book({})

    def current(self, connection: Connection) -> Book:
        version = definitions.version(connection)
        if version != self._version or version is None:
            self._book, self._version = (
                Book(definitions.load(connection), definitions.every_timetable(connection)),
                version,
            )
        return self._book
