"""What was written before, to be had again: earlier texts of a draft, and answers to the same question."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from supportterm.commands.answers import Answer, earlier_answers
from supportterm.core.moments import age_words
from supportterm.core.safe import safe_line
from supportterm.tui.dialogs.question import Option, Question, narrowed

if TYPE_CHECKING:
    from supportterm.desk import Desk

Picked = Callable[[str], None]
"""Given the text that was chosen."""


class EarlierTexts(Question):
    """What a draft said before part of it went, or before it was sent or thrown away."""

    name = "earlier texts"
    label = "earlier texts:"
    picks_first = True
    tip = "type to narrow"
    ways = (("move", "choose"), ("open", "bring back"), ("back", "cancel"))

    def __init__(self, desk: "Desk", ticket: int, kind: str, picked: Picked) -> None:
        now = desk.clock()
        self._texts = [body for _, body in desk.draft_versions(ticket, kind)]
        self._options = [
            Option(safe_line(body, 300), f"{len(body.split())} words", str(place), age_words(max(now - at, 0)))
            for place, (at, body) in enumerate(desk.draft_versions(ticket, kind))
        ]
        self._picked = picked

    def options(self, text: str) -> Sequence[Option]:
        return narrowed(self._options, text)

    def nothing(self, text: str) -> str:
        return "nothing matches" if self._options else "there is no earlier text: none was lost, sent or thrown away"

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None:
            self._picked(self._texts[int(option.means)])


class EarlierAnswers(Question):
    """How the same question was answered before, most alike first."""

    name = "answers"
    label = "answers:"
    picks_first = True
    slow = True
    tip = "type to narrow"
    ways = (("move", "choose"), ("open", "put in at the cursor"), ("back", "cancel"))

    def __init__(self, desk: "Desk", ticket: int, picked: Picked) -> None:
        self._desk, self._ticket, self._picked = desk, ticket, picked
        self._found: tuple[Answer, ...] | None = None

    def options(self, text: str) -> Sequence[Option]:
        if self._found is None:
            self._found = earlier_answers(self._desk, self._ticket)
        now = self._desk.clock()
        return narrowed(
            [
                Option(
                    f"{safe_line(each.called, 20)} {safe_line(each.subject, 120)}",
                    f"{safe_line(each.by, 30)}: {safe_line(each.body, 300)}",
                    str(place),
                    age_words(max(now - each.at, 0)),
                )
                for place, each in enumerate(self._found)
            ],
            text,
        )

    def nothing(self, text: str) -> str:
        return "nothing matches" if self._found else "nobody has answered a question like this yet"

    def accept(self, text: str, option: Option | None) -> None:
        if option is not None and self._found is not None:
            self._picked(self._found[int(option.means)].body)
