"""Who and what there is: ourselves, people, groups and fields, by our names and by theirs."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from supportterm.backends.errors import NotAllowed, NotThere
from supportterm.backends.freshdesk.rest import Rest
from supportterm.backends.freshdesk.wire import AgentRow, FieldRow, GroupRow, Person
from supportterm.backends.freshdesk.words import Words
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.core.remote import RemotePerson, handle_of

STATUS: Final = "exact-status"
KIND: Final = "type"


class Lists(NamedTuple):
    """What hardly changes, asked for together."""

    agents: Roster[int]
    groups: Roster[int]
    statuses: Mapping[int, str]
    """The names of all statuses of the account, those of its own too."""
    kinds: tuple[str, ...]
    fields: Mapping[str, FieldRow]
    """Custom fields by the names they have here."""


class Names(Keeping[Rest, Words]):
    _people: dict[int, RemotePerson]

    # --- people

    @kept
    def me(self) -> AgentRow:
        return self._rest.get("agents/me", AgentRow)

    @kept
    def lists(self) -> Lists:
        rows = self._field_rows()
        return Lists(self._agents(), self._groups(), _statuses(rows), _kinds(rows), _fields(rows))

    def _agents(self) -> Roster[int]:
        """Only ourselves where we may not see the others."""
        try:
            rows = list(self._rest.pages("agents", AgentRow))
        except NotAllowed:
            rows = [self.me()]
        return Roster(Named(row.id, row.contact.name or "", row.contact.email or "") for row in rows)

    def meet(self, person: Person) -> None:
        """Somebody is told of beside a ticket: they need not be asked for."""
        phone = person.phone or person.mobile or ""
        self._people[person.id] = RemotePerson(str(person.id), person.name or "", person.email or "", phone)

    def person(self, number: int | None) -> RemotePerson:
        """A customer, or an agent as one; without a name where nobody tells."""
        if number is None:
            return RemotePerson()
        known = self._people.get(number)
        if known is not None:
            return known
        agent = self.lists().agents.named(number)
        if agent is not None:
            return RemotePerson(str(number), agent.name, agent.email)
        try:
            self.meet(self._rest.get(f"contacts/{number}", Person))
        except (NotThere, NotAllowed):
            self._people[number] = RemotePerson(str(number))
        return self._people[number]

    # --- groups and fields

    def _groups(self) -> Roster[int]:
        try:
            return Roster(Named(row.id, row.name) for row in self._rest.pages("groups", GroupRow))
        except NotAllowed:
            return Roster(())

    def _field_rows(self) -> list[FieldRow]:
        try:
            return self._rest.get("ticket_fields", list[FieldRow])
        except NotAllowed:
            return []


def _statuses(rows: Sequence[FieldRow]) -> dict[int, str]:
    told = next((row.choices for row in rows if row.name == "status"), None)
    named = told if isinstance(told, dict) else {}
    # The first of two names is the one for agents.
    return {int(n): str(name[0] if isinstance(name, list) else name) for n, name in named.items() if n.isdecimal()}


def _kinds(rows: Sequence[FieldRow]) -> tuple[str, ...]:
    return next((row.options() for row in rows if row.name == "ticket_type"), ())


def _fields(rows: Sequence[FieldRow]) -> dict[str, FieldRow]:
    found: dict[str, FieldRow] = {}
    for row in rows:
        if not row.default:
            name = handle_of(row.name.removeprefix("cf_"))
            found[f"{name}-field" if name in (STATUS, KIND) else name] = row
    return found
