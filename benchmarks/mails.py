"""Mail taken in by the mail room, threaded and stored, beside parsing the same mails alone.

    python -m benchmarks.mails [--mails 10000]

Pages are as large as those of the mail backend. What the mail server and the network take is in neither.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.desks import maildir
from benchmarks.imports import timed
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


def alone(raws: list[bytes]) -> int:
    for raw in raws:
        parse(raw)
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
    bare = timed(lambda: alone(raws))
    print(f"parsed alone {bare.words}")
    print(f"taken in     {taken.words}")
    print(
        f"speed / parsing: {bare.seconds / taken.seconds:.2f}, by CPU {bare.cpu / taken.cpu:.2f} (wanted: 0.5 or more)"
    )


if __name__ == "__main__":
    main()
