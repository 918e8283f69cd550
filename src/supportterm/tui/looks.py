"""A theme by name made into a look. The files are in `themes/`, and in the person's configuration.

What a theme file comes to is remembered, so that the console starts without reading YAML.
"""

from contextlib import suppress
from pathlib import Path

import msgspec

from supportterm import __version__
from supportterm.config.marked import ConfigError
from supportterm.config.paths import Paths, locate, paths
from supportterm.config.whole import write_whole
from supportterm.core.refusal import Refused
from supportterm.tui.look import Look


def look_named(name: str, *, colour: bool = True, unicode: bool = True, spoken: bool = False) -> Look:
    """Raises Refused when there is no such theme, or when its file has mistakes.

    Without *colour* it is the terminal's own theme, whose attributes alone tell the cursor and what is urgent.
    """
    try:
        styles = _styles(name if colour else "terminal", paths())
    except (LookupError, ConfigError) as error:
        raise Refused(str(error.args[0]) if isinstance(error, LookupError) else str(error)) from None
    return Look(styles, colour=colour, unicode=unicode, spoken=spoken)


def _styles(name: str, here: Paths) -> dict[str, str]:
    """Styles by role. Raises LookupError or ConfigError."""
    file = locate("themes", name, here)
    now = file.stat()
    stamp = [__version__, str(file), now.st_mtime_ns, now.st_size]
    remembered = here.cache / f"theme-{name}.json"
    with suppress(OSError, msgspec.DecodeError, KeyError, TypeError):
        found = msgspec.json.decode(remembered.read_bytes())
        if found["of"] == stamp:
            return {str(role): str(words) for role, words in found["styles"].items()}
    from supportterm.config.themes import read_theme

    styles = read_theme(file).styles
    with suppress(OSError):
        write_whole(remembered, msgspec.json.encode({"of": stamp, "styles": styles}))
    return styles


class Watched:
    """The file of a theme. `changed` tells each change once; a file that is gone or unfinished is waited for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._file: Path | None = None
        self._stamp = (0, 0)

    def changed(self) -> bool:
        with suppress(LookupError, OSError):
            first = self._file is None
            self._file = self._file or locate("themes", self._name, paths())
            now = self._file.stat()
            before, self._stamp = self._stamp, (now.st_mtime_ns, now.st_size)
            return not first and before != self._stamp
        return False
