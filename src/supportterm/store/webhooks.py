"""Webhooks out: how far each has followed the log, and what waits to be told to it.

An event becomes a delivery in the same transaction in which its webhook's place in the log moves on, under an id that
follows from the event alone. A delivery is marked before it is sent; the mark goes with what became of it: what is
found marked by the next keeper was being sent when the last one died.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from supportterm.core.webhook import Webhook, delivery_id, event_of
from supportterm.store.append import last_place
from supportterm.store.hooks import Happened, news
from supportterm.store.sqlite import Connection

State = Literal["waiting", "sending", "uncertain", "dead", "held"]
_FOR_PEOPLE: Final = "('uncertain', 'dead', 'held')"
_SAID: Final = 2
"""Failures in a row from which it is said: a single one is nothing."""
_DELIVERY: Final = "SELECT id, webhook, seq, event, ticket, at, state, attempts, not_before, words FROM delivery"
RESTORED: Final = "the desk was copied or put back from a backup: the other one may have told it"


class Delivery(NamedTuple):
    """An event on its way to a webhook."""

    id: bytes
    webhook: str
    seq: int
    """Its place in the log."""
    event: str
    ticket: int
    at: int
    """Since when it waits, milliseconds."""
    state: State
    attempts: int
    not_before: int
    words: str
    """What was wrong the last time."""


class Stand(NamedTuple):
    """How it stands with a webhook."""

    upto: int
    told: int
    last: int | None
    """When it was told something last, milliseconds."""
    since: int | None
    """Since when it has not answered as it should; None: it has."""
    fails: int
    """How often in a row."""
    words: str
    """What was wrong the last time."""


def stands(connection: Connection) -> dict[str, Stand]:
    found = connection.execute("SELECT name, upto, told, last, since, fails, words FROM webhook")
    return {name: Stand(*rest) for name, *rest in found}


# --- following


def follow(connection: Connection, there: Mapping[str, Webhook], wait: int) -> bool:
    """Let the webhooks that are *there* follow a piece of the log; whether there may be more.

    *wait*: how long what is written to customers can be taken back, milliseconds: so long it is not told.
    """
    _settle(connection, there)
    more = False
    known = stands(connection)
    for name, webhook in there.items():
        found, upto = news(connection, known[name].upto)
        if upto == known[name].upto:
            continue
        for one in found if not webhook.off else ():
            if event := event_of(webhook, one.operation, opening=one.opening):
                _add(connection, name, event, one, wait if event == "reply" else 0)
        connection.execute("UPDATE webhook SET upto = ? WHERE name = ?", (upto, name))
        more = True
    return more


def is_behind(connection: Connection, there: Mapping[str, Webhook]) -> bool:
    """Whether `follow` has something to do. Cheap."""
    found = connection.execute("SELECT name, off, upto FROM webhook").fetchall()
    if {name: bool(off) for name, off, _ in found} != {name: webhook.off for name, webhook in there.items()}:
        return True
    last = last_place(connection) if found else 0
    return any(upto < last for _, _, upto in found)


def has_news(connection: Connection, there: Mapping[str, Webhook]) -> bool:
    """Whether something happened that one of them has not followed yet. Cheap."""
    known = stands(connection)
    for name, webhook in there.items():
        after = known[name].upto if name in known else _begins(connection, name)
        found = news(connection, after)[0] if not webhook.off else ()
        if any(event_of(webhook, one.operation, opening=one.opening) for one in found):
            return True
    return False


def _settle(connection: Connection, there: Mapping[str, Webhook]) -> None:
    """New ones follow what happens from when they were defined, or switched on again; of what is gone nothing stays."""
    off = dict(connection.execute("SELECT name, off FROM webhook"))
    for name in off.keys() - there.keys():
        connection.execute("DELETE FROM webhook WHERE name = ?", (name,))
        connection.execute("DELETE FROM delivery WHERE webhook = ?", (name,))
    for name, webhook in there.items():
        if name not in off:
            values = (name, _begins(connection, name), webhook.off)
            connection.execute("INSERT INTO webhook (name, upto, off) VALUES (?, ?, ?)", values)
        elif bool(off[name]) is not webhook.off:
            connection.execute(
                "UPDATE webhook SET off = ?, upto = max(upto, ?) WHERE name = ?",
                (webhook.off, _begins(connection, name), name),
            )


def _begins(connection: Connection, name: str) -> int:
    """The place of the log in which it was defined last."""
    row = connection.execute(
        "SELECT max(seq) FROM operation WHERE subject_kind = 'desk' AND subject = 0 AND kind = 'define' "
        "AND json_extract(CAST(payload AS TEXT), '$.what') = 'webhook' "
        "AND json_extract(CAST(payload AS TEXT), '$.name') = ?",
        (name,),
    ).fetchone()
    return int(row[0] or 0)


def _add(connection: Connection, name: str, event: str, one: Happened, wait: int) -> None:
    id, operation = delivery_id(name, one.operation.id), one.operation
    connection.execute(
        "INSERT OR IGNORE INTO delivery (id, webhook, seq, event, ticket, at, state, not_before) "
        "VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?)",
        (id, name, one.seq, event, operation.subject.id, operation.at, operation.at + wait),
    )


# --- telling


def first(connection: Connection) -> Delivery | None:
    """What is to be told first, whenever that is; None: nothing waits."""
    row = connection.execute(
        f"{_DELIVERY} WHERE state = 'waiting' AND webhook IN (SELECT name FROM webhook WHERE NOT off) "
        "ORDER BY not_before, seq LIMIT 1"
    ).fetchone()
    return Delivery(*row) if row else None


def begin(connection: Connection, delivery: Delivery) -> bool:
    """It is about to be sent; False when it waits no more."""
    done = connection.execute(
        "UPDATE delivery SET state = 'sending', attempts = attempts + 1 WHERE id = ? AND state = 'waiting'",
        (delivery.id,),
    )
    return done.rowcount == 1


def told(connection: Connection, delivery: Delivery, at: int) -> None:
    """The other side has it."""
    connection.execute("DELETE FROM delivery WHERE id = ?", (delivery.id,))
    connection.execute(
        "UPDATE webhook SET told = told + 1, last = ?, since = NULL, fails = 0, words = '' WHERE name = ?",
        (at, delivery.webhook),
    )


def drop(connection: Connection, delivery: Delivery) -> None:
    """There is nothing to tell any more: it was undone."""
    connection.execute("DELETE FROM delivery WHERE id = ?", (delivery.id,))


def failed(connection: Connection, delivery: Delivery, at: int, state: State, not_before: int, words: str) -> None:
    """It was not told, or it is not known; it is *state* from now on, and all of its webhook waits for a moment."""
    connection.execute(
        "UPDATE delivery SET state = ?, not_before = ?, words = ? WHERE id = ?",
        (state, not_before, words, delivery.id),
    )
    connection.execute(
        "UPDATE delivery SET not_before = max(not_before, ?) WHERE webhook = ? AND state = 'waiting'",
        (not_before, delivery.webhook),
    )
    connection.execute(
        "UPDATE webhook SET since = ifnull(since, ?), fails = fails + 1, words = ? WHERE name = ?",
        (at, words, delivery.webhook),
    )


def hold(connection: Connection, delivery: Delivery, words: str) -> None:
    """It is not told before a person says so; that is not the other side's fault."""
    connection.execute("UPDATE delivery SET state = 'held', words = ? WHERE id = ?", (words, delivery.id))


