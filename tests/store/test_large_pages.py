"""A large page of a remote is whole, or it is not there."""

from pathlib import Path

import pytest

from supportterm.core.query import parse
from supportterm.core.remote import Page, RemoteMessage, RemotePerson, RemoteTicket, TicketSeen
from supportterm.core.terms import Role
from supportterm.desk import Desk

AL = RemotePerson("", "Al", "al@acme.test")
AT = 1_600_000_000_000


def page(tickets: int) -> Page:
    """Tickets of seven messages, whose moments run across each other."""
    items = []
    for number in range(1, tickets + 1):
        messages = tuple(
            RemoteMessage(f"{number}-{n}", Role.CUSTOMER, f"word{number}x {n}", AT + n * 1000 - number, person=AL)
            for n in range(7)
        )
        items.append(TicketSeen(RemoteTicket(str(number), "1", f"Subject {number}", AL, AT, AT + 9000), messages))
    return Page(tuple(items), "all")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk.create(tmp_path / "d.desk", "d", me="ann")
    desk.define("connection", "far", {"title": "Far", "backend": "memory", "can": ["tickets"]})
    return desk


def test_a_large_page_is_whole_and_found(desk: Desk) -> None:
    desk.replica("far").take(page(400), silent=True)
    assert desk.count(parse("")) == 400
    for number in (1, 143, 144, 286, 400):
        assert desk.count(parse(f"word{number}x")) == 1
        assert desk.ticket(number).messages == 7
        assert desk.row(number).unread is False


def test_a_large_page_that_fails_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from supportterm.store.taking import Taking

    taken, left = Taking.ticket, [399]

    def fails(self: Taking, item: TicketSeen, *, sure: bool = False) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise RuntimeError("the page can't be taken in")
        return taken(self, item, sure=sure)

    monkeypatch.setattr(Taking, "ticket", fails)
    with pytest.raises(RuntimeError):
        desk.replica("far").take(page(400), silent=True)
    assert desk.count(parse("")) == 0 and desk.replica("far").cursor() == ""
    monkeypatch.undo()
    desk.replica("far").take(page(400), silent=True)
    assert desk.count(parse("word400x")) == 1
