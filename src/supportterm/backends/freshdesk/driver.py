"""What `connect freshdesk` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.freshdesk.capabilities import MOST
from supportterm.backends.freshdesk.words import read
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.freshdesk.backend import Freshdesk

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.freshdesk.com"),
    Setting("since", "How far back?", default="90 days", required=False,
            help="Tickets changed since; empty: everything"),
    Setting("statuses", "What do other statuses mean?", required=False,
            help="Pairs like `Waiting on Customer=pending`, where there are words of your own"),
    Setting("poll", "How many seconds between looks for changes?", default="60", required=False, ask=False,
            help="At least 20: each look is three requests, and small plans let twenty lists a minute through"),
    Setting("settle", "After how many seconds can a lost request no longer arrive?", default="180", required=False,
            ask=False, help="Sooner you are not asked about it"),
    Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file"),
)  # fmt: skip


class FreshdeskDriver:
    name: str = "freshdesk"
    title: str = "Freshdesk"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = {}
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "API key"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Freshdesk":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.freshdesk.backend import Freshdesk

        return Freshdesk(read(settings), secret)


FRESHDESK: Final = FreshdeskDriver()
