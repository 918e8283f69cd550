"""What can be done at Zammad, and what `connect` asks for. Free of the network until a connection is opened."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from supportterm.backends.protocol import Proof, Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle, since
from supportterm.backends.zammad.words import REPLIES, read

MOST: Final = replace(
    HELPDESK,
    feed="since",
    deletes="scan",
    guard="reread",
    marker="stored",
    sweep=3600.0,
    overlap=60.0,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "custom"}),
    tags="delta",
    merge=True,
    most_bytes=30_000_000,
    search=True,
    history=True,
)
PROOF: Final[Mapping[str, Proof]] = {}
"""Tests do it all against a fake that speaks as Zammad's documents and source say; none against a real server."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://support.example.org"),
    since("Tickets changed since, and all that are open; empty: everything"),
    Setting("replies", "How do replies go to customers?", default="email", choices=REPLIES, required=False,
            help="By mail, or only as an article that they see when they log in"),
    Setting("statuses", "What do other states mean?", required=False,
            help="Pairs like `waiting for vendor=on-hold`, where a kind of state says too little"),
    Setting("priorities", "What do other priorities mean?", required=False, help="Pairs like `4 emergency=urgent`"),
    Setting("fields", "Which fields of your own?", required=False,
            help="Names in the object manager, with commas between; empty: all that an administrator is told"),
    Setting("pending", "How long does a ticket wait that is set to pending?", default="7 days", required=False,
            ask=False, help="Zammad asks for a moment"),
    Setting("sweep", "How many seconds between looks for deleted tickets?", default="3600", required=False, ask=False),
    poll(15),
    settle(),
    CA_FILE,
)  # fmt: skip
ZAMMAD: Final = Shipped("zammad", "Zammad", MOST, PROOF, SETTINGS, "access token", "Zammad", read)
