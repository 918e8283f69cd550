"""What a desk defines: who works on it, in which teams, by which rules and promises, with which lists and answers."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from supportterm.desk.leaving import Leaving

if TYPE_CHECKING:
    from supportterm.core.bot import Bot
    from supportterm.core.directory import Definitions
    from supportterm.core.nouns import Agent, Connected, Field, Macro, Organization, Team, View
    from supportterm.core.operations import What
    from supportterm.core.routing import Route
    from supportterm.core.rules import Rule
    from supportterm.core.schedule_versions import Timetable
    from supportterm.core.surveys import Survey


class Defined(Leaving):
    """The part of `Reading` that is about what is defined. Each kind is read once, and again after a change."""

    def agents(self) -> "tuple[Agent, ...]":
        return self._defined("agent")

    def teams(self) -> "tuple[Team, ...]":
        return self._defined("team")

    def macros(self) -> "tuple[Macro, ...]":
        return self._defined("macro")

    def views(self) -> "tuple[View, ...]":
        return self._defined("view")

    def fields(self) -> "tuple[Field, ...]":
        return self._defined("field")

    def connections(self) -> "tuple[Connected, ...]":
        return self._defined("connection")

    def definitions(self) -> "Definitions":
        """All that the desk defines, as it is stored."""
        from supportterm.store.definitions import load

        return self._read(load)

    def organizations_told(self, named: Iterable[int] = ()) -> "dict[int, Organization]":
        """Organizations that pay or have an account manager, and those *named* by number, by number."""
        from supportterm.store.declaring import organizations_told

        return self._read(organizations_told, named)

    def surveys(self) -> "tuple[Survey, ...]":
        return self._defined("survey")

    def bot(self) -> "Bot":
        """The settings of the bot; those it has by itself when nothing was set."""
        from supportterm.core.bot import Bot

        return next(iter(self._defined("setting")), Bot())

    def schedules(self) -> "tuple[Timetable, ...]":
        """All versions of all schedules."""
        return self._defined("schedule")

    def promises_anything(self) -> bool:
        """Whether there is any policy, told without reading one."""
        from supportterm.store.definitions import any_of

        return self._read(any_of, "policy")

    def rulebook(self) -> "tuple[Rule, ...]":
        """What the desk does by itself, in the order in which it is asked."""
        return self._defined("rule")

    def routes(self) -> "tuple[Route, ...]":
        """Where tickets go, in the order in which it is asked."""
        return self._defined("route")

    def _defined(self, what: "What") -> tuple[Any, ...]:
        """Read once and again after a change."""

        def read() -> tuple[Any, ...]:
            from supportterm.store.definitions import all_of

            return self._read(all_of, what)

        return self._once(what, read)

    def _by_name(self, what: "What", name: str) -> "Mapping[str, Any]":
        """The same by *name*, an attribute of theirs: each verb is told of all agents, maybe thousands."""
        return self._once(f"{what} by {name}", lambda: {getattr(one, name): one for one in self._defined(what)})
