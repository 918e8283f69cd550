"""The `:` line: command names, arguments, tickets, people, tags and views completed as they are typed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from supportterm.commands.complete import complete
from supportterm.commands.registry import CONSOLE
from supportterm.core.commandline import quoted
from supportterm.tui.dialogs.question import Option, Question

if TYPE_CHECKING:
    from supportterm.tui.runner import Runner

REMEMBERED = 200


class History:
    """Lines run before, the newest first, each once."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        self.lines = [line, *(old for old in self.lines if old != line)][:REMEMBERED]


class CommandLine(Question):
    name = "command"
    label = ":"
    ways = (("open", "run"), ("complete", "complete"), ("move", "choose"), ("back", "cancel"))

    def __init__(self, runner: "Runner", history: History, subjects: tuple[int, ...], start: str = "") -> None:
        self._runner, self._history, self._subjects = runner, history, subjects
        self.initial = start

    def options(self, text: str) -> Sequence[Option]:
        if not text.strip() and self._history.lines:
            return [Option(line) for line in self._history.lines]
        _, found = complete(text, len(text), self._runner.call(self._subjects), CONSOLE)
        return [Option(each.text, each.note) for each in found]

    def completed(self, text: str, option: Option) -> str:
        if not text.strip():
            return option.means + ("" if option.means in self._history.lines else " ")
        start, _ = complete(text, len(text), self._runner.call(self._subjects), CONSOLE)
        return text[:start] + quoted(option.means) + " "

    def accept(self, text: str, option: Option | None) -> None:
        line = (self.completed(text, option) if option is not None else text).strip()
        if line:
            self._history.add(line)
            self._runner.run(line, subjects=self._subjects)
