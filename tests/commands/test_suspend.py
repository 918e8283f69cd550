"""Holding back and letting in: where such tickets are listed, what is said of them, and that it can be undone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.core.views import DEFAULT_VIEWS
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann") as desk:
        for subject in ("Win a prize", "My order"):
            desk.create_ticket(NewTicket("bo@shop.test", subject))
        yield desk


def told(desk: Desk, line: str) -> str:
    return run(line, Call(lambda: desk)).words


def listed(desk: Desk, query: str) -> list[Any]:
    return [r["subject"] for r in run(f"list {query!r}", Call(lambda: desk, json=True)).records]


def test_a_held_back_ticket_is_in_its_own_view_only_until_it_is_let_in(desk: Desk) -> None:
    assert "held back: a phishing mail" in told(desk, "suspend 1 --reason 'a phishing mail'")
    assert listed(desk, "is:suspended") == ["Win a prize"]
    assert listed(desk, "is:active") == ["My order"]
    assert desk.ticket(1).suspended == "a phishing mail"
    work = [v for v in DEFAULT_VIEWS if v.name not in ("suspended", "all")]
    assert all("Win a prize" not in listed(desk, v.query) for v in work)
    assert "let in" in told(desk, "release 1")
    assert listed(desk, "is:suspended") == [] and sorted(listed(desk, "is:active")) == ["My order", "Win a prize"]


def test_both_can_be_undone(desk: Desk) -> None:
    told(desk, "suspend 1,2")
    told(desk, "undo")
    assert listed(desk, "is:suspended") == [] and len(listed(desk, "status:new")) == 2
    told(desk, "suspend 1 --reason spam")
    told(desk, "release 1")
    told(desk, "undo")
    assert listed(desk, "is:suspended") == ["Win a prize"] and desk.ticket(1).suspended == "spam"


def test_its_reason_is_in_the_log_and_survives_the_desk_being_opened_again(desk: Desk) -> None:
    told(desk, "suspend 1 --reason 'a phishing mail'")
    path = desk.path
    desk.close()
    with Desk.open(path, me="ann") as again:
        assert again.ticket(1).suspended == "a phishing mail"
        assert any("a phishing mail" in line for line in map(str, run("log 1", Call(lambda: again)).lines))
