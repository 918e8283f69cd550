"""How far long work is, for who looks at a terminal."""

import sys


def show(done: int, total: int | None, words: str) -> None:
    """A bar on standard error, only where a person looks at it; no words take it away."""
    if not sys.stderr.isatty():
        return
    share = f"{min(1.0, done / total):4.0%} " if total else ""
    bar = ("█" * int(30 * min(1.0, done / total))).ljust(30, "░") + " " if total else ""
    print(f"\r\x1b[K{bar}{share}{words}", end="", file=sys.stderr, flush=True)
