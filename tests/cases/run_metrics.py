"""Scores what is counted and measured: `run_metrics.py CASES.json`.

The file is `{"cases": [{"id", "kind", "input", "expect", …}, …]}`; percentages are compared to two places, a figure of
nothing is null. Prints a line for each case that comes out otherwise or is skipped, last
`N passed, N failed, N skipped`; exits 1 when one failed.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import metrics_kinds


def judge(corpus: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    """For each case its id, `passed`, `failed` or `skipped`, and why when it is not the first."""
    for case in corpus["cases"]:
        kind, name = case["kind"], case["id"]
        known = metrics_kinds.KINDS.get(kind)
        if known is None:
            yield name, "skipped", f"no such kind here: {kind}"
            continue
        try:
            wrong = _differs(case["expect"], known(case["input"]))
        except metrics_kinds.NoSuchEvent as error:
            yield name, "skipped", str(error)
            continue
        except Exception as error:  # whatever a case does to us is that case's failure
            wrong = f"{type(error).__name__}: {error}"
        yield name, "failed" if wrong else "passed", wrong


def _differs(expected: dict[str, Any], answer: dict[str, Any]) -> str:
    """What of *answer* is not as the case expects; empty when nothing is."""
    return "; ".join(
        f"{name} is {answer.get(name, 'nothing')}, expected {wanted}"
        for name, wanted in expected.items()
        if name not in answer or answer[name] != wanted
    )


def main(path: str) -> int:
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name, outcome, why in judge(json.loads(Path(path).read_text("utf-8"))):
        counts[outcome] += 1
        if outcome != "passed":
            print(f"{name}: {outcome}: {why}")
    print(", ".join(f"{number} {outcome}" for outcome, number in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
