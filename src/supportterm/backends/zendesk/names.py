"""Who and what there is: ourselves, people, groups and fields, by our names and by theirs."""

from collections.abc import Iterable, Mapping
from typing import Final

from supportterm.backends.errors import AuthFailed, NotAllowed, NotThere
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.backends.zendesk.rest import MOST, Rest
from supportterm.backends.zendesk.wire import CustomStatus, FieldRow, Listed, One, UserRow
from supportterm.backends.zendesk.words import Words
from supportterm.core.remote import RemotePerson, handle_of

STATUS: Final = "exact-status"
KIND: Final = "type"
RATING: Final = "satisfaction"
_SYSTEM: Final = ("subject", "description", "status", "tickettype", "priority", "group", "assignee", "custom_status")


class Names(Keeping[Rest, Words]):
    _people: dict[int, UserRow]

    # --- people

    @kept
    def me(self) -> UserRow:
        """Raises AuthFailed: whom Zendesk does not know it takes for a visitor without a number."""
        user = self._rest.get("users/me", One).user
        if user is None or not user.id:
            raise AuthFailed(f"{self._rest.host} does not know who we are")
        return user

    @kept
    def agents(self) -> Mapping[int, UserRow]:
        pages = self._rest.pages("users", {"role[]": ["agent", "admin"]})
        return {user.id: user for page in pages for user in page.users if not user.suspended}

    def meet(self, ids: Iterable[int]) -> None:
        """Ask for people that will be asked for, all at once."""
        agents = self.agents()
        wanted = sorted({one for one in ids if one and one not in self._people and one not in agents})
        for start in range(0, len(wanted), MOST):
            asked = ",".join(map(str, wanted[start : start + MOST]))
            for user in self._rest.get("users/show_many", Listed, {"ids": asked}).users:
                self._people[user.id] = user

    def user(self, number: int) -> UserRow:
        """Whoever it is; without a name where nobody tells."""
        known = self._people.get(number) or self.agents().get(number)
        if known is None:
            self.meet([number])
            known = self._people.setdefault(number, UserRow(number))
        return known

    def is_agent(self, number: int) -> bool:
        return number in self.agents() or number == self.me().id

    def person(self, number: int) -> RemotePerson:
        user = self.user(number)
        return RemotePerson(str(number), user.name, user.email or "", user.phone or "")

    @kept
    def roster(self) -> Roster[int]:
        """The agents under the handles they have here."""
        return Roster(Named(row.id, row.name, row.email or "") for row in self.agents().values())

    # --- groups, fields, statuses

    @kept
    def groups(self) -> Roster[int]:
        return Roster(Named(row.id, row.name) for page in self._rest.pages("groups") for row in page.groups)

    @kept
    def fields(self) -> Mapping[str, FieldRow]:
        """Custom fields by the names they have here."""
        found: dict[str, FieldRow] = {}
        for row in (row for page in self._rest.pages("ticket_fields") for row in page.ticket_fields):
            if row.active and row.removable and row.type not in _SYSTEM:
                name = handle_of(row.title)
                taken = name in found or name in (STATUS, KIND, RATING) or not name
                found[f"{name}-{row.id}" if taken else name] = row
        return found

    @kept
    def statuses(self) -> Mapping[int, CustomStatus]:
        """The account's own statuses; none where it has none."""
        try:
            rows = self._rest.get("custom_statuses", Listed).custom_statuses
        except (NotThere, NotAllowed):
            return {}
        return {row.id: row for row in rows if row.active}
