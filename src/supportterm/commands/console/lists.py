"""`view`, `filter`, `select` …: which tickets the queue shows, and which of them are chosen."""

from typing import Annotated

from supportterm.commands.call import Call
from supportterm.commands.kinds import VIEW, WORD, Number, Query
from supportterm.commands.registry import CONSOLE, command

ViewWord = Annotated[str, VIEW._replace(parse=WORD.parse)]
"""Also a view of the person's own, a view's key, or its place in the list: the console knows these."""


@command("view", faces=(CONSOLE,), group="lists", examples=("view unassigned",))
def view(call: Call, name: ViewWord) -> None:
    """Show a view in the queue, by its name, its key or its place in the list."""
    call.console.view(name)


@command("filter", faces=(CONSOLE,), group="lists", examples=("filter tag:billing created:>7d",))
def filter_(call: Call, query: Query = "") -> None:
    """Narrow the queue by a query; without one, type it and watch."""
    call.console.filter(query or None)


@command("look-further", faces=(CONSOLE,), contexts=("queue",), group="lists")
def look_further(call: Call) -> None:
    """Look for the words of the filter at the remotes too; what they have is brought here, into the list."""
    call.console.look_further()


@command("select", faces=(CONSOLE,), group="lists")
def select(call: Call) -> None:
    """Select this ticket, or let it go, and go on to the next; with a count, that many."""
    call.console.chosen.toggle(call.count or 1)


@command("extend", faces=(CONSOLE,), group="lists")
def extend(call: Call, by: Number = 1) -> None:
    """Select this ticket and go on to the next, or with -1 to the one before; with a count, that many."""
    call.console.chosen.extend(by * (call.count or 1))


@command("range", faces=(CONSOLE,), contexts=("queue",), group="lists")
def range_(call: Call) -> None:
    """Select all from here to wherever the cursor goes; again, end there."""
    call.console.chosen.range()


@command("select-matching", faces=(CONSOLE,), group="lists", examples=("select-matching is:unread",))
def select_matching(call: Call, query: Query) -> None:
    """Select those of the list that a query lets through, beside those that are selected."""
    call.console.chosen.matching(query)


@command("select-others", faces=(CONSOLE,), group="lists")
def select_others(call: Call) -> None:
    """Select those of the list that are not selected, and let the others go."""
    call.console.chosen.others()


@command("select-all", faces=(CONSOLE,), group="lists")
def select_all(call: Call) -> None:
    """Select all tickets of the list, a thousand at most."""
    call.console.chosen.all()


@command("select-none", faces=(CONSOLE,), group="lists")
def select_none(call: Call) -> None:
    """Let all selected tickets go."""
    call.console.chosen.none()
