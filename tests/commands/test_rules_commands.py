"""Rules by command: made, listed, tried, switched, taken away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.commands.usage import Usage
from supportterm.core.operations import Wrote
from supportterm.core.refusal import Refused
from supportterm.core.writing import NewTicket
from supportterm.desk import Desk

NOW = 1_790_000_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann", clock=lambda: NOW) as desk:
        yield desk


def told(desk: Desk, line: str) -> str:
    outcome = run(line, Call(lambda: desk))
    return "\n".join(outcome.lines) if outcome.lines is not None else outcome.words


def test_a_rule_is_made_changed_and_taken_away(desk: Desk) -> None:
    assert "no rules yet" in told(desk, "rules")
    told(desk, "rule add vip --on created,tags --when tag:vip --do 'priority urgent; note \"look; it is one\"'")
    [rule] = desk.rulebook()
    assert (rule.on, rule.when) == (("created", "tags"), "tag:vip")
    assert rule.do == ("priority urgent", 'note "look; it is one"')
    told(desk, "rule add vip --after 2d --title 'Very important'")
    [rule] = desk.rulebook()
    assert (rule.on, rule.after, rule.title, rule.when) == ((), "2d", "Very important", "tag:vip")
    assert "after 2d" in told(desk, "rules") and "when tag:vip" in told(desk, "rules")
    told(desk, "rules off vip")
    assert desk.rulebook()[0].off
    told(desk, "undo")
    assert not desk.rulebook()[0].off
    told(desk, "remove rule vip")
    assert desk.rulebook() == ()


def test_what_can_not_be_is_refused_with_its_column(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"column 1: 'prioritty' is nothing that .* did you mean priority"):
        told(desk, "rule add x --on created --do 'prioritty high'")
    with pytest.raises(Refused, match="`when`: column 8: there is no status 'opne'"):
        told(desk, "rule add x --on created --when status:opne --do solve")
    assert desk.rulebook() == ()


def test_the_list_says_how_often_each_has_fired(desk: Desk) -> None:
    told(desk, "rule add seen --on created --do 'set +seen priority=high'")
    assert "has not fired" in told(desk, "rules")
    for _ in range(3):
        desk.create_ticket(NewTicket("al@acme.test", "Hi"))
    assert "fired 3 times, last" in told(desk, "rules")
    [record] = run("rules", Call(lambda: desk)).records
    assert (record["fired"], record["skipped"]) == (3, 0)


def test_a_rule_is_tried_on_what_was(desk: Desk) -> None:
    for subject in ("Refund", "Printer"):
        desk.create_ticket(NewTicket("al@acme.test", subject))
    told(desk, "rule add money --on created --when refund --do 'set +money; reply \"Hello {{ requester.email }}\"'")
    said = told(desk, "rules try money")
    assert said.splitlines()[0] == "money would have fired once on 1 ticket in 30 days"
    assert "tags +money · reply: Hello al@acme.test" in said and "Printer" not in said
    assert "fired 0 times" in told(desk, "rules try money subject:printer")
    assert desk.ticket(1).tags == (), "nothing is done"


def test_follow_up_is_two_rules_taken_back_as_one(desk: Desk) -> None:
    with pytest.raises(Usage, match="asked before it is closed"):
        told(desk, "rules follow-up 7d 3d")
    told(desk, "rules follow-up 2d 5d")
    ask, close = desk.rulebook()
    assert (ask.after, close.after, close.do) == ("2d", "5d", ("status closed",)) and "reply" in ask.do[0]
    told(desk, "undo")
    assert desk.rulebook() == ()


def test_the_log_says_why_a_rule_acted(desk: Desk) -> None:
    told(desk, "rule add seen --on created --do 'set +seen'")
    desk.create_ticket(NewTicket("al@acme.test", "Hi"))
    [line] = [line for line in told(desk, "log 1").splitlines() if "rule:seen" in line]
    assert line.endswith("tags +seen   (because ann created by phone)"), line


LINES = (
    "set +vip -new priority=high plan=pro due='2026-12-24 10:00'",
    "status pending",
    "solve",
    "priority urgent",
    "assign sam",
    "unassign",
    "tag +a b -c",
    "follow sam",
    "snooze 2d",
    "escalate --to backend --reason 'it burns' --tried 'turning it off'",
    "note 'look here'",
    "reply --solve 'It is done.'",
    "suspend --reason spam",
)


@pytest.mark.parametrize("line", LINES)
def test_a_line_does_in_a_rule_what_it_does_when_it_is_typed(desk: Desk, line: str) -> None:
    desk.define("team", "backend", {"tier": 2})
    desk.define("field", "plan", {"kind": "choice", "choices": ["free", "pro"]})
    for agent in ("ann", "sam"):
        desk.define("agent", agent, {})
    typed, ruled = (
        desk.create_ticket(NewTicket("al@acme.test", "Hi", tags=("c",), assignee="ann")).tickets[0] for _ in range(2)
    )
    desk.define("rule", "same", {"on": ["subject"], "do": [line]})
    name, _, rest = line.partition(" ")
    told(desk, f"{name} {typed} {rest}")
    told(desk, f"set {ruled} subject=Other")

    def done(number: int, actor: str) -> list[object]:
        log = [e.operation.payload for e in desk.log(number) if e.operation.actor == actor]
        return [replace(p, message=0, author="", agent=None) if isinstance(p, Wrote) else p for p in log]

    assert done(typed, "ann")[-len(done(ruled, "rule:same")) :] == done(ruled, "rule:same") != []
