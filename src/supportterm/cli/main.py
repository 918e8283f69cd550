"""The headless face: words in, lines or JSON out, an exit status.

    0  done    1  the answer is no, or it could not be done: a file has mistakes, say    2  the words were wrong

A short command must be short, and the console's first row soon: nothing is imported here that either does not need.
"""

import os
import sys
from collections.abc import Sequence

from supportterm.cli.globals import Globals, take_globals
from supportterm.cli.terminal import any_terminal
from supportterm.core.refusal import Refused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line *arguments* (those of the process by default); answers the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    any_terminal()
    try:
        if words[:1] == ["__complete"]:
            return _complete(words[1:])
        return _run(take_globals(words))
    except KeyboardInterrupt:
        return _complain("interrupted; what was done is kept", 130)
    except BrokenPipeError:
        # The reader has gone (`| head`). Python would complain once more when it flushes at exit.
        sys.stdout = None
        return 0
    except Exception as error:
        from supportterm.cli.output import exit_status, words_of

        status = exit_status(error)
        if status is None:
            raise
        return _complain(words_of(error), status)


def _complain(words: str, status: int) -> int:
    """Say on standard error why it did not work; answers *status*."""
    from supportterm.commands.aside import say_aside

    say_aside(words)
    return status


def _run(given: Globals) -> int:
    if given.version:
        from supportterm import __version__

        print(f"supportterm {__version__}")
        return 0
    if given.help:
        from supportterm.cli.calling import terminal_columns
        from supportterm.cli.output import print_outcome
        from supportterm.commands.call import Outcome
        from supportterm.commands.manual import page

        print_outcome(Outcome(lines=page(" ".join(given.words), columns=terminal_columns())), json=False)
        return 0
    if not given.words:
        return _console(given)
    from supportterm.cli.calling import shell_call
    from supportterm.cli.output import print_outcome
    from supportterm.commands.parse import Missing, run_command
    from supportterm.commands.registry import SHELL, family, find
    from supportterm.commands.usage import Usage

    found, size = find(given.words)
    if SHELL not in found.faces:
        there = family(found.name, SHELL)
        what = f"here there are {', '.join(there)}" if there else "type it there after `:`"
        raise Usage(f"`{found.name}` works in the console only: {what}", found)
    call = shell_call(given)
    try:
        outcome = run_command(found, given.words[size:], call)
        print_outcome(outcome, json=given.json)
    except Missing as error:
        from supportterm.commands.manual import usage

        raise Usage(f"{error}: supportterm {usage(found)}", found) from None
    finally:
        if call.changed:  # also when nobody reads what is printed
            from supportterm.commands.leaving import let_it_leave

            let_it_leave(call)
        call.close()
    if outcome.opens:
        opened = given._replace(desk=outcome.opens, me=given.me or outcome.opens_as)
        return _console(opened, teaches=outcome.teaches)
    return 0 if outcome.ok else 1


def _console(given: Globals, *, teaches: bool = False) -> int:
    """The one place where a shell becomes the console."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused("the console needs a terminal; `supportterm help` lists what works without one")
    if os.environ.get("TERM") == "dumb":
        raise Refused("a dumb terminal can't show the console; `supportterm help` lists what works without it")
    from supportterm.cli.console import open_console

    return open_console(
        given.profile, given.desk, given.me, given.theme, given.keymap, teaches=teaches, spoken=given.screen_reader
    )


def _complete(words: Sequence[str]) -> int:
    """What a shell's completion shows: a text and a tab and a note a line. Mistakes are silence here."""
    from supportterm.cli.calling import shell_call
    from supportterm.cli.output import print_completions
    from supportterm.commands.complete import complete_words

    rest = list(words[1:] if words[:1] == ["--"] else words)
    given = take_globals(rest[:-1])
    call = shell_call(given)
    try:
        print_completions(complete_words(given.words, rest[-1] if rest else "", call, "shell"))
    except Refused:
        return 1
    finally:
        call.close()
    return 0
