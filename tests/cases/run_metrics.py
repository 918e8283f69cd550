"""Scores what is counted and measured: `run_metrics.py CASES.json`.

The file is `{"cases": [{"id", "kind", "input", "expect", …}, …]}`; percentages are compared to two places, a figure of
nothing is null. Prints a line for each case that comes out otherwise or is skipped, last
`N passed, N failed, N skipped`; exits 1 when one failed.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import metrics_kinds
from scoring import Judged, score


def judge(corpus: dict[str, Any]) -> Judged:
    """Each case, with what came of it."""
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
    return score(path, judge)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
