"""Who there is: users, who work there, and contacts, who ask."""

from supportterm.backends.drift.rest import Rest
from supportterm.backends.drift.wire import Contact, Data, User
from supportterm.backends.errors import NotThere
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.core.remote import RemotePerson


class Names(Keeping):
    def __init__(self, rest: Rest) -> None:
        super().__init__()
        self._rest = rest
        self._contacts: dict[int, RemotePerson] = {}

    def forget(self) -> None:
        super().forget()
        self._contacts.clear()

    @kept
    def users(self) -> dict[int, User]:
        return {row.id: row for row in self._rest.get("users/list", Data[list[User]]).data}

    @kept
    def agents(self) -> Roster[int]:
        return Roster(Named(row.id, row.name or "", row.email or "") for row in self.users().values())

    def person(self, contact: int) -> RemotePerson:
        if contact not in self._contacts:
            try:
                told = self._rest.get(f"contacts/{contact}", Data[Contact]).data.attributes
                person = RemotePerson(str(contact), told.name or "", told.email or "", told.phone or "")
            except NotThere:
                person = RemotePerson(str(contact))
            self._contacts[contact] = person
        return self._contacts[contact]
