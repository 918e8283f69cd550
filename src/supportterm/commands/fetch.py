"""`fetch`: tickets that are only at a remote, found there and brought here."""

from typing import cast

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Text, Word
from supportterm.commands.records import of_row
from supportterm.commands.registry import command
from supportterm.commands.table import table
from supportterm.commands.usage import Usage
from supportterm.core.refusal import Refused


@command("fetch", group="sync", slow=True, examples=("fetch 4711", "fetch 'charged twice' --from rt"))
def fetch(call: Call, text: Text = "", *, from_: Word = "", quiet: bool = False) -> Outcome:
    """Search at the remotes too, or ask them for a ticket by its number; what is found is brought here.

    A large remote is held in part: what is older than its connection reads stays there until somebody asks.
    `--quiet` tells how many were found, and not which.
    """
    if not text.strip():
        raise Usage("fetch what? give a number or words")
    numbers, trouble = brought(call, text.strip(), from_)
    rows = [call.desk.row(number) for number in numbers]
    if quiet:
        many = f"{len(rows)} ticket{'s' * (len(rows) != 1)} with this found there, and brought here"
        return Outcome("; ".join([many if rows else "nothing like that is there", *trouble]), ok=bool(rows))
    lines = [*(table(rows, call.now, call.columns) if rows else ()), *trouble]
    return Outcome(lines=lines or ["nothing like that is there"], records=map(of_row, rows), ok=bool(rows))


def brought(call: Call, text: str, from_: str = "") -> tuple[tuple[int, ...], list[str]]:
    """Numbers here of what the remotes have of *text*, and in words which of them could not be asked.

    Raises Refused when there is none that can be.
    """
    from supportterm.backends import errors
    from supportterm.backends.protocol import Helpdesk
    from supportterm.commands.opening import opened
    from supportterm.sync.fetching import bring

    able = [c for c in call.desk.connections() if "search" in c.can and from_ in ("", c.name)]
    if not able:
        raise Refused(f"there is no connection{f' {from_!r}' if from_ else ''} that can be searched")
    numbers: list[int] = []
    trouble: list[str] = []
    for connected in able:
        backend = cast(Helpdesk, opened(connected, call.desk.id))
        try:
            numbers += bring(call.desk.replica(connected.name), backend, text)
        except errors.NotThere:
            continue
        except errors.RemoteError as error:
            trouble.append(f"{connected.name}: {error}")
        finally:
            backend.close()
    return tuple(dict.fromkeys(numbers)), trouble
