"""A help desk elsewhere that costs nothing: pages of tickets, encoded beforehand, and a backend that asks for them.

    python -m benchmarks.pages TICKETS         serves them; says its port

The backend `pages` decodes what it gets and does nothing else, so that what syncing costs is ours.
"""

import http.client
import http.server
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

import msgspec

from benchmarks.desks import cache
from supportterm.backends import errors
from supportterm.backends.protocol import Capabilities, Proof, Setting
from supportterm.core.remote import (
    AnyStep,
    Catalog,
    Identity,
    Item,
    Page,
    Receipt,
    RemoteMessage,
    RemotePerson,
    RemoteTicket,
    TicketSeen,
)
from supportterm.core.terms import Role

PAGE = 1000
"""Tickets in a page."""
MESSAGES = 3
"""Messages of a ticket, of 60 words each."""
PEOPLE = 5000

_WORDS = [f"{a}{b}{c}" for a in ("in", "re", "prin", "or", "ac") for b in ("voi", "fun", "ter", "der") for c in
          ("ce", "d", "s", "ing", "ed", "count", "able", "ly", "er", "or")]  # fmt: skip


def pages(tickets: int) -> Path:
    """A file with a page in each line."""
    path = cache() / f"{tickets}.pages"
    if not path.exists():
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            for number in range(tickets // PAGE):
                last = (number + 1) * PAGE >= tickets
                file.write(msgspec.json.encode(_page(number, tickets, more=not last)) + b"\n")
        part.rename(path)
    return path


def _page(number: int, tickets: int, *, more: bool) -> Page:
    chance = random.Random(number)

    def text(words: int) -> str:
        return " ".join(chance.choices(_WORDS, k=words))

    items = []
    for key in range(number * PAGE + 1, (number + 1) * PAGE + 1):
        at = 1_600_000_000_000 + key * 60_000
        who = RemotePerson(str(key % PEOPLE), f"Customer {key % PEOPLE}", f"c{key % PEOPLE}@customers.test")
        ticket = RemoteTicket(
            str(key), str(key), text(6), who, at, at + 3000, status=key % 6, priority=key % 4,
            team="support", tags=("invoice",) if key % 3 else (),
        )  # fmt: skip
        messages = tuple(
            RemoteMessage(f"{key}-{place}", Role.REPLY, text(60), at + place * 1000, agent="ann")
            if place % 2
            else RemoteMessage(f"{key}-{place}", Role.CUSTOMER, text(60), at + place * 1000, person=who)
            for place in range(MESSAGES)
        )
        items.append(TicketSeen(ticket, messages))
    return Page(tuple(items), str(number + 1), more, tickets)


def lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


decode = msgspec.json.Decoder(Page).decode


# --- the server


def serve(path: Path, tell: Callable[[int], None]) -> None:
    """Answer `GET /NUMBER` with a page, for ever."""
    starts = [0]
    for line in lines(path):
        starts.append(starts[-1] + len(line))

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = int(self.path[1:])
            with path.open("rb") as file:
                file.seek(starts[number])
                content = file.read(starts[number + 1] - starts[number])
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        tell(server.server_address[1])
        server.serve_forever()


# --- the backend


class Pages:
    """A backend that only tells."""

    capabilities = Capabilities(feed="cursor", marker="stored", poll=3600, reply=True, note=True)

    def __init__(self, port: int, tickets: int) -> None:
        self._server = http.client.HTTPConnection("127.0.0.1", port)
        self._last = tickets // PAGE

    def probe(self) -> Identity:
        return Identity("bench", "1")

    def catalog(self) -> Catalog:
        return Catalog()

    def changes(self, cursor: str) -> Page:
        if int(cursor or 0) >= self._last:
            return Page((), cursor)
        try:
            self._server.request("GET", f"/{cursor or 0}")
            return decode(self._server.getresponse().read())
        except (OSError, http.client.HTTPException) as error:
            self._server.close()
            raise errors.Unavailable("the server of pages does not answer") from error

    def fetch(self, key: str) -> Item:
        raise errors.NotThere(f"there is no ticket {key}")

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        return ()

    def write(self, step: AnyStep) -> Receipt:
        raise errors.NotAllowed("nothing is taken here")

    def find(self, step: AnyStep) -> Receipt | None:
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        return ""

    def download(self, key: str, into: IO[bytes]) -> None:
        raise errors.NotThere("there are no files")

    def wait(self, seconds: float) -> bool:
        return False

    def handled(self, keys: tuple[str, ...]) -> None: ...

    def close(self) -> None:
        self._server.close()


class _Driver:
    name = "pages"
    title = "Pages encoded beforehand"
    capabilities = Pages.capabilities
    proof: Mapping[str, Proof] = {}
    settings = (Setting("port", "Port"), Setting("tickets", "How many tickets"))
    secret = ""

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> Pages:
        return Pages(int(settings["port"]), int(settings["tickets"]))


DRIVER = _Driver()


def brought() -> Path:
    """A folder for PYTHONPATH by which a keeper finds the backend."""
    folder = Path(tempfile.mkdtemp(prefix="supportterm-bench-"))
    package = folder / "pages-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: pages\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[supportterm.backends]\npages = benchmarks.pages:DRIVER\n")
    return folder


if __name__ == "__main__":
    serve(pages(int(sys.argv[1])), lambda port: print(port, flush=True))
