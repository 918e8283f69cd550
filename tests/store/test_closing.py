"""A desk is closed while other threads read it, as when somebody quits in the middle of a search."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from supportterm.core.query import parse
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk
from supportterm.store import sqlite

READERS_AND_A_CLOSER = """
import sys, threading, time
from supportterm.core.query import parse
from supportterm.desk import Desk

path, found = sys.argv[1], []

def read(desk, going):
    while going.is_set():
        found.append(desk.count(parse("")))

for _ in range(60):
    desk, going = Desk.open(path, me="dana"), threading.Event()
    going.set()
    readers = [threading.Thread(target=read, args=(desk, going)) for _ in range(2)]
    for reader in readers:
        reader.start()
    time.sleep(0.002)
    desk.close()
    going.clear()
    for reader in readers:
        reader.join()
    desk.close()
print(set(found))
"""


def test_whoever_reads_when_a_desk_is_closed_gets_its_answer(desk: Desk) -> None:
    """In a process of its own: to close a connection under its statement ended it with a segmentation fault."""
    desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello"))
    command = [sys.executable, "-c", READERS_AND_A_CLOSER, str(desk.path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "{1}\n", "")


@pytest.mark.skipif(not sqlite.WAL_SAFE, reason="this SQLite has the WAL-reset bug")
def test_what_idle_threads_read_with_is_closed_too(tmp_path: Path) -> None:
    """No log lies beside a desk that nobody has open, so that it can be copied as one file."""
    desk = Desk.create(tmp_path / "acme.desk", "Acme", me="dana", journal="wal")
    desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello"))
    read, closed = threading.Event(), threading.Event()

    def stays() -> None:
        desk.count(parse(""))
        read.set()
        closed.wait(20)

    thread = threading.Thread(target=stays)
    thread.start()
    assert read.wait(20)
    desk.close()
    beside = list(tmp_path.glob("acme.desk-*"))
    closed.set()
    thread.join()
    assert beside == []
