"""Who and what there is: ourselves, agents and groups, by our names and by theirs."""

from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.livechat.rest import Rest
from supportterm.backends.livechat.wire import Agent, Group
from supportterm.backends.livechat.words import Words
from supportterm.backends.roster import Named, Roster
from supportterm.core.remote import handle_of


class Names(Keeping[Rest, Words]):
    @kept
    def me(self) -> Agent:
        return self._rest.ask("configuration/get_agent", Agent, {"id": self._words.agent})

    @kept
    def agents(self) -> Roster[str]:
        try:
            rows = self._rest.ask("configuration/list_agents", list[Agent], {"fields": ["groups"]})
        except (NotAllowed, NotThere):
            rows = [self.me()]
        return Roster(Named(row.id, row.name or row.id, row.id) for row in rows if not row.suspended)

    def agent_handle(self, id: str) -> str:
        """Who has left meanwhile is known by their address."""
        return self.agents().known(id) or handle_of(id.partition("@")[0]) or "agent"

    @kept
    def groups(self) -> Roster[int]:
        try:
            return Roster(Named(row.id, row.name) for row in self._rest.ask("configuration/list_groups", list[Group]))
        except (NotAllowed, NotThere):
            return Roster(())
