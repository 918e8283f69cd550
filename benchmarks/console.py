"""The console: start to first row, key to changed screen, bytes a key, memory; beside a bare Textual app, and beside
tig, aerc, neomutt and mutt where they are installed.

python -m benchmarks.console [--tickets 1000000] [--runs 5] [--keys 60]
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.desks import desk, maildir, repository
from benchmarks.probe import Probe

_ROW = re.compile(r"^.*\d .* (new|open|pending|on-hold|solved|closed) .*\b(now|\d+[mhdwy])\b", re.M)

HOME = Path(tempfile.mkdtemp(prefix="supportterm-bench-"))
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": str(HOME),
    "TERM": "xterm-256color",
    "LANG": "C.UTF-8",
    "PYTHONPATH": os.pathsep.join(sys.path),
}


def aerc(mails: Path) -> list[str]:
    """aerc's command on *mails*, with an account of its own."""
    folder = HOME / ".config" / "aerc"
    folder.mkdir(parents=True, exist_ok=True)
    account = folder / "accounts.conf"
    account.write_text(f"[bench]\nsource = maildir://{mails}\ndefault = INBOX\nfrom = a@desk.test\n")
    account.chmod(0o600)
    return ["aerc"]


def contestants(tickets: int) -> dict[str, tuple[list[str], Callable[[str], bool]]]:
    """Name → command, and how its first row is known."""
    ours = [sys.executable, "-m", "supportterm", "--desk"]

    def row(text: str) -> bool:
        return _ROW.search(text) is not None

    found = {
        f"supportterm, {tickets:,}": ([*ours, str(desk(tickets))], row),
        "supportterm, 100": ([*ours, str(desk(100))], row),
        "bare Textual": ([sys.executable, "-m", "benchmarks.bare"], lambda text: "row 0" in text),
    }
    if shutil.which("aerc"):
        found["aerc, 20,000"] = (aerc(maildir(20_000)), lambda text: "Customer" in text)
    for mutt in filter(shutil.which, ("neomutt", "mutt")):
        (HOME / "Mail").mkdir(exist_ok=True)  # or it asks
        command = [mutt, "-n", "-F", "/dev/null", "-R", "-f", str(maildir(20_000) / "INBOX")]
        found[f"{mutt}, 20,000"] = (command, lambda text: "Customer" in text)
    if shutil.which("tig"):
        there = str(repository(20_000))
        found["tig, 20,000"] = (["env", "-C", there, "tig", "--date-order"], lambda text: "[main]" in text)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--keys", type=int, default=60)
    given = parser.parse_args()
    there = contestants(given.tickets)
    first: dict[str, list[float]] = {name: [] for name in there}
    keys: dict[str, list[float]] = {name: [] for name in there}
    sizes: dict[str, list[int]] = {name: [] for name in there}
    memory: dict[str, float] = {}
    for turn in range(given.runs + 1):
        for name, (command, shown) in there.items():
            probe = Probe(command, ENVIRONMENT)
            try:
                seconds = probe.until(shown)
                probe.settle()
                if name.startswith("supportterm"):
                    probe.press(b"g")
                    probe.press(b"a")
                    probe.settle()
                if turn == 0:  # warms the disk cache and the bytecode; not counted
                    continue
                first[name].append(seconds)
                for _ in range(given.keys // given.runs):
                    press = probe.press(b"j")
                    keys[name].append(press.seconds)
                    sizes[name].append(press.size)
                memory[name] = probe.anonymous()
            finally:
                probe.close()
    report(first, keys, sizes, memory)


def report(
    first: dict[str, list[float]], keys: dict[str, list[float]], sizes: dict[str, list[int]], memory: dict[str, float]
) -> None:
    ours = next(iter(first))
    print(f"\n{'':24}{'first row':>12}{'ours/it':>9}{'key median':>12}{'ours/it':>9}{'p95':>8}{'bytes':>8}{'MiB':>7}")
    for name in first:
        start, key = statistics.median(first[name]), statistics.median(keys[name])
        print(
            f"{name:24}{start * 1000:>9.0f} ms{statistics.median(first[ours]) / start:>9.2f}"
            f"{key * 1000:>9.1f} ms{statistics.median(keys[ours]) / key:>9.2f}"
            f"{sorted(keys[name])[int(len(keys[name]) * 0.95)] * 1000:>8.1f}"
            f"{statistics.median(sizes[name]):>8.0f}{memory[name]:>7.0f}"
        )


if __name__ == "__main__":
    main()
