"""From a command line to a running console."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from supportterm.config.paths import Paths
    from supportterm.config.settings import Settings
    from supportterm.desk import Desk


SWITCH: Final = 0.0005
"""Seconds that a thread which reads the desk keeps Python for itself while a key waits; usually ten times as long."""


def start(*, desk: str = "", me: str = "", theme: str = "", keymap: str = "", teaches: bool = False) -> int:
    """Open the console on the desk at *desk*, with the tutor when it *teaches*; answers the exit status."""
    sys.setswitchinterval(SWITCH)
    gc.disable()  # until the first frame is there: all that is made on the way to it stays

    from supportterm.config.marked import ConfigError
    from supportterm.config.paths import desk_path, paths
    from supportterm.core.refusal import Refused
    from supportterm.core.safe import safe
    from supportterm.desk import StoreError
    from supportterm.desk.fresh import UNDO_WINDOW, open_or_make
    from supportterm.tui.app import SupportTerm

    here = paths()
    try:
        settings = _settings(here)
        path = desk_path(desk, settings.desk if settings else "", here)
        opened = open_or_make(
            path,
            me or (settings.me if settings else ""),
            named=path != here.desk,
            undo_window=settings.undo_window if settings else UNDO_WINDOW,
        )
        app = SupportTerm(
            opened,
            theme=theme or (settings.theme if settings else "terminal"),
            keymap=keymap or (settings.keymap if settings else "default"),
            colour=not os.environ.pop("NO_COLOR", ""),
            unicode=_speaks_unicode(),
            settings=settings,
            keeps=True,
            teaches=teaches,
        )
    except (ConfigError, Refused, StoreError, LookupError) as error:
        print(f"supportterm: {safe(str(error), keep_newlines=True)}", file=sys.stderr)
        return 1
    _log_to(here.state / "log")
    try:
        app.run(mouse=settings.mouse if settings else True)
        _say_what_is_left(opened)
    finally:
        opened.close()
    return app.return_code or 0


def _say_what_is_left(desk: "Desk") -> None:
    """On the shell's screen: what was written and has not left yet."""
    from supportterm.core.safe import safe
    from supportterm.desk import StoreError
    from supportterm.tui.ending import left

    try:
        words = left(desk)
    except StoreError:
        return
    if words:
        print(f"supportterm: {safe(words)}", file=sys.stderr)


def _settings(here: "Paths") -> "Settings | None":
    """What the person set; None, and nothing to load, where there is no config.yaml. Raises ConfigError."""
    if not here.settings.exists():
        return None
    from supportterm.config.settings import load

    return load(here=here)


def _speaks_unicode() -> bool:
    """Whether the terminal's locale can show more than ASCII."""
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
