"""The outbox pane: what has not arrived yet, and what the one under the cursor needs to hear from a person."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.events import Click
from textual.strip import Strip

from supportterm.commands.cases import Case, cases, meant
from supportterm.commands.outbox import short
from supportterm.core.commandline import quoted
from supportterm.core.outbox import State
from supportterm.core.refusal import Refused
from supportterm.tui.dialogs.value import ValueQuestion
from supportterm.tui.messages import Ask, Elsewhere, Open, Run, Say
from supportterm.tui.panes.scrolled import Scrolled
from supportterm.tui.render.card import Setting
from supportterm.tui.render.cases import FIELD, case_row, case_rows
from supportterm.tui.render.line import BLANK, Line, Span, join, line, strip

if TYPE_CHECKING:
    from supportterm.desk import Desk
    from supportterm.tui.look import Look

EMPTY = ("Everything has arrived.", "", "What leaves for a mailbox or another help desk waits here until it is there.")


class Outbox(Scrolled):
    """The list above, what is under its cursor below; Enter goes in, where the cursor is on the fields."""

    context: ClassVar[str] = "outbox"
    title = "outbox"

    def __init__(self, desk: "Desk", look: "Look", *, id: str = "outbox") -> None:
        super().__init__(look, id=id)
        self._desk = desk
        self._cases: tuple[Case, ...] = ()
        self._at = 0
        self._inside = False
        self._kind = ""
        self._chosen: dict[bytes, dict[str, str]] = {}
        """What was said of fields, while others still lack a word."""
        self._rows: list[Line] = []
        self._fields: list[int] = []
        """Rows of fields."""
        self._field = 0
        """Index into `_fields`."""

    # --- what the frame asks

    @property
    def case(self) -> Case | None:
        """The one under the cursor."""
        return self._cases[self._at] if self._cases else None

    def subjects(self) -> tuple[int, ...]:
        case = self.case
        return (case.entry.ticket,) if case and case.entry.ticket > 0 else ()

    @property
    def empty(self) -> bool:
        return not self._cases

    def facts(self) -> dict[str, str]:
        return {"kind": self.case.kind} if self.case else {}

    def show(self) -> None:
        """Read what there is; the cursor on the first, which needs a person if any does."""
        self._at, self._inside, self._field, self._top = 0, False, 0, 0
        self._read()

    def decide(self, how: str) -> None:
        """What a person says of the one under the cursor: mine, theirs, edit, later, again, arrived, discard.

        Raises Refused when that can't be said of it.
        """
        case = self.case
        if case is None:
            raise Refused("there is nothing to decide")
        how = meant(case, how)
        if how == "later":
            self._later()
        elif how not in case.can:
            raise Refused(_not_so(case))
        elif case.fields:
            self._choose(case, how)
        elif how == "edit":
            self.post_message(Run(f"outbox edit {short(case.entry)}"))
        else:
            self._say(case, how)

    def move(self, rows: int) -> None:
        if self._inside and self._fields:
            before = self._field
            self._field = max(0, min(self._field + rows, len(self._fields) - 1))
            self._keep_in_sight() if self._field != before else self._scroll(rows)
        elif self._inside:
            self._scroll(rows)
        elif self._cases:
            self._at = max(0, min(self._at + rows, len(self._cases) - 1))
            self._field = self._top = 0
            self._lay_out()
        self.repaint()

    def page(self, pages: float) -> None:
        self._scroll(round(pages * self._reach()))

    def jump(self, to_end: bool) -> None:
        many = len(self._rows) + len(self._cases)
        self.move(many if to_end else -many)

    def activate(self) -> None:
        """Into what is under the cursor; inside, to its ticket."""
        case = self.case
        if case is None:
            return
        if not self._inside:
            self._inside = True
            self._lay_out()
        elif case.entry.ticket > 0:
            self.post_message(Open(case.entry.ticket, case.entry.message))

    def back(self) -> bool:
        if not self._inside:
            return False
        self._inside, self._top = False, 0
        self._lay_out()
        return True

    def desk_changed(self) -> None:
        self._read()

    @property
    def counting(self) -> bool:
        """Whether something on it says how many seconds are left."""
        now = self._desk.clock()
        return any(c.entry.state is State.QUEUED and c.entry.not_before > now for c in self._cases)

    # --- deciding

    def _say(self, case: Case, how: str) -> None:
        self.post_message(Run(f"outbox {how} {short(case.entry)}"))

    def _later(self) -> None:
        if not self.back():
            self.move(1)
        self.post_message(Say("left for later; nothing of it leaves until you say so", "dim"))

    def _choose(self, case: Case, how: str) -> None:
        """For the field under the cursor; outside of the one, for all of its fields."""
        if how == "edit":
            if not self._inside and len(case.fields) > 1:
                self.activate()
            self.post_message(Ask(ValueQuestion(self._desk, case.fields[self._field].name, partial(self.given, case))))
            return
        names = [case.fields[self._field].name] if self._inside else [f.name for f in case.fields]
        for name in names:
            self._note(case, name, how)

    def _note(self, case: Case, name: str, words: str) -> None:
        """*words* shall hold for one field; when all have a word, it is done."""
        said = self._chosen.setdefault(case.entry.id, {})
        said[name] = words
        left = [i for i, f in enumerate(case.fields) if f.name not in said]
        if not left:
            line = " ".join(quoted(f"{field}={words}") for field, words in said.items())
            del self._chosen[case.entry.id]
            self.post_message(Run(f"conflicts take {short(case.entry)} {line}"))
            return
        self._field = left[0]
        self._lay_out()

    def given(self, case: Case, name: str, text: str) -> None:
        """Somebody typed a value for a field."""
        if self.case is not None and self.case.entry.id == case.entry.id:
            self._note(case, name, text)

    # --- reading and painting

    def _read(self) -> None:
        before = self.case
        self._cases = cases(self._desk)
        needy = [c.entry.state.for_people for c in self._cases]
        places = [i for i, c in enumerate(self._cases) if before and c.entry.id == before.entry.id]
        decided = before is not None and before.entry.state.for_people and any(needy)
        if decided:  # then the next is shown that needs somebody, not how this one leaves
            places = [i for i in places if needy[i]]
        if not places:
            self._inside = False
        self._at = places[0] if places else max(0, min(self._at, len(self._cases) - 1))
        if decided and not needy[self._at]:
            self._at = needy.index(True)
        there = {c.entry.id: {f.name for f in c.fields} for c in self._cases}
        self._chosen = {
            id: {name: word for name, word in said.items() if name in there[id]}
            for id, said in self._chosen.items()
            if id in there
        }
        self._lay_out()

    def _setting(self) -> Setting:
        return Setting(max(self.extent.width - 2, 20), self._desk.clock(), None, self.look.glyphs)

    def _lay_out(self) -> None:
        case = self.case
        if (kind := case.kind if case else "") != self._kind:
            self._kind = kind
            self.post_message(Elsewhere())
        said = self._chosen.get(case.entry.id, {}) if case else {}
        self._rows = list(case_rows(case, said, self._setting())) if case else []
        self._fields = [i for i, row in enumerate(self._rows) if row.act.startswith(FIELD)]
        self._field = max(0, min(self._field, len(self._fields) - 1))
        self._scroll(0)

    def line(self, y: int, width: int) -> Strip:
        listed = self._list_height()
        if y < listed:
            return self._list_line(y, width)
        if y == listed and not self._inside:
            return strip(line(self.look.glyphs.rule * width, "rule"), width, self._plain)
        index = self._top + y - listed - (0 if self._inside else 1)
        row = self._rows[index] if 0 <= index < len(self._rows) else BLANK
        chosen = self._inside and self.has_focus and self._fields and index == self._fields[self._field]
        return strip(_set_in(row), width, self._over if chosen else self._plain)

    def _list_line(self, y: int, width: int) -> Strip:
        if y == 0:
            people = sum(c.entry.state.for_people for c in self._cases)
            right = [Span(f"{people} for you, ", "warn")] if people else []
            right.append(Span(f"{len(self._cases)} in all ", "dim"))
            return strip(join([Span(" outbox", "heading")], right, width), width, self._plain)
        if not self._cases:
            words = EMPTY[y - 2] if 2 <= y < len(EMPTY) + 2 else ""
            return strip(line(f"  {words}", "dim"), width, self._plain)
        index = self._first() + y - 1
        if index >= len(self._cases):
            return strip(BLANK, width, self._plain)
        row = case_row(self._cases[index], self._setting())
        here = index == self._at and (self.has_focus or self._inside)
        return strip(_set_in(row), width, self._over if here else self._plain)

    def selected_line(self) -> int | None:
        if self._inside:
            return self._fields[self._field] - self._top if self._fields else None
        return self._at - self._first() + 1 if self._cases else None

    def _first(self) -> int:
        height = self._list_height() - 1
        return max(0, min(self._at - height // 2, len(self._cases) - height))

    def _list_height(self) -> int:
        """Lines of the list, its heading included; none while one is looked into."""
        if self._inside:
            return 0
        if not self._cases:
            return self.extent.height
        return min(max(self.extent.height // 3, 4), len(self._cases) + 1)

    def _reach(self) -> int:
        return max(self.extent.height - self._list_height() - (0 if self._inside else 1), 1)

    def _keep_in_sight(self) -> None:
        at, height = self._fields[self._field], self._reach()
        self._top = min(max(self._top, at - height + 4), at)
        self._scroll(0)

    # --- the mouse

    def on_click(self, event: Click) -> None:
        if not self._inside and 0 < event.y < self._list_height():
            self.move(self._first() + event.y - 1 - self._at)
            if event.chain == 2:
                self.activate()


def _not_so(case: Case) -> str:
    if not case.can:
        return "that is on its way; wait until it is known whether it arrived"
    return f"that can't be said of it; what can: {', '.join(case.can)}"


def _set_in(row: Line) -> Line:
    return Line((Span(" "), *row.spans), row.act)
