"""How a letter leaves: what stops it, what is asked before, and that it is said what became of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from supportterm.core.refusal import MovedOn, Refused
from supportterm.core.safe import safe_line
from supportterm.core.writing import After
from supportterm.tui.dialogs.question import Option
from supportterm.tui.panes.letter import NEW, Letter
from supportterm.tui.panes.sending import answered, news

if TYPE_CHECKING:
    from supportterm.desk import Desk


class Writer(Protocol):
    """Who writes the letter: the composer."""

    undo_key: str

    @property
    def letter(self) -> Letter | None: ...
    @property
    def text(self) -> str: ...
    @property
    def rivals(self) -> tuple[str, ...]: ...
    def sent(self, words: str, after: After, opened: int | None) -> None: ...
    def look_first(self) -> None: ...
    def ask(self, title: str, options: list[Option], chosen: Callable[[str], None]) -> None: ...
    def complain(self, words: str) -> None: ...


class Dispatch:
    """Sends what its writer has written.

    It stops and asks when others changed the ticket since the writer looked; and, once on a ticket, before a public
    line leaves while an internal one lies there unsent, or while a colleague is writing one too.
    """

    def __init__(self, desk: "Desk", writer: Writer) -> None:
        self._desk = desk
        self._writer = writer
        self._confirmed: set[tuple[int, str]] = set()
        """Tickets with doubts that the person has said yes to."""

    def send(self, after: After, *, anyway: bool = False) -> None:
        """Raises Refused when there is nothing to send, or nobody to send it to."""
        letter = self._writer.letter
        if letter is None:
            return
        if letter.kind == NEW and after.at is not None:
            raise Refused("a new ticket is opened now; write its first answer later")
        if letter.kind == NEW:
            change = self._desk.create_ticket(letter.new_ticket(self._writer.text), draft=NEW)
            self._writer.sent(change.words, After(), change.tickets[0])
            return
        message = letter.message(self._writer.text, after, anyway=anyway)
        if not anyway and (changed := news(self._desk, letter)):
            self._stop(after, changed)
        elif doubt := self._doubt(letter):
            self._confirm(letter, doubt, after, anyway=anyway)
        else:
            try:
                if after.at is not None:
                    change = self._desk.write_later(letter.ticket, message, after.at, draft=letter.kind)
                    words = f"{change.words}; {self._writer.undo_key} takes it back, and the outbox has it until then"
                else:
                    change = self._desk.write(letter.ticket, message, draft=letter.kind)
                    words = answered(self._desk, letter, change, self._writer.undo_key)
            except MovedOn:
                self._stop(after, news(self._desk, letter))
            else:
                self._writer.sent(words, after, None)

    def _stop(self, after: After, changed: tuple[str, ...]) -> None:
        """What came meanwhile, and what to do about it."""
        options = [
            Option("keep writing", "nothing was sent", "keep"),
            Option("send anyway", "as it stands", "send"),
            Option("look", "close the composer; the draft stays", "look"),
            *(Option(f"  {line}", value="look") for line in changed),
        ]

        letter = self._writer.letter

        def decided(chosen: str) -> None:
            if chosen == "send":
                self._again(letter, after, anyway=True)
            elif chosen == "look":
                self._writer.look_first()

        self._writer.ask("the ticket changed since you opened it", options, decided)

    def _doubt(self, letter: Letter) -> str:
        """What speaks against a public line now and was not said yes to; empty when nothing does."""
        note = self._desk.draft(letter.ticket, "note")
        doubts = ["an internal note lies unsent here; this is PUBLIC"] if note is not None and note.body.strip() else []
        doubts += [f"{safe_line(rival, 40)} is writing a reply to this ticket too" for rival in self._writer.rivals]
        there = (doubt for doubt in doubts if (letter.ticket, doubt) not in self._confirmed)
        return next(there, "") if letter.public else ""

    def _confirm(self, letter: Letter, doubt: str, after: After, *, anyway: bool) -> None:
        options = [
            Option("keep writing", "nothing was sent", "keep"),
            Option("send", f"in public, to {', '.join(letter.to) or 'the customer'}", "send"),
        ]

        def decided(chosen: str) -> None:
            if chosen == "send":
                self._confirmed.add((letter.ticket, doubt))
                self._again(letter, after, anyway=anyway)

        self._writer.ask(doubt, options, decided)

    def _again(self, asked: Letter | None, after: After, *, anyway: bool) -> None:
        """Send after an answer, which was about *asked*: the mouse may have opened another letter meanwhile.

        Nobody is there to be told of an exception but the writer.
        """
        if self._writer.letter != asked:
            self._writer.complain("another text is open now than was asked about; nothing was sent")
            return
        try:
            self.send(after, anyway=anyway)
        except Refused as refused:
            self._writer.complain(str(refused))
