"""Search as you type and opening a ticket, in store time, on a large desk.

python -m benchmarks.search [--tickets 1000000] [--words 200]
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

from benchmarks.desks import desk
from supportterm.desk import Desk


def typed(words: list[str]) -> dict[str, list[str]]:
    """What a person has typed at each stage: prefixes of real words, alone and beside others."""
    chance = random.Random(11)
    return {
        "1 letter": [w[:1] for w in words],
        "2 letters": [w[:2] for w in words],
        "3 letters": [w[:3] for w in words],
        "4 letters": [w[:4] for w in words if len(w) > 4],
        "6 letters": [w[:6] for w in words if len(w) > 6],
        "whole word": words,
        "two words": [f"{w} {chance.choice(words)}" for w in words],
        "word status:open": [f"{w} status:open" for w in words],
        "word priority:urgent": [f"{w} priority:urgent" for w in words],
        "word -word": [f"{w} -{chance.choice(words)}" for w in words],
    }


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--words", type=int, default=200)
    given = parser.parse_args()
    with Desk.open(desk(given.tickets), me="ada") as there:
        chance = random.Random(5)
        known = sorted({w.lower().strip(".,") for w in _text(there).split() if w.isalpha() and len(w) > 2})
        words = [chance.choice(known) for _ in range(given.words)]
        print(f"{'typed':24}{'median':>10}{'p95':>10}{'worst':>10}   milliseconds")
        for stage, texts in typed(words).items():
            show(stage, [timed(lambda t=text: there.search(t, limit=50, typing=True)) for text in texts])  # type: ignore[misc]
        numbers = [chance.randrange(1, given.tickets) for _ in range(given.words)]
        for temperature in ("first time", "warm"):
            show(f"open a ticket, {temperature}", [timed(lambda n=n: _open(there, n)) for n in numbers])  # type: ignore[misc]


def _open(there: Desk, number: int) -> None:
    there.ticket(number)
    there.timeline(number)


def _text(there: Desk) -> str:
    """Words that occur, from all over the desk."""
    chance = random.Random(3)
    found = []
    for hit in there.search("the", limit=100).hits:
        found.append(there.message(hit.message).body)
        chance.random()
    return " ".join(found)


def show(name: str, taken: list[float]) -> None:
    taken.sort()
    print(f"{name:24}{statistics.median(taken):>10.2f}{taken[int(len(taken) * 0.95)]:>10.2f}{taken[-1]:>10.2f}")


if __name__ == "__main__":
    main()
