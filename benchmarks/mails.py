"""Mail taken in by the mail room, threaded and stored, beside parsing the same mails alone: by the standard library's
parser and by ours.

    python -m benchmarks.mails [--mails 10000]

Pages are as large as those of the mail backend. What the mail server and the network take is in neither.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.desks import maildir
from benchmarks.imports import standard, timed
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
    with tempfile.TemporaryDirectory() as folder, Desk.create(Path(folder) / "bench.desk", "bench") as desk:
        spec = {"title": "Mail", "backend": "mail", "settings": SETTINGS, "can": ["reply", "forward", "files"]}
        desk.define("connection", NAME, spec)
        taken = timed(lambda: take(desk, raws))
    print(f"taken in         {taken.words}")
    for name, parser in (("email", standard), ("us", parse)):
        bare = timed(lambda parser=parser: alone(raws, parser))
        print(f"parsed by {name:<6} {bare.words}")
        print(f"  taken in / that: {bare.seconds / taken.seconds:.2f}, by CPU {bare.cpu / taken.cpu:.2f}")


if __name__ == "__main__":
    main()
