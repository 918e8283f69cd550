"""`sla forecast`: what breaches by a moment, who could see to it, and what would be if."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import Completion, Count, Kind, named
from supportterm.commands.records import moment, number_of
from supportterm.commands.registry import command
from supportterm.core.cells import fit
from supportterm.core.commandline import pieces
from supportterm.core.moments import HOUR, moment_words
from supportterm.core.numbers import bare, label
from supportterm.core.promised import metric_words
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.sla_forecast import Breach
from supportterm.core.sla_outlook import SIGNS, Outlook, left_words, outlook, takers_words, was_words
from supportterm.core.sla_whatif import Becomes, Difference
from supportterm.core.sla_whatif import read as read_if
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD

_SUBJECT: Final = 20
"""Cells that a subject gets at least."""


def completed(prefix: str, call: Call) -> Iterable[Completion]:
    """What a what-if that begins with *prefix* may go on with."""
    if " " not in prefix:
        words = ("holiday", "absent", *STATUS_BY_WORD, *PRIORITY_BY_WORD)
        return (Completion(f"{word} ") for word in words if word.startswith(prefix))
    word, _, rest = prefix.partition(" ")
    if word == "absent":
        return (Completion(f"absent {a.handle}", a.name) for a in call.desk.agents() if a.handle.startswith(rest))
    return ()


If = Annotated[str, Kind("what-if", lambda words, call: words[0], completed, several=True)]


@command(
    "sla forecast",
    group="desk",
    examples=(
        "sla forecast",
        "sla forecast --hours 24 --json",
        "sla forecast --if 'holiday 2026-12-24'",
        "sla forecast --if 'absent sam' --if 'pending 42'",
    ),
)
def forecast(call: Call, *, hours: Count = 8, if_: If = "") -> Outcome:
    """Say which promises break within some hours if nothing is done, and who could take each.

    Late ones first. `--if` says what would be otherwise, several at once: a day off (`holiday 2026-12-24`, of one
    schedule with its name after the date), somebody away (`absent sam`), a ticket in another status or priority
    (`pending 42`, `urgent 42`). Nothing is changed by asking. The same desk at the same moment gives the same answer.
    """
    whats = [read_if(line, lambda word: ticket_of(word, call)) for line in pieces(if_)]
    world = call.desk.world(call.now + hours * HOUR, [what.ticket for what in whats if isinstance(what, Becomes)])
    told = outlook(world, whats, hours)
    if call.json:
        in_order = sorted(told.told, key=lambda one: (one.breach.due, one.breach.key))
        return Outcome(records=[_record(one, call) for one in in_order])
    if not told.groups:
        return Outcome(f"nothing is due within {hours} hour{'s' * (hours != 1)}")
    return Outcome(lines=list(_lines(told, call)))


def ticket_of(word: str, call: Call) -> int:
    """The id of the ticket that people call *word*. Raises Refused when there is no such ticket."""
    try:
        return call.desk.ticket(named(word, call)).id
    except ValueError as error:
        raise Refused(str(error)) from None


def _lines(told: Outlook, call: Call) -> Iterator[str]:
    yield Bold(told.words(call.zone))
    if told.whats:
        yield Dim(told.otherwise())
    for group in told.groups:
        yield ""
        yield Bold(f"{takers_words(group.takers, told.now, call.zone)}   {len(group.told)}")
        for one in group.told:
            yield _line(one, told, call)


def _line(one: Difference, told: Outlook, call: Call) -> str:
    breach, now = one.breach, told.now
    sign = f"{SIGNS[one.how]} " if told.whats else ""
    was = f", {words}" if (words := was_words(one, now, call.zone)) else ""
    number = bare(breach.work.id, breach.work.number)
    head = f"{sign}{fit(moment_words(breach.due, now, call.zone), 17)} {left_words(breach, now):>9}  {number:>6}  "
    head += f"{fit(metric_words(breach.metric), 15)} {fit(breach.work.priority.word, 6)}  "
    room = max((call.columns or 132) - len(head) - len(was), _SUBJECT)
    line = head + safe_line(breach.work.subject, room) + was
    return Dim(line) if one.how == "gone" else line


def _record(one: Difference, call: Call) -> dict[str, object]:
    breach: Breach = one.breach
    work = breach.work
    return {
        "number": number_of(label(work.id, work.number)),
        "id": work.id,
        "subject": work.subject,
        "priority": work.priority.word,
        "metric": breach.metric,
        "due": moment(breach.due),
        "late": breach.due < call.now,
        "left_s": breach.left // 1000,
        "hours": breach.hours or None,
        "policy": breach.policy or None,
        "assignee": work.assignee,
        "team": work.team,
        "takers": list(breach.takers.agents),
        "opens": moment(breach.takers.opens),
        "change": None if one.how == "same" else one.how,
        "was": moment(one.was) if one.how in ("sooner", "later") else None,
    }
