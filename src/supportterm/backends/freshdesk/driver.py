"""What `connect freshdesk` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.freshdesk.capabilities import MOST
from supportterm.backends.freshdesk.words import read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE, poll, settle, since

if TYPE_CHECKING:
    from supportterm.backends.freshdesk.backend import Freshdesk

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.freshdesk.com"),
    since(),
    Setting("statuses", "What do other statuses mean?", required=False,
            help="Pairs like `Waiting on Customer=pending`, where there are words of your own"),
    poll(60, "At least 20: each look is three requests, and small plans let twenty lists a minute through"),
    settle(180, "you are not asked about it"),
    CA_FILE,
)  # fmt: skip


def _connection(settings: Mapping[str, str], secret: Callable[[], str]) -> "Freshdesk":
    from supportterm.backends.freshdesk.backend import Freshdesk

    return Freshdesk(read(settings), secret)


FRESHDESK: Final = Shipped("freshdesk", "Freshdesk", MOST, {}, SETTINGS, "API key", _connection)
