"""Cases of business time and SLA clocks from a file, judged as `tests/cases/run_sla.py` does for anyone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parents[1] / "cases"


def run(path: Path) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, CASES / "run_sla.py", path], capture_output=True, text=True, check=False, timeout=120
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("name", ["sla_small.json", "sla_edges.json"])
def test_our_own_cases_come_out_as_they_say(name: str) -> None:
    number = len(json.loads((CASES / name).read_text("utf-8"))["cases"])
    assert run(CASES / name) == (0, [f"{number} passed, 0 failed, 0 skipped"])


def test_the_cases_beside_the_checkout_come_out_as_they_say(shared: Path) -> None:
    code, lines = run(shared / "data" / "sla_cases.json")
    assert code == 0
    assert " 0 failed" in lines[-1]
    assert all(line.startswith(("policy_choice-", "policy_valid-")) for line in lines[:-1])


def test_a_case_that_comes_out_otherwise_fails_with_both_figures_and_a_strange_kind_is_named(tmp_path: Path) -> None:
    corpus: dict[str, Any] = json.loads((CASES / "sla_small.json").read_text("utf-8"))
    first = corpus["cases"][0]
    wrong = first | {"id": "wrong", "expect": {"at": "2026-11-25T12:31:00Z"}}
    broken = first | {"id": "broken", "input": {"calendar": "nowhere"}}
    near = wrong | {"id": "near", "tolerance_s": 60}
    strange = first | {"id": "strange", "kind": "horoscope"}
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(corpus | {"cases": [wrong, broken, near, strange]}))
    code, lines = run(path)
    assert code == 1
    assert lines[0] == "wrong: failed: at is 2026-11-25T12:30:00Z, expected 2026-11-25T12:31:00Z"
    assert lines[1].startswith("broken: failed: KeyError")
    assert lines[2:] == ["strange: skipped: no such kind here: horoscope", "1 passed, 2 failed, 1 skipped"]
