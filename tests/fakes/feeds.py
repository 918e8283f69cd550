"""The three ways in which the fake help desk tells what has changed. *horizon*: what is younger is not told yet.

*behind*: a copy answers that lacks the newest lines of the log, and says what tickets were when its last was written.
"""

from typing import Final

from fakes.ledger import Ledger
from fakes.rules import Rules
from supportterm.core.remote import Item, Page, TicketGone

PAGE: Final = 8


def page(ledger: Ledger, rules: Rules, cursor: str, horizon: int, behind: int) -> Page:
    """Where there is no feed, nothing is ever told."""
    match rules.feed:
        case "since":
            return _since(ledger, rules, int(cursor or 0), horizon, behind)
        case "walk":
            return _walk(ledger, rules, int(cursor or 0), horizon, behind)
        case "none":
            return Page((), cursor)
    return _cursor(ledger, rules, int(cursor or 0), horizon, behind)


def _cursor(ledger: Ledger, rules: Rules, start: int, horizon: int, behind: int) -> Page:
    """Lines of the log, each with its number."""
    log, end = ledger.log, start
    shown = max(0, len(log) - behind)
    while end < shown and end - start < PAGE and log[end].at <= horizon:
        end += 1
    more = end < shown and log[end].at <= horizon
    return Page(_items(ledger, rules, list(range(start, end)), shown, behind), str(max(start, end)), more)


def _since(ledger: Ledger, rules: Rules, since: int, horizon: int, behind: int) -> Page:
    """What changed after a moment. A page never ends within a moment, however much happened in it."""
    log = ledger.log
    shown = max(0, len(log) - behind)
    lines = [i for i in range(_first(ledger, since - rules.overlap), shown) if log[i].at <= horizon]
    fresh = [i for i in lines if log[i].at > since]
    if len(fresh) > PAGE:
        edge = log[fresh[PAGE]].at
        lines = [i for i in lines if log[i].at <= edge]
    told = max([since, *(log[i].at for i in lines)])
    more = any(log[i].at > told and log[i].at <= horizon for i in fresh)
    return Page(_items(ledger, rules, lines, shown, behind), str(told), more)


def _walk(ledger: Ledger, rules: Rules, after: int, horizon: int, behind: int) -> Page:
    """All tickets by key, those behind *after* first; with the last of them the cursor is empty again."""
    shown = ledger.log[: max(0, len(ledger.log) - behind)]
    newest = {line.key: line.item for line in shown if line.at <= horizon}
    keys = sorted((k for k in newest if k in ledger.tickets and int(k) > after), key=int)
    more = len(keys) > PAGE
    told = keys[:PAGE]
    items = tuple(item for key in told if not isinstance(item := newest[key], TicketGone))
    return Page(items, told[-1] if more else "", more, len(ledger.tickets))


def _items(ledger: Ledger, rules: Rules, lines: list[int], shown: int, behind: int) -> tuple[Item, ...]:
    """Each ticket once, as it is now, or as the copy that answers has it."""
    log = ledger.log
    keys = dict.fromkeys(log[i].key for i in lines)
    if not behind:
        return tuple(item for key in keys if (item := _now(ledger, rules, key)) is not None)
    return tuple(next(log[i].item for i in range(shown - 1, -1, -1) if log[i].key == key) for key in keys)


def _now(ledger: Ledger, rules: Rules, key: str) -> Item | None:
    """None for a ticket that went away without a word."""
    if key in ledger.tickets:
        return ledger.seen(key, rules)
    last = next(line.item for line in reversed(ledger.log) if line.key == key)
    return last if isinstance(last, TicketGone) else None


def _first(ledger: Ledger, moment: int) -> int:
    """Index of the first line of the log at *moment* or later."""
    index = len(ledger.log)
    while index and ledger.log[index - 1].at >= moment:
        index -= 1
    return index
