"""`sla forecast`: what breaches by a moment, who could see to it, and what would be if."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Final

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import Completion, Count, Kind, named
from supportterm.commands.records import moment, number_of
from supportterm.commands.registry import command
from supportterm.core.cells import fit
from supportterm.core.commandline import pieces
from supportterm.core.moments import HOUR, MINUTE, moment_words
from supportterm.core.numbers import bare, label
from supportterm.core.promised import metric_words
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.sla_explain import length_words
from supportterm.core.sla_forecast import Breach, Takers, grouped
from supportterm.core.sla_whatif import Becomes, Difference, What, changed, differences
from supportterm.core.sla_whatif import read as read_if
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD

_SIGNS: Final = {"same": " ", "new": "+", "gone": "-", "sooner": "<", "later": ">", "hands": "@"}
_HOW: Final = {
    "new": "due only then",
    "gone": "due no more",
    "sooner": "due sooner",
    "later": "due later",
    "hands": "in other hands",
}
_SUBJECT: Final = 20
"""Cells that a subject gets at least."""


def _completed(prefix: str, call: Call) -> Iterable[Completion]:
    if " " not in prefix:
        words = ("holiday", "absent", *STATUS_BY_WORD, *PRIORITY_BY_WORD)
        return (Completion(f"{word} ") for word in words if word.startswith(prefix))
    word, _, rest = prefix.partition(" ")
    if word == "absent":
        return (Completion(f"absent {a.handle}", a.name) for a in call.desk.agents() if a.handle.startswith(rest))
    return ()


If = Annotated[str, Kind("what-if", lambda words, call: words[0], _completed, several=True)]


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
    until = call.now + hours * HOUR
    whats = [read_if(line, lambda word: _ticket(word, call)) for line in pieces(if_)]
    world = call.desk.world(until, [what.ticket for what in whats if isinstance(what, Becomes)])
    told = differences(world, changed(world, whats), until)
    if call.json:
        return Outcome(records=[_record(one, call) for one in told])
    if not told:
        return Outcome(f"nothing is due within {hours} hours")
    return Outcome(lines=list(_lines(told, whats, hours, call)))


def _ticket(word: str, call: Call) -> int:
    """Raises Refused when there is no such ticket."""
    try:
        return call.desk.ticket(named(word, call)).id
    except ValueError as error:
        raise Refused(str(error)) from None


def _lines(told: tuple[Difference, ...], whats: list[What], hours: int, call: Call) -> Iterator[str]:
    due = [one for one in told if one.how not in ("gone", "later") or one.breach.due <= call.now + hours * HOUR]
    late = sum(one.breach.due < call.now for one in due if one.how != "gone")
    soon = sum(one.breach.due >= call.now for one in due if one.how != "gone")
    until = moment_words(call.now + hours * HOUR, call.now, call.zone)
    yield Bold(f"{late} late, {soon} due within {hours} hours, until {until}")
    if whats:
        counts = {how: sum(one.how == how for one in told) for how in _HOW}
        said = [f"{_SIGNS[how]} {count} {_HOW[how]}" for how, count in counts.items() if count]
        yield Dim("   ".join(said) or "nothing would be otherwise")
    by_key = {one.breach.key: one for one in told}
    for group in grouped(one.breach for one in told):
        yield ""
        yield Bold(f"{takers_words(group.takers, call)}   {len(group.breaches)}")
        for breach in group.breaches:
            yield _line(by_key[breach.key], call, bool(whats))


def takers_words(takers: Takers, call: Call) -> str:
    """Who could see to it, and from when on, where their team does not work now."""
    opens = f", from {moment_words(takers.opens, call.now, call.zone)}" if takers.opens is not None else ""
    return safe_line(takers.words, 200) + opens


def _line(one: Difference, call: Call, comparing: bool) -> str:
    breach, now = one.breach, call.now
    sign = f"{_SIGNS[one.how]} " if comparing else ""
    left = left_words(breach, now)
    number = bare(breach.work.id, breach.work.number)
    was = ""
    if one.was is not None and one.was != breach.due:
        was = f", not {moment_words(one.was, now, call.zone)}"
    elif one.how == "hands" and one.takers is not None and one.takers.held:
        was = f", not {one.takers.words}"
    head = f"{sign}{fit(moment_words(breach.due, now, call.zone), 15)} {left:>9}  {number:>6}  "
    head += f"{fit(metric_words(breach.metric), 15)} {fit(breach.work.priority.word, 6)}  "
    room = max((call.columns or 132) - len(head) - len(was), _SUBJECT)
    line = head + safe_line(breach.work.subject, room) + was
    return Dim(line) if one.how == "gone" else line


def left_words(breach: Breach, now: int) -> str:
    """`2h 5m`, `-40m` when it is late, in its hours; no seconds, since nobody plans by them."""
    words = length_words(abs(breach.left) // MINUTE * MINUTE, breach.hours)
    if breach.due >= now:
        return "now" if words == "0s" else words
    return "late" if words == "0s" else f"-{words}"


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
