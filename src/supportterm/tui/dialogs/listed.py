"""The lines of a list that is asked from: what an option is called, what is said of it, what stands at the right."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, overload

from supportterm.core.safe import safe_line
from supportterm.tui.dialogs.question import Option
from supportterm.tui.widgets.cells import cut, width_of
from supportterm.tui.widgets.sheet import Piece, SheetLine

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term

_MEASURED = 200
"""Options by which the width of the names is found."""


class Listed(Sequence[SheetLine]):
    """A line for each of *options* on *width* cells, made when it comes in sight, what is *wanted* marked in it."""

    def __init__(self, options: Sequence[Option], width: int, wanted: "Sequence[Term]" = ()) -> None:
        self._options, self._width, self._wanted = options, width, wanted
        some = options[:_MEASURED]
        noted = (width_of(o.text) for o in some if o.note or o.off)  # the others have the line for them
        self._widest = min(max(noted, default=0) + 2, width // 2)
        self.has_room = all(width_of(o.off or o.note) <= self._room(o) for o in some)
        """Whether all that is said of each fits beside it."""

    def __len__(self) -> int:
        return len(self._options)

    @overload
    def __getitem__(self, index: int) -> SheetLine: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SheetLine]: ...
    def __getitem__(self, index: int | slice) -> SheetLine | Sequence[SheetLine]:
        if isinstance(index, slice):
            return [self._line(option) for option in self._options[index]]
        return self._line(self._options[index])

    def _room(self, option: Option) -> int:
        """Cells for what is said of it."""
        return self._width - self._widest - 3 - (width_of(option.right) + 2 if option.right else 0)

    def _line(self, option: Option) -> SheetLine:
        text, note = safe_line(option.text, 400), safe_line(option.off or option.note, 400)
        tone, room = "dim" if option.off else option.role, self._widest - 2 if note else self._width - 3
        named, said = self._cut(text, tone, room), self._cut(note, "dim", self._room(option))
        gap = max(self._widest - sum(width_of(words) for words, _ in named), 0) if note else 0
        left = (("  ", "text"), *named, (" " * gap, tone), *said)
        return left, ((f"{safe_line(option.right, 60)} ", "key"),) if option.right else ()

    def _cut(self, text: str, role: str, room: int) -> tuple[Piece, ...]:
        """*text* in at most *room* cells."""
        shown = cut(text, room)
        if not self._wanted:
            return ((shown, role),)
        from supportterm.tui.render.marking import pieces

        return tuple(pieces(text, shown, role, self._wanted))


def with_marks(rows: Sequence[tuple[Piece, ...]], wanted: "Sequence[Term]") -> Iterable[tuple[Piece, ...]]:
    """*rows* with what is *wanted* marked in them."""
    if not wanted:
        return rows
    from supportterm.tui.render.line import Line, Span
    from supportterm.tui.render.marking import MATCH, marked

    lines = (Line(tuple(Span(text, role) for text, role in row)) for row in rows)
    return (
        tuple((text, MATCH if role.endswith(MATCH) else role) for text, role in row.spans)
        for row in marked(lines, wanted)
    )
