"""Letters on tickets: put on with one key, gone to with another. The sign `'` leads back to where one was."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.config import marks
from supportterm.config.paths import paths
from supportterm.core.refusal import Refused
from supportterm.tui.dialogs.question import Option, Question

if TYPE_CHECKING:
    from supportterm.desk import Desk

BACK = "'"


class Marks:
    """What `commands.face.Console` asks of marks. *here* is the ticket one is at, *open* shows one, *ask* asks."""

    def __init__(
        self,
        desk: "Desk",
        here: Callable[[], int | None],
        open: Callable[[int], None],
        ask: Callable[[Question], None],
        say: Callable[[str], None],
    ) -> None:
        self._desk, self._here, self._open, self._ask, self._say = desk, here, open, ask, say
        self._marks = marks.load(desk.id, paths())
        self._before: int | None = None
        """Where one was when one last went to a mark."""

    def put(self, letter: str) -> None:
        """Put *letter* on the ticket one is at; without one, ask for it."""
        ticket = self._at()
        if not letter:
            self._ask(Letter("mark", f"mark {self._desk.label(ticket)} as", self._options(), self.put, any_letter=True))
            return
        if len(letter) != 1 or letter == BACK or not letter.isprintable() or letter.isspace():
            raise Refused("a mark is one letter or sign")
        self._marks[letter] = ticket
        marks.keep(self._desk.id, self._marks, paths())
        self._say(f"{self._desk.label(ticket)} is marked {letter}")

    def go(self, letter: str) -> None:
        """To the ticket with *letter*; without one, choose from the list."""
        if not letter:
            options = self._options()
            if self._before is not None:
                options = [Option(BACK, f"back to {self._called(self._before)}"), *options]
            if not options:
                raise Refused("nothing is marked yet; `mark` puts a letter on a ticket")
            self._ask(Letter("go", "go to mark", options, self.go))
            return
        wanted = self._before if letter == BACK else self._marks.get(letter)
        if wanted is None:
            raise Refused(f"nothing is marked {letter}")
        before = self._here()
        self._open(wanted)
        self._before = before

    def _at(self) -> int:
        ticket = self._here()
        if ticket is None:
            raise Refused("there is no ticket here to mark")
        return ticket

    def _options(self) -> list[Option]:
        return [Option(letter, self._called(ticket)) for letter, ticket in sorted(self._marks.items())]

    def _called(self, ticket: int) -> str:
        try:
            return f"{self._desk.label(ticket)} {self._desk.row(ticket).subject}"
        except Refused as refused:
            return str(refused)


class Letter(Question):
    """One letter is the answer, without enter."""

    ways = (("move", "choose"), ("open", "accept"), ("back", "cancel"))

    def __init__(
        self,
        name: str,
        title: str,
        options: Sequence[Option],
        given: Callable[[str], None],
        *,
        any_letter: bool = False,
    ) -> None:
        self.name = name
        self.title = title
        self.label = f"{title}:"
        self.tip = "type a letter"
        self.picks_first = not any_letter
        self._all, self._given, self._any = options, given, any_letter

    def options(self, text: str) -> Sequence[Option]:
        return self._all

    def nothing(self, text: str) -> str:
        return "no letter is taken yet"

    def at_once(self, text: str) -> Option | None:
        known = next((option for option in self._all if option.text == text), None)
        return Option(text) if known is None and self._any and text else known

    def refuses(self, text: str, option: Option | None) -> str:
        return "" if option is not None else "type a letter"

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            self._given(option.means)
