"""Each adapter and its fake before another judge: Prism stands between them and holds both to the vendor's own file.

Our own judge (fakes/specification.py) is the everyday one; that it and Prism agree is asked here. SUPPORTTERM_PRISM
names Prism's `dist/index.js`, as `.ci/run` installs it where there is a node.
"""

import functools
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import httpx
import pytest

from fakes.doors import as_agent, customer
from fakes.knowledge_kinds import KINDS as BOOKS
from fakes.knowledge_kinds import Kind as Base
from fakes.specification import Specification
from fakes.vendor import Vendor
from fakes.vendor_kinds import KINDS, Kind
from supportterm.backends.protocol import Helpdesk
from supportterm.core.remote import OpenTicket, PutArticle, RemoteArticle, RemotePerson, Say, SetFields, TicketSeen
from supportterm.core.terms import Role, Status
from whole_feed import everything, marker

PRISM: Final = os.environ.get("SUPPORTTERM_PRISM", "")
# Reading the vendors' files takes seconds: only who has Prism waits for them.
JUDGED: Final = [name for name, kind in KINDS.items() if PRISM and kind.judge() is not None]
BASES: Final = [name for name, kind in BOOKS.items() if PRISM and isinstance(kind.judge(), Specification)]
"""Knowledge bases of which the vendor has one file. Zendesk's speaks of no Help Center: what is written of that in
fakes/zendesk_help_center.yaml is our own reading of its pages, and another judge of our own words would be none."""

pytestmark = [
    pytest.mark.skipif(not PRISM, reason="needs Prism: SUPPORTTERM_PRISM"),
    pytest.mark.skipif(not JUDGED, reason="the vendors' files do not lie beside the checkout"),
]


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@contextmanager
def prism(file: Path, upstream: str) -> Iterator[str]:
    """Prism in front of *upstream*; where it listens."""
    port = free_port()
    command = ["node", PRISM, "proxy", "-m", "false", "-p", str(port), str(file), upstream]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=JUDGED)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture
def vendor(kind: Kind) -> Iterator[Vendor]:
    vendor = kind.vendor()
    with vendor.serving():
        yield vendor


def a_day(desk: Helpdesk, kind: Kind, vendor: Vendor) -> None:
    """What an adapter does in a day, as far as it can."""
    remote, can = vendor.face.remote, kind.most
    key = customer(remote, "al@acme.test").opens("It jams", "every time")
    as_agent(remote, "bob").note(key, "look into this")
    desk.probe()
    desk.catalog()
    _, cursor = everything(desk)
    desk.write(Say(marker(), key, Role.REPLY, "which tray?"))
    if can.note:
        desk.write(Say(marker(), key, Role.NOTE, "**tray** 2"))
    wanted: dict[str, Any] = {"status": int(Status.SOLVED), "assignee": "bob", "priority": 2, "subject": "Tray 2"}
    for field in sorted(can.fields & wanted.keys()):
        seen = desk.fetch(key)
        assert isinstance(seen, TicketSeen)
        base = {field: seen.ticket.values()[field]}
        desk.write(SetFields(marker(), key, {field: wanted[field]}, base, version=seen.ticket.version))
    if can.tags != "none":
        desk.write(SetFields(marker(), key, add=("jam",), version=_version(desk, key)))
        desk.write(SetFields(marker(), key, remove=("jam",), version=_version(desk, key)))
    if can.open_tickets:
        desk.write(OpenTicket(marker(), "A call", RemotePerson("", "Bo", "bo@acme.test"), "it smokes"))
    if can.search:
        desk.search("jams", 5)
    customer(remote, "al@acme.test").writes(key, "all of them")
    everything(desk, cursor)


def _version(desk: Helpdesk, key: str) -> str:
    seen = desk.fetch(key)
    assert isinstance(seen, TicketSeen)
    return seen.ticket.version


def a_days_reading(base: Any, vendor: Vendor, kind: Base) -> None:
    """What an adapter of a knowledge base does in a day, as far as it can."""
    books = vendor.face.books
    books.write("Trays", "<p>There are <b>2</b>.</p>", "FAQ")
    thrown = books.write("Smoke", "<p>Run.</p>", "FAQ")
    books.write("Later", "<p>x</p>", "FAQ", **({"draft": True} if "draft" in kind.shows else {}))
    base.probe()
    found: dict[str, RemoteArticle] = {}
    cursor = ""
    for _ in range(9):
        page = base.articles(cursor)
        found |= {item.title: item for item in page.items}
        cursor = page.cursor
    if base.capabilities.articles == "write":
        for title in ("Trays", "Later"):
            article = found[title]
            tags = ("trays",) if "tags" in kind.shows else ()
            base.write(PutArticle(marker(), article.key, title, "There are 3.", tags=tags, version=article.version))
        step = PutArticle(marker(), "", "Lids", "There are 4.", "FAQ")
        base.find(step)
        base.write(step)
    books.drop(thrown)
    base.articles(cursor)


@contextmanager
def held_to(judge: Any, vendor: Vendor, file: Path) -> Iterator[str]:
    """Prism in front of a vendor's fake: where it listens. Nothing may have been against it in the end."""
    assert isinstance(judge, Specification)
    judge.write(file)
    held: list[str] = []

    def hold(response: httpx.Response) -> None:
        path = response.request.url.path
        said = json.loads(response.headers.get("sl-violations", "[]")) if path.startswith(vendor.face.api) else []
        told = [one for one in said if not (response.status_code >= 400 and one["location"][:1] == ["response"])]
        held.extend(f"{response.request.method} {path}: {one['message']}" for one in told)

    with prism(file, vendor.url) as url:
        client: Any = functools.partial(httpx.Client, event_hooks={"response": [hold]})
        with patch("httpx.Client", client):
            yield url
    assert held == [] and vendor.wrong == []
    assert len(vendor.asked) > 10


def test_another_judge_has_nothing_against_it(kind: Kind, vendor: Vendor, tmp_path: Path) -> None:
    with (
        held_to(kind.judge(), vendor, tmp_path / "vendor.json") as url,
        closing(kind.connect(vendor, url=url)) as desk,
    ):
        a_day(desk, kind, vendor)


@pytest.mark.parametrize("name", BASES)
def test_nor_against_what_a_knowledge_base_is_asked(name: str, tmp_path: Path) -> None:
    kind = BOOKS[name]
    vendor = kind.vendor()
    more = {"spaces": "S1"} if name == "confluence" else {}
    with (
        vendor.serving(),
        held_to(kind.judge(), vendor, tmp_path / "vendor.json") as url,
        closing(kind.connect(vendor, url=url, **more)) as base,
    ):
        a_days_reading(base, vendor, kind)
