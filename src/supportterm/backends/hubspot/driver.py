"""What `connect hubspot` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.cards import DIRECTORY
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.hubspot.backend import HubSpot

SETTINGS: Final = (
    Setting("plan", "Which property of a company says what it pays for?", required=False,
            help="Its internal name, like `plan`; empty: none does"),
    Setting("url", "Where is the API?", default="https://api.hubapi.com", place=True, ask=False),
    Setting("ca_file", "A certificate authority of your own?", required=False, ask=False, help="Path of a PEM file"),
)  # fmt: skip


class HubSpotDriver:
    name: str = "hubspot"
    title: str = "HubSpot"
    capabilities: Capabilities = DIRECTORY
    proof: Mapping[str, Proof] = {"people": "specification"}
    """Names of owners and of stages, and where somebody is shown there, are only read in the vendor's pages."""
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "access token of a private app"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "HubSpot":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.hubspot.backend import HubSpot

        return HubSpot(settings, secret)


HUBSPOT: Final = HubSpotDriver()
