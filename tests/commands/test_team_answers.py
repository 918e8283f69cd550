"""A team's automatic answer is set, kept, shown and ended by `team add`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from supportterm.commands.call import Call
from supportterm.commands.parse import run
from supportterm.desk import Desk

TEXT = "Hi {{ name }},\nwe have {{ number }}."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.create(tmp_path / "d.desk", "d", me="ann") as desk:
        yield desk


def told(desk: Desk, *words: str) -> Any:
    return run(list(words), Call(lambda: desk, json=True, read_text=lambda: f"{TEXT}\n"))


def answers(desk: Desk) -> dict[str, str]:
    return {r["handle"]: r["auto_reply"] for r in run("teams", Call(lambda: desk, json=True)).records}


def test_it_is_set_kept_by_other_changes_and_ended(desk: Desk) -> None:
    told(desk, "team", "add", "billing", "--auto-reply", TEXT)
    assert answers(desk)["billing"] == TEXT
    told(desk, "team", "add", "billing", "--name", "Money")
    assert answers(desk)["billing"] == TEXT
    told(desk, "team", "add", "billing", "--auto-reply", "none")
    assert answers(desk)["billing"] == ""


def test_a_long_one_comes_from_standard_input(desk: Desk) -> None:
    told(desk, "team", "add", "billing", "--auto-reply", "-")
    assert answers(desk)["billing"] == TEXT
