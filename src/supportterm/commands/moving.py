"""`import jsonl --to`: a desk out of a file goes on to another system; `--dry-run` says what that can't hold."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from supportterm.commands import progress
from supportterm.commands.call import YES_NO, Asking, Call, Outcome
from supportterm.commands.leaving import let_it_come
from supportterm.core.refusal import Refused

if TYPE_CHECKING:
    from supportterm.core.moving import Target
    from supportterm.exchange.report import Report
    from supportterm.exchange.stock import Stock

PAGE: Final = 50
"""Tickets that are queued in one transaction."""
_ORDER: Final = ("tickets", "messages", "files", "people", "articles", "macros", "views")
_ONE: Final = {"people": "person"}
_MAILS: Final = (
    "whatever {} mails customers by itself it mails of these too: switch that off there first, or give --notes, with "
    "which all but what opens a ticket goes as internal notes"
)


def told(call: Call, path: str, to: str, *, notes: bool) -> Outcome:
    """What is in the file, and what of it can't be held by this desk, or where the connection *to* leads."""
    there = _target(call, to)
    found = _stock(path, there, notes=notes)
    records = [{"path": path, "to": to, "holds": dict(found.there), "lost": _losses(found), "bad": len(found.bad)}]
    lines = [f"{path} holds {_counted(found.there)}"]
    if to and found.lost:
        lines.append(f"what {there.title} can't hold stays on this desk:")
        lines += [f"  {words}" for words in _words(found)]
    else:
        lines.append(f"{there.title} can hold all of it")
    if to and there.tickets and found.there["messages"]:
        lines.append("who wrote each message, and when, stands above its text there")
        lines.append(_MAILS.format(there.title))
    lines += [f"  {where}: {why}" for where, why in found.bad]
    return Outcome("; ".join(lines), records=records, lines=lines, ok=not found.bad)


def moved(call: Call, path: str, to: str, *, notes: bool) -> "tuple[Report, str]":
    """Bring in the file and queue what of it can go to the connection *to*; what came in, and what goes."""
    from supportterm.exchange.jsonl_in import import_jsonl

    there = _target(call, to)
    if call.ask is not None:
        found = _stock(path, there, notes=notes)
        lost = "; ".join(_words(found))
        asking = Asking(
            f"Send {_counted(found.there)} to {there.title}?",
            f"{_MAILS.format(there.title)}{f'; not held there: {lost}' if lost else ''}",
            "no",
            YES_NO,
        )
        if call.ask(asking).strip() != "yes":
            raise Refused("nothing was done")
    report = import_jsonl(call.desk, path, home=to if there.tickets else "")
    replica, queued = call.desk.replica(to), 0
    left = iter(report.tickets if there.tickets else ())
    try:
        for page in _pages(left):
            queued += replica.move(there, page, actor=call.desk.me, notes=notes)
            progress.show(queued, len(report.tickets), "tickets are queued")
        written = replica.move(there, (), report.articles, actor=call.desk.me)
    finally:
        progress.show(0, None, "")
    let_it_come(call)
    words = f"{_counted(Counter(tickets=queued, articles=written)) or 'nothing'} on the way to {there.title}"
    if elsewhere := sum(call.desk.ticket(number).home != to for number in report.tickets) if there.tickets else 0:
        words += f"; {elsewhere:,} were on this desk before and stay: import into a new desk (--desk) to move those"
    return report, words


def _stock(path: str, there: "Target", *, notes: bool) -> "Stock":
    from supportterm.exchange.stock import stock

    return stock(path, there, notes=notes)


def _target(call: Call, to: str) -> "Target":
    """What can be held where *to* leads, asked there now; by this desk without a name."""
    from supportterm.backends.abilities import abilities
    from supportterm.backends.errors import RemoteError
    from supportterm.backends.protocol import Helpdesk
    from supportterm.commands.opening import opened
    from supportterm.core.moving import Target, target
    from supportterm.core.remote import Catalog

    if not to:
        return Target("this desk", frozenset())
    connected = next(c for c in call.desk.connections() if c.name == to)
    backend = None
    try:
        backend = opened(connected, call.desk.id)
        backend.probe()
        catalog = backend.catalog() if isinstance(backend, Helpdesk) else Catalog()
        capabilities = backend.capabilities
    except RemoteError as error:
        raise Refused(f"{connected.title} can't be asked what it holds: {error}") from None
    finally:
        if backend is not None:
            backend.close()
    return target(connected.title, abilities(capabilities), catalog, capabilities.most_bytes)


def _counted(there: "Counter[str]") -> str:
    return ", ".join(_many(there[kind], kind) for kind in _ORDER if there[kind])


def _words(found: "Stock") -> list[str]:
    """Each loss, the most frequent first."""
    return [
        f"{kind}: all {count:,}" if what == kind else f"{what}: {_many(count, kind)}"
        for (what, kind), count in found.lost.most_common()
    ]


def _losses(found: "Stock") -> list[dict[str, object]]:
    return [{"what": what, "of": kind, "count": count} for (what, kind), count in found.lost.most_common()]


def _many(count: int, kind: str) -> str:
    return f"{count:,} {_ONE.get(kind, kind.removesuffix('s')) if count == 1 else kind}"


def _pages(left: Iterator[int]) -> Iterator[list[int]]:
    while page := list(islice(left, PAGE)):
        yield page
