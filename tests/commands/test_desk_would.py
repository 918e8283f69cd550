"""What a plan says of the last days: which promises would have been kept, and where tickets would have gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from desk.promising import Wall
from supportterm.commands.call import Call, Outcome
from supportterm.commands.parse import run
from supportterm.core import verbs
from supportterm.core.sla_clock import state
from supportterm.core.terms import Priority, Role, Status
from supportterm.core.writing import NewMessage, NewTicket
from supportterm.desk import Desk

OLD = """\
agents: {dana: {role: admin}, sam: {}, noor: {}}
teams: {support: {tier: 1, schedule: office, members: [dana, sam]}, billing: {tier: 2, members: [noor]}}
schedules: {office: {zone: Europe/Berlin, hours: {mon-fri: 09:00-17:00}}}
policies: {all: {schedule: office, first_reply: {others: 4h}, resolution: {others: 16h}}}
routes: {rest: {team: support, by: least-loaded}}
"""
NEW = OLD.replace("hours: {mon-fri: 09:00-17:00}", "hours: {mon-fri: 09:00-12:00}").replace(
    "policies: {all: {", "policies: {vip: {schedule: office, when: {tag: vip}, first_reply: {others: 1h}}, all: {"
)
At = Callable[[str], None]


@contextmanager
def desk_with(folder: Path, text: str, name: str = "one") -> Iterator[tuple[Desk, Wall]]:
    wall = Wall()
    with Desk.create(folder / f"{name}.desk", "d", me="dana", clock=wall) as desk:
        desk.define("agent", "dana", {"name": "Dana"})
        (folder / "desk.yaml").write_text(text)
        does(desk, "desk apply")
        yield desk, wall


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def does(desk: Desk, line: str) -> Outcome:
    return run(line, Call(lambda: desk))


def planned(desk: Desk, text: str) -> tuple[list[str], list[dict[str, Any]]]:
    Path("desk.yaml").write_text(text)
    found = does(desk, "desk plan")
    return [str(line) for line in found.lines or ()], [dict(r) for r in found.records or () if "would" in r]


def week(desk: Desk, wall: Wall) -> None:
    """Some days of work."""
    for hour, tags in (("10:00", ("vip",)), ("10:30", ()), ("11:30", ("vip",)), ("13:00", ())):
        wall.to(hour)
        desk.create_ticket(NewTicket("al@acme.test", "Hi", "hello", tags=tags))
    wall.to("13:30")
    for number in (1, 2):
        desk.write(number, NewMessage(Role.REPLY, "try this"))
    desk.change(2, verbs.set_status, status=Status.PENDING)
    wall.to("11:00", "2026-11-27")
    desk.change(4, verbs.set_priority, priority=Priority.URGENT)
    desk.write(3, NewMessage(Role.REPLY, "sorry"))
    desk.change(1, verbs.set_status, status=Status.SOLVED)
    wall.to("16:00", "2026-12-01")


def test_promises_are_told_as_they_would_have_gone_on_a_desk_that_had_made_them(folder: Path) -> None:
    with desk_with(folder, OLD) as (desk, wall), desk_with(folder, NEW, "other") as (other, others_wall):
        week(desk, wall)
        week(other, others_wall)
        lines, records = planned(desk, NEW)
        service, told = other.service(), dict[tuple[int, str], str]()
        for number in range(1, 5):
            clocks = other.clocks(number)
            for clock in (*clocks.past, *clocks.running.values()) if clocks else ():
                told[number, clock.metric.value] = state(clock, others_wall.now, service.schedules)
        promises = [r for r in records if r["would"] == "promises" and "ticket" in r]
        assert {(r["ticket"], r["metric"]): r["will"]["state"] for r in promises if r["will"]["policy"]} == {
            key: told[key] for key in ((r["ticket"], r["metric"]) for r in promises if r["will"]["policy"])
        }
        assert {r["kind"] for r in promises} >= {"missed", "dropped", "moved"}
        assert {(r["ticket"], r["metric"]) for r in promises if r["kind"] == "dropped"} == {
            (1, "resolution"),
            (3, "resolution"),
        }
        assert "promises: 4 tickets of the last 30 days would have gone otherwise: 1 missed" in "\n".join(lines)
        assert planned(desk, NEW)[0] == lines, "the same moment, the same words"


def test_a_file_that_promises_the_same_tells_of_no_promise(folder: Path) -> None:
    with desk_with(folder, OLD) as (desk, wall):
        week(desk, wall)
        other = OLD.replace("sam: {}", "sam: {skills: [german]}")
        assert [r["tickets"] for r in planned(desk, other)[1]] == [0]


def test_tickets_are_told_where_they_would_have_gone_with_who_was_there_then(folder: Path) -> None:
    with desk_with(folder, OLD) as (desk, wall):
        does(desk, "away --agent noor")
        desk.create_ticket(NewTicket("al@acme.test", "Invoice", "one", tags=("money",)))
        wall.to("12:00")
        does(desk, "here --agent noor")
        desk.create_ticket(NewTicket("al@acme.test", "Invoice", "two", tags=("money",)))
        desk.create_ticket(NewTicket("al@acme.test", "Other", "three"))
        routes = "routes: {money: {when: 'tag:money', team: billing, by: least-loaded}, rest:"
        lines, records = planned(desk, OLD.replace("routes: {rest:", routes))
        assert records[0] == {"would": "routes", "days": 30, "tickets": 2, "kinds": {"team": 2}}
        assert {r["ticket"]: (r["will"]["team"], r["will"]["tier"], r["will"]["agent"]) for r in records[1:]} == {
            1: ("billing", 2, None),
            2: ("billing", 2, "noor"),
        }
        assert lines[-3].strip().startswith("who was away is told as it was then; how many tickets each has")


def test_of_many_only_the_first_are_named_and_the_rest_is_counted_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supportterm.desk.walking.PAGE", 3)
    with desk_with(folder, OLD) as (desk, _):
        for number in range(11):
            desk.create_ticket(NewTicket("al@acme.test", f"Hi {number}", "hello"))
        lines, records = planned(desk, OLD.replace("first_reply: {others: 4h}", "first_reply: {others: 5h}"))
        assert len([r for r in records if "ticket" in r]) == 8 and records[0]["kinds"] == {"moved": 11}
        assert "    and 3 more with another policy or deadline" in lines
