"""`undo`, `redo`, `changes`: the log, backwards and forwards."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.commands.call import Call, Dim, Outcome
from supportterm.commands.kinds import Count, GivenTicket, Word
from supportterm.commands.records import changed, moment
from supportterm.commands.registry import CONSOLE, command
from supportterm.core.describe import AGAIN
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.store.stroke import Change

MOST = 100
"""Changes that one `undo` takes back at most."""


@command("undo", examples=("undo", "undo 12", "undo --change 018f3a"))
def undo(call: Call, ticket: GivenTicket = 0, *, change: Word = "") -> Outcome:
    """Undo my last change, bulk changes, merges and splits whole; with a ticket, my last change of it.

    Never a colleague's. What has left the house stays sent. With a count, so many changes; `--change` undoes one of
    those that `changes` lists, by the beginning of its id.
    """
    if change:
        return _told(call, [call.desk.undo(_called(call, change))], "redo")
    return _told(call, _repeated(call, lambda: call.desk.undo(ticket=ticket or None)), "redo")


@command("redo", examples=("redo",))
def redo(call: Call) -> Outcome:
    """Bring back what I undid last; with a count, so many."""
    done = _repeated(call, call.desk.redo)
    return _told(call, done, "undo" if _is_last(call, done[-1].words) else "")


@command("undo-this", faces=(CONSOLE,), contexts=("log",))
def undo_this(call: Call) -> Outcome:
    """Undo the change under the cursor of the log, if it is yours; of an undo, bring back what it took away."""
    return _told(call, [call.desk.undo(call.console.change())], "redo")


@command("changes", examples=("changes", "changes --limit 5 --json"))
def changes(call: Call, *, limit: Count = 30, all: bool = False) -> Outcome:
    """List what I changed last, newest first, with what was undone marked so.

    `--all` lists what everybody did.
    """
    from supportterm.core.moments import moment_words

    found = call.desk.changes(limit=limit, mine=not all)
    lines = []
    for one in found:
        when = moment_words(one.at, call.now, call.zone)
        line = f"{one.id.hex()[-8:]}  {when:<18} {one.actor + ' ' if all else ''}{one.words}"
        lines.append(Dim(f"{line}   (undone)") if one.undone else line)
    return Outcome(
        records=[
            {
                "change": one.id.hex(),
                "at": moment(one.at),
                "actor": one.actor,
                "kind": one.kind,
                "words": one.words,
                "undone": one.undone,
                "tickets": one.tickets,
            }
            for one in found
        ],
        lines=lines or ["nothing was changed yet"],
    )


def _called(call: Call, word: str) -> bytes:
    """The id that begins or ends with *word*: ids of the same hour begin alike."""
    ids = [one.id for one in call.desk.changes(limit=1000)]
    found = [id for id in ids if id.hex().startswith(word) or id.hex().endswith(word)]
    if len(found) != 1:
        counted = f"{len(found)} of your changes are" if found else "none of your changes is"
        raise Refused(f"{counted} called {word}; `changes` lists them")
    return found[0]


def _repeated(call: Call, once: "Callable[[], Change]") -> "list[Change]":
    """*once*, or as often as the count says while there is something left."""
    done: list[Change] = []
    for _ in range(min(call.count or 1, MOST)):
        try:
            done.append(once())
        except Refused:
            if not done:
                raise
            break
    return done


def _is_last(call: Call, words: str) -> bool:
    """Whether what was done again, in *words*, is what `undo` would take back next."""
    standing = (one.words for one in call.desk.changes() if one.kind == "do" and not one.undone)
    return words == AGAIN + next(standing, "")


def _told(call: Call, done: "list[Change]", back: str) -> Outcome:
    """What was turned round; at the keys also which of them turns the last of it round again, by the command *back*."""
    last, outcome = done[-1].words, changed(done[-1])
    if len(done) > 1:
        words = f"{len(done)} changes; the last: {last}"
        tickets = sorted({ticket for change in done for ticket in change.tickets})
        record = {"tickets": tickets, "operations": sum(change.operations for change in done), "words": words}
        outcome = Outcome(words, records=[record])
    console = call.console_or_none
    if console is None or not back:
        return outcome
    does = "undoes it" if last.startswith(AGAIN) else "brings it back"
    return outcome._replace(words=f"{outcome.words}; {console.itself.way(back)} {does}")
