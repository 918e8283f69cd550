"""What `connect chatwoot` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.chatwoot.capabilities import MOST, PROOF
from supportterm.backends.chatwoot.words import read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE, poll, settle, since

if TYPE_CHECKING:
    from supportterm.backends.chatwoot.backend import Chatwoot

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True,
            help="The address in the browser, like https://app.chatwoot.com/app/accounts/1"),
    Setting("account", "Which account?", required=False, help="Its number; empty: the one in the address, or your own"),
    Setting("inbox", "In which inbox are conversations opened from here?", required=False,
            help="The name of one of the kind API, the only kind that takes customers' words; empty: none are opened"),
    since("Conversations with something said since; empty: all"),
    Setting("sweep", "How many seconds between walks through all conversations?", default="900", required=False,
            ask=False, help="What moves no conversation to the top, and what is gone, is found by them"),
    poll(10, of="messages"),
    settle(),
    CA_FILE,
)  # fmt: skip


def _connection(settings: Mapping[str, str], secret: Callable[[], str]) -> "Chatwoot":
    from supportterm.backends.chatwoot.backend import Chatwoot

    return Chatwoot(read(settings), secret)


CHATWOOT: Final = Shipped("chatwoot", "Chatwoot", MOST, PROOF, SETTINGS, "access token", _connection)
