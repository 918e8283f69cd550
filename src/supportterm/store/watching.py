"""Automations and time: which ticket is watched for which rule, since when, and when it is looked at again.

A row of `watch` comes with the first thing that happens to a ticket here. What is history leads to nothing, nor does
what a rule would have done before it was there.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.core.query.turning import next_turn
from supportterm.core.rules import Rule
from supportterm.core.triggers import Automation
from supportterm.core.watching import Watch, awake, touched
from supportterm.store.book import Book
from supportterm.store.facts import EarlierFacts, StrokeFacts
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

_LOOKED_BACK: Final = 30 * 86_400_000
"""Tickets that were not touched for longer are not looked for when a rule with times in its query is switched on."""


def follow(stroke: "Stroke", numbers: Iterable[int]) -> None:
    """Something happened to tickets: which automations wait for them now, and until when?"""
    book = stroke.book()
    if book.rules.automations:
        unwanted = _taken_back(stroke)
        for number in numbers:
            _follow(stroke, book, number, unwanted)


def _taken_back(stroke: "Stroke") -> frozenset[str]:
    """Automations whose work this stroke takes back: what somebody did not want is not done again."""
    changes = [
        stroke.work.connection.execute("SELECT actor FROM change WHERE id = ? AND undone", (change,)).fetchone()
        for change in stroke.flipped
    ]
    return frozenset(row[0].removeprefix("rule:") for row in changes if row and row[0].startswith("rule:"))


def _follow(stroke: "Stroke", book: Book, number: int, unwanted: frozenset[str]) -> None:
    connection = stroke.work.connection
    kept = _of(connection, number)
    now: dict[str, Watch] = {}
    ticket = stroke.work.ticket_or_none(number)
    if ticket is not None and book.serves(ticket):
        earlier = EarlierFacts(stroke, number).asked()
        for automation, holds in book.rules.standing(StrokeFacts(stroke, number).asked()):
            name, turn = automation.rule.name, next_turn(automation.timed, ticket, stroke.now)
            watch = kept.get(name)
            if watch is not None and automation.timed:
                watch = awake(watch, automation.holds(earlier), stroke.now)
            watch = touched(watch, holds, turn, automation.after, stroke.now)
            if watch is not None and watch.since is not None and name in unwanted:
                watch = Watch(watch.since, turn, True)
            if watch is not None:
                now[name] = watch
    for name in kept.keys() - now.keys():
        put(connection, name, number, None)
    for name, watch in now.items():
        if kept.get(name) != watch:
            put(connection, name, number, watch)


def redefine(stroke: "Stroke", before: Mapping[str, Rule], after: Mapping[str, Rule]) -> None:
    """Rules are otherwise than *before*: an automation that is new, or asks for something else, begins anew."""
    for name in {*before, *after}:
        if _asks(before.get(name)) != _asks(after.get(name)):
            stroke.work.connection.execute("DELETE FROM watch WHERE rule = ?", (name,))
            automation = stroke.book().rules.automation(name)
            if automation is not None:
                _begin(stroke, automation)


def get(connection: Connection, rule: str, number: int) -> Watch | None:
    return _of(connection, number).get(rule)


def put(connection: Connection, rule: str, number: int, watch: Watch | None) -> None:
    if watch is None:
        connection.execute("DELETE FROM watch WHERE ticket = ? AND rule = ?", (number, rule))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO watch VALUES (?, ?, ?, ?, ?)", (number, rule, watch.since, watch.at, watch.fired)
        )


def _of(connection: Connection, number: int) -> dict[str, Watch]:
    found = connection.execute("SELECT rule, since, at, fired FROM watch WHERE ticket = ?", (number,))
    return {rule: Watch(since, at, bool(fired)) for rule, since, at, fired in found}


def _asks(rule: Rule | None) -> tuple[str, str] | None:
    """What an automation waits for; None while it waits for nothing."""
    return (rule.when, rule.after) if rule is not None and rule.after and not rule.off else None


def _begin(stroke: "Stroke", automation: Automation) -> None:
    """Watch the tickets for which its moment is still to come.

    Where no time is in its query, it has held at least since the ticket last changed. Where there is, what holds by
    now held before the rule was there.
    """
    since = stroke.now - (_LOOKED_BACK if automation.timed else automation.after)
    found = stroke.work.connection.execute(
        "SELECT id FROM ticket WHERE updated_at > ? AND EXISTS (SELECT 1 FROM operation JOIN change "
        "ON change.id = operation.change WHERE operation.subject_kind = 'ticket' AND operation.subject = ticket.id)",
        (since,),
    ).fetchall()
    book = stroke.book()
    for (number,) in found:
        ticket = stroke.work.ticket(number)
        asked = StrokeFacts(stroke, number).asked()
        if not book.serves(ticket) or not automation.may_hold(asked):
            continue
        turn = next_turn(automation.timed, ticket, stroke.now)
        watch: Watch | None = Watch(stroke.now, turn, True)
        if not automation.holds(asked):
            watch = Watch(None, turn) if turn is not None else None
        elif not automation.timed:
            watch = Watch(ticket.updated_at, ticket.updated_at + automation.after)
        if watch is not None:
            put(stroke.work.connection, automation.rule.name, number, watch)
