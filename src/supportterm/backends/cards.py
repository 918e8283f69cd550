"""What directories share: money, days and words as a customer's card says them."""

from datetime import UTC, datetime
from typing import Final

from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import RemoteDeal

DEALS: Final = 5
"""Open deals that a card names."""
DIRECTORY: Final = Capabilities(feed="none", tickets=False, people=True, poll=3600.0)


def money(amount: object, currency: str | None = "") -> str:
    """`5,000 EUR`, `12.50`; empty for what is no amount."""
    try:
        number = round(float(str(amount)), 2)
    except ValueError:
        return ""
    if number != number or abs(number) >= 1e15:
        return ""
    text = f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"
    return f"{text} {currency}" if currency else text


def day(text: object) -> str:
    """The day of a moment as vendors write it: ISO 8601, or milliseconds since 1970. Empty for what is none."""
    told = str(text or "").strip()
    try:
        if told.isdecimal() and len(told) > 8:
            return datetime.fromtimestamp(int(told) / 1000, UTC).date().isoformat()
        return datetime.fromisoformat(told).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def first(deals: list[RemoteDeal]) -> tuple[RemoteDeal, ...]:
    """The deals that close first; those of which nobody says when come last."""
    return tuple(sorted(deals, key=lambda deal: (not deal.closes, deal.closes, deal.name))[:DEALS])


def called(*names: str | None) -> str:
    """First and last name as one."""
    return " ".join(part for name in names if (part := (name or "").strip()))
