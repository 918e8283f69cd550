"""Tickets into a program, and what it prints back: shown, said, a note, a draft, changes.

What people outside wrote goes to a program on standard input, or as whole arguments.
"""

import json as json_
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from supportterm.commands.call import Call, Outcome
from supportterm.commands.parse import run as run_line
from supportterm.commands.records import changed
from supportterm.commands.set_ import set_
from supportterm.commands.show import page, record
from supportterm.commands.writing import write
from supportterm.core.commandline import texts
from supportterm.core.differences import differences
from supportterm.core.refusal import Refused
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role
from supportterm.exchange.programs import Ran, run

Form = Literal["nothing", "text", "json"]
Use = Literal["show", "say", "note", "draft", "set"]


class Job(NamedTuple):
    words: Callable[[Sequence[int]], Sequence[str]]
    """The program and its arguments, for the tickets that one run is about."""
    form: Form
    """How tickets stand on standard input."""
    use: Use
    """What becomes of what is printed."""
    title: str
    each: bool = False
    """Run once for each ticket; a note and changes always are."""
    then: tuple[str, ...] = ()
    """Command lines for each ticket when it went well, in the same change."""
    seconds: float = 0
    """How long it may take; 0: as long as others."""


def carry_out(call: Call, tickets: Sequence[int], job: Job) -> Outcome:
    """Run it, all runs before anything is changed. Raises Refused when one fails; then nothing has changed."""
    if job.use == "draft" and len(tickets) != 1:
        raise Refused("a draft is for one ticket; choose one")
    alone = job.each or job.use in ("note", "set", "draft")
    rounds = [(ticket,) for ticket in tickets] if alone else [tuple(tickets)]
    ran = [(about, _ran(call, about, job)) for about in rounds]
    if job.use == "show" and not job.then:
        return _shown(job.title, [each for _, each in ran], tickets)
    printed = [(about, _good(each)) for about, each in ran]
    changes = [(about[0], _changes(call, about[0], text)) for about, text in printed if job.use == "set"]
    with call.desk.together() as stroke:
        for about, text in printed:
            if job.use == "note":
                write(call, about[0], Role.NOTE, _something(text))
        for ticket, words in changes:
            if words:
                set_(call, (ticket,), words)
        for ticket in tickets:
            for line in job.then:
                name, *rest = texts(line)
                run_line([name, f"id:{ticket}", *rest], call)
    return _said(job, [text for _, text in printed], tickets, changed(stroke.change))


def _said(job: Job, printed: Sequence[str], tickets: Sequence[int], outcome: Outcome) -> Outcome:
    """What is said and shown once all is done."""
    match job.use:
        case "draft":
            text = _something(printed[0])
            return Outcome(
                lines=text.splitlines(), shows=lambda console: console.writing.write(tickets[0], Role.REPLY, text)
            )
        case "show":
            shown = _shown(job.title, [Ran(0, text, "") for text in printed], tickets)
            return outcome._replace(lines=shown.lines, shows=shown.shows)
        case "say":
            last = next((line for text in printed for line in reversed(text.splitlines()) if line.strip()), "done")
            return outcome._replace(words=safe_line(last, 300))
    return outcome


def _shown(title: str, ran: Sequence[Ran], tickets: Sequence[int]) -> Outcome:
    parts = [part for each in ran for part in (each.out, each.complaints, f"({each.trouble})" if each.trouble else "")]
    said = "\n".join(part.rstrip("\n") for part in parts if part.strip())
    if not said:
        return Outcome("it printed nothing")
    return Outcome(lines=said.splitlines(), shows=lambda console: console.output(title, said, tickets))


def _ran(call: Call, tickets: Sequence[int], job: Job) -> Ran:
    about = {
        "SUPPORTTERM_DESK": str(call.desk_path.resolve()),
        "SUPPORTTERM_ME": call.desk.me,
        "SUPPORTTERM_TICKETS": ",".join(call.desk.label(ticket) for ticket in tickets),
    }
    given = "".join(f"{line}\n" for line in _told(call, tickets, job.form))
    seconds = job.seconds or call.program_seconds
    return run(job.words(tickets), given, seconds=seconds, stopped=call.stopped, environment=about)


def _told(call: Call, tickets: Sequence[int], form: Form) -> Iterator[str]:
    for ticket in tickets if form != "nothing" else ():
        if form == "json":
            yield json_.dumps(record(call, ticket), ensure_ascii=False)
        else:
            yield from page(call, call.desk.row(ticket))
            yield ""


def _good(ran: Ran) -> str:
    """What it printed. Raises Refused when it failed."""
    if ran.trouble:
        raise Refused(f"it {safe_line(ran.trouble, 300)}; nothing was changed")
    return ran.out.rstrip()


def _something(text: str) -> str:
    if not text.strip():
        raise Refused("it printed nothing; nothing was changed")
    return text


def _changes(call: Call, ticket: int, printed: str) -> tuple[str, ...]:
    """Words of `set` for what differs in what was printed from what was told of *ticket*."""
    told = record(call, ticket)
    try:
        return tuple(word for wanted in _objects(_something(printed)) for word in differences(told, wanted))
    except ValueError as error:
        raise Refused(f"what it printed for {call.desk.label(ticket)}: {error}") from None


def _objects(text: str) -> Iterator[Mapping[str, object]]:
    """The JSON values in *text*, one behind the other. Raises Refused when it is none."""
    decoder, at = json_.JSONDecoder(), 0
    while at < len(text):
        try:
            found, at = decoder.raw_decode(text, at)
        except ValueError:
            raise Refused(f"it printed no JSON: {safe_line(text[at:], 80)}") from None
        yield found
        at += len(text[at:]) - len(text[at:].lstrip())
