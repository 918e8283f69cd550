"""Cases of what is counted and measured, from a file, judged as `tests/cases/run_metrics.py` does for anyone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[1] / "cases"


def run(path: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, CASES / "run_metrics.py", path], capture_output=True, text=True, check=False, timeout=120
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("name", ["metrics_small.json", "metrics_edges.json"])
def test_our_own_cases_come_out_as_they_say(name: str) -> None:
    number = len(json.loads((CASES / name).read_text("utf-8"))["cases"])
    assert run(CASES / name) == (0, [f"{number} passed, 0 failed, 0 skipped"])


def test_the_cases_beside_the_checkout_come_out_as_they_say(shared: Path) -> None:
    path = shared / "data" / "metrics_cases.json"
    number = len(json.loads(path.read_text("utf-8"))["cases"])
    assert run(path) == (0, [f"{number} passed, 0 failed, 0 skipped"])


def test_a_case_that_comes_out_otherwise_fails_with_both_figures_and_what_is_strange_is_named(tmp_path: Path) -> None:
    corpus: dict[str, Any] = json.loads((CASES / "metrics_small.json").read_text("utf-8"))
    first = corpus["cases"][0]
    wrong = first | {"id": "wrong", "expect": {"percent": 51.0}}
    broken = first | {"id": "broken", "input": {}}
    strange = first | {"id": "strange", "kind": "horoscope"}
    event = {"id": "event", "kind": "fcr", "input": {"events": [["customer"], ["telepathy"]]}, "expect": {"fcr": True}}
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [wrong, broken, strange, event, first]}))
    code, lines = run(path)
    assert code == 1
    assert lines[0] == "wrong: failed: percent is 50.0, expected 51.0"
    assert lines[1].startswith("broken: failed: KeyError")
    assert lines[2:] == [
        "strange: skipped: no such kind here: horoscope",
        "event: skipped: no such event here: telepathy",
        "1 passed, 2 failed, 2 skipped",
    ]
