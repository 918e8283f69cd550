"""Killed at any moment, crowded by others, out of room: what was kept is there, once, and nothing is half done."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supportterm.core.nouns import Message
from supportterm.core.terms import Role
from supportterm.core.writing import Draft, NewMessage, NewTicket
from supportterm.desk import Desk, StoreError
from supportterm.store.audit import audit
from supportterm.store.connection import Journal
from supportterm.store.sqlite import sqlite3

WRITER = Path(__file__).parent / "writer.py"


def start(desk: Path, journal: Journal, how: str, ticket: int, name: str, count: int) -> subprocess.Popen[str]:
    arguments = [str(desk), journal, how, str(ticket), name, str(count)]
    return subprocess.Popen([sys.executable, str(WRITER), *arguments], stdout=subprocess.PIPE, text=True)


def killed_after(process: subprocess.Popen[str], seconds: float, *, first: bool = False) -> int:
    """Kill -9 so long after it was ready; the number of the last thing it said was kept, -1 for none.

    *first*: so long after it said so of the first thing, however slow the machine is.
    """
    assert process.stdout is not None
    assert process.stdout.readline() == "READY\n"
    said = [process.stdout.readline().rstrip()] if first else []
    time.sleep(seconds)
    process.kill()
    said += process.stdout.read().splitlines()
    process.wait()
    return max((int(line.split()[1]) for line in said if line.startswith("DONE ") and line[5:].isdigit()), default=-1)


def sound(path: Path) -> None:
    raw = sqlite3.connect(path)
    assert raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    raw.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('integrity-check', 0)")
    raw.close()
    found = audit(path)
    assert found.ok, found.words


def bodies(desk: Desk, ticket: int) -> list[str]:
    return [m.body for m in desk.timeline(ticket, size=1_000_000) if isinstance(m, Message)]


@pytest.fixture
def ticketed(tmp_path: Path, journal: Journal) -> Iterator[tuple[Path, int]]:
    """A desk, closed, with a ticket."""
    with Desk.create(tmp_path / "d.desk", "D", journal=journal, me="dana") as desk:
        number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello")).tickets[0]
    yield tmp_path / "d.desk", number


@pytest.mark.long
def test_a_writer_killed_at_any_moment_loses_and_doubles_nothing(
    ticketed: tuple[Path, int], journal: Journal, effort: Callable[[int, int], int]
) -> None:
    path, number = ticketed
    chance = random.Random(7)
    kept = {
        str(life): killed_after(
            start(path, journal, "strokes", number, str(life), 10_000), chance.random() * 0.25, first=life % 4 == 0
        )
        for life in range(effort(12, 300))
    }
    sound(path)
    with Desk.open(path, me="dana") as desk:
        times = Counter(bodies(desk, number))
        assert all(count == 1 for count in times.values())
        tags = set(desk.ticket(number).tags)
        for name, last in kept.items():
            for n in range(last + 1):
                assert f"note {name} {n}." in times and f"{name}-{n}" in tags
            assert f"note {name} {last + 2}." not in times
        newest, last = max(((name, last) for name, last in kept.items() if last >= 0), key=lambda k: int(k[0]))
        draft = desk.draft(number, "reply")
        assert draft is not None and draft.body.split()[1] in {str(n) for n in range(int(newest), len(kept))}
        if draft.body.split()[1] == newest:
            assert int(draft.body.split()[2].rstrip(".")) >= last


@pytest.mark.long
def test_an_import_killed_at_any_moment_keeps_whole_pages(
    ticketed: tuple[Path, int], journal: Journal, effort: Callable[[int, int], int]
) -> None:
    path, _ = ticketed
    chance = random.Random(7)
    kept = {
        str(life): killed_after(
            start(path, journal, "history", 0, str(life), 100_000), chance.random() * 0.25, first=life % 4 == 0
        )
        for life in range(effort(8, 200))
    }
    sound(path)
    with Desk.open(path, me="dana") as desk:
        person = desk.person_by_email("al@acme.test")
        assert person is not None
        rows = desk.history(person.id, 1_000_000)
        subjects = Counter(row.subject for row in rows)
        assert all(count == 1 for count in subjects.values())
        assert all(row.messages == 2 for row in rows if row.subject != "Hi")
        for name, last in kept.items():
            assert all(f"history {name} {n}" in subjects for n in range(last + 1))
            assert sum(subject.startswith(f"history {name} ") for subject in subjects) % 10 == 0


def test_four_programs_write_at_once_and_all_is_kept(ticketed: tuple[Path, int], journal: Journal) -> None:
    path, number = ticketed
    names = ("a", "b", "c")
    writers = [start(path, journal, "strokes", number, name, 15) for name in names]
    writers.append(start(path, journal, "history", 0, "d", 100))
    for writer in writers:
        out, _ = writer.communicate(timeout=120)
        assert writer.returncode == 0, out
    sound(path)
    with Desk.open(path, me="dana") as desk:
        assert Counter(bodies(desk, number)) == Counter(
            ["hello", *(f"note {name} {n}." for name in names for n in range(15))]
        )
        assert set(desk.ticket(number).tags) == {f"{name}-{n}" for name in names for n in range(15)}
        person = desk.person_by_email("al@acme.test")
        assert person is not None and len(desk.history(person.id, 1_000)) == 101
        numbered = [(e.operation.device, e.operation.device_seq) for e in desk.log(number)]
        assert len(set(numbered)) == len(numbered)


def test_a_console_gets_its_turn_while_an_import_runs(ticketed: tuple[Path, int], journal: Journal) -> None:
    path, number = ticketed
    importing = start(path, journal, "history", 0, "x", 1_000_000)
    try:
        assert importing.stdout is not None and importing.stdout.readline() == "READY\n"
        assert importing.stdout.readline().startswith("DONE")
        with Desk.open(path, me="dana") as desk:
            for n in range(10):
                desk.write(number, NewMessage(Role.NOTE, f"meanwhile {n}"))
            assert importing.poll() is None
            assert len(bodies(desk, number)) == 11
    finally:
        importing.kill()
        importing.communicate()


FULL = """
import resource, signal, sys
from supportterm.core.terms import Role
from supportterm.core.writing import Draft, NewMessage
from supportterm.desk import Desk, StoreError
path, number, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
desk = Desk.open(path, me="dana")
desk.write(number, NewMessage(Role.NOTE, "before"))
desk.save_draft(Draft(number, "reply", "before"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
kept = 0
try:
    for n in range(10_000):
        desk.write(number, NewMessage(Role.NOTE, f"note {n} " + "x" * 5_000))
        kept = n + 1
except StoreError as error:
    print(kept, error)
"""


def test_where_a_file_may_not_grow_the_error_says_so_and_nothing_is_half_done(ticketed: tuple[Path, int]) -> None:
    path, number = ticketed
    arguments = [sys.executable, "-c", FULL, str(path), str(number), "800000"]
    said = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    kept, words = said.split(" ", 1)
    assert "nothing was saved" in words
    sound(path)
    with Desk.open(path, me="dana") as desk:
        notes = [body.split(" x")[0] for body in bodies(desk, number)]
        assert notes == ["hello", "before", *(f"note {n}" for n in range(int(kept)))]
        draft = desk.draft(number, "reply")
        assert draft is not None and draft.body == "before"
        desk.write(number, NewMessage(Role.NOTE, "room again"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB. Only root can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(place)], capture_output=True)
    if made.returncode != 0:
        pytest.skip("mounting a small disk needs rights that this user does not have")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_on_a_full_disk_the_error_is_plain_and_drafts_are_still_kept(small_disk: Path, journal: Journal) -> None:
    with Desk.create(small_disk / "d.desk", "D", journal=journal, me="dana") as desk:
        number = desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello")).tickets[0]
        desk.save_draft(Draft(number, "reply", "Dear Al"))
        wrote = 0
        with pytest.raises(StoreError, match="disk is full: nothing was saved"):
            for n in range(10_000):
                desk.attach(os.urandom(50_000), "noise")
                desk.write(number, NewMessage(Role.NOTE, f"note {n}"))
                wrote = n + 1
        with pytest.raises(StoreError, match="disk is full: nothing was saved"), desk.bulk() as bulk:
            for n in range(1_000):
                ticket = bulk.ticket(f"T{n}", 1, at=n)
                bulk.message(ticket, Role.CUSTOMER, os.urandom(5_000).hex(), at=n)
        filler = small_disk / "filler"
        with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        with pytest.raises(StoreError, match="disk is full"):
            while True:
                desk.write(number, NewMessage(Role.NOTE, f"note {wrote}"))
                wrote += 1
        text = "Dear Al, " + "this took me an hour. " * 500
        desk.save_draft(Draft(number, "reply", text))
        draft = desk.draft(number, "reply")
        assert draft is not None and draft.body == text
        found = bodies(desk, number)
        assert found == ["hello", *(f"note {n}" for n in range(wrote))]
        assert desk.ticket(number).messages == wrote + 1
        filler.unlink()
        shutil.rmtree(small_disk / "d.desk.files")
        desk.write(number, NewMessage(Role.NOTE, "room again"))
    sound(small_disk / "d.desk")
