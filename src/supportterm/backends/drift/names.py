"""Who there is: users, who work there, and contacts, who ask."""

from supportterm.backends.drift.rest import Rest
from supportterm.backends.drift.wire import Contact, Data, User
from supportterm.backends.errors import NotThere
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.backends.usual import Usual
from supportterm.core.remote import RemotePerson


class Names(Keeping[Rest, Usual]):
    _people: dict[int, RemotePerson]

    @kept
    def users(self) -> dict[int, User]:
        return {row.id: row for row in self._rest.get("users/list", Data[list[User]]).data}

    @kept
    def agents(self) -> Roster[int]:
        return Roster(Named(row.id, row.name or "", row.email or "") for row in self.users().values())

    def person(self, contact: int) -> RemotePerson:
        if contact not in self._people:
            try:
                told = self._rest.get(f"contacts/{contact}", Data[Contact]).data.attributes
                person = RemotePerson(str(contact), told.name or "", told.email or "", told.phone or "")
            except NotThere:
                person = RemotePerson(str(contact))
            self._people[contact] = person
        return self._people[contact]
