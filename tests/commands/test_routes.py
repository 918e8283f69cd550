"""Routes, who is here, and where a ticket would go, as a shell says it."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.commands.usage import Usage
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

NOW = 1_790_000_000_000
"""Mon 21 Sep 2026, 14:13 UTC."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=lambda: NOW) as desk:
        desk.define("team", "billing", {"tier": 1})
        desk.define("agent", "ann", {"teams": ["billing"], "capacity": 5})
        desk.define("agent", "sam", {"teams": ["billing"], "skills": ["german"]})
        yield desk


def told(desk: Desk, line: str) -> str:
    outcome = run(line, Call(lambda: desk, zone=UTC))
    return "\n".join(outcome.lines) if outcome.lines is not None else outcome.words


def new(desk: Desk, subject: str = "Invoice") -> int:
    return desk.create_ticket(NewTicket("al@acme.test", subject)).tickets[0]


def test_routes_are_made_listed_changed_and_taken_away(desk: Desk) -> None:
    assert told(desk, "routes") == "no routes yet: `route add` makes one"
    told(desk, "route add money --when invoice --team billing --by longest-idle")
    told(desk, "route add money --skills German --title 'About money'")
    assert told(desk, "routes").splitlines() == [
        "money            team billing · whom no ticket has gone to for the longest time",
        "  About money",
        "  when   invoice",
        "  skills german",
    ]
    with pytest.raises(Usage, match="there is no way 'luck'"):
        told(desk, "route add bad --by luck")
    told(desk, "remove route money")
    assert desk.routes() == ()


def test_where_a_ticket_would_go_is_explained_and_then_done(desk: Desk) -> None:
    number = new(desk)
    assert "there are no routes yet" in told(desk, f"route {number}")
    told(desk, "route add crash --when crash --team billing")
    told(desk, "route add known --by sticky")
    told(desk, "route add money --team billing --by longest-idle")
    told(desk, "route add rest --by least-loaded")
    told(desk, "away lunch until 15:00 --agent sam")
    assert told(desk, f"route {number}").splitlines() == [
        "#1 Invoice",
        "  crash            does not fit: crash",
        "  known            nobody answered this customer yet",
        "  money            billing's longest idle: ann, who has had none yet",
        "    ann            has 0 of 5, had none yet",
        "    sam            is away: lunch, until 15:00",
        "  rest             is not asked any more",
        "  `route 1 --apply` gives it to them",
    ]
    assert desk.ticket(number).assignee is None
    told(desk, f"route {number} --apply")
    assert desk.ticket(number).assignee == "ann"
    explained = told(desk, f"route {number}")
    assert "it is not routed: ann has it; were it free:" in explained and "--apply" not in explained


def test_for_programs_it_says_the_same(desk: Desk) -> None:
    told(desk, "route add german --team billing --by least-loaded --skills german")
    told(desk, "away --agent sam")
    number = new(desk)
    [record] = run(f"route {number}", Call(lambda: desk, json=True)).records
    assert record["agent"] is None and record["team"] is None
    assert record["why"] == ["waits for an agent: nobody of billing can take it"]
    assert [c["words"] for c in record["asked"][0]["candidates"]] == ["does not know german", "is away"]  # type: ignore[index]


def test_agents_say_where_they_are(desk: Desk) -> None:
    new_one = new(desk)
    told(desk, f"assign {new_one} ann")
    assert told(desk, "away 2h").startswith("ann is away until ")
    assert [" ".join(line.split()) for line in told(desk, "agents").splitlines()] == [
        "ann away until 16:13 1/5 open last now ann · billing",
        "sam here 0 open sam · billing · knows german",
    ]
    assert told(desk, "here") == "ann is here"
    [ann, _] = run("agents", Call(lambda: desk)).records
    assert (ann["here"], ann["open"], ann["capacity"]) == (True, 1, 5)
    with pytest.raises(Usage, match="'whenever' is not a time"):
        told(desk, "away lunch until whenever")
