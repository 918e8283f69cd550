"""`order`, `columns`, `group`, `save-view`, `their-tickets`, `tab …`: how lists are shown and kept, side by side."""

from collections.abc import Iterable
from typing import Annotated

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import VIEW, WORD, WORDS, Completion, Count, Number, OneTicket, Text, Word
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.history import of_organization, of_person
from supportterm.core.orders import ORDERS
from supportterm.core.refusal import Refused
from supportterm.core.views import COLUMNS, GROUPS

NOTHING = "none"


def _orders(prefix: str, call: Call) -> Iterable[Completion]:
    there = [(order, "") for order in ORDERS] + [(f"-{order}", "the other way round") for order in ORDERS]
    return (Completion(text, note) for text, note in there if text.startswith(prefix))


def _columns(prefix: str, call: Call) -> Iterable[Completion]:
    fields = {f"field.{field.name}": field.title for field in call.desk.fields()}
    there = {**COLUMNS, **fields, NOTHING: "what there is room for"}
    return (Completion(name, note) for name, note in there.items() if name.startswith(prefix))


def _groups(prefix: str, call: Call) -> Iterable[Completion]:
    return (Completion(word) for word in (*GROUPS, NOTHING) if word.startswith(prefix))


OrderWord = Annotated[str, WORD._replace(name="order", complete=_orders)]
ColumnNames = Annotated[tuple[str, ...], WORDS._replace(name="column", complete=_columns)]
GroupWord = Annotated[str, WORD._replace(name="group", complete=_groups)]
ViewWord = Annotated[str, VIEW._replace(parse=WORD.parse)]


@command("order", faces=(CONSOLE,), group="lists", examples=("order due", "order -created"))
def order(call: Call, by: OrderWord) -> None:
    """Put the list in another order; a minus before it, or the same again, turns it round."""
    call.console.listing.order(by)


@command("columns", faces=(CONSOLE,), group="lists", examples=("columns number subject from due", "columns none"))
def columns(call: Call, names: ColumnNames) -> None:
    """Say what the list tells of each ticket; `none`: what there is room for."""
    listed = [name for word in names for name in word.split(",") if name]
    call.console.listing.columns([] if listed == [NOTHING] else listed)


@command("group", faces=(CONSOLE,), group="lists", examples=("group status", "group none"))
def group(call: Call, by: GroupWord) -> None:
    """Put the tickets of the list together by what they have in common; `none` ends it."""
    call.console.listing.group("" if by == NOTHING else by)


@command("save-view", faces=(CONSOLE,), group="lists", examples=("save-view vip", "save-view vip --key v --everybody"))
def save_view(call: Call, name: Word, title: Text = "", *, key: Word = "", everybody: bool = False) -> Outcome:
    """Keep the list as it is, its filter, order, columns and groups, as a view of your own.

    Its name is made of what you call it: `Portal, open` is `portal-open`. `--everybody` makes it one of all
    agents; `--key` is the key after `g` that opens it.
    """
    return Outcome(call.console.listing.save(name, title, key, everybody=everybody))


@command("their-tickets", faces=(CONSOLE,), group="lists", examples=("their-tickets", "their-tickets --organization"))
def their_tickets(call: Call, ticket: OneTicket, *, organization: bool = False) -> None:
    """List all tickets of who asks, of all times; `--organization`: of where they belong."""
    there = call.desk.ticket(ticket)
    person = call.desk.person(there.requester)
    number = there.organization if there.organization is not None else person.organization
    if not organization:
        call.console.listing.of(person.name or person.email, of_person(person))
    elif number is None:
        raise Refused(f"{person.name or person.email} belongs to no organization")
    else:
        there_too = call.desk.organization(number)
        call.console.listing.of(there_too.name, of_organization(there_too))
    call.console.focus_pane("queue")


@command("tab", faces=(CONSOLE,), group="lists", examples=("tab 2",))
def tab(call: Call, number: Count) -> None:
    """Go to a tab by its number."""
    call.console.tabs.go(number)


@command("tab new", faces=(CONSOLE,), group="lists", examples=("tab new", "tab new mine"))
def tab_new(call: Call, view: ViewWord = "") -> None:
    """Open another list beside this one: a view, or the same again."""
    call.console.tabs.new(view)
    call.console.focus_pane("queue")


@command("tab close", faces=(CONSOLE,), group="lists")
def tab_close(call: Call) -> None:
    """Close the list in sight."""
    call.console.tabs.close()


@command("tab next", faces=(CONSOLE,), group="lists")
def tab_next(call: Call, by: Number = 1) -> None:
    """Go to the next tab, or with -1 to the one before; with a count, to that one."""
    if call.count:
        call.console.tabs.go(call.count)
    else:
        call.console.tabs.next(by)
