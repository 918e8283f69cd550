"""Scores business time and SLA clocks: `run_sla.py CASES.json`.

The file is `{"meta": {"calendars": {NAME: CALENDAR}}, "cases": [{"id", "kind", "input", "expect", …}, …]}`; a calendar
is `{tz, hours, shifts, breaks, holidays}`, times are ISO 8601 in UTC. Where a case lists `boundary`, a deadline on
closing time, ours is "stay". Prints a line for each case that comes out otherwise or is skipped, last
`N passed, N failed, N skipped`; exits 1 when one failed.
"""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import sla_kinds
from scoring import Judged, score

SKIPPED = {
    "policy_choice": "ours: the first policy in their order that fits applies; titles and names decide nothing",
    "policy_valid": "ours: next reply and periodic update may be promised together",
}


def judge(corpus: dict[str, Any]) -> Judged:
    """Each case, with what came of it."""
    calendars = corpus.get("meta", {}).get("calendars", {})
    for case in corpus["cases"]:
        kind, name = case["kind"], case["id"]
        known = sla_kinds.KINDS.get(kind)
        if kind in SKIPPED:
            yield name, "skipped", SKIPPED[kind]
        elif known is None:
            yield name, "skipped", f"no such kind here: {kind}"
        else:
            try:
                wrong = sla_kinds.differs(case, known(case["input"], calendars))
            except Exception as error:  # whatever a case does to us is that case's failure
                wrong = f"{type(error).__name__}: {error}"
            yield name, "failed" if wrong else "passed", wrong


def main(path: str) -> int:
    return score(path, judge)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
