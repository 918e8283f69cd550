"""What a command is given and what it answers with."""

from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from supportterm.commands.face import Console
    from supportterm.core.nouns import View
    from supportterm.desk import Desk


class Bold(str):
    """A line that stands out on a terminal."""


class Dim(str):
    """A line that stands back on a terminal."""


class Hung(str):
    """A line that, where it is parted to fit, goes on *margin* cells in."""

    margin: int

    @classmethod
    def of(cls, text: str, margin: int) -> "Hung":
        line = cls(text)
        line.margin = margin
        return line


class Painted(str):
    """A line in pieces, each with a style as themes write it: attributes, a colour, `on` a colour."""

    pieces: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, pieces: "Iterable[tuple[str, str]]") -> "Painted":
        kept = tuple(pieces)
        line = cls("".join(text for text, _ in kept))
        line.pieces = kept
        return line


PROGRAM_SECONDS: Final = 60.0
"""How long another program may take."""
YES_NO: Final = ("yes", "no")
"""Choices of a question that is answered with one key where there are keys."""


class Asking(NamedTuple):
    """A question to a person."""

    words: str
    help: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    hidden: bool = False
    """The answer is a secret: it is not shown while it is typed."""


class Outcome(NamedTuple):
    """What came of a command, for every face."""

    words: str = ""
    """One line for people; outside text in it is made safe by whoever shows it."""
    records: Iterable[Mapping[str, object]] = ()
    """What `--json` prints, one object a line; field names are stable."""
    lines: Iterable[str] | None = None
    """What a terminal prints instead of *words*, a line each, some `Bold` or `Dim`."""
    ok: bool = True
    """False is exit status 1: the answer is no."""
    opens: str = ""
    """Path of a desk that a shell opens the console on afterwards."""
    opens_as: str = ""
    """Handle of the agent to be on it."""
    teaches: bool = False
    """The console opens with the tutor."""
    shows: "Callable[[Console], None] | None" = None
    """What the console does then, on its own thread."""


class Call:
    """One use of a command: the desk, the tickets it is about, the moment, and the face it came from."""

    def __init__(
        self,
        desk: "Callable[[], Desk]",
        *,
        desk_path: "Callable[[], Path] | None" = None,
        selection: tuple[int, ...] = (),
        console: "Console | None" = None,
        count: int | None = None,
        read_text: Callable[[], str] | None = None,
        edit_text: Callable[[str], str | None] | None = None,
        ask: Callable[[Asking], str] | None = None,
        zone: tzinfo | None = None,
        json: bool = False,
        columns: int | None = None,
        own_views: "tuple[View, ...]" = (),
        stopped: Callable[[], bool] = lambda: False,
        program_seconds: float = PROGRAM_SECONDS,
        on_screen: Callable[[Callable[[], None]], None] = lambda does: does(),
    ) -> None:
        self._open = desk
        self._path = desk_path
        self._desk: Desk | None = None
        self.changed = False
        """Whether this call has changed the desk, as far as a shell is concerned."""
        self.selection = selection
        """Tickets that the console has selected, else the one under the cursor."""
        self.console_or_none = console
        self.count = count
        """Digits typed before the key, None without."""
        self.read_text = read_text
        """Standard input, for `-`; None where there is none."""
        self.edit_text = edit_text
        """`$EDITOR` on a text; answers None when it was left without saving."""
        self.ask = ask
        """Asks a person and waits for the answer; raises Refused when they leave. None where nobody can be asked."""
        self.zone = zone
        self._own_views = own_views
        self.json = json
        self.stopped = stopped
        """Whether a person wants it to end before it has ended by itself."""
        self._on_screen = on_screen
        self.program_seconds = program_seconds
        """How long another program may take."""
        self.columns = columns
        """How wide the terminal is that the answer is printed on; None where it is printed on none."""

    @property
    def desk(self) -> "Desk":
        """The desk, opened at first use."""
        if self._desk is None:
            self._desk = self._open()
        return self._desk

    @property
    def desk_path(self) -> "Path":
        """Where the desk lies or would lie, without opening it."""
        return self._path() if self._path is not None else self.desk.path

    @property
    def views(self) -> "tuple[View, ...]":
        """Those of the desk and the person's own."""
        from supportterm.core.views import seen

        desk = self.desk
        connected, tiered = bool(desk.connections()), any(team.tier > 1 for team in desk.teams())
        return seen(desk.views(), self._own_views, me=desk.me, connected=connected, tiered=tiered)

    @property
    def console(self) -> "Console":
        """The console; only commands that declare the console's face are called with one for sure."""
        if self.console_or_none is None:
            raise RuntimeError("this command was called without a console")
        return self.console_or_none

    def meanwhile(self, does: "Callable[[Console], None]") -> None:
        """Something that the console does while the command is on its way, on its own thread; nothing in a shell."""
        if (console := self.console_or_none) is not None:
            self._on_screen(lambda: does(console))

    @property
    def now(self) -> int:
        """Milliseconds; the desk's clock, so that tests and replays can set it."""
        return self.desk.clock()

    def close(self) -> None:
        """Close the desk if this call opened it for a shell."""
        if self._desk is not None and self.console_or_none is None:
            self._desk.close()
