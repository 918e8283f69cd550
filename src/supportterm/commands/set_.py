"""`set`, and the short verbs for the fields that agents touch all day."""

from collections.abc import Callable
from typing import Any

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import (
    AGENT,
    PRIORITY,
    STATUS,
    AgentName,
    Changes,
    PriorityWord,
    StatusWord,
    Tags,
    Tickets,
    split_assignment,
)
from supportterm.commands.records import changed
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core import verbs
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
    add = tuple(w[1:] for w in changes if w.startswith("+"))
    remove = tuple(w[1:] for w in changes if w.startswith("-"))
    with call.desk.together() as stroke:  # a requester that nobody knew is got to know in the same change
        steps = [_step(call, word) for word in changes]
        if add or remove:
            steps.append((verbs.tag, {"add": add, "remove": remove}))
        call.desk.change_many(tickets, [s for s in steps if s is not None])
    return changed(stroke.change)


@command("status", contexts=_LIST, examples=("status 12 pending",))
def status(call: Call, tickets: Tickets, to: StatusWord) -> Outcome:
    """Set the status: open, pending, on-hold, solved, closed."""
    return changed(call.desk.change(tickets, verbs.set_status, status=to))


@command("solve", contexts=_LIST, examples=("solve 12",))
def solve(call: Call, tickets: Tickets) -> Outcome:
    """Mark as solved."""
    return changed(call.desk.change(tickets, verbs.set_status, status=Status.SOLVED))


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
    add = tuple(t for t in tags if not t.startswith("-"))
    remove = tuple(t[1:] for t in tags if t.startswith("-"))
    return changed(call.desk.change(tickets, verbs.tag, add=add, remove=remove))


@command("follow", contexts=_LIST, examples=("follow 12", "follow 12 dana"))
def follow(call: Call, tickets: Tickets, agent: AgentName = "", *, stop: bool = False) -> Outcome:
    """Follow tickets, or let somebody follow; `--stop` ends it."""
    who = (agent or call.desk.me,)
    names: dict[str, Any] = {"remove": who} if stop else {"add": who}
    return changed(call.desk.change(tickets, verbs.follow, **names))


Step = tuple[Callable[..., Any], dict[str, Any]]


def _step(call: Call, word: str) -> Step | None:
    """The verb that one word of `set` asks for; None for a tag, which is gathered."""
    if word[:1] in ("+", "-"):
        return None
    try:
        name, value = split_assignment(word)
        match name:
            case "status":
                return verbs.set_status, {"status": STATUS.parse([value], call)}
            case "priority":
                return verbs.set_priority, {"priority": PRIORITY.parse([value], call)}
            case "assignee":
                return verbs.assign, {"agent": AGENT.parse([value], call)}
            case "team":
                return verbs.set_team, {"team": value or None}
            case "subject":
                return verbs.set_subject, {"subject": value}
            case "due":
                return verbs.set_due, {"due": _due(value, call)}
            case "requester":
                return verbs.set_requester, {"person": call.desk.person_with(value)}
            case "organization":
                return verbs.set_organization, {"organization": call.desk.organization_named(value) if value else None}
            case _:
                return verbs.set_field, {"name": name.removeprefix("field."), "value": value or None}
    except ValueError as error:
        raise Usage(str(error)) from None


def _due(value: str, call: Call) -> int | None:
    from supportterm.core.moments import parse_moment

    return parse_moment(value, call.now, call.zone) if value and value != "none" else None
