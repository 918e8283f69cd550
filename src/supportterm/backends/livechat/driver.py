"""What `connect livechat` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.livechat.capabilities import MOST, PROOF
from supportterm.backends.livechat.words import PLACE, read
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.livechat.backend import LiveChat

SETTINGS: Final = (
    Setting("url", "Where is its API?", default=PLACE, required=False, place=True, ask=False),
    Setting("agent", "Whose token is it?", help="The agent's address"),
    Setting("account", "Which account is the token of?", required=False,
            help="The id beside a personal access token; empty: the secret is an OAuth token"),
    Setting("organization", "Which organization?", required=False,
            help="Its id; with it chats are pushed within a second, without it they are looked for"),
    Setting("since", "How far back?", default="30 days", required=False, help="Chats begun since; empty: everything"),
    Setting("poll", "How many seconds between looks for changes?", default="5", required=False, ask=False),
    Setting("settle", "After how many seconds can a lost request no longer arrive?", default="120", required=False,
            ask=False, help="Sooner nothing is sent again"),
    Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file"),
)  # fmt: skip


class LiveChatDriver:
    name: str = "livechat"
    title: str = "LiveChat"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = PROOF
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "LiveChat":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.livechat.backend import LiveChat

        return LiveChat(read(settings), secret)


LIVECHAT: Final = LiveChatDriver()
