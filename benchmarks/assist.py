"""What stands at an agent's hand, in processor time: suggestions for a ticket, and the bot's choice of an article.

python -m benchmarks.assist [--tickets 1000000] [--articles FOLDER]
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.desks import desk as made
from supportterm.assist.suggestions import suggested
from supportterm.desk import Desk
from supportterm.exchange.articles import import_articles

BOUND = 100.0
"""Milliseconds of processor time that suggestions for a ticket may take."""


def timed(name: str, work: Callable[[int], object], over: Iterable[int]) -> None:
    taken = []
    for each in over:
        before = time.process_time()
        work(each)
        taken.append((time.process_time() - before) * 1000)
    taken.sort()
    worst = taken[int(len(taken) * 0.95)]
    print(f"{name:44}{taken[len(taken) // 2]:8.1f} ms {worst:8.1f} ms at p95{worst / BOUND:7.2f} of the bound")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--articles", type=Path, help="a folder of Markdown files, for the bot")
    given = parser.parse_args()
    chance = random.Random(7)
    with Desk.open(made(given.tickets)) as desk:
        numbers = [chance.randrange(1, given.tickets + 1) for _ in range(100)]
        suggested(desk, numbers[0])  # what is imported
        timed(f"suggestions, {given.tickets:,} tickets", lambda number: suggested(desk, number), numbers)
    if given.articles:
        with tempfile.TemporaryDirectory() as folder, Desk.create(Path(folder) / "kb.desk", "kb") as desk:
            print(import_articles(desk, given.articles).words)
            titles = [article.title for article in desk.articles("", limit=100_000)]
            over = [chance.randrange(len(titles)) for _ in range(200)]
            timed(f"an answer, {len(titles):,} articles", lambda place: desk.answers_to(titles[place]), over)


if __name__ == "__main__":
    main()
