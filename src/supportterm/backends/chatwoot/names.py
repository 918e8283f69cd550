"""Who and what there is: ourselves, agents, teams, inboxes and fields, by our names and by theirs."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.chatwoot.rest import Rest
from supportterm.backends.chatwoot.wire import FieldRow, Inbox, Inboxes, Person, Profile, Team
from supportterm.backends.chatwoot.words import Words
from supportterm.backends.errors import Invalid, NotAllowed
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster

STATUS: Final = "exact-status"
PRIORITY: Final = "exact-priority"
OWN: Final = {STATUS: "Status at Chatwoot", PRIORITY: "Priority at Chatwoot"}
"""Fields in which a ticket keeps what is told less exactly by our words."""
API: Final = "Channel::Api"
"""The one kind of inbox that takes customers' words from a program."""


class Names(Keeping[Rest, Words]):
    @kept
    def me(self) -> Profile:
        return self._rest.profile()

    # --- people

    @kept
    def agents(self) -> Roster[int]:
        rows = self._rest.get("agents", list[Person])
        return Roster(Named(row.id, row.name or row.email or "", row.email or "") for row in rows)

    # --- teams, inboxes, fields

    @kept
    def teams(self) -> Roster[int]:
        return Roster(Named(row.id, row.name) for row in self._rest.get("teams", list[Team]))

    @kept
    def inbox(self) -> Inbox | None:
        """Where conversations are opened; None: nowhere. Raises Invalid for one that there is not."""
        if not self._words.inbox:
            return None
        there = self._rest.get("inboxes", Inboxes).payload
        found = next((row for row in there if row.name.lower() == self._words.inbox.lower()), None)
        if found is None or found.channel_type != API:
            known = ", ".join(row.name for row in there if row.channel_type == API) or "none"
            words = f"there is no inbox {self._words.inbox} of the kind API that we see; there are: {known}"
            raise Invalid(words, {"inbox": words})
        return found

    @kept
    def fields(self) -> Mapping[str, FieldRow]:
        """Those of conversations, by their keys there."""
        try:
            rows = self._rest.get("custom_attribute_definitions", list[FieldRow], {"attribute_model": 0})
        except NotAllowed:
            return {}
        return {row.attribute_key: row for row in rows if row.attribute_model in (0, "conversation_attribute")}
