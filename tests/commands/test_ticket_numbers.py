"""What tickets are called where people type and read them: `12`, `#57`, `~3`, `id:12`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.commands.usage import Usage
from supportterm.core.numbers import PROVISIONAL
from supportterm.core.remote import Page, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

CAN = ("tickets", "open", "reply", "note", "status", "tags", "merge")


def told(key: str, number: str, subject: str) -> TicketSeen:
    return TicketSeen(RemoteTicket(key, "1", subject, RemotePerson(email="al@acme.test"), 1000, 2000, number=number))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Ids 1 and 2 are this desk's own; the remote told #57 and #2, and a ticket for it waits to be numbered."""
    with Desk.create(tmp_path / "d.desk", "d", me="ann") as desk:
        for subject in ("Ours", "Ours too"):
            desk.create_ticket(NewTicket("bo@acme.test", subject))
        desk.define("connection", "far", {"title": "Far", "backend": "memory", "can": CAN})
        page = Page((told("a", "57", "Far away"), told("b", "2", "Far and two"), told("c", "ABC-9", "Lettered")), "1")
        desk.replica("far").take(page)
        desk.create_ticket(NewTicket("bo@acme.test", "To be numbered"))
        yield desk


def there(desk: Desk, line: str) -> list[dict[str, Any]]:
    return [dict(record) for record in run(line, Call(lambda: desk, json=True)).records]


@pytest.mark.parametrize(
    ("word", "subject"),
    [("57", "Far away"), ("#57", "Far away"), ("1", "Ours"), ("~3", "To be numbered"), ("ABC-9", "Lettered"),
     ("id:2", "Ours too"), (str(PROVISIONAL + 3), "To be numbered")],
)  # fmt: skip
def test_a_ticket_is_found_by_what_people_call_it(desk: Desk, word: str, subject: str) -> None:
    assert there(desk, f"show {word}")[0]["subject"] == subject


def test_two_tickets_of_one_name_are_not_taken_for_each_other(desk: Desk) -> None:
    with pytest.raises(Usage, match=r"2 tickets are called #2: .*Far and two.*Ours too"):
        there(desk, "show 2")


def test_what_a_program_reads_it_can_give_back(desk: Desk) -> None:
    listed = {r["subject"]: r["number"] for r in there(desk, "list")}
    assert listed["Far away"] == 57 and listed["To be numbered"] == "~3" and listed["Lettered"] == "ABC-9"
    assert there(desk, f"show {listed['To be numbered']}")[0]["subject"] == "To be numbered"


def test_what_was_done_is_told_by_the_name_that_people_know(desk: Desk) -> None:
    assert run("solve 57", Call(lambda: desk)).words == "#57 status new → solved"
    assert run("solve ~3", Call(lambda: desk)).words == "~3 status new → solved"


@pytest.mark.parametrize("word", ["~9", "99"])
def test_a_number_that_nothing_has_is_said_as_it_was_typed(desk: Desk, word: str) -> None:
    with pytest.raises(Exception, match=f"there is no ticket {word}"):
        there(desk, f"show {word}")
