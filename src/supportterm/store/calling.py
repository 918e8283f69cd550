"""Calls that go on, or that nobody has written down yet; and writing one down, on a ticket.

What is of record is the note on the ticket. A call that is forgotten before that leaves a row here, for a while.
"""

from typing import Any, Final

from supportterm.core.calls import RINGS, PhoneCall, log_call, note_of
from supportterm.core.moments import DAY
from supportterm.core.operations import Called
from supportterm.core.terms import Role, Status
from supportterm.core.verbs import Rules
from supportterm.core.writing import NewMessage
from supportterm.store import authoring, people
from supportterm.store.sqlite import Connection
from supportterm.store.stroke import Stroke

KEPT: Final = 30 * DAY
"""How long a call is known that nobody wrote down."""
_FIELDS: Final = (
    "phone", "incoming", "state", "at", "answered_at", "ended_at", "agent", "person", "name", "ticket", "logged",
)  # fmt: skip
_SELECT: Final = f"SELECT id, {', '.join(_FIELDS)} FROM call"


def get(connection: Connection, id: int) -> PhoneCall | None:
    row = connection.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
    return _call(row) if row else None


def known_as(connection: Connection, source: str, key: str) -> PhoneCall | None:
    """The call that a telephone system, told by the webhook *source*, knows by *key*."""
    row = connection.execute(f"{_SELECT} WHERE source = ? AND key = ? AND key <> ''", (source, key)).fetchone()
    return _call(row) if row else None


def recent(connection: Connection, limit: int) -> tuple[PhoneCall, ...]:
    """Those that nobody has written down yet, newest first."""
    found = connection.execute(f"{_SELECT} WHERE NOT logged ORDER BY at DESC, id DESC LIMIT ?", (limit,))
    return tuple(map(_call, found))


def of_agent(connection: Connection, agent: str) -> PhoneCall | None:
    """The call that somebody is on, or has just ended and not written down: their newest."""
    row = connection.execute(
        f"{_SELECT} WHERE NOT logged AND agent = ? AND (answered_at IS NOT NULL OR NOT incoming) AND state <> 'missed' "
        "ORDER BY at DESC, id DESC LIMIT 1",
        (agent,),
    ).fetchone()
    return _call(row) if row else None


def ringing(connection: Connection, agent: str, now: int) -> tuple[PhoneCall, ...]:
    """Those that ring for somebody, or for nobody in particular, newest first."""
    found = connection.execute(
        f"{_SELECT} WHERE NOT logged AND incoming AND state = 'ringing' AND agent IN ('', ?) AND at > ? "
        "ORDER BY at DESC, id DESC",
        (agent, now - RINGS),
    )
    return tuple(map(_call, found))


def keep(connection: Connection, call: PhoneCall, source: str = "", key: str = "") -> PhoneCall:
    """*call* as it is by now, with its number when it is a new one; those that nobody wrote down long ago go."""
    values = tuple(getattr(call, field) for field in _FIELDS)
    if call.id:
        marks = ", ".join(f"{field} = ?" for field in _FIELDS)
        connection.execute(f"UPDATE call SET {marks} WHERE id = ?", (*values, call.id))
        return call
    connection.execute("DELETE FROM call WHERE at < ?", (call.at - KEPT,))
    marks = ", ".join("?" * (len(_FIELDS) + 2))
    done = connection.execute(
        f"INSERT INTO call ({', '.join(_FIELDS)}, source, key) VALUES ({marks})", (*values, source, key)
    )
    found = get(connection, int(done.lastrowid or 0))
    assert found is not None
    return found


def who(connection: Connection, phone: str) -> int | None:
    """Number of who has a telephone number: the last that was met, where several have it."""
    known = people.by_phone(connection, phone)
    return known[-1].id if known else None


def write_down(
    stroke: Stroke, rules: Rules, ticket: int, called: Called, name: str, text: str, then: Status | None
) -> None:
    """A note with what was said, and that it was a call. *called* names no message yet; *name*: who was spoken to."""
    note = NewMessage(Role.NOTE, note_of(called, name, text), then=then)
    authoring.write(stroke, rules, ticket, note)
    message = stroke.work.ticket(ticket).last_message
    about = Called(message, called.phone, called.incoming, called.outcome, called.seconds)
    stroke.do(log_call(stroke.work.ticket(ticket), about))


def _call(row: tuple[Any, ...]) -> PhoneCall:
    given = dict(zip(("id", *_FIELDS), row, strict=True))
    return PhoneCall(**{**given, "incoming": bool(given["incoming"]), "logged": bool(given["logged"])})
