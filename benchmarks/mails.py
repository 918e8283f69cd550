"""Mail taken in by the mail room, threaded and stored, beside parsing the same mails alone: by the standard library's
parser and by ours; and beside parsing them by ours and writing the same rows with nothing in between.

    python -m benchmarks.mails [--mails 10000]

Pages are as large as those of the mail backend. What the mail server and the network take is in neither.
"""

import argparse
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.bare_rows import write
from benchmarks.desks import maildir
from benchmarks.imports import Timed, standard, timed
from supportterm.backends.mail.feed import PAGE
from supportterm.core.remote import MailCame, Page
from supportterm.desk import Desk
from supportterm.exchange.mime import parse
from supportterm.exchange.sources import open_source
from supportterm.sync.mailroom import MailRoom

NAME = "mail"
SETTINGS = {"address": "support@desk.test"}
AT = 1_790_000_000_000


def take(desk: Desk, raws: list[bytes]) -> int:
    room = MailRoom(desk, desk.connections()[0])
    came = [MailCame(str(number), raw, "INBOX", AT) for number, raw in enumerate(raws)]
    pages = [tuple(came[start : start + PAGE]) for start in range(0, len(came), PAGE)]
    return sum(len(room.take(Page(mails, mails[-1].key))) for mails in pages)


def alone(raws: list[bytes], parser: Callable[[bytes], object]) -> int:
    for raw in raws:
        parser(raw)
    return len(raws)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    given = parser.parse_args()
    raws = [mail.data for mail in open_source("maildir", maildir(given.mails) / "INBOX").mails]
    with tempfile.TemporaryDirectory() as name:
        full, empty = Path(name) / "full.desk", Path(name) / "empty.desk"
        with Desk.create(full, "bench") as desk:
            spec = {"title": "Mail", "backend": "mail", "settings": SETTINGS, "can": ["reply", "forward", "files"]}
            desk.define("connection", NAME, spec)
            taken = timed(lambda: take(desk, raws))
        Desk.create(empty, "bench").close()
        pages = [partial(alone, raws[start : start + PAGE], parse) for start in range(0, len(raws), PAGE)]
        rows = write(full, empty, pages, durable=True)
    bare = {
        "parsed by email": timed(lambda: alone(raws, standard)),
        "parsed by us": timed(lambda: alone(raws, parse)),
        "  and rows written": Timed(len(raws), *rows),
    }
    print(f"taken in             {taken.words}")
    for words, found in bare.items():
        ratio = f"taken in / that: {found.seconds / taken.seconds:.2f}, by CPU {found.cpu / taken.cpu:.2f}"
        print(f"{words:<20} {found.words}   {ratio}")


if __name__ == "__main__":
    main()
