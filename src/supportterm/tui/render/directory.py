"""What a directory (CRM) knows of who asks, as rows: each text is theirs, and shown as such."""

from collections.abc import Iterator

from supportterm.core.moments import ago_words
from supportterm.core.remote import RemoteCard, RemoteDeal
from supportterm.core.safe import safe_line
from supportterm.desk.directories import Card
from supportterm.tui.render.card import Setting
from supportterm.tui.render.line import Line, Span, fit, join, line


def card_rows(card: Card, setting: Setting) -> Iterator[Line]:
    """Its name with the age of what it said, then company, plan, owner and open deals."""
    width = setting.width
    title = Span(safe_line(card.title, 60), "heading")
    if not card.looked_at:
        yield join([title], [Span("" if card.words else "being asked", "dim")], width)
    else:
        yield join([title], [Span(ago_words(max(setting.now - card.looked_at, 0)), "dim")], width)
        if card.found is None:
            yield fit(line("does not know this address", "dim"), width)
        else:
            yield from _known(card.found, width)
    if card.words:
        yield fit(line(safe_line(card.words, 300), "warn"), width)


def _known(found: RemoteCard, width: int) -> Iterator[Line]:
    if found.company:
        yield fit(line(safe_line(found.company, 200), "strong"), width)
    for word, text in (("plan", found.plan), ("owner", found.owner), ("stage", found.stage)):
        if text:
            yield fit(Line((Span(f"{word} ", "dim"), Span(safe_line(text, 200)))), width)
    if found.deals:
        yield fit(line(f"open deals ({len(found.deals)})" if len(found.deals) > 1 else "open deal", "dim"), width)
    for deal in found.deals:
        yield from _deal(deal, width)


def _deal(deal: RemoteDeal, width: int) -> Iterator[Line]:
    yield join([Span(safe_line(deal.name, 200))], [Span(safe_line(deal.amount, 40), "strong")], width)
    closes = f"closes {safe_line(deal.closes, 20)}" if deal.closes else ""
    words = ", ".join(part for part in (safe_line(deal.stage, 80), closes) if part)
    if words:
        yield fit(line(f"  {words}", "dim"), width)
