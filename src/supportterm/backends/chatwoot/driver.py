"""What `connect chatwoot` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.chatwoot.capabilities import MOST, PROOF
from supportterm.backends.chatwoot.words import read
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.chatwoot.backend import Chatwoot

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True,
            help="The address in the browser, like https://app.chatwoot.com/app/accounts/1"),
    Setting("account", "Which account?", required=False, help="Its number; empty: the one in the address, or your own"),
    Setting("inbox", "In which inbox are conversations opened from here?", required=False,
            help="The name of one of the kind API, the only kind that takes customers' words; empty: none are opened"),
    Setting("since", "How far back?", default="90 days", required=False,
            help="Conversations with something said since; empty: all"),
    Setting("sweep", "How many seconds between walks through all conversations?", default="900", required=False,
            ask=False, help="What moves no conversation to the top, and what is gone, is found by them"),
    Setting("poll", "How many seconds between looks for messages?", default="10", required=False, ask=False),
    Setting("settle", "After how many seconds can a lost request no longer arrive?", default="180", required=False,
            ask=False, help="Sooner nothing is sent again"),
    Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file"),
)  # fmt: skip


class ChatwootDriver:
    name: str = "chatwoot"
    title: str = "Chatwoot"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = PROOF
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "access token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Chatwoot":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.chatwoot.backend import Chatwoot

        return Chatwoot(read(settings), secret)


CHATWOOT: Final = ChatwootDriver()
