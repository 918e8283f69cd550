"""`outbox`: what has not arrived yet, and what a person says of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from supportterm.commands.call import Bold, Call, Dim, Outcome
from supportterm.commands.kinds import OneTicket, Word
from supportterm.commands.records import moment, number_of
from supportterm.commands.registry import command
from supportterm.core.numbers import label
from supportterm.core.refusal import Refused
from supportterm.store.letters import is_letter

if TYPE_CHECKING:
    from supportterm.commands.cases import Case
    from supportterm.store.deciding import Choice
    from supportterm.store.outbox import Entry

_SHORTEST: Final = 4
"""Characters of an id that name an entry."""
_WAYS: Final = {"mine": "conflicts take {} mine", "theirs": "conflicts take {} theirs"}


@command("outbox", group="sync", examples=("outbox", "outbox 12", "outbox --json"))
def outbox(call: Call, ticket: OneTicket = 0) -> Outcome:
    """List what has not arrived yet: conflicts and what else needs you first.

    Of one ticket if it is given.
    """
    if call.console_or_none is not None:
        call.console.outbox()
        return Outcome()
    from supportterm.commands.cases import cases

    there = cases(call.desk, ticket or None)
    return Outcome(
        "" if there else "everything has arrived",
        records=[_record(case) for case in there],
        lines=[line for case in there for line in _lines(call, case)] or None,
    )


@command("outbox again", group="sync", examples=("outbox again 7f3a", "outbox again 12"))
def again(call: Call, entry: Word) -> Outcome:
    """Send something that waits for you.

    Whatever spoke against it. It is named by its id, or by its ticket.
    """
    return _decide(call, entry, "again", "it leaves again")


@command("outbox arrived", group="sync", examples=("outbox arrived 7f3a",))
def arrived(call: Call, entry: Word) -> Outcome:
    """Say that you have seen it there."""
    return _decide(call, entry, "arrived", "noted as arrived")


@command("outbox discard", group="sync", examples=("outbox discard 7f3a",))
def discard(call: Call, entry: Word) -> Outcome:
    """Never send it.

    A text is a draft again, fields are as the remote has them.
    """
    return _decide(call, entry, "discard", "discarded; a text of yours is a draft again")


def short(entry: "Entry") -> str:
    """How people name an entry: the end of its marker, which differs first."""
    return entry.id.hex()[-6:]


def found(call: Call, text: str) -> "Entry":
    """The entry that people call so: by the end of its id, or by its ticket when one thing of it waits for a person.

    Raises Refused when none or more than one is.
    """
    there = call.desk.outbox()
    wanted = text.lower()
    fitting = [e for e in there if len(wanted) >= _SHORTEST and e.id.hex().endswith(wanted)]
    fitting = fitting or [e for e in there if e.state.for_people and text.lstrip("#") in _called(call, e.ticket)]
    if len(fitting) != 1:
        raise Refused(
            f"there is {'more than one thing' if fitting else 'nothing'} like {text!r} in the outbox; "
            "`outbox` lists what there is"
        )
    return fitting[0]


def ticket_label(call: Call, number: int) -> str:
    if is_letter(number):
        return "letter"
    try:
        return call.desk.label(number) if number > 0 else f"article {-number}"
    except Refused:  # it was undone
        return label(number)


def _called(call: Call, number: int) -> set[str]:
    return {ticket_label(call, number).lstrip("#"), f"id:{number}"} if number > 0 else set()


def _lines(call: Call, case: "Case") -> Iterator[str]:
    from supportterm.commands.departures import state_words
    from supportterm.core.moments import moment_words

    entry = case.entry
    since = moment_words(entry.at, call.now, call.zone)
    words = case.held or f"{state_words(entry, call.now)}{_next_try(entry, call.now)}"
    said = f"{short(entry)}  {case.called:<8} {case.what:<10} {words} ({case.by}, {entry.actor}, {since})"
    yield Bold(said) if entry.state.for_people else said
    if entry.state.for_people:
        if entry.words and entry.words not in said:
            yield Dim(f"        {entry.words}")
        ways = (_WAYS.get(can, f"outbox {can} {{}}").format(short(entry)) for can in case.can if can != "edit")
        yield Dim(f"        {'   '.join(ways)}")


def _next_try(entry: "Entry", now: int) -> str:
    if entry.state == "queued" and entry.attempts and entry.not_before > now:
        return f", next try in {-(-(entry.not_before - now) // 1000)} s"
    return ""


def _record(case: "Case") -> dict[str, object]:
    entry = case.entry
    return {
        "id": short(entry), "ticket": number_of(case.called), "kind": entry.kind, "what": case.what,
        "connection": entry.connection, "state": str(entry.state),
        "words": case.held or entry.words or None, "agent": entry.actor,
        "at": moment(entry.at), "not_before": moment(entry.not_before), "attempts": entry.attempts,
    }  # fmt: skip


def _decide(call: Call, text: str, choice: "Choice", words: str) -> Outcome:
    entry = found(call, text)
    call.desk.decide(entry.id, choice)
    return Outcome(f"{ticket_label(call, entry.ticket)}: {words}", records=[{"id": short(entry), "choice": choice}])
