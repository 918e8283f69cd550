"""Who and what there is: ourselves, users, queues and custom fields, by the names people type here and by theirs.

Kept for a while: a poll every quarter of a minute must not ask for all this again.
"""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from supportterm.backends.errors import AuthFailed, Invalid, NotAllowed, NotThere
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.request_tracker.rest import PAGE, Rest, where
from supportterm.backends.request_tracker.wire import FieldRow, GroupRow, QueueRow, Ref, UserRow, name_of, whole_number
from supportterm.backends.request_tracker.words import Words
from supportterm.core.remote import RemoteAgent, RemotePerson, handle_of

NOBODY: Final = "Nobody"
ROBOT: Final = "RT_System"
TICKET_FIELD: Final = "RT::Queue-RT::Ticket"
TRANSACTION_FIELD: Final = "RT::Queue-RT::Ticket-RT::Transaction"
TAGS: Final = "tags"
_SCALAR_TYPES: Final = (
    "Freeform", "Text", "Select", "Combobox", "Autocomplete", "Date", "DateTime", "HTML", "Wikitext", "IPAddress"
)  # fmt: skip
_ANY: Final = where({"field": "id", "operator": ">", "value": 0})


class Names(Keeping[Rest, Words]):
    _people: dict[str, UserRow | None]

    def __init__(self, rest: Rest, words: Words, secret: Callable[[], str]) -> None:
        super().__init__(rest, words)
        self._secret = secret

    # --- ourselves

    @kept
    def me(self) -> UserRow:
        """Whose token it is: the number stands in it. Raises AuthFailed."""
        parts = self._secret().split("-")
        if len(parts) != 3 or not parts[1].isdecimal() or len(parts[1]) > 12:
            raise AuthFailed("that is no token of Request Tracker: one reads like 1-23-…")
        return self._rest.record(f"user/{parts[1]}", UserRow)[0]

    # --- users

    def user(self, name: str) -> UserRow | None:
        """A user by name or number; None when we are not told about that one."""
        if name not in self._people:
            try:
                self._people[name] = self._rest.record(f"user/{_segment(name)}", UserRow)[0]
            except (NotThere, NotAllowed, Invalid):
                self._people[name] = None
        return self._people[name]

    @kept
    def agent_names(self) -> frozenset[str]:
        """Names of all who may be agents; empty when we may not see that."""
        groups, _ = self._rest.page(
            "groups", GroupRow, {"query": where({"field": "Domain", "value": "SystemInternal"}), "fields": "Name"}
        )
        for group in groups:
            if group.Name == "Privileged":
                try:
                    members = self._rest.record(f"group/{group.id}", GroupRow)[0].Members
                except (NotAllowed, NotThere):
                    break
                return frozenset(name_of(ref) for ref in members or () if isinstance(ref, Ref))
        return frozenset()

    def is_agent(self, name: str) -> bool:
        """Whether a user works there; whom nobody tells about is a customer."""
        if name == ROBOT or name in self.agent_names():
            return True
        if self.agent_names():
            return False
        user = self.user(name)
        return user is not None and str(user.Privileged) == "1"

    def agents(self) -> tuple[RemoteAgent, ...]:
        """Those who can be given tickets. Users that are switched off are not in the list of users."""
        known = self.agent_names()
        asked = {"query": _ANY, "fields": "Name,RealName,EmailAddress", "orderby": "id"}
        rows = self._rest.everything("users", UserRow, asked)
        found = []
        for row in rows:
            # Where we may not see who is an agent, addresses are taken for customers and not asked after.
            if row.Name in (NOBODY, ROBOT) or not (row.Name in known if known else "@" not in row.Name):
                continue
            if known or self.is_agent(row.Name):
                title = row.RealName or row.Name
                found.append(RemoteAgent(handle_of(row.Name), row.Name, title, row.EmailAddress or ""))
        return tuple(sorted(found, key=lambda agent: agent.handle))

    def agent_handle(self, ref: Ref | str | None) -> str | None:
        """Of an owner; None for nobody."""
        name = name_of(ref)
        return None if name in ("", NOBODY) else handle_of(name)

    def owner_name(self, handle: str | None) -> str | None:
        """The user that a handle means; None when there is none."""
        if handle is None:
            return NOBODY
        return self._named().get(handle)

    @kept
    def _named(self) -> dict[str, str]:
        return {agent.handle: agent.key for agent in self.agents()}

    def handle_by_number(self, number: str) -> str | None:
        """Of an owner in a history, where users are numbers."""
        user = self.user(number) if number.isdecimal() else None
        return None if user is None else self.agent_handle(user.Name)

    # --- queues

    @kept
    def queues(self) -> Mapping[int, QueueRow]:
        """All queues that we see, by number."""
        rows = self._rest.everything("queues/all", QueueRow, {"fields": "Name,Description"})
        return {row.id: row for row in rows}

    def scope(self) -> Mapping[int, QueueRow]:
        """The queues that are worked on. Raises Invalid for one that is set and not to be seen."""
        seen = self.queues()
        if not self._words.queues:
            return seen
        by_name = {row.Name.lower(): row for row in seen.values()}
        missing = [name for name in self._words.queues if name.lower() not in by_name]
        if missing:
            raise Invalid(f"there is no queue {missing[0]} that we see", {"queues": f"no {missing[0]}"})
        return {row.id: row for name, row in by_name.items() if name in {n.lower() for n in self._words.queues}}

    def queue_name(self, handle: str) -> str | None:
        return next((row.Name for row in self.queues().values() if handle_of(row.Name) == handle), None)

    def queue_handle(self, number: str) -> str | None:
        """Of a queue named by its number; None for one that we do not see."""
        row = self.queues().get(whole_number(number))
        return None if row is None else handle_of(row.Name)

    # --- custom fields

    @kept
    def fields(self) -> Mapping[str, FieldRow]:
        """Fields of tickets that can be text, by the names they have here; the one for tags is not among them."""
        found: dict[str, FieldRow] = {}
        for row in self._field_rows():
            if row.LookupType == TICKET_FIELD and row.Type in _SCALAR_TYPES and not _is_tags(row):
                name = handle_of(row.Name)
                found[f"{name}-{row.id}" if name in found or not name else name] = row
        return found

    def tags(self) -> FieldRow | None:
        """The field that holds tags: called Tags, of any number of values."""
        return next((row for row in self._field_rows() if row.LookupType == TICKET_FIELD and _is_tags(row)), None)

    def marker(self) -> FieldRow | None:
        """The field of transactions that keeps our marker, if there is one to be seen."""
        wanted = (TRANSACTION_FIELD, self._words.marker)
        return next((row for row in self._field_rows() if (row.LookupType, row.Name) == wanted), None)

    @kept
    def _field_rows(self) -> list[FieldRow]:
        asked = {"query": _ANY, "fields": "Name,Type,MaxValues,LookupType", "orderby": "id", "per_page": PAGE}
        return list(self._rest.everything("customfields", FieldRow, asked))

    def field_name(self, number: int) -> str | None:
        """What a field is called here, `tags` for the tags; None for one that is not taken over."""
        tags = self.tags()
        if tags is not None and tags.id == number:
            return TAGS
        return next((name for name, row in self.fields().items() if row.id == number), None)

    def choices(self, row: FieldRow) -> tuple[str, ...]:
        path = f"customfield/{row.id}"
        return self._keep(path, lambda: self._rest.record(path, FieldRow)[0].choices())


def person(ref: Ref | str | None) -> RemotePerson:
    """A customer as a record names them. Without an address of its own, a name that is one is taken for it."""
    name = name_of(ref)
    if not isinstance(ref, Ref):
        return RemotePerson(key=name, email=name if "@" in name else "")
    return RemotePerson(key=name, name=ref.RealName or "", email=ref.EmailAddress or (name if "@" in name else ""))


def _is_tags(row: FieldRow) -> bool:
    return row.Name.lower() == TAGS and row.many


def _segment(name: str) -> str:
    return quote(name, safe="@")
