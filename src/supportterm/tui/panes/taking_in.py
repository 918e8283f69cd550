"""Texts that come into a letter from elsewhere: what it said before, how others were answered, what a model drafted."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from supportterm.tui.dialogs.question import Question
from supportterm.tui.panes.earlier import EarlierAnswers, EarlierTexts
from supportterm.tui.panes.letter import Letter

if TYPE_CHECKING:
    from supportterm.desk import Desk


class Writer(Protocol):
    """Who writes the letter: the composer."""

    @property
    def letter(self) -> Letter | None: ...
    @property
    def text(self) -> str: ...
    def still(self, asked: Letter) -> bool: ...
    def insert(self, text: str) -> None: ...
    def rewrite(self, text: str) -> None: ...
    def append(self, text: str, about: tuple[str, ...]) -> None: ...
    def offer(self, question: Question) -> None: ...
    def remark(self, words: str) -> None: ...
    def complain(self, words: str) -> None: ...


class TakingIn:
    """For its writer. Nothing that is there goes without being kept."""

    def __init__(self, desk: "Desk", writer: Writer) -> None:
        self._desk = desk
        self._writer = writer

    def versions(self) -> None:
        """Earlier texts of this draft, to be brought back; what is there now is kept as one of them."""
        if letter := self._writer.letter:
            back = partial(self._picked, letter, self._back)
            self._writer.offer(EarlierTexts(self._desk, letter.ticket, letter.kind, back))

    def answers(self) -> None:
        """How the same question was answered before, to be put in at the cursor."""
        letter = self._writer.letter
        if letter is not None and letter.ticket:
            self._writer.offer(EarlierAnswers(self._desk, letter.ticket, partial(self._picked, letter, self._reuse)))

    def drafted(self, ticket: int, text: str, about: tuple[str, ...]) -> None:
        """A model's *text* below what is written to *ticket*; is that no longer open, it is an earlier text of it."""
        letter, reply = self._writer.letter, Letter("reply", ticket)
        if letter is not None and letter.is_same(reply):
            self._writer.append(text, about)
            self._writer.remark("a machine drafted it: check it before you send it")
        else:
            self._desk.keep_version(reply.draft(text))
            called = self._desk.label(ticket)
            self._writer.complain(f"the draft for {called} came when its reply was not open: `versions` there has it")

    def _picked(self, asked: Letter, take: Callable[[Letter, str], None], text: str) -> None:
        if self._writer.still(asked):
            take(asked, text)

    def _back(self, asked: Letter, text: str) -> None:
        self._desk.keep_version(asked.draft(self._writer.text))
        self._writer.rewrite(text)

    def _reuse(self, asked: Letter, text: str) -> None:
        self._writer.insert(text)
        self._writer.remark("it was written to somebody else: read it before you send it")
