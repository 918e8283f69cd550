"""What can be done at Zendesk, and what `connect` asks for. Free of the network until a connection is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle, since
from supportterm.backends.zendesk.words import read

MOST: Final = replace(
    HELPDESK,
    feed="cursor",
    deletes="feed",
    guard="atomic",
    marker="stored",
    poll=60.0,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "custom"}),
    tags="replace",
    most_bytes=50_000_000,
    search=True,
    articles="read",
)
"""Of an administrator. Other agents may not use the export: changes are searched for, and deletions not told."""
PROOF: Final = proven(MOST, "specification", but=("deletes", "articles"))
"""What tests do against a fake whose every request and answer is held to the vendor's specification. It does not speak
of the Help Center, which is held to what the vendor's pages say."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.zendesk.com"),
    Setting("email", "Whose API token is it?", required=False,
            help="The agent's address; empty: the secret is an OAuth token"),
    since(),
    Setting("articles", "Are the articles of its Help Center read?", default="yes", choices=("yes", "no"),
            required=False, help="Those of the brand whose address this is"),
    poll(60, "At least 10: Zendesk lets ten looks a minute through"),
    Setting("sweep", "How many seconds between walks through all articles?", default="3600", required=False, ask=False,
            help="What was archived is found by them"),
    settle(),
    CA_FILE,
)  # fmt: skip
ZENDESK: Final = Shipped("zendesk", "Zendesk", MOST, PROOF, SETTINGS, "token", "Zendesk", read)
