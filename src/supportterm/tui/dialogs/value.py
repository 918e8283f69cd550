"""A value for a field in conflict that is neither mine nor theirs."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from supportterm.commands.call import Call
from supportterm.commands.conflicts import value
from supportterm.commands.kinds import AGENT, PRIORITY, STATUS, TEAM
from supportterm.core.refusal import Refused
from supportterm.tui.dialogs.question import COMPLETE, Option, Question

if TYPE_CHECKING:
    from supportterm.desk import Desk

_KINDS = {"status": STATUS, "priority": PRIORITY, "assignee": AGENT, "team": TEAM}


class ValueQuestion(Question):
    """*given* gets the field and what was typed, which is a value that the field can have."""

    name = "value"
    tip = "the value that shall hold"
    ways = COMPLETE

    def __init__(self, desk: "Desk", field: str, given: Callable[[str, str], None]) -> None:
        self._desk, self._field, self._given = desk, field, given
        self.label = f"{field.removeprefix('field.')}:"

    def options(self, text: str) -> list[Option]:
        kind = _KINDS.get(self._field)
        return [Option(c.text, c.note) for c in kind.complete(text, self._call())] if kind else []

    def refuses(self, text: str, option: Option | None) -> str:
        try:
            value(self._call(), self._field, _answer(text, option))
        except Refused as refused:
            return str(refused)
        return ""

    def accept(self, text: str, option: Option | None) -> None:
        self._given(self._field, _answer(text, option))

    def _call(self) -> Call:
        return Call(lambda: self._desk)


def _answer(text: str, option: Option | None) -> str:
    return option.means if option else text.strip()
