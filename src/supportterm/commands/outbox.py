"""`outbox`: what has not arrived yet, and what a person says of it."""

from typing import TYPE_CHECKING

from supportterm.commands.call import Bold, Call, Outcome
from supportterm.commands.kinds import Word
from supportterm.commands.registry import command
from supportterm.core.moments import moment_words
from supportterm.core.numbers import label
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.store.deciding import Choice
    from supportterm.store.outbox import Entry

_KINDS = {"say": "message", "set": "fields", "open": "new ticket", "merge": "merge", "article": "article"}


@command("outbox", group="sync", examples=("outbox", "outbox --json"))
def outbox(call: Call) -> Outcome:
    """List what has not arrived yet, what needs you first."""
    if call.console_or_none is not None:
        call.console.outbox()
        return Outcome()
    entries = sorted(call.desk.outbox(), key=lambda e: (not e.state.for_people, e.seq))
    return Outcome(
        "" if entries else "everything has arrived",
        records=[
            {
                "id": short(e), "ticket": e.ticket, "kind": e.kind, "connection": e.connection, "state": str(e.state),
                "words": e.words, "agent": e.actor, "at": e.at, "not_before": e.not_before, "attempts": e.attempts,
            }
            for e in entries
        ],
        lines=[
            Bold(line(call, e)) if e.state.for_people else line(call, e) for e in entries
        ] or None,
    )  # fmt: skip


@command("outbox again", group="sync", examples=("outbox again 7f3a",))
def again(call: Call, entry: Word) -> Outcome:
    """Send something that waits for you, whatever spoke against it."""
    return _decide(call, entry, "again", "it leaves again")


@command("outbox arrived", group="sync", examples=("outbox arrived 7f3a",))
def arrived(call: Call, entry: Word) -> Outcome:
    """Say that something arrived: you have seen it there."""
    return _decide(call, entry, "arrived", "noted as arrived")


@command("outbox discard", group="sync", examples=("outbox discard 7f3a",))
def discard(call: Call, entry: Word) -> Outcome:
    """Never send it; a text is a draft again, fields are as the remote has them."""
    return _decide(call, entry, "discard", "discarded; a text of yours is a draft again")


def short(entry: "Entry") -> str:
    """How people name an entry: the end of its marker, which differs first."""
    return entry.id.hex()[-6:]


def found(call: Call, text: str) -> "Entry":
    """The entry that people call so. Raises Refused when none or more than one is."""
    wanted = text.lower().lstrip("#")
    fitting = [e for e in call.desk.outbox() if e.id.hex().endswith(wanted) and len(wanted) >= 4]
    if len(fitting) != 1:
        raise Refused(f"there is {'more than one' if fitting else 'nothing'} like {text!r} in the outbox")
    return fitting[0]


def line(call: Call, entry: "Entry") -> str:
    """An entry in one line."""
    about = f"article {-entry.ticket}" if entry.ticket < 0 else ticket_label(call, entry.ticket)
    due = ""
    if entry.state == "queued" and entry.not_before > call.now:
        due = f", leaves in {(entry.not_before - call.now) // 1000 + 1} s"
    words = f": {entry.words}" if entry.words else ""
    when = moment_words(entry.at, call.now, call.zone) if call.zone else moment_words(entry.at, call.now)
    kind = _KINDS.get(entry.kind, entry.kind)
    return (
        f"{short(entry)}  {about:<8} {kind:<10} {entry.state}{due}{words} ({entry.connection}, {entry.actor}, {when})"
    )


def ticket_label(call: Call, number: int) -> str:
    try:
        ticket = call.desk.ticket(number)
    except Refused:
        return label(number)
    return label(ticket.id, ticket.number)


def _decide(call: Call, text: str, choice: "Choice", words: str) -> Outcome:
    entry = found(call, text)
    call.desk.decide(entry.id, choice)
    return Outcome(f"{ticket_label(call, entry.ticket)}: {words}", records=[{"id": short(entry), "choice": choice}])
