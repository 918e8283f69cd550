"""What can be done at django-helpdesk, and what `connect` asks for. Free of the network until one is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.django_helpdesk.words import FILE_TYPES, read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle

MOST: Final = replace(
    HELPDESK,
    feed="walk",
    deletes="scan",
    guard="looked",
    sweep=300.0,
    fields=frozenset({"subject", "status", "priority", "assignee", "team", "due", "custom"}),
    merge=True,
    history=True,
)
PROOF: Final = proven(MOST, "real server")
"""What tests do against a real django-helpdesk 2.6."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True,
            help="The address up to where it begins, like https://example.org/helpdesk"),
    Setting("agents", "Who are its agents?", required=False,
            help="Pairs like `alice=2, bob=3` with their numbers there; empty: read from the API's own page"),
    Setting("queues", "Which queues are there?", required=False,
            help="Pairs like `Support=1, Billing=2` with their numbers there; empty: read from the API's own page"),
    Setting("statuses", "What do other statuses mean?", required=False,
            help="Pairs like `Waiting=pending`, where there are words of your own"),
    Setting("file_types", "Which kinds of files does it take?", default=FILE_TYPES, required=False,
            help="Endings of names; `*`: all. Others it would refuse halfway, so that they are not sent"),
    Setting("sweep", "How many seconds between walks through all tickets?", default="300", required=False, ask=False,
            help="What was only changed by programs or deleted is found by them; each costs its server work"),
    poll(15, of="new messages"),
    settle(180, "nobody is asked"),
    CA_FILE,
)  # fmt: skip
DJANGO_HELPDESK: Final = Shipped(
    "django-helpdesk", "django-helpdesk", MOST, PROOF, SETTINGS, "API token", "DjangoHelpdesk", read
)
