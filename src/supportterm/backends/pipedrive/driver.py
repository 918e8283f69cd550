"""What `connect pipedrive` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.cards import DIRECTORY
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.pipedrive.backend import Pipedrive

SETTINGS: Final = (
    Setting("plan", "Which field of an organization says what it pays for?", required=False,
            help="Its name as it is shown there, like `Plan`; empty: none does"),
    Setting("url", "Where is the API?", default="https://api.pipedrive.com", place=True, ask=False),
    Setting("ca_file", "A certificate authority of your own?", required=False, ask=False, help="Path of a PEM file"),
)  # fmt: skip


class PipedriveDriver:
    name: str = "pipedrive"
    title: str = "Pipedrive"
    capabilities: Capabilities = DIRECTORY
    proof: Mapping[str, Proof] = {"people": "specification"}
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "API token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Pipedrive":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.pipedrive.backend import Pipedrive

        return Pipedrive(settings, secret)


PIPEDRIVE: Final = PipedriveDriver()
