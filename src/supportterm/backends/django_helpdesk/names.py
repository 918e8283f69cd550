"""Who and what there is: agents, queues, statuses, priorities and fields, by our names and by theirs.

The API has no list of people or queues. It has a page for people, with a form in which both can be chosen; where a
site has switched that off, the settings say it.
"""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from supportterm.backends.django_helpdesk.rest import Rest
from supportterm.backends.django_helpdesk.wire import CUSTOM, Choice, FieldRow, Options, TicketRow
from supportterm.backends.django_helpdesk.words import Words
from supportterm.backends.errors import Invalid, NotAllowed, NotThere, Unavailable
from supportterm.backends.http import parsed
from supportterm.backends.keeping import Keeping, kept
from supportterm.backends.roster import Named, Roster
from supportterm.backends.site_fields import with_fields

STATUS = "exact-status"
PRIORITY = "exact-priority"
OWN = {STATUS: "Status at django-helpdesk", PRIORITY: "Priority at django-helpdesk"}
"""Fields in which a ticket keeps what is told less exactly by our words."""


class Tables(NamedTuple):
    """What the numbers of a ticket stand for."""

    statuses: Mapping[int, tuple[str, int]]
    """Name, and what it means here."""
    priorities: Mapping[int, str]
    agents: Roster[int]
    queues: Roster[int]
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
        kind, fields = with_fields(TicketRow, self.fields(), CUSTOM)
        return Tables(
            statuses={n: (name, int(self._words.status(n, name))) for n, name in self.statuses().items()},
            priorities=self.priorities(),
            agents=Roster(Named(n, name) for n, name in self.agents().items()),
            queues=Roster(Named(n, name) for n, name in self.queues().items()),
            fields=fields,
            kind=kind,
        )

    # --- people and queues

    def agents(self) -> Mapping[int, str]:
        return self._words.agents or self._form().get("assigned_to", {})

    def queues(self) -> Mapping[int, str]:
        return self._words.queues or self._form().get("queue", {})

    def agent_number(self, handle: str) -> int | None:
        return _number(self.tables().agents, handle, "user")

    def queue_number(self, handle: str) -> int | None:
        return _number(self.tables().queues, handle, "queue")

    @kept
    def _form(self) -> Mapping[str, Mapping[int, str]]:
        try:
            answer = self._rest.http.page("tickets/", {"page_size": 1})
        except (Invalid, NotThere):
            return {}  # the site has no such page
        except Unavailable as error:
            words = f"{error} (the settings `agents` and `queues` can say what its page would)"
            raise Unavailable(words, error.retry_after) from None
        if "html" not in answer.headers.get("content-type", ""):
            return {}
        form = _Form()
        form.feed(answer.body.decode("utf-8", "replace"))
        return form.chosen

    # --- what tickets hold

    def statuses(self) -> Mapping[int, str]:
        return _numbered(self._described().get("status", FieldRow()).choices)

    def priorities(self) -> Mapping[int, str]:
        return _numbered(self._described().get("priority", FieldRow()).choices)

    def fields(self) -> Mapping[str, FieldRow]:
        """The site's own, by their names there."""
        told = self._described().items()
        return {name.removeprefix(CUSTOM): row for name, row in told if name.startswith(CUSTOM)}

    @kept
    def _described(self) -> Mapping[str, FieldRow]:
        told = parsed(self._rest.http.options("tickets/"), Options, self._rest.host)
        if told.actions is None:
            raise NotAllowed(f"our account may not open tickets at {self._rest.host}: it has to be one of its staff")
        return told.actions.POST


class _Form(HTMLParser):
    """What can be chosen in a form: by the name of each choice, numbers and what they stand for."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[str, dict[int, str]] = {}
        self._of = ""
        self._value = ""

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        told = dict(attrs)
        if tag == "select":
            self._of = told.get("name") or ""
        elif tag == "option":
            self._value = told.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._of and self._value.isdecimal() and len(self._value) < 10:
            self.chosen.setdefault(self._of, {})[int(self._value)] = data.strip()

    def handle_endtag(self, tag: str) -> None:
        self._value = ""
        self._of = "" if tag == "select" else self._of


def _numbered(choices: "list[Choice]") -> dict[int, str]:
    return {choice.value: choice.display_name for choice in choices if isinstance(choice.value, int)}


def _number(there: Roster[int], handle: str, kind: str) -> int | None:
    """Of somebody who is not named too, by the handle that they have then."""
    known = there.key(handle)
    told = handle.removeprefix(f"{kind}-")
    return int(told) if known is None and told != handle and told.isdecimal() and len(told) < 10 else known
