"""A message, or what else happened, as a card of rows: who and when, what was written, the files that came with it.

Customer, public reply, internal note and forward differ in colour, in the sign at the left edge and in a word, so
that they differ on any terminal and to any eye.
"""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import NamedTuple

from supportterm.core.moments import moment_words
from supportterm.core.nouns import Attachment, Message
from supportterm.core.safe import has_controls, safe_line
from supportterm.core.terms import Role
from supportterm.tui.render.body import AS_FOLDED, Folds, body_rows
from supportterm.tui.render.delivery import Delivery, delivery
from supportterm.tui.render.glyphs import UNICODE, Glyphs
from supportterm.tui.render.line import BLANK, Line, Span, fit, join, line
from supportterm.tui.render.wrap import wrap_spans

MORE = "more"
"""What a row that shows the rest of a long body is called in `Line.act`."""
FILE = "file:"
"""What the row of an attachment is called; its place in the message's list follows."""
AWAY = "not here yet: the keeper fetches it"
LOST = "gone where it was"
SHORT = 300
"""Rows of a body shown before the rest has to be asked for."""

ROLE_WORDS = {
    Role.CUSTOMER: "customer",
    Role.REPLY: "public reply",
    Role.NOTE: "internal note",
    Role.FORWARD: "forwarded",
}


class Setting(NamedTuple):
    """What all cards of a pane share."""

    width: int
    now: int
    """Milliseconds."""
    zone: tzinfo | None = None
    glyphs: Glyphs = UNICODE
    undo: str = "undo"
    """What to press, or to type, to take back what was done last."""


class Shape(NamedTuple):
    """How far a card is opened, and what is known of its message beside itself."""

    folds: Folds = AS_FOLDED
    whole: bool = False
    """The body to its end, however long."""
    delivery: Delivery | None = None
    """What becomes of it, where the outbox knows more than the message."""


AS_IT_COMES = Shape()


def message_rows(
    message: Message, files: Sequence[Attachment], setting: Setting, shape: Shape = AS_IT_COMES
) -> Iterator[Line]:
    """The card of a message: header, body, files, and an empty row. Lazy."""
    role = message.role.word
    edge = Span(f"{_edge(message.role, setting.glyphs)} ", f"{role}")
    inner = setting.width - 3  # beside the edge, and a cell free at the right
    header = _header(message, files, inner, setting, shape)
    for row in (header, *_addressed(message, inner), *_notices(message, inner)):
        yield Line((edge, *row.spans), row.act)
    for row in _body(message, inner, setting, shape):
        yield Line((edge, *row.spans), row.act)
    for number, file in enumerate(files):
        yield Line((edge, *_file(number, file, inner).spans), f"{FILE}{number}")
    yield BLANK


def _edge(role: Role, glyphs: Glyphs) -> str:
    signs = {Role.CUSTOMER: glyphs.customer, Role.REPLY: glyphs.reply, Role.NOTE: glyphs.note}
    return signs.get(role, glyphs.forward)


def _header(message: Message, files: Sequence[Attachment], width: int, setting: Setting, shape: Shape) -> Line:
    role = message.role.word
    who = safe_line(message.author or message.agent or message.address or "unknown", 60)
    left = [Span(who, f"{role} strong"), Span(f"  {ROLE_WORDS[message.role]}", role)]
    if message.edited:
        left.append(Span("  taken away" if taken_away(message) else "  edited", "dim"))
    right = []
    if files:
        right.append(Span(f"{len(files)} file{'s' if len(files) > 1 else ''}  ", "dim"))
    told = shape.delivery or delivery(message, None, setting.now)
    if told.words:
        right.append(Span(f"{told.words}  ", told.tone))
    right.append(Span(moment_words(message.at, setting.now, setting.zone), "dim"))
    return join(left, right, width)


def _addressed(message: Message, width: int) -> Iterator[Line]:
    """To whom a forward went, and who was copied: what the role word does not say already."""
    to = message.to if message.role is Role.FORWARD else ()
    for word, addresses in (("to", to), ("cc", message.cc), ("bcc", message.bcc)):
        if addresses:
            names = ", ".join(safe_line(address, 80) for address in addresses[:20])
            yield fit(line(f"{word} {names}", "dim"), width)


def _notices(message: Message, width: int) -> Iterator[Line]:
    """What the reader must know of the message before believing its text."""
    if has_controls(message.body):
        yield fit(line("[control characters, shown as signs]", "warn"), width)
    if message.notice:
        yield fit(line(f"[damaged: {safe_line(message.notice, 200)}]", "warn"), width)


def _body(message: Message, width: int, setting: Setting, shape: Shape) -> Iterator[Line]:
    if taken_away(message):
        yield fit(line("[the text was taken away where the ticket lives, and so it is here]", "dim"), width)
        return
    rows = body_rows(message.body, width, is_markdown=message.markdown, folds=shape.folds, glyphs=setting.glyphs)
    for number, row in enumerate(rows):
        if number == SHORT and not shape.whole:
            yield fit(line(f"{setting.glyphs.folded} the rest of {_amount(len(message.body))}", "accent", MORE), width)
            return
        yield row


def taken_away(message: Message) -> bool:
    """Whether its text was taken away at the remote: an edited message with nothing left."""
    return message.edited and not message.body


def _file(number: int, file: Attachment, width: int) -> Line:
    name = safe_line(file.name, 120)
    facts = f"  {safe_line(file.media_type, 60)}, {_size(file.size)}"
    if not file.digest:
        facts += ", " + (AWAY if file.remote else LOST)
    return fit(Line((Span(f"file {number + 1} ", "dim"), Span(name, "link"), Span(facts, "dim"))), width)


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _amount(characters: int) -> str:
    return f"{characters:,} characters"


def event_rows(at: int, actor: str, words: Sequence[str], setting: Setting) -> Iterator[Line]:
    """What happened beside the messages, in one quiet row or as many as it needs."""
    said = "; ".join(safe_line(word, 400) for word in words)
    when = moment_words(at, setting.now, setting.zone)
    lead = (Span(f"{setting.glyphs.event} ", "event"),)
    text = f"{safe_line(actor, 40)}: {said}  {when}"
    yield from wrap_spans((Span(text, "event"),), setting.width - 1, lead, (Span("  ", "event"),))


def unread_rows(setting: Setting) -> Iterator[Line]:
    """The line above what has not been read."""
    rule = setting.glyphs.rule
    yield fit(line(f"{rule * 3} unread {rule * max(setting.width - 11, 0)}", "unread"), setting.width)
