"""A call from a shell: which desk, who asks, where text comes from."""

import os
import sys
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from supportterm.commands.call import PROGRAM_SECONDS, Asking, Call
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.cli.globals import Globals
    from supportterm.config.marked import ConfigError
    from supportterm.config.settings import Settings
    from supportterm.desk import Desk


def shell_call(given: "Globals") -> Call:
    """A call whose desk is opened, and made at the very first use, when the command asks for it.

    Mistakes in config.yaml are raised then too: what needs no desk works all the same.
    """
    from supportterm.config.paths import desk_path, paths

    here = paths()
    profile = given.profile or os.environ.get("SUPPORTTERM_PROFILE", "")
    settings, mistakes = _settings(profile) if profile or here.settings.exists() else (None, None)
    set_desk = settings.desk if settings else ""
    if settings and settings.zone:
        from supportterm.config.zone import live_in

        live_in(settings.zone)

    def path() -> Path:
        if mistakes is not None:
            raise mistakes
        return desk_path(given.desk or (set_desk if profile else ""), set_desk, here)

    def opened() -> "Desk":
        from supportterm.desk.fresh import UNDO_WINDOW, open_or_make

        desk = open_or_make(
            path(),
            given.me or (settings.me if settings else ""),
            named=path() != here.desk,
            undo_window=settings.undo_window if settings else UNDO_WINDOW,
        )
        desk.subscribe(noted)
        return desk

    def noted(tickets: tuple[int, ...]) -> None:
        call.changed = True

    call = Call(
        opened,
        desk_path=path,
        read_text=read_standard_input,
        ask=ask if sys.stdin.isatty() and sys.stderr.isatty() else None,
        edit_text=partial(edit_text, editor=settings.editor if settings else ""),
        zone=_zone(settings.zone) if settings else None,
        json=given.json,
        columns=terminal_columns(),
        own_views=settings.own_views() if settings else (),
        program_seconds=settings.program_seconds if settings else PROGRAM_SECONDS,
    )
    return call


def terminal_columns() -> int | None:
    """The width of the terminal that standard output is; None when it is none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80 if sys.stdout.isatty() else None
    except (OSError, ValueError):
        return None


def read_standard_input() -> str:
    """Text from standard input, whatever its bytes: what is no UTF-8 becomes U+FFFD."""
    if sys.stdin.isatty():
        print("(reading standard input; end with ctrl+d)", file=sys.stderr)
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def ask(asking: Asking) -> str:
    """The answer of who sits at the terminal; nothing typed is the default. Raises Refused when they leave."""
    from supportterm.commands.aside import parted
    from supportterm.core.safe import safe_line

    about = [asking.help, f"one of {', '.join(asking.choices)}" if asking.choices else ""]
    words = f"{asking.words} ({'; '.join(filter(None, about))})" if any(about) else asking.words
    if asking.default:
        words += f" [{asking.default}]" if asking.choices else f" [{asking.default}; - for none]"
    try:
        if asking.hidden:
            from getpass import getpass

            return getpass(f"{parted(f'{safe_line(words, 400)} (not shown)', sys.stderr, 2)}: ")
        print(f"{parted(safe_line(words, 400), sys.stderr, 2)}: ", end="", flush=True, file=sys.stderr)
        answer = sys.stdin.readline()
        if not answer:
            raise EOFError
    except EOFError:
        raise Refused("nobody answers: nothing was done") from None
    answer = answer.strip()
    return "" if answer == "-" else answer or asking.default


def edit_text(text: str, *, editor: str = "") -> str | None:
    """*editor*, else `$VISUAL` or `$EDITOR`, on *text*; None when it was left without saving or failed."""
    from supportterm.exchange.editing import edited, editor_of

    program = editor_of(editor)
    if not program:
        raise Refused("set $EDITOR to write in, or give the text as an argument")
    return edited(text, program)


def _settings(profile: str) -> "tuple[Settings | None, ConfigError | Refused | None]":
    """What config.yaml says, under a profile if one is named; or what is wrong with it."""
    from supportterm.config.marked import ConfigError
    from supportterm.config.settings import load

    try:
        return load().under(profile), None
    except ConfigError as error:
        return None, error
    except LookupError as error:
        return None, Refused(str(error.args[0]))


def _zone(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name) if name else None
