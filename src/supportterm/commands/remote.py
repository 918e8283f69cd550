"""`remote`: a running console driven from another shell."""

from supportterm.commands.call import Call, Outcome
from supportterm.commands.kinds import Count, Words
from supportterm.commands.registry import SHELL, command
from supportterm.core.commandline import quoted
from supportterm.core.refusal import Refused


@command(
    "remote",
    faces=(SHELL,),
    group="console",
    examples=("remote ':view mine'", "remote open 12", "remote --console 4711 ':filter tag:billing'"),
)
def remote(call: Call, line: Words, *, console: Count = 0) -> Outcome:
    """Carry out a command line in your console that is open on this desk.

    Of several, in the one that was opened last, or in the one whose process is `--console`. It answers what the console
    says of it; status 1 when it was not done. Only a console of the same user can be driven.
    """
    from supportterm.sync.driving import drive

    text = line[0] if len(line) == 1 else " ".join(map(quoted, line))
    answer = drive(call.desk_path, text, process=console or None)
    if not answer.ok:
        raise Refused(answer.words)
    return Outcome(answer.words or "ok", records=[{"ok": True, "words": answer.words}])
