"""Importing real mail beside parsing it alone, in one run.

python -m benchmarks.imports [MBOX]        without one: 5,000 mails that this makes itself
"""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.desks import maildir
from supportterm.desk import Desk
from supportterm.exchange.importing import import_mail
from supportterm.exchange.mime import parse
from supportterm.exchange.sources import open_source


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mbox", nargs="?", type=Path)
    given = parser.parse_args()
    kind, path = ("mbox", given.mbox) if given.mbox else ("maildir", maildir(5_000) / "INBOX")
    started = time.perf_counter()
    count = 0
    for mail in open_source(kind, path).mails:
        parse(mail.data)
        count += 1
    alone = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder, Desk.create(Path(folder) / "bench.desk", "bench") as desk:
        started = time.perf_counter()
        report = import_mail(desk, kind, str(path))
        whole = time.perf_counter() - started
        started = time.perf_counter()
        again = import_mail(desk, kind, str(path))
        repeated = time.perf_counter() - started
    print(f"parsed alone   {count:>7} mails {alone:6.2f} s {count / alone:>8.0f} a second")
    print(f"imported       {report.new_messages:>7} mails {whole:6.2f} s {count / whole:>8.0f} a second")
    print(f"again          {again.new_messages:>7} new   {repeated:6.2f} s")
    print(f"import speed / parsing speed: {alone / whole:.2f} (wanted: 0.5 or more)")


if __name__ == "__main__":
    main()
