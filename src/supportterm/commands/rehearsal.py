"""`dry-run`: what a command would do to each of many tickets, told before anything is done."""

from collections.abc import Sequence
from functools import partial
from typing import Final, NamedTuple

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import TICKETS, Text
from supportterm.commands.parse import bind, run_command
from supportterm.commands.registry import Command, command, find
from supportterm.core.commandline import quoted, texts
from supportterm.core.refusal import Refused

ABLE: Final = frozenset(
    (
        "assign", "escalate", "follow", "link-article", "merge", "priority", "release", "reopen", "set", "snooze",
        "solve", "status", "suspend", "tag", "take", "unassign", "wake",
    )
)  # fmt: skip
"""Commands that do nothing but change tickets, which can be done and taken back before anybody sees it."""


class Would(NamedTuple):
    """What would become of a ticket, or why nothing would."""

    ticket: int
    called: str
    subject: str
    words: str
    refused: bool
    changes: bool


def can_be(line: str) -> bool:
    """Whether *line* is one that can be rehearsed."""
    try:
        return find(texts(line))[0].name in ABLE
    except Refused:
        return False


def rehearse(line: str, tickets: Sequence[int], call: Call) -> list[Would]:
    """What *line*, which `can_be`, would do to each of *tickets* in turn. Raises Missing or Usage for wrong words."""
    words = texts(line)
    found, size = find(words)
    bind(found, words[size:], _only(call, tickets[0]))
    acts = [partial(run_command, found, words[size:], _only(call, ticket)) for ticket in tickets]
    desk, told = call.desk, []
    for ticket, answer in zip(tickets, desk.rehearse(acts), strict=True):
        called, subject = desk.label(ticket), desk.row(ticket).subject
        if isinstance(answer, Refused):
            told.append(Would(ticket, called, subject, str(answer), True, False))
        else:
            words_ = answer.words.removeprefix(f"{called} ")
            told.append(Would(ticket, called, subject, words_, False, answer.operations > 0))
    return told


def _only(call: Call, ticket: int) -> Call:
    return Call(lambda: call.desk, selection=(ticket,), zone=call.zone)


@command("dry-run", examples=("dry-run set 12-40 priority=high", "dry-run solve"))
def dry_run(call: Call, line: Text) -> Outcome:
    """Say what a command would do to each ticket, and which it could not be done to; nothing is done.

    In the console the tickets are those selected, in a shell they are numbers, as for the command itself.
    """
    words = texts(line)
    found, size = find(words)
    if found.name not in ABLE:
        raise Refused(f"{found.name} can't be tried without doing it; these can: {', '.join(sorted(ABLE))}")
    tickets, rest = call.selection, words[size:]
    if not tickets:
        tickets = _named(found, words[size:], call)
        rest = words[size + 1 :]
    told = rehearse(" ".join([found.name, *map(quoted, rest)]), tickets, call)
    return Outcome(
        records=[
            {"ticket": one.ticket, "subject": one.subject, "would": one.words, "refused": one.refused,
             "changes": one.changes} for one in told
        ],
        lines=[Bold(f"{line}: {summary(told)}"), *map(_line, told)],
        ok=not any(one.refused for one in told),
    )  # fmt: skip


def summary(told: Sequence[Would]) -> str:
    """`18 change, 2 are so already, 1 can't`"""
    counted = (
        (sum(one.changes for one in told), "changes", "change"),
        (sum(not one.changes and not one.refused for one in told), "is so already", "are so already"),
        (sum(one.refused for one in told), "can't", "can't"),
    )
    return ", ".join(f"{n} {single if n == 1 else many}" for n, single, many in counted if n)


def _named(found: Command, words: Sequence[str], call: Call) -> tuple[int, ...]:
    """The tickets that are named on the line, in a shell."""
    first = next(iter(found.positionals), None)
    if first is None or first.kind is not TICKETS or not words:
        raise Refused(f"name the tickets: dry-run {found.name} 12-40 …")
    try:
        numbers: tuple[int, ...] = TICKETS.parse([words[0]], call)
    except ValueError as error:
        raise Refused(str(error)) from None
    return numbers


def _line(one: Would) -> str:
    line = f"{one.called:>7}  {one.subject[:40]:<40}  {'✗ ' if one.refused else ''}{one.words}"
    return line if one.changes or one.refused else Dim(line)
