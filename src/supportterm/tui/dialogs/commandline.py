"""The `:` line: command names, arguments, tickets, people, tags and views completed as they are typed."""

import re
import shlex
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.complete import complete
from supportterm.commands.elsewhere import called
from supportterm.commands.kinds import PATH, TICKET
from supportterm.commands.registry import CONSOLE, first_words
from supportterm.core.commandline import SHELL, quoted
from supportterm.tui.dialogs.lists import summary_of
from supportterm.tui.dialogs.question import Option, Question

if TYPE_CHECKING:
    from supportterm.tui.history import History
    from supportterm.tui.runner import Runner

RECENT = 12
"""Lines run before that an empty line offers, the newest next to it: `up` takes it."""

_NUMBER = re.compile(r"[#~]?\d+")
"""A ticket's number alone opens it."""


class CommandLine(Question):
    name = "command"
    label = ":"
    ways = (("move", "choose"), ("open", "run"), ("complete", "complete"), ("back", "cancel"))

    def __init__(self, runner: "Runner", history: "History", subjects: tuple[int, ...], start: str = "") -> None:
        self._runner, self._history, self._subjects = runner, history, subjects
        self._recent = history.lines()[:RECENT][::-1]
        self.initial = start

    def options(self, text: str) -> Sequence[Option]:
        if not text.strip() and self._recent:
            return [Option(line) for line in self._recent]
        if text.startswith(SHELL):
            return self._for_a_shell(text)
        if _NUMBER.fullmatch(text.strip()):
            there = TICKET.complete(text.strip(), self._runner.call(self._subjects))
            return [Option(each.text, each.note) for each in there]
        _, found = complete(text, len(text), self._runner.call(self._subjects), CONSOLE)
        here = [Option(each.text, each.note) for each in found]
        return [*here, *self._elsewhere(text, {option.text for option in here})]

    def _elsewhere(self, text: str, here: Container[str]) -> Sequence[Option]:
        """What it is here that is called so elsewhere, but what stands *here* already."""
        known = any(word in first_words() for word in text.split()[:1])
        return [
            Option(one.line or word, one.says or summary_of(one.line), right=word, off="" if one.line else one.says)
            for one, word in called(text, among_others=not known) if one.line != text.strip() and one.line not in here
        ]  # fmt: skip

    def _for_a_shell(self, text: str) -> Sequence[Option]:
        """Files that its last word may mean; and the whole lines that began so before."""
        last = re.split(r"(?<!\\)[\s'\"|<>;&()=]", text[1:])[-1]
        files = PATH.complete(last, self._runner.call(self._subjects)) if last else ()
        there = [Option(text[: len(text) - len(last)] + shlex.quote(each.text), each.note) for each in files]
        return [*there, *(Option(line, "earlier") for line in self._history.lines() if line.startswith(text))]

    def refuses(self, text: str, option: Option | None) -> str:
        return option.off if option is not None else ""

    def completed(self, text: str, option: Option) -> str:
        if not text.strip():
            return option.means + ("" if option.means in self._recent else " ")
        if text.startswith(SHELL):
            return option.means
        if option.right:  # a whole line, whatever was typed for it
            return option.means + ("" if option.means.endswith("=") else " ")
        start, _ = complete(text, len(text), self._runner.call(self._subjects), CONSOLE)
        goes_on = option.means.endswith(":")  # a field of a query, whose value comes next
        return text[:start] + quoted(option.means) + ("" if goes_on else " ")

    def accept(self, text: str, option: Option | None) -> None:
        line = self.completed(text, option) if option is not None else text
        if line.strip():
            self._history.add(line.rstrip())
            line = line.strip()
            self._runner.run(f"open {line}" if _NUMBER.fullmatch(line) else line, subjects=self._subjects)
