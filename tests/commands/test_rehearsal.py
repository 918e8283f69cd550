"""What a command would do to many tickets, told before it is done."""

import json
from collections.abc import Callable

import pytest

from supportterm.commands.registry import every
from supportterm.commands.rehearsal import ABLE

Shell = Callable[..., str]


@pytest.fixture
def shell(dana: Shell) -> Shell:
    for n in range(1, 5):
        dana("new", "--from", "kim@acme.test", "--subject", f"Ticket {n}", "help")
    return dana


def test_a_line_says_what_would_become_of_each_and_nothing_does(shell: Shell) -> None:
    shell("merge", "3", "4")
    shell("solve", "2")
    before = [shell("log", str(n)) for n in range(1, 5)]
    told = shell("dry-run", "solve", "1-3", status=1)
    assert told.splitlines()[0] == "solve 1-3: 1 changes, 1 is so already, 1 can't"
    assert [line.split()[0] for line in told.splitlines()[1:]] == ["#1", "#2", "#3"]
    assert "status new → solved" in told and "nothing to change" in told and "✗ #3 was merged into #4" in told
    records = [
        json.loads(line) for line in shell("dry-run", "set", "1,2", "priority=high", "+vip", "--json").splitlines()
    ]
    assert [(r["ticket"], r["changes"], r["refused"]) for r in records] == [(1, True, False), (2, True, False)]
    assert records[0]["would"] == "priority normal → high, tags +vip"
    assert [shell("log", str(n)) for n in range(1, 5)] == before


def test_words_that_are_wrong_are_told_as_for_the_command_itself(shell: Shell) -> None:
    assert "to: 'foo' is none of" in shell("dry-run", "status", "1", "foo", status=2)
    assert "priority needs a" in shell("dry-run", "priority", "1", status=2)
    assert "reply can't be tried without doing it" in shell("dry-run", "reply", "1", "hello", status=1)
    assert "name the tickets" in shell("dry-run", "solve", status=1)


def test_what_can_be_rehearsed_is_there() -> None:
    assert {one.name for one in every()} >= ABLE
