"""Who and what there is: ourselves, agents and groups, by our names and by theirs."""

from collections.abc import Mapping

from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.keeping import Kept
from supportterm.backends.livechat.rest import Rest
from supportterm.backends.livechat.wire import Agent, Group
from supportterm.core.remote import handle_of


class Names:
    def __init__(self, rest: Rest, agent: str) -> None:
        """*agent*: our own id there."""
        self._rest = rest
        self._agent = agent
        self._keep = Kept()

    def forget(self) -> None:
        self._keep.forget()

    def me(self) -> Agent:
        return self._keep("me", lambda: self._rest.ask("configuration/get_agent", Agent, {"id": self._agent}))

    def agents(self) -> Mapping[str, Agent]:
        return self._keep("agents", self._agents)

    def _agents(self) -> dict[str, Agent]:
        try:
            rows = self._rest.ask("configuration/list_agents", list[Agent], {"fields": ["groups"]})
        except (NotAllowed, NotThere):
            rows = [self.me()]
        return {row.id: row for row in rows if not row.suspended}

    def groups(self) -> Mapping[int, Group]:
        def ask() -> dict[int, Group]:
            try:
                return {row.id: row for row in self._rest.ask("configuration/list_groups", list[Group])}
            except (NotAllowed, NotThere):
                return {}

        return self._keep("groups", ask)

    def agent_handle(self, id: str) -> str:
        return self._handles().get(id) or handle_of(id.partition("@")[0]) or "agent"

    def agent_id(self, handle: str) -> str | None:
        return next((id for id, known in self._handles().items() if known == handle), None)

    def _handles(self) -> Mapping[str, str]:
        return self._keep("handles", lambda: {id: handle_of(row.name or id) for id, row in self.agents().items()})

    def group_handle(self, number: int) -> str | None:
        group = self.groups().get(number)
        return handle_of(group.name) if group is not None else None

    def group_number(self, handle: str) -> int | None:
        return next((number for number, row in self.groups().items() if handle_of(row.name) == handle), None)
