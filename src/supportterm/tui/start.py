"""From a command line to a running console."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from supportterm.commands.aside import say_aside
from supportterm.config.paths import paths

if TYPE_CHECKING:
    from supportterm.config.destination import Destination
    from supportterm.config.paths import Paths
    from supportterm.config.settings import Settings
    from supportterm.desk import Desk


SWITCH: Final = 0.0005
"""Seconds that a thread which reads the desk keeps Python for itself while a key waits; usually ten times as long."""


def start(to: "Destination") -> int:
    """Open the console *to* begin with, and after it wherever the person goes from there; answers the exit status."""
    sys.setswitchinterval(SWITCH)
    colour = not os.environ.pop("NO_COLOR", "")
    _log_to(paths().state / "log")
    to = to._replace(profile=to.profile or os.environ.get("SUPPORTTERM_PROFILE", ""))
    while True:
        status, onward = _visit(to, colour=colour)
        if onward is None:
            return status
        to = onward


def _visit(to: "Destination", *, colour: bool) -> "tuple[int, Destination | None]":
    """One desk, until the person leaves it; the status, and where they go, if anywhere."""
    gc.disable()  # until the first frame is there: all that is made on the way to it stays

    from supportterm.config.marked import ConfigError
    from supportterm.config.paths import desk_path
    from supportterm.config.zone import live_in
    from supportterm.core.refusal import Refused
    from supportterm.desk import StoreError
    from supportterm.desk.fresh import UNDO_WINDOW, open_or_make
    from supportterm.tui.app import SupportTerm
    from supportterm.tui.taste import worn

    here = paths()
    try:
        settings = _settings(here, to.profile)
        live_in(settings.zone if settings else "")
        set_desk = settings.desk if settings else ""
        path = desk_path(to.desk or (set_desk if to.profile else ""), set_desk, here)
        opened = open_or_make(
            path,
            to.me or (settings.me if settings else ""),
            named=path != here.desk,
            undo_window=settings.undo_window if settings else UNDO_WINDOW,
        )
        app = SupportTerm(
            opened,
            theme=to.theme or worn("theme", settings.theme if settings else "terminal"),
            keymap=to.keymap or worn("keymap", settings.keymap if settings else "default"),
            colour=colour,
            unicode=_speaks_unicode(),
            settings=settings,
            keeps=True,
            teaches=to.teaches,
            spoken=to.spoken or bool(settings and settings.screen_reader),
        )
    except (ConfigError, Refused, StoreError, LookupError) as error:
        say_aside(str(error))
        return 1, None
    try:
        app.run(mouse=(settings is None or settings.mouse) and not _in_gnu_screen())
        if app.onward is None:
            _say_what_is_left(opened)
            if app.last_words:
                say_aside(app.last_words)
    finally:
        opened.close()
    return app.return_code or 0, app.onward


def _say_what_is_left(desk: "Desk") -> None:
    """On the shell's screen: what was written and has not left yet."""
    from supportterm.desk import StoreError
    from supportterm.tui.ending import left

    try:
        words = left(desk)
    except StoreError:
        return
    if words:
        say_aside(words)


def _settings(here: "Paths", profile: str) -> "Settings | None":
    """What the person set; None, and nothing to load, where there is nothing. Raises ConfigError and LookupError."""
    if not profile and not here.settings.exists():
        return None
    from supportterm.config.settings import load

    return load(here=here).under(profile)


def _in_gnu_screen() -> bool:
    """Whether GNU screen stands between: while a program there takes the mouse, it keeps Escape until the next key."""
    return bool(os.environ.get("STY")) and os.environ.get("TERM", "").startswith("screen")


def _speaks_unicode() -> bool:
    """Whether the terminal's locale, and the font of the Linux console, can show more than ASCII."""
    if os.environ.get("TERM") == "linux":  # its font has 256 or 512 signs, and ours are not among them
        return False
    words = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "C.UTF-8"
    return "utf" in words.lower()


def _log_to(folder: Path) -> None:
    """What goes wrong is written to a file: the screen is taken. Somebody will read it on a terminal."""
    import logging

    from supportterm.core.safe import safe

    class Inert(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return safe(super().format(record), keep_newlines=True)

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = logging.FileHandler(folder / "console.log", delay=True, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(Inert("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.getLogger("supportterm").addHandler(handler)
