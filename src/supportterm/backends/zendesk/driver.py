"""What `connect zendesk` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.protocol import Capabilities, Proof, Setting
from supportterm.backends.zendesk.capabilities import MOST, PROOF
from supportterm.backends.zendesk.words import read

if TYPE_CHECKING:
    from supportterm.backends.zendesk.backend import Zendesk

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.zendesk.com"),
    Setting("email", "Whose API token is it?", required=False,
            help="The agent's address; empty: the secret is an OAuth token"),
    Setting("since", "How far back?", default="90 days", required=False,
            help="Tickets changed since; empty: everything"),
    Setting("articles", "Are the articles of its Help Center read?", default="yes", choices=("yes", "no"),
            required=False, help="Those of the brand whose address this is"),
    Setting("poll", "How many seconds between looks for changes?", default="60", required=False, ask=False,
            help="At least 10: Zendesk lets ten looks a minute through"),
    Setting("sweep", "How many seconds between walks through all articles?", default="3600", required=False, ask=False,
            help="What was archived is found by them"),
    Setting("settle", "After how many seconds can a lost request no longer arrive?", default="180", required=False,
            ask=False, help="Sooner nothing is sent again"),
    Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file"),
)  # fmt: skip


class ZendeskDriver:
    name: str = "zendesk"
    title: str = "Zendesk"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = PROOF
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Zendesk":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.zendesk.backend import Zendesk

        return Zendesk(read(settings), secret)


ZENDESK: Final = ZendeskDriver()
