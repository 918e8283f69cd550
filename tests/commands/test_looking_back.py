"""`undo` with counts, `changes`, `blame`, `show --at`, `split`: the log from a shell."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Shell = Callable[..., str]


@pytest.fixture
def shell(dana: Shell) -> Shell:
    dana("agent", "add", "sam", "--name", "Sam")
    dana("new", "--from", "kim@acme.test", "--subject", "It broke", "help")
    return dana


def test_who_set_what_and_why(shell: Shell) -> None:
    shell("priority", "1", "high")
    shell("set", "1", "priority=urgent", "+billing")
    shell("reply", "1", "on it")
    told = shell("blame", "1")
    rows = [line.split() for line in told.splitlines()]
    assert any(row[:3] == ["priority", "urgent", "dana"] for row in rows)
    assert any(row[:3] == ["status", "open", "dana"] for row in rows) and "with a reply" in told
    assert len({line.index("dana") for line in told.splitlines() if "urgent" in line or "open " in line}) == 1
    assert "tag billing" in told and "as it was opened" in told
    [one] = [json.loads(line) for line in shell("blame", "1", "priority", "--json").splitlines()]
    assert (one["field"], one["value"], one["actor"], one["why"]) == ("priority", 3, "dana", None)
    assert "has no field called 'colour' with a value" in shell("blame", "1", "colour", status=1)


def test_several_changes_are_undone_by_their_ids_and_are_listed(shell: Shell) -> None:
    shell("priority", "1", "high")
    shell("tag", "1", "+billing")
    listed = [json.loads(line) for line in shell("changes", "--json").splitlines()]
    assert [one["words"] for one in listed[:2]] == ["#1 tags +billing", "#1 priority normal → high"]
    assert "undone: #1 priority normal → high" in shell("undo", "--change", listed[1]["change"][-8:])
    assert "priority normal → high   (undone)" in shell("changes")
    assert "none of your changes is called zz" in shell("undo", "--change", "zz", status=1)
    assert json.loads(shell("show", "1", "--json"))["tags"] == ["billing"]


def test_a_ticket_is_shown_as_it_was(shell: Shell) -> None:
    shell("reply", "1", "on it", "--solve")
    shell("set", "1", "subject=It is mended")
    first = json.loads(shell("log", "1", "--json").splitlines()[0])["at"]
    then = json.loads(shell("show", "1", "--at", first, "--json"))
    assert (then["subject"], then["status"]) == ("It broke", "new")
    assert "1  It broke" in shell("show", "1", "--at", first).replace("#", "")
    assert "as it was" in shell("show", "1", "--at", first)
    assert "#1 was not there yet" in shell("show", "1", "--at", "2001-01-01", status=1)
    assert "is still to come" in shell("show", "1", "--at", "tomorrow", status=2)


def test_a_message_goes_on_as_a_ticket(shell: Shell) -> None:
    assert "#1: a message went on as #2" in shell("split", "1", "Something else")
    assert json.loads(shell("show", "2", "--json"))["subject"] == "Something else"
    assert "split off #1" in shell("log", "2") and "a message went on as #2" in shell("log", "1")
    assert "undone: #1: a message went on as #2" in shell("undo")
    assert "there is no ticket 2" in shell("show", "2", status=1)


def test_of_history_only_what_was_done_in_the_same_moment_is_why(shell: Shell, tmp_path: Path) -> None:
    """It comes in one stroke, which is no reason: a customer's words of last year have set no priority of today."""
    shell("priority", "1", "high")
    shell("reply", "1", "on it", "--solve")
    shell("export", "--all", "--to", "jsonl", str(tmp_path / "all.jsonl"))
    shell("init", "--desk", str(tmp_path / "other.desk"))
    shell("import", "jsonl", str(tmp_path / "all.jsonl"), "--desk", str(tmp_path / "other.desk"))
    told = shell("blame", "1", "--json", "--desk", str(tmp_path / "other.desk"))
    why = {one["field"]: one["why"] for one in map(json.loads, told.splitlines())}
    assert (why["priority"], why["status"], why["subject"]) == (None, "with a reply", "as it was opened")
