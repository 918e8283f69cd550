"""A message of a chat: the customer's at the left, the desk's at the right, a note across and in its own colour."""

from collections.abc import Iterator, Sequence

from supportterm.core.moments import moment_words
from supportterm.core.nouns import Attachment, Message, Role
from supportterm.core.safe import safe_line
from supportterm.tui.render.body import body_rows
from supportterm.tui.render.card import AS_IT_COMES, FILE, SHORT, Setting, Shape
from supportterm.tui.render.line import BLANK, Line, Span, fit, line
from supportterm.tui.widgets.cells import cut

_SHARE = 0.72
"""Of the width that a bubble takes at most."""


def bubble_rows(
    message: Message, files: Sequence[Attachment], setting: Setting, shape: Shape = AS_IT_COMES
) -> Iterator[Line]:
    """Rows of one bubble, as `message_rows` gives those of a card. Lazy but for the first screen of a reply."""
    role = message.role.word
    width = max(int(setting.width * _SHARE), 8) - 2
    who = safe_line(message.author or message.agent or message.address or "unknown", 40)
    word = " · internal note, colleagues only" if message.role is Role.NOTE else ""
    head = cut(f"{who} · {moment_words(message.at, setting.now, setting.zone)}{word}", width)
    glyphs = setting.glyphs
    rows: Iterator[Line] = body_rows(
        message.body, width, is_markdown=message.markdown, folds=shape.folds, glyphs=glyphs
    )
    at_right = message.role is not Role.CUSTOMER
    place = _right if at_right else _left
    sign = glyphs.note if message.role is Role.NOTE else glyphs.reply
    edge = Span(sign, role)
    yield place([Span(head, f"{role} strong")], edge, setting.width)
    for number, row in enumerate(rows):
        if number >= SHORT and not shape.whole:
            yield fit(line(f"{glyphs.folded} the rest", "accent", "more"), setting.width)
            break
        yield place(row.spans, edge, setting.width, row.act)
    for number, file in enumerate(files):
        name = cut(f"file {number + 1} {safe_line(file.name, 100)}", width)
        yield place([Span(name, "link")], edge, setting.width, f"{FILE}{number}")
    yield BLANK


def _left(spans: Sequence[Span], edge: Span, width: int, act: str = "") -> Line:
    return Line((edge, Span(" "), *spans), act)


def _right(spans: Sequence[Span], edge: Span, width: int, act: str = "") -> Line:
    room = width - Line(tuple(spans)).cells - 2
    return Line((Span(" " * max(room, 0)), *spans, Span(" "), edge), act)
