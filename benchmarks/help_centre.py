"""Search of the help centre as somebody types, in processor time, over a folder of articles.

python -m benchmarks.help_centre FOLDER [--words 300]
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

from benchmarks.search import show, typed
from supportterm.desk import Desk
from supportterm.exchange.articles import import_articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Desk.create(Path(folder) / "kb.desk", "Help") as desk:
        print(import_articles(desk, given.folder).words)
        chance = random.Random(5)
        titles = " ".join(article.title for article in desk.articles("", limit=10_000))
        known = sorted({word.lower() for word in titles.split() if word.isalpha() and len(word) > 2})
        words = [chance.choice(known) for _ in range(given.words)]
        print(f"{'typed':24}{'median':>10}{'p95':>10}{'worst':>10}   milliseconds of processor time")
        for stage, texts in typed(words).items():
            if ":" not in stage and "-" not in stage:
                show(stage, [_took(desk, text) for text in texts])


def _took(desk: Desk, text: str) -> float:
    started = time.process_time()
    desk.portal.search(text, 8)
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
