"""What can be done at LiveChat, and what `connect` asks for. Free of the network until a connection is opened."""

from typing import Final

from supportterm.backends.livechat.words import PLACE, read
from supportterm.backends.protocol import Capabilities, Setting
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE, poll, settle, since

MOST: Final = Capabilities(
    feed="walk",
    marker="stored",
    settle=120.0,
    poll=5.0,
    reply=True,
    note=True,
    fields=frozenset({"status", "assignee", "team"}),
    tags="delta",
    files_down=True,
    search=True,
    push=True,
)
"""Without the number of the organization nothing is pushed, and chats are looked through every few seconds."""
PROOF: Final = proven(MOST, "specification")
"""What tests do against a fake whose every request is held to what the vendor's pages say of it."""
SETTINGS: Final = (
    Setting("url", "Where is its API?", default=PLACE, required=False, place=True, ask=False),
    Setting("agent", "Whose token is it?", help="The agent's address"),
    Setting("account", "Which account is the token of?", required=False,
            help="The id beside a personal access token; empty: the secret is an OAuth token"),
    Setting("organization", "Which organization?", required=False,
            help="Its id; with it chats are pushed within a second, without it they are looked for"),
    since("Chats begun since; empty: everything", days="30 days"),
    poll(5),
    settle(120),
    CA_FILE,
)  # fmt: skip
LIVECHAT: Final = Shipped("livechat", "LiveChat", MOST, PROOF, SETTINGS, "token", "LiveChat", read)
