"""What can be done at Help Scout, and what `connect` asks for. Free of the network until a connection is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.helpscout.words import HOME, read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE_UNASKED, HELPDESK, poll, settle, since

MOST: Final = replace(
    HELPDESK,
    feed="since",
    guard="looked",
    poll=60.0,
    overlap=300.0,
    fields=frozenset({"subject", "status", "assignee", "team", "custom"}),
    tags="replace",
    most_bytes=10_000_000,
    search=True,
)
"""The vendor publishes no specification: what tests hold every request and answer to was written from its documents."""
SETTINGS: Final = (
    Setting("app", "Which app of yours?", help="Its App ID: Your Profile → My Apps → Create My App"),
    Setting("inboxes", "Which inboxes?", required=False, help="Names with commas between; empty: all that are seen"),
    since("Conversations changed since; empty: everything"),
    Setting("url", "Where is its API?", default=HOME, required=False, ask=False, place=True),
    poll(60, "At least 10"),
    settle(180, "you are not asked about it"),
    CA_FILE_UNASKED,
)  # fmt: skip
HELPSCOUT: Final = Shipped("helpscout", "Help Scout", MOST, {}, SETTINGS, "App Secret", "HelpScout", read)
