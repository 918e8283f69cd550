"""What a runner of cases prints of them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Judged = Iterable[tuple[str, str, str]]
"""For each case its id, `passed`, `failed` or `skipped`, and why when it is not the first."""


def score(path: str, judge: Callable[[dict[str, Any]], Judged]) -> int:
    """A line for each case of the file at *path* that did not pass, the counts last; 1 when one failed."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name, outcome, why in judge(json.loads(Path(path).read_text("utf-8"))):
        counts[outcome] += 1
        if outcome != "passed":
            print(f"{name}: {outcome}: {why}")
    print(", ".join(f"{number} {outcome}" for outcome, number in counts.items()))
    return 1 if counts["failed"] else 0
