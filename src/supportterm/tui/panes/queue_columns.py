"""A ticket in one line: which columns fit a width, and how each is worded and coloured."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from supportterm.core.moments import age_words
from supportterm.core.numbers import bare
from supportterm.core.safe import safe_line
from supportterm.core.terms import Priority, Status
from supportterm.store.rows import TicketRow
from supportterm.tui.render.left import OpenTime, day_and_night, left
from supportterm.tui.widgets.cells import fit

if TYPE_CHECKING:
    from supportterm.core.query.tree import Term

Cell = tuple[str, str]
"""Text and the role that colours it."""


class Seen(NamedTuple):
    """What the line shows that is not in the row: the moment, and what the person has selected."""

    now: int
    marked: frozenset[int]
    unicode: bool = True
    company: frozenset[int] = frozenset()
    """Tickets that colleagues have open now."""
    open_time: OpenTime = day_and_night
    wanted: "tuple[Term, ...]" = ()
    """What the list is narrowed by, to be marked in subjects."""


class Column(NamedTuple):
    title: str
    width: int
    """Cells; 0 takes what is left."""
    cell: Callable[[TicketRow, Seen], Cell]
    right: bool = False


GAP = 1
SUBJECT = 20
"""Cells below which the subject is not squeezed for another column."""
ROOMY = 48
"""Cells above which the subject leaves room to the columns of `LONG`, the first first, up to as many cells as there."""
LONG: Final = {"Why": 34, "Team": 14, "Organization": 26, "From": 20, "Tags": 22}
GLYPHS = {
    "marked": "✓",
    "unread": "●",
    "draft": "✎",
    "escalated": "▲",
    "snoozed": "☾",
    "waits": "↑",
    "asks": "↯",
    "company": "@",
    "none": "–",
}
ASCII = {
    "marked": "*",
    "unread": "N",
    "draft": "d",
    "escalated": "^",
    "snoozed": "z",
    "waits": ">",
    "asks": "!",
    "company": "@",
    "none": "-",
}
"""`waits`: something of it has not arrived yet; `asks`: and nothing goes on without a person."""
PRIORITY_SIGNS = {Priority.URGENT: "!!", Priority.HIGH: "!", Priority.LOW: "↓"}


def columns(width: int, numbers: int = 5, names: Sequence[str] = (), *, promising: bool = False) -> tuple[Column, ...]:
    """The columns that fit *width* cells; *numbers* digits are enough for every ticket number.

    Without *names* those there is room for: number, subject, requester, status and age are there down to the smallest
    screen, and what is left of the time on a desk that is *promising* something; what is known of a ticket anyway (its
    team, tags, organization) appears where there is room. With *names* these, in their order, but for the last ones
    where there is no room.
    """
    wanted = names or _fitting(width, promising)
    chosen = [Column("", 3, _marks), *(_named(name, width, numbers) for name in wanted)]
    while names and _taken(chosen) + SUBJECT > width and len(chosen) > 2:
        narrow = next((c for c in reversed(chosen) if c.width), None)
        if narrow is None or chosen.index(narrow) < 2:
            break
        chosen.remove(narrow)
    chosen = _widened(chosen, width - _taken(chosen) - ROOMY)
    rest = max(width - _taken(chosen), 8)
    return tuple(c._replace(width=rest) if c.width == 0 else c for c in chosen)


def _widened(chosen: Sequence[Column], more: int) -> list[Column]:
    """The columns, those of `LONG` wider by what a subject of `ROOMY` cells leaves them: *more* cells."""
    wider = {}
    for column in sorted((c for c in chosen if c.title in LONG), key=lambda c: list(LONG).index(c.title)):
        wider[column.title] = min(max(more, 0), max(LONG[column.title] - column.width, 0))
        more -= wider[column.title]
    return [c._replace(width=c.width + wider.get(c.title, 0)) for c in chosen]


def _taken(chosen: Sequence[Column]) -> int:
    return sum(c.width for c in chosen) + GAP * (len(chosen) - 1)


def _fitting(width: int, promising: bool) -> Iterator[str]:
    yield from ("number", "priority", "subject", "from")
    if width >= 150:
        yield "organization"
    if width >= 170:
        yield "tags"
    if width >= 66:
        yield "status"
    if width >= (108 if promising else 92):  # what is asked is worth more than whose desk it lies on
        yield "team"
    if width >= 92:
        yield "who"
    if width >= (66 if promising else 120):
        yield "due"
    if width >= 150:
        yield "messages"
    yield "age"


def _named(name: str, width: int, numbers: int) -> Column:
    """The column *name* of core/views.py `COLUMNS`, or that of a custom field."""
    match name:
        case "number":
            return Column("#", max(numbers, 3), _number, right=True)
        case "priority":
            return Column("", 2, _priority)
        case "from":
            return Column("From", 14 if width < 90 else 18, _requester)
        case "why":
            return Column("Why", 16 if width < 76 else 22 if width < 90 else 27, _why)
        case _ if name in _COLUMNS:
            return _COLUMNS[name]
    field = name.removeprefix("field.")
    return Column(field.capitalize(), 12, partial(_field, name=field))


def cells(row: TicketRow, shown: tuple[Column, ...], seen: Seen) -> Iterator[Cell]:
    """The pieces of a row's line, gaps included, each exactly as wide as its column.

    Neighbours of one colour come as one piece: every change of colour is bytes on the wire.
    """
    text, role = "", ""
    for column in shown:
        words, its_role = column.cell(row, seen)
        if seen.wanted and column.cell is _subject:
            if text:
                yield text, role
            yield from _marked(words, fit(words, column.width), its_role, seen.wanted)
            text, role = " " * GAP, its_role
            continue
        words = fit(words, column.width, right=column.right)
        if words.isspace():
            its_role = role
        if its_role != role and text:
            yield text, role
            text = ""
        text += words + " " * GAP
        role = its_role
    yield text[:-GAP], role


def _marked(words: str, fitted: str, role: str, wanted: "tuple[Term, ...]") -> Iterator[Cell]:
    from supportterm.tui.render.marking import pieces

    return pieces(words, fitted, role, wanted)


def heading(shown: tuple[Column, ...]) -> str:
    return (" " * GAP).join(fit(c.title, c.width, right=c.right) for c in shown)


def _glyph(name: str, seen: Seen) -> str:
    return (GLYPHS if seen.unicode else ASCII)[name]


def _marks(row: TicketRow, seen: Seen) -> Cell:
    marked = row.id in seen.marked
    third = " "
    if row.unsent:  # nothing of it goes on without a person
        third = _glyph("asks", seen)
    elif row.id in seen.company:
        third = _glyph("company", seen)
    elif row.draft:
        third = _glyph("draft", seen)
    elif row.unsent is not None:
        third = _glyph("waits", seen)
    elif row.snoozed_until is not None and row.snoozed_until > seen.now:
        third = _glyph("snoozed", seen)
    elif row.escalated:
        third = _glyph("escalated", seen)
    sign = _glyph("marked", seen) if marked else " "
    return sign + (_glyph("unread", seen) if row.unread else " ") + third, "warn" if row.unsent else "mark"


def _number(row: TicketRow, seen: Seen) -> Cell:
    return safe_line(bare(row.id, row.number), 20), "text"


def _priority(row: TicketRow, seen: Seen) -> Cell:
    sign = PRIORITY_SIGNS.get(Priority(row.priority), "")
    return sign if seen.unicode else sign.replace("↓", "-"), Priority(row.priority).word


def _subject(row: TicketRow, seen: Seen) -> Cell:
    return safe_line(row.subject, 300) or "(no subject)", "unread" if row.unread else "text"


def _requester(row: TicketRow, seen: Seen) -> Cell:
    return safe_line(row.requester or row.email, 100), "unread" if row.unread else "text"


def _organization(row: TicketRow, seen: Seen) -> Cell:
    star = {"enterprise": "★ ", "paid": ""}.get(row.segment or "", "") if seen.unicode else ""
    return star + safe_line(row.organization or "", 100), "dim"


def _tags(row: TicketRow, seen: Seen) -> Cell:
    return safe_line(" ".join(row.tags), 100), "dim"


def _status(row: TicketRow, seen: Seen) -> Cell:
    word = Status(row.status).word
    return word, word


def _team(row: TicketRow, seen: Seen) -> Cell:
    return safe_line(row.team or "", 40), "dim"


def _assignee(row: TicketRow, seen: Seen) -> Cell:
    return safe_line(row.assignee, 40) if row.assignee else _glyph("none", seen), "dim"


def _due(row: TicketRow, seen: Seen) -> Cell:
    return left(row.due_at, row.promise, seen.now, seen.open_time, unicode=seen.unicode)


def _messages(row: TicketRow, seen: Seen) -> Cell:
    return str(row.messages), "dim"


def _age(row: TicketRow, seen: Seen) -> Cell:
    return age_words(max(seen.now - row.updated_at, 0)), "dim"


def _segment(row: TicketRow, seen: Seen) -> Cell:
    return row.segment or _glyph("none", seen), "dim"


def _tier(row: TicketRow, seen: Seen) -> Cell:
    return f"tier {row.tier}", "dim"


def _channel(row: TicketRow, seen: Seen) -> Cell:
    return safe_line(row.channel, 20), "dim"


def _why(row: TicketRow, seen: Seen) -> Cell:
    from supportterm.core.attention import words

    why, _, who = row.why.partition(" ")
    return safe_line(words(why, who), 100) if why else "", "accent"


def _created(row: TicketRow, seen: Seen) -> Cell:
    return age_words(max(seen.now - row.created_at, 0)), "dim"


def _field(row: TicketRow, seen: Seen, name: str) -> Cell:
    if row.fields == "{}":
        return "", "dim"
    value = msgspec.json.decode(row.fields).get(name)
    return "" if value is None else safe_line(str(value), 100), "dim"


_COLUMNS: Final = {
    "subject": Column("Subject", 0, _subject),
    "organization": Column("Organization", 18, _organization),
    "segment": Column("Segment", 10, _segment),
    "tags": Column("Tags", 18, _tags),
    "status": Column("Status", 7, _status),
    "team": Column("Team", 11, _team),
    "tier": Column("Tier", 6, _tier),
    "who": Column("Who", 8, _assignee),
    "channel": Column("Channel", 7, _channel),
    "due": Column("Due", 5, _due, right=True),
    "messages": Column("Msg", 4, _messages, right=True),
    "created": Column("Since", 5, _created, right=True),
    "age": Column("Age", 4, _age, right=True),
}
