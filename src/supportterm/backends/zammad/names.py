"""Who and what there is: ourselves, agents, groups, states, priorities and fields, by our names and by theirs."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from supportterm.backends.errors import NotAllowed
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.backends.site_fields import with_fields
from supportterm.backends.zammad.rest import Rest
from supportterm.backends.zammad.wire import FieldRow, Row, StateRow, TicketRow, UserRow
from supportterm.backends.zammad.words import UNSETTABLE, Words
from supportterm.core.terms import Priority, Status

STATUS: Final = "exact-status"
PRIORITY: Final = "exact-priority"
OWN: Final = {STATUS: "State at Zammad", PRIORITY: "Priority at Zammad"}
"""Fields in which a ticket keeps what is told less exactly by our words."""
NOBODY: Final = 1
"""Whose ticket it is that is nobody's, and who did what Zammad does by itself."""
_SYSTEM: Final = (
    "title", "number", "group_id", "state_id", "priority_id", "owner_id", "customer_id", "organization_id",
    "pending_time", "tags", "type",
)  # fmt: skip
"""Attributes of a ticket that every Zammad has."""


class Tables(NamedTuple):
    """What the numbers of a ticket stand for."""

    states: Mapping[int, tuple[str, str, int]]
    """Name, kind, and what it means here."""
    priorities: Mapping[int, tuple[str, int]]
    groups: Roster[int]
    agents: Roster[int]
    fields: Mapping[str, str]
    """Of the site, by the attribute of a ticket that each is in."""
    kind: type[TicketRow]
    """A ticket with these."""


class Names(Keeping[Rest, Words]):
    def __init__(self, rest: Rest, words: Words) -> None:
        super().__init__(rest, words)
        rest.kind = lambda: self.tables().kind

    @kept
    def tables(self) -> Tables:
        kind, fields = with_fields(TicketRow, self.fields())
        return Tables(
            states={n: (row.name, row.state_type, int(self.status(n))) for n, row in self.states().items()},
            priorities={n: (row.name, int(self.priority(n))) for n, row in self.priorities().items()},
            groups=Roster(Named(row.id, row.name) for row in self.groups().values()),
            agents=Roster(Named(row.id, row.name, row.email or "") for row in self.agents().values()),
            fields=fields,
            kind=kind,
        )

    # --- people

    @kept
    def me(self) -> UserRow:
        """Whose token it is. Raises AuthFailed."""
        return self._rest.get("users/me", UserRow)

    @kept
    def agents(self) -> Mapping[int, UserRow]:
        asked = {"query": "*", "permissions[]": "ticket.agent"}
        rows = self._rest.everything("users/search", UserRow, asked)
        return {row.id: row for row in rows if row.active and row.id != NOBODY}

    def agent_handle(self, number: int | None) -> str | None:
        """Of who owns a ticket or wrote an article, who may have left meanwhile."""
        return None if number in (0, NOBODY) else self.tables().agents.handle(number)

    def who_did(self, number: int) -> str:
        """The handle of who made a change."""
        if number == NOBODY:
            return "zammad"
        known = number in self.agents() or number == self.me().id
        return (self.agent_handle(number) or "") if known else "customer"

    # --- groups, states, priorities

    @kept
    def groups(self) -> Mapping[int, Row]:
        return {row.id: row for row in self._rest.everything("groups", Row)}

    @kept
    def states(self) -> Mapping[int, StateRow]:
        return {row.id: row for row in self._rest.states()}

    def state(self, number: int | None) -> StateRow:
        return self.states().get(number or 0, StateRow(number or 0))

    def status(self, number: int | None) -> Status:
        row = self.state(number)
        return self._words.status(row.name, row.state_type)

    def state_of(self, status: int) -> StateRow | None:
        """Theirs for ours: none that does more than its name says, one that somebody named for it first."""
        rows = [row for row in self.states().values() if row.active and self.status(row.id) == status]
        told = [row for row in rows if row.name.lower() in self._words.statuses]
        return next((row for row in (*told, *rows) if row.state_type not in UNSETTABLE), None)

    @kept
    def priorities(self) -> Mapping[int, Row]:
        return {row.id: row for row in self._rest.get("ticket_priorities", list[Row])}

    def priority(self, number: int | None) -> Priority:
        row = self.priorities().get(number or 0)
        return self._words.priorities.get(row.name.lower(), Priority.NORMAL) if row is not None else Priority.NORMAL

    def priority_of(self, priority: int) -> int | None:
        meant = self._words.priorities
        rows = (row for row in self.priorities().values() if row.active)
        return next((row.id for row in rows if meant.get(row.name.lower()) == priority), None)

    # --- fields

    def fields(self) -> Mapping[str, FieldRow]:
        """The site's own, by their names there."""
        return self._own_fields() or {}

    def fields_hidden(self) -> bool:
        """Only administrators are told which there are."""
        return self._own_fields() is None

    @kept
    def _own_fields(self) -> dict[str, FieldRow] | None:
        if self._words.fields:
            return {name: FieldRow(name, "Ticket", name) for name in self._words.fields}
        try:
            rows = self._rest.get("object_manager_attributes", list[FieldRow])
        except NotAllowed:
            return None
        ours = (row for row in rows if row.object == "Ticket" and row.active and row.name not in _SYSTEM)
        return {row.name: row for row in ours}
