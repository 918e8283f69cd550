"""`python -m tests.simulation SEED --steps N --trace` tells one story again; `--seeds 1-500 --jobs 2` tells many."""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "src")]

from simulation.kinds import KINDS  # noqa: E402
from simulation.story import Story  # noqa: E402
from simulation.world import Violation  # noqa: E402


def tell(seed: int, kind: str, steps: int, tracing: bool = False) -> tuple[int, str, str, str]:
    """Seed, kind, trace, and what went wrong."""
    story = Story(seed, kind, tracing=tracing)
    try:
        return seed, kind, story.run(steps), ""
    except Violation as violation:
        return seed, kind, "", str(violation)
    finally:
        story.world.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("seed", nargs="?", type=int, help="one story")
    parser.add_argument("--seeds", help="many stories: FIRST-LAST")
    parser.add_argument("--kind", choices=list(KINDS), help="kind of help desk; all of them in turn when not given")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--trace", action="store_true", help="print what happens")
    given = parser.parse_args()
    first, _, last = (given.seeds or str(given.seed or 1)).partition("-")
    kinds = [given.kind] if given.kind else list(KINDS)
    stories = [(seed, kinds[seed % len(kinds)]) for seed in range(int(first), int(last or first) + 1)]
    began, failed = time.monotonic(), 0
    if given.jobs == 1:
        results = (tell(seed, kind, given.steps, given.trace) for seed, kind in stories)
    else:
        pool = ProcessPoolExecutor(given.jobs)
        futures = [pool.submit(tell, seed, kind, given.steps) for seed, kind in stories]
        results = (future.result() for future in futures)
    for seed, kind, trace, wrong in results:
        if wrong:
            failed += 1
            print(f"seed {seed} ({kind}): {wrong if len(stories) == 1 else wrong.splitlines()[0]}", flush=True)
        elif len(stories) == 1:
            print(f"seed {seed} ({kind}): fine, trace {trace}")
    took = time.monotonic() - began
    steps = len(stories) * given.steps
    print(f"{len(stories)} stories, {steps} steps, {failed} failed, {took:.1f} s, {steps / took:.0f} steps/s")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
