"""`link`, `unlink`, `incidents`: tickets that belong together, and one answer to all that one problem causes."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import TICKET, Completion, Kind, OneTicket, Text, Tickets
from supportterm.commands.linked import active
from supportterm.commands.macro import render
from supportterm.commands.records import changed, number_of, of_row
from supportterm.commands.registry import command
from supportterm.commands.usage import Usage
from supportterm.core import linking, verbs
from supportterm.core.commandline import quoted
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role, Status
from supportterm.core.writing import NewMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supportterm.store.rows import TicketRow
    from supportterm.store.stroke import Change

_BETWEEN = ("to", "of", "from", "with", "as", "a", "an")
"""Words that a person puts between, and that say nothing."""


class Where(NamedTuple):
    """What a ticket is linked to, and as what; an empty kind: as whatever it is."""

    ticket: int
    kind: str


def _where(words: list[str], call: Call) -> Where:
    said = [word for word in words if word.lower() not in _BETWEEN]
    kinds = [word.lower() for word in said if word.lower() in linking.BELOW]
    numbers = [word for word in said if word.lower() not in linking.BELOW]
    if len(numbers) == 2 and call.console_or_none is not None:
        raise ValueError(f"here the tickets are those chosen, or named as #{numbers[0].lstrip('#')}")
    if len(numbers) != 1 or len(kinds) > 1:
        raise ValueError(f"say to which ticket and as what: `to 12 as incident`; there are {', '.join(linking.BELOW)}")
    return Where(TICKET.parse(numbers, call), kinds[0] if kinds else "")


def _completions(prefix: str, call: Call) -> Iterable[Completion]:
    kinds = [Completion(kind) for kind in linking.BELOW if kind.startswith(prefix.lower())]
    return [*kinds, *TICKET.complete(prefix, call)] if prefix else [*TICKET.complete(prefix, call), *kinds]


Link = Annotated[Where, Kind("link", _where, _completions, many=True)]


@command(
    "link",
    contexts=("queue", "ticket", "chat"),
    examples=("link 12,13 to 7 as incident", "link 12 to 7 as child", "link 12 to 7 as duplicate"),
)
def link(call: Call, tickets: Tickets, where: Link) -> Outcome:
    """Link tickets to another: as incidents of a problem, children, or duplicates."""
    if not where.kind:
        raise Usage(f"link as what? Write `as incident`; there are {', '.join(linking.BELOW)}")
    to = call.desk.ticket(where.ticket)
    return changed(call.desk.change(tickets, linking.link, to=to, kind=where.kind))


@command("unlink", contexts=("queue", "ticket", "chat"), examples=("unlink 12 from 7",))
def unlink(call: Call, tickets: Tickets, where: Link) -> Outcome:
    """Take the link between tickets and another away."""
    return changed(call.desk.change(tickets, linking.unlink, to=call.desk.ticket(where.ticket)))


@command("incidents", contexts=("queue", "ticket", "chat"), examples=("incidents 7", "incidents 7 --json"))
def incidents(call: Call, ticket: OneTicket) -> Outcome:
    """List the incidents of a problem."""
    rows = [call.desk.row(link.ticket) for link in call.desk.ticket(ticket).links if link.kind == "incident"]
    return Outcome(
        "" if rows else f"{call.desk.label(ticket)} has no incidents; `link 12 to {ticket} as incident` makes one",
        records=[of_row(row) for row in rows],
        lines=[f"{_line(call, row)}  {Status(row.status).word}" for row in rows] or None,
    )


@command(
    "incidents answer",
    contexts=("queue", "ticket", "chat"),
    examples=(
        "incidents answer 7 'Hello {{ requester.first_name }}, printing works again.'",
        "incidents answer 7 'It works again.' --apply",
    ),
)
def answer(call: Call, ticket: OneTicket, text: Text, *, keep_open: bool = False, apply: bool = False) -> Outcome:
    """Answer all open incidents of a problem with one text, and solve them and it.

    The text is a template, as in macros. Says first whom it would reach; `--apply` does it, as one change. With
    `--keep-open` nothing is solved.
    """
    desk = call.desk
    there = active(desk, desk.ticket(ticket), "incident")
    if not there:
        raise Refused(f"no incident of {desk.label(ticket)} is open")
    then = None if keep_open else Status.SOLVED
    actions = {number: partial(_answer, call, number, text, then) for number in there}
    if apply:
        return _answered(call, ticket, actions, then)
    became = dict(zip(there, desk.rehearse(list(actions.values())), strict=True))
    reached = [number for number, change in became.items() if not isinstance(change, Refused)]
    words = _reach(call, ticket, reached, len(there), then)
    lines = [Bold(words), *(_would(call, number, change) for number, change in became.items())]
    if call.console_or_none is not None and reached:
        options = "--apply --keep-open" if keep_open else "--apply"
        question = f"answer {_many(len(reached), 'incident')}?"
        call.console.consider(question, lines, f"incidents answer {options} id:{ticket} -- {quoted(text)}")
        return Outcome()
    lines.append(Dim("nothing was done; `--apply` does it" if reached else "nobody would be answered"))
    return Outcome(words, records=[_record(call, number, change) for number, change in became.items()], lines=lines)


def _answer(call: Call, ticket: int, text: str, then: Status | None) -> object:
    return call.desk.write(ticket, NewMessage(Role.REPLY, render(call, text, ticket), then=then))


def _answered(call: Call, problem: int, actions: "Mapping[int, Callable[[], object]]", then: Status | None) -> Outcome:
    """Those that can't be answered are left as they are, and named."""
    failed: dict[int, str] = {}
    with call.desk.together() as stroke:
        for number, action in actions.items():
            try:
                action()
            except Refused as refused:
                failed[number] = str(refused)
        if len(failed) == len(actions):
            raise Refused(next(iter(failed.values())))
        if then is not None and not failed:
            call.desk.change(problem, verbs.set_status, status=then)
    outcome = changed(stroke.change)
    left = "; ".join(f"{call.desk.label(number)} not: {why}" for number, why in failed.items())
    solved = "" if then is None or not failed else f", so {call.desk.label(problem)} is not solved"
    return outcome._replace(words=f"{outcome.words}; {left}{solved}", ok=False) if failed else outcome


