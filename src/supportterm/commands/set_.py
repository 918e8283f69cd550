"""`set`, and the short verbs for the fields that agents touch all day."""

from collections.abc import Callable, Sequence
from typing import Any

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import (
    AgentName,
    Changes,
    PriorityWord,
    StatusWord,
    Tags,
    Tickets,
)
from supportterm.commands.linked import active
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core import spoken, verbs
from supportterm.core.actions import Scene, changes
from supportterm.core.refusal import Refused
from supportterm.core.terms import Status

_LIST = ("queue", "ticket", "chat")


@command(
    "set",
    contexts=_LIST,
    examples=("set 12 status=pending priority=high", "set 12,15 +billing -new assignee=me", "set 12 due='fri 17:00'"),
)
def set_(call: Call, tickets: Tickets, changes: Changes) -> Outcome:
    """Change fields: FIELD=VALUE, +tag, -tag, in any number, all or nothing."""
    with call.desk.together() as stroke:  # a requester that nobody knew is got to know in the same change
        call.desk.change_many(tickets, _steps(call, changes))
    return changed(stroke.change)


@command("status", contexts=_LIST, examples=("status 12 pending",))
def status(call: Call, tickets: Tickets, to: StatusWord) -> Outcome:
    """Set the status: open, pending, on-hold, solved, closed."""
    return changed(call.desk.change(tickets, verbs.set_status, status=to))


@command("solve", contexts=_LIST, examples=("solve 12",))
def solve(call: Call, tickets: Tickets) -> Outcome:
    """Mark as solved."""
    outcome = changed(call.desk.change(tickets, verbs.set_status, status=Status.SOLVED))
    left = sum(len(active(call.desk, ticket, "incident")) for ticket in call.desk.tickets(tickets) if ticket.links)
    if not left:
        return outcome
    many = "an incident of it is" if left == 1 else f"{left} incidents of it are"
    return outcome._replace(words=f"{outcome.words}; {many} open: `incidents answer` answers with one text")


@command("reopen", contexts=_LIST, examples=("reopen 12",))
def reopen(call: Call, tickets: Tickets) -> Outcome:
    """Open again."""
    return changed(call.desk.change(tickets, verbs.set_status, status=Status.OPEN))


@command("priority", contexts=_LIST, examples=("priority 12 urgent",))
def priority(call: Call, tickets: Tickets, to: PriorityWord) -> Outcome:
    """Set the priority: low, normal, high, urgent."""
    return changed(call.desk.change(tickets, verbs.set_priority, priority=to))


@command("assign", contexts=_LIST, examples=("assign 12 me", "assign 12 none"))
def assign(call: Call, tickets: Tickets, to: AgentName) -> Outcome:
    """Give to an agent, or to nobody."""
    return changed(call.desk.change(tickets, verbs.assign, agent=to))


@command("take", contexts=_LIST, examples=("take 12",))
def take(call: Call, tickets: Tickets) -> Outcome:
    """Assign to me."""
    if not call.desk.me:
        raise Refused(
            "this desk does not know who you are: set `me` in config.yaml or define yourself with `agent add`"
        )
    return changed(call.desk.change(tickets, verbs.assign, agent=call.desk.me))


@command("unassign", contexts=_LIST, examples=("unassign 12",))
def unassign(call: Call, tickets: Tickets) -> Outcome:
    """Assign to nobody."""
    return changed(call.desk.change(tickets, verbs.assign, agent=None))


@command("tag", contexts=_LIST, examples=("tag 12 +billing -new",))
def tag(call: Call, tickets: Tickets, tags: Tags) -> Outcome:
    """Add tags with +tag, take them off with -tag."""
    add, remove = spoken.tags(tags)
    return changed(call.desk.change(tickets, verbs.tag, add=add, remove=remove))


@command("follow", contexts=_LIST, examples=("follow 12", "follow 12 dana"))
def follow(call: Call, tickets: Tickets, agent: AgentName = "", *, stop: bool = False) -> Outcome:
    """Follow tickets, or let somebody follow; `--stop` ends it."""
    who = (agent or call.desk.me,)
    names: dict[str, Any] = {"remove": who} if stop else {"add": who}
    return changed(call.desk.change(tickets, verbs.follow, **names))


def _steps(call: Call, words: Sequence[str]) -> list[tuple[Callable[..., Any], dict[str, Any]]]:
    """Verbs for the words of `set`: those that only need to be read, and two that name people of the desk."""
    steps: list[tuple[Callable[..., Any], dict[str, Any]]] = []
    others = []
    for word in words:
        name, _, value = word.partition("=")
        match name.lower():
            case "requester":
                steps.append((verbs.set_requester, {"person": call.desk.person_with(value)}))
            case "organization":
                organization = call.desk.organization_named(value) if value else None
                steps.append((verbs.set_organization, {"organization": organization}))
            case _:
                others.append(word)
    try:
        return [*steps, *changes(others, Scene(call.desk.rules(), zone=call.zone))]
    except ValueError as error:
        raise Usage(str(error)) from None
