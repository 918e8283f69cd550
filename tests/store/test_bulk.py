"""History's door: what is asked of it while a page is still being filled, or being ended on another core."""

import subprocess
import sys

import pytest

from supportterm.core.nouns import Message
from supportterm.core.operations import Set
from supportterm.core.terms import Role
from supportterm.desk import Desk
from supportterm.store import bulk as keeping
from supportterm.store import pages
from supportterm.store.audit import audit
from supportterm.store.sqlite import sqlite3


def found(desk: Desk, words: str) -> list[int]:
    return [hit.ticket for hit in desk.search(words).hits]


def test_who_and_which_house_are_made_once_in_a_page_and_after(desk: Desk) -> None:
    with desk.bulk() as bulk:
        made = [(bulk.organization("Acme"), bulk.person("Al@acme.test", "Al")) for _ in range(2)]
        bulk.commit()
        made.append((bulk.organization(" acme"), bulk.person("al@acme.test")))
    assert len(set(made)) == 1


def test_what_somebody_else_did_between_two_pages_is_known(desk: Desk) -> None:
    with desk.bulk() as bulk, Desk.open(desk.path, me="dana") as other:
        bulk.person("al@acme.test")
        bulk.commit()
        person = other.put_person(email="bo@acme.test")
        assert bulk.person("bo@acme.test") == person
        assert bulk.person("cy@acme.test") > person


def test_more_people_than_are_kept_are_found_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ADDRESSES", 3)
    with desk.bulk() as bulk:
        for _ in range(2):
            numbers = [bulk.person(f"p{n}@acme.test") for n in range(7)]
            bulk.commit()
    assert numbers == sorted(set(numbers)) and len(numbers) == 7


@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_pieces_of_a_page_are_whole_and_found(desk: Desk, monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(pages, "PIECE", piece)
    with desk.bulk() as bulk:
        tickets = []
        for n in range(5):
            tickets.append(bulk.ticket(f"title{n}", bulk.person(f"p{n}@acme.test"), at=1_000 * n + 1_000))
            for turn in range(3):  # the last is the oldest: it takes the subject over
                bulk.message(tickets[n], Role.CUSTOMER, f"left\0right w{n}x{turn} “é”", at=1_000 * n + 1_000 - turn)
            bulk.do(tickets[n], Set("subject", f"other{n}"), at=1_000 * n + 1_000, actor="import")
    for n, ticket in enumerate(tickets):
        assert found(desk, f"other{n}") == [ticket] and not found(desk, f"title{n}")
        assert [m.body for m in desk.timeline(ticket) if isinstance(m, Message)] == [
            f"left\0right w{n}x{turn} “é”" for turn in (2, 1, 0)
        ]
        assert found(desk, f"right w{n}x1 é") == [ticket]
    assert len(found(desk, "left")) == 15
    assert audit(desk.path).ok


def test_after_many_pages_the_index_is_merged_and_as_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "FEW", 5)
    with desk.bulk() as bulk:
        ticket = bulk.ticket("many", bulk.person("al@acme.test"), at=0)
        for n in range(12):
            bulk.message(ticket, Role.CUSTOMER, f"word{n} everywhere", at=n)
            bulk.commit()
    assert len(found(desk, "everywhere")) == 12 and len(found(desk, "word7")) == 1
    raw = sqlite3.connect(desk.path)
    raw.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('integrity-check', 0)")
    assert raw.execute("SELECT v FROM message_fts_config WHERE k = 'automerge'").fetchall() == [(4,)]
    assert raw.execute("SELECT count(DISTINCT segid) FROM message_fts_idx").fetchone()[0] < 4
    raw.close()


LITTLE_ROOM = """
import resource, signal, sys
from supportterm.core.terms import Role
from supportterm.desk import Desk, StoreError
path, limit = sys.argv[1], int(sys.argv[2])
kept = 0
with Desk.open(path, me="dana") as desk:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        with desk.bulk() as bulk:
            ticket = bulk.ticket("long", bulk.person("al@acme.test"), at=0)
            for n in range(1_000):
                bulk.message(ticket, Role.CUSTOMER, f"part {n} " + "x y" * 5_000, at=n)
                if n % 10 == 9:
                    bulk.commit(wait=False)
                    bulk.known("anything")
                    kept = n + 1
    except StoreError as error:
        print(kept, error)
"""


def test_a_page_for_which_there_is_no_room_is_told_by_the_next_call_and_leaves_nothing(desk: Desk) -> None:
    arguments = [sys.executable, "-c", LITTLE_ROOM, str(desk.path), "2000000"]
    said = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    kept, words = said.split(" ", 1)
    assert int(kept) > 0 and "nothing was saved" in words
    assert desk.ticket(1).messages == int(kept)
    assert audit(desk.path).ok
    with desk.bulk() as bulk:
        bulk.message(1, Role.CUSTOMER, "room again", at=5_000)
    assert found(desk, "room again") == [1]


def test_an_error_of_the_caller_keeps_the_pages_before(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError), desk.bulk() as bulk:
        first = bulk.ticket("first", bulk.person("al@acme.test"), at=0)
        bulk.message(first, Role.CUSTOMER, "kept", at=0)
        bulk.commit(wait=False)
        bulk.message(first, Role.CUSTOMER, "lost", at=1)
        raise ZeroDivisionError
    assert found(desk, "kept") == [1] and not found(desk, "lost")
    assert audit(desk.path).ok
