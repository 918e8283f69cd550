"""What leaves next is found as fast when a whole desk waits to leave: each ticket's oldest, by age."""

from pathlib import Path

from supportterm.core.outbox import State
from supportterm.core.remote import Page, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.terms import Role
from supportterm.core.writing import NewMessage
from supportterm.desk import Desk
from supportterm.store import outbox, sqlite
from supportterm.store.sqlite import sqlite3

AL = RemotePerson("", "Al", "al@acme.test")
NOW = 1_700_000_000_000


def waiting(path: Path, tickets: int) -> sqlite.Connection:
    """A desk on which two notes wait on each ticket."""
    with Desk.create(path, "d", me="ann", clock=lambda: NOW, undo_window=0) as desk:
        desk.define("connection", "far", {"title": "Far", "backend": "memory", "can": ["tickets", "note"]})
        seen = (TicketSeen(RemoteTicket(str(n), "1", f"No {n}", AL, NOW, NOW)) for n in range(1, tickets + 1))
        desk.replica("far").take(Page(tuple(seen), "all"), silent=True)
        for words in ("first", "second"):
            for number in range(1, tickets + 1):
                desk.write(number, NewMessage(Role.NOTE, words))
    return sqlite3.connect(path, isolation_level=None)


def steps(connection: sqlite.Connection) -> int:
    """How many of SQLite's own steps it takes to find what leaves next, in hundreds."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    connection.set_progress_handler(count, 100)
    assert [entry.ticket for entry in outbox.due(connection, "far", State.QUEUED, NOW, 3)] == [1, 2, 3]
    assert outbox.due(connection, "far", State.UNCERTAIN, NOW) == []
    assert outbox.next_moment(connection, "far", NOW) is not None
    connection.set_progress_handler(None, 0)
    return counted[0]


def test_it_takes_no_longer_the_more_waits(tmp_path: Path) -> None:
    few, many = waiting(tmp_path / "few.desk", 10), waiting(tmp_path / "many.desk", 120)
    assert steps(many) <= steps(few) + 2
    few.close()
    many.close()


def test_the_second_of_a_ticket_waits_for_the_first(tmp_path: Path) -> None:
    connection = waiting(tmp_path / "d.desk", 2)
    heads = outbox.due(connection, "far", State.QUEUED, NOW)
    assert [(entry.ticket, entry.seq) for entry in heads] == sorted((e.ticket, e.seq) for e in heads)
    assert len(heads) == 2
    sending = outbox.move(connection, heads[0], State.SENDING, at=NOW)
    assert [e.ticket for e in outbox.due(connection, "far", State.QUEUED, NOW)] == [2]
    outbox.move(connection, sending, State.ACKED, at=NOW)
    assert [e.ticket for e in outbox.due(connection, "far", State.QUEUED, NOW)] == [2, 1]
    assert outbox.next_moment(connection, "far", NOW - 1) == NOW
    connection.close()
