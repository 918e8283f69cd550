"""Who and what there is: ourselves, people, teams, attributes and tags, by our names and by theirs."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import msgspec

from supportterm.backends.errors import AuthFailed, CannotDo, NotAllowed, NotThere, Uncertain
from supportterm.backends.intercom.rest import Rest
from supportterm.backends.intercom.wire import Admin, Attribute, Contact, Listed, Macro, Tag
from supportterm.backends.intercom.words import Words
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.core.remote import RemotePerson, handle_of

RATING: Final = "satisfaction"
EXACT_PRIORITY: Final = "exact-priority"
_TYPES: Final = ("string", "integer", "list", "decimal", "boolean", "datetime")
"""Of attributes that have a value of their own."""

T = TypeVar("T")


class Names(Keeping[Rest, Words]):
    _people: dict[str, Contact]

    # --- people

    @kept
    def me(self) -> Admin:
        """Raises AuthFailed."""
        found = self._rest.get("me", Admin | None)  # type: ignore[arg-type]
        if found is None:
            raise AuthFailed(f"{self._rest.host} does not know whose token it is")
        return found

    @kept
    def admins(self) -> Mapping[str, Admin]:
        return {row.id: row for row in self._rest.get("admins", Listed).admins}

    @kept
    def agents(self) -> Roster[str]:
        return Roster(Named(row.id, row.name, row.email or "") for row in self.admins().values())

    def person(self, number: str) -> RemotePerson:
        """Whoever it is; without a name where nobody tells."""
        known = self._people.get(number)
        if known is None:
            try:
                known = self._rest.get(f"contacts/{number}", Contact) if number.isalnum() else Contact("")
            except NotThere:
                known = Contact(number)
            self._people[number] = known
        return RemotePerson(number, known.name or "", known.email or "", known.phone or "")

    # --- teams, attributes, tags, macros

    @kept
    def teams(self) -> Roster[str]:
        return Roster(Named(row.id, row.name) for row in self._rest.get("teams", Listed).teams)

    @kept
    def attributes(self) -> Mapping[str, Attribute]:
        """Attributes of conversations by the names that they have here."""
        found: dict[str, Attribute] = {}
        for row in _rows(self._rest.get("conversations/attributes", Listed), Attribute):
            name = handle_of(row.name)
            if not row.archived and row.data_type in _TYPES and name and name not in (*found, RATING, EXACT_PRIORITY):
                found[name] = row
        return found

    def tag_number(self, name: str) -> str:
        """Made where there is none of that name. Raises CannotDo when it is not known whether it was."""
        known = self._keep("tags", lambda: {row.name: row.id for row in _rows(self._rest.get("tags", Listed), Tag)})
        if name not in known:
            try:
                known[name] = self._rest.write("POST", "tags", {"name": name}, Tag).id
            except Uncertain as error:  # nothing of the conversation was sent yet
                raise CannotDo(f"the tag {name} could not be made: {error}") from None
        return known[name]

    def macros(self) -> list[Macro]:
        try:
            return [row for page in self._rest.pages("macros") for row in _rows(page, Macro)]
        except (NotThere, NotAllowed):
            return []


def _rows(listed: Listed, kind: type[T]) -> Iterable[T]:
    for row in listed.data:
        try:
            yield msgspec.convert(row, kind, strict=False)
        except msgspec.ValidationError:
            continue
