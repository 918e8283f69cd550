"""What can be done at Request Tracker, and what `connect` asks for. Free of the network until one is opened."""

from typing import Final

from msgspec.structs import replace

from supportterm.backends.protocol import Setting
from supportterm.backends.readers import READERS
from supportterm.backends.request_tracker.words import MARKER_FIELD, PRIORITIES, read
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE, HELPDESK, poll, settle, since
from supportterm.core.remote import FIELDS

MOST: Final = replace(
    HELPDESK,
    feed="cursor",
    deletes="feed",
    guard="checked",
    marker="stored",
    overlap=180.0,
    fields=frozenset({*FIELDS, "custom"}),
    tags="replace",
    merge=True,
    search=True,
    articles="write",
    history=True,
)
PROOF: Final = proven(MOST, "real server")
"""What tests do against a real Request Tracker 5; the overlap is from measurements on PostgreSQL."""
SETTINGS: Final = (
    Setting("url", "Where is it?", help="The address in the browser, like https://rt.example.org",
            place=True),
    Setting("queues", "Which queues?", required=False, help="Names with commas between; empty: all that are seen"),
    since("Tickets changed since, and all that are active; empty: everything"),
    Setting("statuses", "What do other statuses mean?", required=False,
            help="Pairs like `waiting=pending escalated=on-hold`, where a lifecycle has words of its own"),
    Setting("priorities", "What are low, normal, high and urgent?", default=PRIORITIES, required=False,
            help="Four rising numbers"),
    Setting("marker", "Which field keeps our marks?", default=MARKER_FIELD, required=False,
            help="A custom field of ticket transactions, by which a lost answer is cleared up"),
    Setting("articles", "Which class of articles?", required=False, help="Its name; empty: all"),
    replace(READERS, required=False),
    poll(15),
    settle(),
    CA_FILE,
)  # fmt: skip
REQUEST_TRACKER: Final = Shipped(
    "request-tracker", "Request Tracker", MOST, PROOF, SETTINGS, "token", "RequestTracker", read
)