def _reach(call: Call, problem: int, reached: Sequence[int], there: int, then: Status | None) -> str:
    tickets = call.desk.tickets(reached)
    customers = len({ticket.requester for ticket in tickets})
    of = {ticket.organization for ticket in tickets if ticket.organization is not None}
    key = sum(call.desk.organization(number).segment == "enterprise" for number in of)
    many = (
        f"answer {len(reached)} of {there} incidents" if len(reached) < there else f"answer {_many(there, 'incident')}"
    )
    enterprise = f", {key} of them enterprise" if key else ""
    organizations = f" of {_many(len(of), 'organization')}{enterprise}" if of else ""
    solving = (
        f", and solve {'them' if len(reached) < there else f'them and {call.desk.label(problem)}'}" if then else ""
    )
    return f"{many}, reaching {_many(customers, 'customer')}{organizations}{solving}"


def _would(call: Call, number: int, change: "Change | Refused") -> str:
    line = _line(call, call.desk.row(number))
    return f"{line}  not: {change}" if isinstance(change, Refused) else line


def _line(call: Call, row: "TicketRow") -> str:
    of = f", {row.organization} ({row.segment})" if row.organization else ""
    return (
        f"{call.desk.label(row.id):<8} {safe_line(row.subject, 50)}  {safe_line((row.requester or row.email) + of, 60)}"
    )


def _record(call: Call, number: int, change: "Change | Refused") -> dict[str, object]:
    row = call.desk.row(number)
    refused = str(change) if isinstance(change, Refused) else None
    return {**of_row(row), "number": number_of(call.desk.label(number)), "why_not": refused}


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
