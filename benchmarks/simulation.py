"""A million steps of the simulator of sync: `python -m benchmarks.simulation [STEPS]`.

Each story has its own seed and 500 steps, after which all faults end and both sides must agree. The figure that counts
is how many stories failed: none may. A story that did is told again by `python -m tests.simulation SEED --steps 500`.
"""

import os
import subprocess
import sys
from pathlib import Path

STORY = 500
ROOT = Path(__file__).parents[1]


def main() -> int:
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    stories = f"1-{max(1, steps // STORY)}"
    command = [sys.executable, "-m", "tests.simulation", "--seeds", stories, "--steps", str(STORY)]
    return subprocess.run([*command, "--jobs", str(os.cpu_count() or 1)], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
