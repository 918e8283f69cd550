"""Who and what there is: ourselves, people, inboxes and their fields, by our names and by theirs."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from supportterm.backends.errors import Invalid, NotAllowed, NotThere
from supportterm.backends.helpscout.rest import Rest
from supportterm.backends.helpscout.wire import Customer, FieldRow, FieldValue, Person, UserRow
from supportterm.backends.helpscout.words import Words
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.core.nouns import Value
from supportterm.core.remote import RemotePerson, handle_of

TEAM: Final = "assigned-team"
"""Who a conversation is given to, where that is a team and not a person."""


class Lists(NamedTuple):
    """What hardly changes, asked for together."""

    agents: Roster[int]
    inboxes: Roster[int]
    fields: Mapping[int, Mapping[str, FieldRow]]
    """Custom fields of each inbox, by the names they have here."""


class Names(Keeping[Rest, Words]):
    _people: dict[int, RemotePerson]

    @kept
    def me(self) -> UserRow:
        """Whose app it is."""
        return self._rest.get("users/me", UserRow)

    @kept
    def lists(self) -> Lists:
        users = [user for page in self._rest.pages("users") for user in page.users if user.type != "team"]
        inboxes = [row for page in self._rest.pages("mailboxes") for row in page.mailboxes]
        wanted = {name.lower() for name in self._words.inboxes}
        missing = wanted - {row.name.lower() for row in inboxes}
        if missing:
            name = min(missing)
            raise Invalid(f"there is no inbox {name} that we see", {"inboxes": f"no {name}"})
        inboxes = [row for row in inboxes if not wanted or row.name.lower() in wanted]
        return Lists(
            Roster(Named(user.id, user.name, user.email or "") for user in users),
            Roster(Named(row.id, row.name) for row in inboxes),
            {row.id: self._fields(row.id) for row in inboxes},
        )

    def _fields(self, inbox: int) -> dict[str, FieldRow]:
        try:
            rows = [row for page in self._rest.pages(f"mailboxes/{inbox}/fields") for row in page.fields]
        except (NotAllowed, NotThere):  # not with every plan
            return {}
        return {field_name(row.name, row.id): row for row in rows}

    def person(self, person: Person) -> RemotePerson:
        """A customer; asked for where not even their address is told."""
        key, known = str(person.id or ""), self._people.get(person.id or 0)
        if person.email or person.id is None:
            return RemotePerson(key, person.name, person.email or "")
        if known is None:
            try:
                told = self._rest.get(f"customers/{person.id}", Customer)
                email = next((one.value for one in told.embedded.emails), "")
                known = RemotePerson(key, f"{told.first_name or ''} {told.last_name or ''}".strip(), email)
            except (NotThere, NotAllowed):
                known = RemotePerson(key, person.name)
            self._people[person.id] = known
        return known


@lru_cache(4_096)
def field_name(name: str, number: int) -> str:
    """The same in every inbox; Help Scout numbers them apart."""
    handle = handle_of(name) or f"field-{number}"
    return f"{handle}-field" if handle == TEAM else handle


def field_value(told: FieldValue) -> Value:
    """What people read of it."""
    value = told.text if told.text else told.value
    return value if isinstance(value, str | int | float | bool) and value != "" else None
