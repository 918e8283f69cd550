"""A help desk, a knowledge base and a CRM, each a fake behind its vendor's own API, and the network to them."""

import time
from contextlib import ExitStack
from itertools import count
from typing import Self

from person import Home

from fakes import confluence_face, zendesk_face
from fakes.books import Books
from fakes.crm import Crm
from fakes.directory_kinds import KINDS as DIRECTORIES
from fakes.knowledge_kinds import KINDS as KNOWLEDGE
from fakes.remote import FakeRemote
from fakes.server import TOKEN
from fakes.vendor import Vendor
from fakes.vendor_kinds import KINDS as HELP_DESKS

DAY = 86_400_000


class ThreeSystems:
    """Zendesk as `zd`, Confluence as `wiki` and HubSpot as `crm`, at the same addresses for as long as this lives."""

    def __init__(self) -> None:
        moments = count(int(time.time() * 1000) - DAY, 1000)
        self.vendors: dict[str, Vendor] = {
            "zd": HELP_DESKS["zendesk"].vendor(lambda: next(moments)),
            "wiki": KNOWLEDGE["confluence"].vendor(),
            "crm": DIRECTORIES["hubspot"].vendor(),
        }
        self.remote: FakeRemote = self.vendors["zd"].face.remote
        self.books: Books = self.vendors["wiki"].face.books
        self.crm: Crm = self.vendors["crm"].face.crm
        self._network = ExitStack()

    def __enter__(self) -> Self:
        self.online()
        return self

    def __exit__(self, *_: object) -> None:
        self.offline()
        for name, vendor in self.vendors.items():
            assert not vendor.wrong, (name, vendor.wrong[:3])

    def online(self) -> None:
        for vendor in self.vendors.values():
            port = int(vendor.url.rpartition(":")[2]) if vendor.url else 0
            self._network.enter_context(vendor.serving(port))

    def offline(self) -> None:
        """Nobody answers at any of the addresses."""
        self._network.close()

    def connect(self, home: Home) -> None:
        for name in self.vendors:
            home.environment[f"SUPPORTTERM_SECRET_{name.upper()}"] = TOKEN
        url = {name: f"url={vendor.url}" for name, vendor in self.vendors.items()}
        known = {"zd": f"email={zendesk_face.EMAIL}", "wiki": f"email={confluence_face.EMAIL}"}
        home.shell("connect", "zendesk", "zd", url["zd"], known["zd"], "since=", "poll=10", "settle=2")
        home.shell("connect", "confluence", "wiki", url["wiki"], known["wiki"], "poll=1")
        home.shell("connect", "hubspot", "crm", url["crm"], "plan=plan_name")