def doubt(connection: Connection, there: Mapping[str, Webhook], words: str) -> None:
    """Whoever sent is gone: whether what was being sent arrived can't be known.

    Where the other side drops what it has, it is told again.
    """
    again = [name for name, webhook in there.items() if webhook.idempotent]
    marks = ", ".join("?" * len(again))
    connection.execute(f"UPDATE delivery SET state = 'waiting' WHERE state = 'sending' AND webhook IN ({marks})", again)
    connection.execute("UPDATE delivery SET state = 'uncertain', words = ? WHERE state = 'sending'", (words,))


def claimed(connection: Connection) -> None:
    """This file is the desk from now on: what waits in it the other one may have told."""
    connection.execute(
        "UPDATE delivery SET state = 'held', words = ? WHERE state IN ('waiting', 'sending')", (RESTORED,)
    )
    connection.execute("UPDATE webhook SET upto = (SELECT ifnull(max(seq), 0) FROM operation)")


# --- for people


def troubles(connection: Connection) -> tuple[Delivery, ...]:
    """What waits for a person, oldest first."""
    found = connection.execute(f"{_DELIVERY} WHERE state IN {_FOR_PEOPLE} ORDER BY seq")
    return tuple(Delivery(*row) for row in found)


def troubled(connection: Connection) -> tuple[str, ...]:
    """Names of those that do not answer as they should, and of those with something that waits for a person."""
    found = connection.execute(
        "SELECT name FROM webhook WHERE fails >= ? AND NOT off UNION "
        f"SELECT webhook FROM delivery WHERE state IN {_FOR_PEOPLE} ORDER BY 1",
        (_SAID,),
    )
    return tuple(row[0] for row in found)


def waiting(connection: Connection) -> dict[str, int]:
    """How much waits by itself, by webhook."""
    found = "SELECT webhook, count(*) FROM delivery WHERE state IN ('waiting', 'sending') GROUP BY webhook"
    return dict(connection.execute(found))


def decide(connection: Connection, names: Iterable[str], *, again: bool, now: int) -> int:
    """What waits for a person is told again, or is forgotten; how much that is."""
    if again:
        verb = f"UPDATE delivery SET state = 'waiting', at = {now:d}, not_before = {now:d}"
    else:
        verb = "DELETE FROM delivery"
    where = f"WHERE webhook = ? AND state IN {_FOR_PEOPLE}"
    return sum(connection.execute(f"{verb} {where}", (name,)).rowcount for name in names)
