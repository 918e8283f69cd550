"""`sla` in the shell: deadlines explain themselves."""

import json
from pathlib import Path

import pytest

from desk.asking import ticket
from desk.promising import promising
from supportterm.cli.main import main


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
    assert "2h of office@1's hours, promised by standard, version 1, for normal" in out
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
