"""What can be done at Redmine, and what `connect` asks for. Free of the network until a connection is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.protocol import Setting
from supportterm.backends.redmine.words import MARKER, REQUESTER, read
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle, since

MOST: Final = replace(
    HELPDESK,
    feed="since",
    deletes="scan",
    guard="reread",
    marker="stored",
    overlap=60.0,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "due", "custom"}),
    note_files=False,
    most_bytes=5_242_880,
    search=True,
    articles="write",
    titles=False,
    history=True,
)
PROOF: Final = proven(MOST, "real server")
"""What tests do against a real Redmine 5."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://redmine.example.org"),
    Setting("projects", "Which projects?", required=False, help="Names with commas between; empty: all that are seen"),
    since("Tickets changed since, and all that are open; empty: everything"),
    Setting("roles", "Who is an agent?", required=False,
            help="Roles with commas between; empty: whoever may edit issues. All others are customers"),
    Setting("statuses", "What do other statuses mean?", required=False,
            help="Pairs like `Waiting=pending, In Review=on-hold`, where there are words of your own"),
    Setting("priorities", "What do other priorities mean?", required=False,
            help="Pairs like `Whenever=low, Blocker=urgent`, where there are words of your own"),
    Setting("marker", "Which field keeps our marks?", default=MARKER, required=False,
            help="A custom field of issues, by which a lost answer is cleared up"),
    Setting("requester", "Which field keeps a customer's address?", default=REQUESTER, required=False,
            help="A custom field of issues, for customers without an account there"),
    Setting("wikis", "Are pages of projects' wikis articles?", default="yes", choices=("yes", "no"), required=False),
    poll(15),
    settle(),
    CA_FILE,
)  # fmt: skip
REDMINE: Final = Shipped("redmine", "Redmine", MOST, PROOF, SETTINGS, "API key", "Redmine", read)
