"""Who asks, as rows: the person, the organization, what is known of them, their last tickets."""

from collections.abc import Iterator, Sequence

from supportterm.core.moments import age_words
from supportterm.core.nouns import Organization, Person
from supportterm.core.numbers import label
from supportterm.core.safe import safe, safe_line
from supportterm.core.terms import Status
from supportterm.desk.directories import Card
from supportterm.store.rows import TicketRow
from supportterm.tui.render.card import Setting
from supportterm.tui.render.directory import card_rows
from supportterm.tui.render.line import BLANK, Line, Span, fit, join, line
from supportterm.tui.render.links import mark
from supportterm.tui.render.wrap import wrap_spans

TICKET = "ticket:"
"""What the row of a ticket is called in `Line.act`; its number follows."""


HISTORY = "their-tickets"
"""What the rows are called that list all tickets, of the person or, with `--organization`, of where they belong."""


def customer_rows(
    person: Person,
    organization: Organization | None,
    tickets: Sequence[TicketRow],
    setting: Setting,
    counts: tuple[str, str] = ("", ""),
    cards: Sequence[Card] = (),
) -> Iterator[Line]:
    """The pane's rows; *tickets* newest first. *counts*: how many there are in all, and of the organization.

    *cards*: what directories know of the person.
    """
    width = setting.width
    yield fit(line(safe_line(person.name or person.email or "unknown", 200), "title"), width)
    for text in (person.title, person.email, person.phone):
        if text:
            yield fit(line(safe_line(text, 200), "dim"), width)
    if organization is not None:
        yield BLANK
        yield from _organization(organization, width)
    for card in cards:
        yield BLANK
        yield from card_rows(card, setting)
    for title, notes in (("notes", person.notes), ("about the organization", organization and organization.notes)):
        if notes:
            yield BLANK
            yield line(title, "heading")
            yield from wrap_spans(mark(safe(notes[:4000], keep_newlines=True)), width)
    yield BLANK
    yield fit(line("last tickets" if tickets else "no other tickets", "heading"), width)
    for row in tickets:
        yield _ticket(row, setting)
    if counts[0]:
        yield fit(line(f"all {counts[0]} of theirs", "link", HISTORY), width)
    if organization is not None and counts[1]:
        words = f"all {counts[1]} of {safe_line(organization.name, 60)}"
        yield fit(line(words, "link", f"{HISTORY} --organization"), width)


def _organization(organization: Organization, width: int) -> Iterator[Line]:
    segment = "urgent" if organization.segment == "enterprise" else "dim"
    name = Span(safe_line(organization.name, 200), "strong")
    yield join([name], [Span(safe_line(organization.segment, 20), segment)], width)
    if organization.domain:
        yield fit(line(safe_line(organization.domain, 100), "dim"), width)
    if organization.manager:
        yield fit(line(f"account manager {safe_line(organization.manager, 60)}", "text"), width)


def _ticket(row: TicketRow, setting: Setting) -> Line:
    status = Status(row.status).word
    called = safe_line(label(row.id, row.number), 40)
    left = [Span(f"{called} ", "dim"), Span(safe_line(row.subject, 200) or "(no subject)")]
    right = [Span(status, status), Span(f" {age_words(max(setting.now - row.updated_at, 0)):>4}", "dim")]
    return join(left, right, setting.width, f"{TICKET}{row.id}")
