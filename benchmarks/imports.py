"""Importing real mail beside parsing it alone, with our parser and with the standard library's, in one run.

    python -m benchmarks.imports [MBOX]        without one: 5,000 mails that this makes itself

Both parsers get the mails as their archive gives them, which is part of the time. CPU seconds are those of all threads:
on a busy machine they say more than the clock.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

from benchmarks.desks import maildir
from supportterm.desk import Desk
from supportterm.exchange.importing import import_mail
from supportterm.exchange.mime import parse
from supportterm.exchange.sources import open_source


class Timed(NamedTuple):
    mails: int
    seconds: float
    cpu: float

    @property
    def words(self) -> str:
        return (
            f"{self.mails:>7} mails {self.seconds:6.2f} s {self.mails / self.seconds:>8.0f} a second   "
            f"{self.cpu:6.2f} s CPU"
        )


def timed(work: Callable[[], int]) -> Timed:
    """*work* returns how many mails it did."""
    before, started = os.times(), time.perf_counter()
    mails = work()
    seconds, after = time.perf_counter() - started, os.times()
    return Timed(mails, seconds, after.user + after.system - before.user - before.system)


def standard(raw: bytes) -> None:
    """What the standard library takes to say as much of a mail: its headers, and its text."""
    mail = message_from_bytes(raw, policy=policy.default)
    try:
        for name in ("from", "to", "cc", "subject", "date", "message-id", "references"):
            str(mail[name])
        body = mail.get_body(("plain", "html"))
        if body is not None:
            body.get_content()
    except Exception:
        pass  # it raises on some real mails; these count as parsed


def parsed(kind: str, path: Path, parser: Callable[[bytes], object]) -> int:
    count = 0
    for mail in open_source(kind, path).mails:
        parser(mail.data)
        count += 1
    return count


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("mbox", nargs="?", type=Path)
    given = arguments.parse_args()
    kind, path = ("mbox", given.mbox) if given.mbox else ("maildir", maildir(5_000) / "INBOX")
    library = timed(lambda: parsed(kind, path, standard))
    ours = timed(lambda: parsed(kind, path, parse))
    with tempfile.TemporaryDirectory() as folder, Desk.create(Path(folder) / "bench.desk", "bench") as desk:
        imported = timed(lambda: import_mail(desk, kind, path).new_messages)
        again = timed(lambda: import_mail(desk, kind, path).known)
    print(f"parsed by email {library.words}")
    print(f"parsed by us    {ours.words}")
    print(f"imported        {imported.words}")
    print(f"imported again  {again.words}, nothing new")
    for name, alone in (("email's", library), ("our", ours)):
        ratio, cpu = alone.seconds / imported.seconds, alone.cpu / imported.cpu
        print(f"import speed / {name} parsing speed: {ratio:.2f}, by CPU {cpu:.2f} (wanted: 0.5 or more)")


if __name__ == "__main__":
    main()
