"""What stands above a ticket's timeline: what it is about, how it stands, who handed it over and why."""

from collections.abc import Iterator, Sequence

from supportterm.core.hand_off_card import Card
from supportterm.core.moments import HOUR, age_words, moment_words
from supportterm.core.nouns import Ticket
from supportterm.core.numbers import label
from supportterm.core.promised import metric_words
from supportterm.core.safe import safe_line
from supportterm.core.terms import Priority
from supportterm.tui.render.card import Setting
from supportterm.tui.render.left import OpenTime, day_and_night, left
from supportterm.tui.render.line import Line, Span, fit, join, line
from supportterm.tui.render.wrap import wrap

ROOMY = 26
"""Lines of a pane from which the whole hand-off card stands above the timeline; the timeline tells it anyway."""
CARD_ROWS = 2
"""Rows that each fact of a hand-off card may take, and its headline; one more while somebody is to read it."""


def head_rows(
    ticket: Ticket,
    setting: Setting,
    height: int,
    home: str = "",
    notice: str = "",
    card: Card | None = None,
    links: Sequence[str] = (),
    open_time: OpenTime = day_and_night,
) -> Iterator[Line]:
    """The rows above a timeline, in a pane of *height* lines.

    *home* is where the ticket lives, if that is not here; *notice* is what must be known first: who else is at it, or
    that it is no longer so. *card* is its hand-off, *links* say what it is linked to.
    *open_time* counts the hours of a promise.
    """
    inner = setting._replace(width=setting.width - 2)
    for row in _rows(ticket, inner, height, home, notice, card, links, open_time):
        yield Line((Span(" "), *row.spans), row.act)
    yield line(setting.glyphs.rule * setting.width, "rule")


def _rows(
    ticket: Ticket, setting: Setting, height: int, home: str, notice: str, card: Card | None, links: Sequence[str],
    open_time: OpenTime,
) -> Iterator[Line]:
    width, glyphs = setting.width, setting.glyphs
    status = ticket.status.word
    subject = safe_line(ticket.subject, 300) or "(no subject)"
    called = safe_line(label(ticket.id, ticket.number), 40)
    yield join([Span(f"{called} ", "dim"), Span(subject, "title")], [Span(status, status)], width)
    yield fit(Line(tuple(_facts(ticket, setting, home, open_time))), width)
    if notice:
        yield fit(line(notice, "warn"), width)
    if ticket.gone:
        yield fit(line(f"deleted at {safe_line(home, 60)}; what is known of it stays here", "warn"), width)
    if ticket.merged_into is not None:
        yield fit(line(f"merged into {label(ticket.merged_into)}: work goes on there", "warn"), width)
    if ticket.split_from is not None:
        yield fit(line(f"split off {label(ticket.split_from)}", "dim"), width)
    for words in links:
        yield fit(line(safe_line(words, 300), "accent"), width)
    if card is not None:
        words = safe_line(f"{glyphs.arrow} {card.headline}", 400)
        # The reason stands last in it.
        yield from _wrapped(words, width, "", "warn" if card.asks else "dim", CARD_ROWS + card.asks)
        if height >= ROOMY or card.asks:
            for name, text in card.facts:
                yield from _wrapped(f"{name}: {safe_line(text, 300)}", width, "  ", "dim")


def _wrapped(text: str, width: int, margin: str, role: str, most: int = CARD_ROWS) -> Iterator[Line]:
    """At most so many rows behind *margin*, all but the first set in; what does not go into them is cut there."""
    rows = list(wrap(text, max(width - len(margin) - 2, 8)))
    last = most - 1
    for number, row in enumerate((*rows[:last], " ".join(rows[last:]))):
        if row:
            yield fit(line(f"{margin}{'  ' if number else ''}{row}", role), width)


def _due(ticket: Ticket, due: int, setting: Setting, open_time: OpenTime) -> Span:
    """How much is left of it in the hours in which it was promised, as the list says it; and when that is."""
    promised = ticket.promise if ticket.promise is not None and ticket.promise.due == due else None
    what = f"{metric_words(promised.metric)} " if promised is not None else ""
    words, role = left(due, promised, setting.now, open_time)
    if due < setting.now:
        return Span(f"{what}overdue {words.removeprefix('late').removeprefix('-')}".rstrip(), role)
    soon = due - setting.now < HOUR
    when = "" if soon else f", {moment_words(due, setting.now, setting.zone)}"
    return Span(f"{what}due in {words.removeprefix('!')}{when}", role)


def _facts(ticket: Ticket, setting: Setting, home: str, open_time: OpenTime) -> Iterator[Span]:
    gap = Span(setting.glyphs.between, "dim")
    if ticket.priority is not Priority.NORMAL:
        yield Span(ticket.priority.word, ticket.priority.word)
        yield gap
    yield Span(safe_line(ticket.assignee or "nobody", 60), "text" if ticket.assignee else "warn")
    if ticket.team:
        yield gap
        yield Span(f"{safe_line(ticket.team, 60)} tier {ticket.tier}", "dim")
    yield gap
    yield Span(f"at {safe_line(home, 40)}" if home else safe_line(ticket.channel, 20), "dim")
    if ticket.due_at is not None:
        yield gap
        yield _due(ticket, ticket.due_at, setting, open_time)
    elif ticket.promise is not None:
        yield gap
        words = left(None, ticket.promise, setting.now, open_time, unicode=False).words
        rest = f" with {words.removeprefix('=')} left" if words not in ("", "=late") else ""
        yield Span(f"{metric_words(ticket.promise.metric)} paused{rest}", "dim")
    if ticket.snoozed_until is not None and ticket.snoozed_until > setting.now:
        yield gap
        yield Span(f"asleep for {age_words(ticket.snoozed_until - setting.now)}", "dim")
    for number, tag in enumerate(ticket.tags):
        yield gap if number == 0 else Span(" ")
        yield Span(f"#{safe_line(tag, 40)}", "tag")
    for name, value in ticket.fields.items():
        yield gap
        yield Span(safe_line(f"{name}={value}", 80), "dim")
