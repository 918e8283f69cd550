"""What can be done at Freshdesk, and what `connect` asks for. Free of the network until a connection is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.freshdesk.words import read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle, since

MOST: Final = replace(
    HELPDESK,
    feed="since",
    deletes="feed",
    guard="looked",
    poll=60.0,
    overlap=60.0,
    forward=True,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "custom"}),
    tags="replace",
)
"""Texts can't be searched for there: its search knows fields alone. The vendor publishes no specification: the one that
tests hold every request and answer to was written by others, so that all this counts as read."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.freshdesk.com"),
    since(),
    Setting("statuses", "What do other statuses mean?", required=False,
            help="Pairs like `Waiting on Customer=pending`, where there are words of your own"),
    poll(60, "At least 20: each look is three requests, and small plans let twenty lists a minute through"),
    settle(180, "you are not asked about it"),
    CA_FILE,
)  # fmt: skip
FRESHDESK: Final = Shipped("freshdesk", "Freshdesk", MOST, {}, SETTINGS, "API key", "Freshdesk", read)
