"""What `connect hubspot` asks for, and the way to a connection. Free of the network until one is opened."""

from typing import Final

from supportterm.backends.cards import DIRECTORY
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE_UNASKED

SETTINGS: Final = (
    Setting("plan", "Which property of a company says what it pays for?", required=False,
            help="Its internal name, like `plan`; empty: none does"),
    Setting("url", "Where is the API?", default="https://api.hubapi.com", place=True, ask=False),
    CA_FILE_UNASKED,
)  # fmt: skip
HUBSPOT: Final = Shipped(
    "hubspot", "HubSpot", DIRECTORY, {"people": "specification"}, SETTINGS, "access token of a private app", "HubSpot"
)
"""Names of owners and of stages, and where somebody is shown there, are only read in the vendor's pages."""
