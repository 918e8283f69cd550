"""Automations and time: which ticket is watched for which rule, since when, and when it is looked at again.

A row of `watch` comes with the first thing that happens to a ticket here. What is history leads to nothing, nor does
what a rule would have done before it was there.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from supportterm.core.definitions import nouns
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Connected
from supportterm.core.query.reads import changed
from supportterm.core.query.turning import Turning
from supportterm.core.rules import Rule
from supportterm.core.surveys import automatic
from supportterm.core.triggers import Automation
from supportterm.core.watching import Watch, brought, later, touched
from supportterm.store.book import Book
from supportterm.store.facts import EarlierFacts, StrokeFacts
from supportterm.store.sqlite import Connection

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke

_LOOKED_BACK: Final = 30 * 86_400_000
"""Tickets that were not touched for longer are not looked for when a rule with times in its query, or one that waits
in business time, is switched on."""
_HOURS: Final = frozenset({"schedule", "team"})
"""What says when teams work."""


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
    connection, before, ticket = stroke.work.connection, stroke.before(number), stroke.work.ticket_or_none(number)
    if ticket is None or not book.serves(ticket):
        connection.execute("DELETE FROM watch WHERE ticket = ?", (number,))
        return
    kept = _of(connection, number)
    known = before is not None and book.serves(before) and (kept or _is_known(connection, number))
    looking = book.rules.looking(changed(before, ticket) if before is not None and known else None)
    if not looking:
        return
    left, turns = set(kept), dict[Turning, int | None]()
    for automation, holds in book.rules.standing(looking, StrokeFacts(stroke, number).asked()):
        name, turning = automation.rule.name, automation.turning
        if turning not in turns:
            turns[turning] = turning.next(ticket, stroke.now)
        was, turn = kept.get(name), turns[turning]
        watch = was
        if was is not None and automation.timed and was.at is not None and was.at <= stroke.now:
            watch = brought(was, Sighted(automation, EarlierFacts(stroke, number)), stroke.now)
        watch = touched(watch, holds, turn, book.ripening(automation, ticket), stroke.now)
        if watch is not None and watch.since is not None and name in unwanted:
            watch = Watch(watch.since, turn, True)
        if watch is None:
            continue
        left.discard(name)
        if watch != was and not (was is not None and later(was, watch, stroke.now)):
            put(connection, name, number, watch)
    for name in book.rules.among(left, looking):
        put(connection, name, number, None)


class Sighted:
    """The query of an automation on a ticket that *facts* are of."""

    def __init__(self, automation: Automation, facts: StrokeFacts) -> None:
        self._automation, self._facts = automation, facts

    def holds(self, at: int) -> bool:
        return self._automation.holds(self._facts.asked_at(at))

    def turn(self, at: int) -> int | None:
        return self._automation.turning.next(self._facts.ticket, at)


def _is_known(connection: Connection, number: int) -> bool:
    """Whether something has happened to a ticket here before this stroke: else all of it was history."""
    found = connection.execute(
        "SELECT 1 FROM operation JOIN change ON change.id = operation.change WHERE operation.subject_kind = 'ticket' "
        "AND operation.subject = ? ORDER BY operation.seq DESC LIMIT 1",
        (number,),
    ).fetchone()
    return found is not None


def redefine(stroke: "Stroke", before: Definitions, after: Definitions) -> None:
    """The desk defines other things than *before*.

    An automation that is new, or asks for something else, begins anew; so do all on the tickets of a remote that rules
    were just switched on for.
    """
    rules, automations = (automatic(before), automatic(after)), stroke.book().rules.automations
    other = {name for name in {*rules[0], *rules[1]} if _asks(rules[0].get(name)) != _asks(rules[1].get(name))}
    for name in other:
        stroke.work.connection.execute("DELETE FROM watch WHERE rule = ?", (name,))
    for automation in automations:
        if automation.rule.name in other:
            _begin(stroke, automation)
    if any(before.get(key) != after.get(key) for key in before.keys() | after.keys() if key[0] in _HOURS):
        for automation in automations:
            if automation.wait.unit and automation.rule.name not in other:
                _retime(stroke, automation)
    known: dict[str, Connected] = nouns(before, "connection")
    for name, connected in nouns(after, "connection").items():
        if connected.served and not (name in known and known[name].served):
            for automation in automations:
                _begin(stroke, automation, home=name)


def _retime(stroke: "Stroke", automation: Automation) -> None:
    """Teams work in other hours: what waits in them is looked at when it has lasted long enough in these."""
    name, book = automation.rule.name, stroke.book()
    for (number,) in stroke.work.connection.execute("SELECT ticket FROM watch WHERE rule = ?", (name,)).fetchall():
        watch, ticket = get(stroke.work.connection, name, number), stroke.work.ticket_or_none(number)
        if watch is not None and ticket is not None and watch.since is not None and not watch.fired:
            turn = automation.turning.next(ticket, stroke.now)
            again = touched(watch, True, turn, book.ripening(automation, ticket), stroke.now)
            put(stroke.work.connection, name, number, again)


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


def _begin(stroke: "Stroke", automation: Automation, *, home: str | None = None) -> None:
    """Watch the tickets, or those of one *home*, for which its moment is still to come.

    Where no time is in its query, it has held at least since the ticket last changed. Where there is, what holds by
    now held before the rule was there.
    """
    exact = not automation.timed and not automation.wait.unit
    since = stroke.now - (automation.wait.length if exact else _LOOKED_BACK)
    found = stroke.work.connection.execute(
        "SELECT id FROM ticket WHERE updated_at > ?1 AND (?2 IS NULL OR home = ?2) AND EXISTS (SELECT 1 FROM operation "
        "JOIN change ON change.id = operation.change WHERE subject_kind = 'ticket' AND subject = ticket.id)",
        (since, home),
    ).fetchall()
    book = stroke.book()
    for (number,) in found:
        ticket = stroke.work.ticket(number)
        asked = StrokeFacts(stroke, number).asked()
        if not book.serves(ticket) or not automation.may_hold(asked):
            continue
        turn = automation.turning.next(ticket, stroke.now)
        watch: Watch | None = Watch(stroke.now, turn, True)
        if not automation.holds(asked):
            watch = Watch(None, turn) if turn is not None else None
        elif not automation.timed:
            moment = book.ripening(automation, ticket)(ticket.updated_at)
            watch = Watch(ticket.updated_at, moment) if moment is None or moment > stroke.now else None
        if watch is not None:
            put(stroke.work.connection, automation.rule.name, number, watch)
