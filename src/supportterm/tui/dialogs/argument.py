"""A command's missing argument, asked for where it was left out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from supportterm.commands.parse import Missing
from supportterm.core.commandline import quoted, split, texts
from supportterm.core.refusal import Refused
from supportterm.tui.caution import acted_on
from supportterm.tui.dialogs.question import COMPLETE, Option, Question

if TYPE_CHECKING:
    from supportterm.tui.runner import Runner


class Argument(Question):
    """Asks for one parameter; the command asks again when another one is missing too."""

    ways = COMPLETE

    def __init__(self, runner: "Runner", line: str, missing: Missing, subjects: tuple[int, ...]) -> None:
        self._runner, self._line, self._subjects = runner, line, subjects
        self._parameter = missing.parameter
        words = split(line)
        verb = words[0].text if words else ""
        self.name = verb
        self.title = f"{verb} {acted_on(line, subjects, runner.call(subjects).desk)}".rstrip()
        self.label = f"{verb} · {missing.parameter.name}:"
        self._summary = missing.command.summary if missing.command else ""

    def nothing(self, text: str) -> str:
        return self._summary

    def options(self, text: str) -> Sequence[Option]:
        word = text.rpartition(" ")[2] if self._parameter.kind.many else text
        call = self._runner.call(self._subjects)
        return [Option(found.text, found.note) for found in self._parameter.kind.complete(word, call)]

    def completed(self, text: str, option: Option) -> str:
        if self._parameter.kind.many:
            return f"{text.rpartition(' ')[0]} {option.means}".lstrip()
        return option.means

    def _whole(self, text: str) -> str:
        """What was typed, or the one thing that begins so."""
        found = () if self._parameter.kind.many or not text else self.options(text)
        return found[0].means if len(found) == 1 else text

    def _answer(self, text: str, option: Option | None) -> str:
        return option.means if option is not None else self._whole(text)

    def refuses(self, text: str, option: Option | None) -> str:
        answer = self._answer(text, option).strip()
        if not answer:
            return "↑↓ choose, enter takes it; or type" if self.options(text) else "type an answer; esc cancels"
        words = list(texts(answer)) if self._parameter.kind.many else [answer]
        try:
            self._parameter.kind.parse(words, self._runner.call(self._subjects))
        except (ValueError, Refused) as error:
            return str(error)
        return ""

    def accept(self, text: str, option: Option | None) -> None:
        answer = self._answer(text, option)
        if self._parameter.option:
            self._runner.run(f"{self._line} --{self._parameter.name}={quoted(answer)}", subjects=self._subjects)
        elif self._parameter.kind.many and self._parameter.kind.name not in ("text", "query"):
            self._runner.run(f"{self._line} {answer}", subjects=self._subjects)
        else:
            self._runner.run(f"{self._line} {quoted(answer)}", subjects=self._subjects)
