"""`sla` in the shell: deadlines explain themselves."""

import json
from pathlib import Path

import pytest

from desk.asking import ticket
from desk.promising import promising
from supportterm.cli.main import main
from supportterm.core import verbs
from supportterm.desk import Desk


def told(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> str:
    assert main(["--desk", str(path), *words]) == 0
    return capsys.readouterr().out


def test_a_deadline_explains_itself_in_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with promising(tmp_path) as (desk, clock):
        clock.to("16:30", "2020-11-26")
        ticket(desk)
        path = desk.path
    out = told(capsys, path, "sla", "explain", "1")
    assert "first reply: late, due" in out
    assert "2h of office's hours, promised by standard, version 1, for normal" in out
    assert "open for 30m" in out and "resolution: " in out
    first, *_ = (json.loads(line) for line in told(capsys, path, "sla", "explain", "1", "--json").splitlines())
    assert (first["metric"], first["state"], first["due"]) == ("first-reply", "late", "2020-11-27T09:30:00.000Z")
    assert (first["policy"], first["version"], first["hours"], first["length_s"]) == ("standard", 1, "office@1", 7200)
    assert first["lines"][-1]["at"] == first["due"]


def test_where_nothing_is_promised_it_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with promising(tmp_path) as (desk, _):
        desk.define("policy", "standard", None)
        ticket(desk)
        path = desk.path
    assert "nothing is promised on #1: this desk has no policies" in told(capsys, path, "sla", "explain", "1")


def test_a_forecast_says_what_is_due_for_whom_and_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with promising(tmp_path) as (desk, clock):
        clock.to("10:00", "2020-11-26")
        desk.change([ticket(desk), ticket(desk)][1], verbs.assign, agent="sam")
        path = desk.path
    out = told(capsys, path, "sla", "forecast")
    assert "4 late, 0 due within 8 hours" in out
    assert "sam   2" in out and "anybody: dana or sam   2" in out and "first reply" in out
    first = told(capsys, path, "sla", "forecast", "--json")
    records = [json.loads(line) for line in first.splitlines()]
    assert [(r["number"], r["metric"], r["takers"]) for r in records][:2] == [
        (1, "first-reply", ["dana", "sam"]),
        (2, "first-reply", ["sam"]),
    ]
    assert [r["left_s"] < 0 for r in records] == [True] * 4


def test_what_if_is_asked_several_times_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with promising(tmp_path) as (desk, clock):
        clock.to("10:00", "2020-11-26")
        one, two = ticket(desk), ticket(desk)
        desk.change(two, verbs.assign, agent="sam")
        log = len(desk.log(one))
        path = desk.path
    out = told(capsys, path, "sla", "forecast", "--if", "absent sam", "--if", "solved 1")
    assert "- 2 due no more" in out and "@ 2 in other hands" in out and "anybody: dana" in out
    assert main(["--desk", str(path), "sla", "forecast", "--if", "pending 9"]) == 1
    assert "there is no ticket 9" in capsys.readouterr().err
    with Desk.open(path, me="dana") as desk:
        assert len(desk.log(one)) == log
