"""The radar as rows: who could take what, and under it one deadline a row."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from supportterm.core.moments import HOUR, moment_words
from supportterm.core.numbers import bare
from supportterm.core.promised import metric_words
from supportterm.core.safe import safe_line
from supportterm.core.sla_forecast import Breach
from supportterm.core.sla_outlook import SIGNS, Group, Outlook, left_words, takers_words, was_words
from supportterm.core.sla_whatif import Difference
from supportterm.core.terms import Priority
from supportterm.tui.render.line import BLANK, Line, Span, fit, join, line
from supportterm.tui.widgets.cells import fit as padded

WHEN: Final = 17
LEFT: Final = 10
METRIC: Final = 15
ROOM: Final = 72
"""Cells below which the moment is left off: how much is left says it too, and the subject has room."""
PRIORITIES: Final = {Priority.URGENT: "!!", Priority.HIGH: "! "}


class Entry(NamedTuple):
    """A deadline's row; it is made when it is painted."""

    told: Difference


Row = Line | Entry


def radar_rows(told: Outlook, supposed: Sequence[str], width: int) -> Iterator[Row]:
    """All of it, from the top; *supposed*: what is, in the person's words."""
    yield fit(Line((Span(told.words(), "heading"),)), width)
    if supposed:
        said = safe_line("if " + ", ".join(supposed), width)
        yield join([Span(said, "accent")], [Span(told.otherwise(), "dim")], width)
    for group in told.groups:
        yield BLANK
        yield _heading(group, told, width)
        yield from map(Entry, group.told)
    if not told.groups:
        yield BLANK
        yield line("nothing is due", "dim")


def _heading(group: Group, told: Outlook, width: int) -> Line:
    words = takers_words(group.takers, told.now)
    return join([Span(words, "title" if group.takers.agents else "warn")], [Span(str(len(group.told)), "dim")], width)


def entry_row(one: Difference, told: Outlook, digits: int, width: int) -> Line:
    """When, where there is room for it, how much is left of it, of which ticket, what, and about what."""
    breach, now = one.breach, told.now
    work = breach.work
    was = f"{words}  " if (words := was_words(one, now)) else ""
    spans = [Span(f"{SIGNS[one.how]} ", "accent")] if told.whats else []
    if width >= ROOM:
        spans.append(Span(padded(moment_words(breach.due, now), WHEN)))
    spans += [
        Span(f"{left_words(breach, now):>{LEFT}}  ", _tone(breach, now)),
        Span(f"{bare(work.id, work.number):>{digits}}  ", "dim"),
        Span(f"{padded(metric_words(breach.metric), METRIC)} "),
        Span(f"{PRIORITIES.get(work.priority, '  ')} ", "warn"),
        Span(was, "accent"),
        Span(safe_line(work.subject, width)),
    ]
    row = fit(Line(tuple(spans)), width)
    return Line(tuple(Span(span.text, "dim") for span in row.spans)) if one.how == "gone" else row


def _tone(breach: Breach, now: int) -> str:
    return "error" if breach.due < now else "warn" if breach.due < now + HOUR else "text"
