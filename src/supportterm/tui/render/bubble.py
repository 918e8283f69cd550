"""A message of a chat: the customer's at the left, the desk's at the right, a note across and in its own colour."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from supportterm.core.moments import moment_words
from supportterm.core.nouns import Attachment, Message
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role
from supportterm.tui.render.body import body_rows
from supportterm.tui.render.card import AS_IT_COMES, FILE, MORE, SHORT, Setting, Shape
from supportterm.tui.render.delivery import KEPT, delivery
from supportterm.tui.render.line import BLANK, Line, Span, fit, line

_SHARE = 0.72
"""Of the width that a bubble takes at most."""
_MEASURED = 60
"""Rows of a bubble by which its width is found."""


def bubble_rows(
    message: Message, files: Sequence[Attachment], setting: Setting, shape: Shape = AS_IT_COMES
) -> Iterator[Line]:
    """Rows of one bubble, as `message_rows` gives those of a card; what is beyond `_MEASURED` rows is lazy."""
    width = max(int(setting.width * _SHARE), 8) - 2
    rows = _rows(message, files, width, setting, shape)
    first = list(islice(rows, _MEASURED))
    edge = Span(setting.glyphs.note if message.role is Role.NOTE else setting.glyphs.reply, message.role.word)
    for row in chain(first, rows):
        if message.role is Role.CUSTOMER:
            yield Line((edge, Span(" "), *row.spans), row.act)
        else:
            block = max(piece.cells for piece in first)
            indent = max(setting.width - block - 2, 0)
            fill = max(block - row.cells, 0) + 1
            yield fit(Line((Span(" " * indent), *row.spans, Span(" " * fill), edge), row.act), setting.width)
    yield BLANK


def _rows(message: Message, files: Sequence[Attachment], width: int, setting: Setting, shape: Shape) -> Iterator[Line]:
    who = safe_line(message.author or message.agent or message.address or "unknown", 40)
    word = " · internal note, colleagues only" if message.role is Role.NOTE else ""
    head = f"{who} · {moment_words(message.at, setting.now, setting.zone)}{word}"
    yield fit(line(head, f"{message.role.word} strong"), width)
    told = shape.delivery or delivery(message, None, setting.now)
    if told.words and told.words not in ("sent", KEPT):
        yield fit(line(told.words, told.tone), width)
    body = body_rows(message.body, width, is_markdown=message.markdown, folds=shape.folds, glyphs=setting.glyphs)
    for number, row in enumerate(body):
        if number >= SHORT and not shape.whole:
            yield line(f"{setting.glyphs.folded} the rest", "accent", MORE)
            break
        yield row
    for number, file in enumerate(files):
        yield fit(line(f"file {number + 1} {safe_line(file.name, 100)}", "link", f"{FILE}{number}"), width)
