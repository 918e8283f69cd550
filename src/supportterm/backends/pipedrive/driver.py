"""What `connect pipedrive` asks for, and the way to a connection. Free of the network until one is opened."""

from typing import Final

from supportterm.backends.cards import DIRECTORY
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE_UNASKED

SETTINGS: Final = (
    Setting("plan", "Which field of an organization says what it pays for?", required=False,
            help="Its name as it is shown there, like `Plan`; empty: none does"),
    Setting("url", "Where is the API?", default="https://api.pipedrive.com", place=True, ask=False),
    CA_FILE_UNASKED,
)  # fmt: skip
PIPEDRIVE: Final = Shipped(
    "pipedrive", "Pipedrive", DIRECTORY, {"people": "specification"}, SETTINGS, "API token", "Pipedrive"
)
