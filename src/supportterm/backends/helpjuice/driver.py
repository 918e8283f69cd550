"""What `connect helpjuice` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.protocol import Capabilities, Setting
from supportterm.backends.readers import READERS
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE_UNASKED, poll

if TYPE_CHECKING:
    from supportterm.backends.helpjuice.backend import Helpjuice

MOST: Final = Capabilities(feed="none", tickets=False, articles="read", poll=900.0)
"""It takes whatever text it is sent, over whatever is there by then, and knows no versions to tell by: so its articles
are not written from here."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.helpjuice.com"),
    READERS,
    poll(900, "Each reads all articles"),
    CA_FILE_UNASKED,
)  # fmt: skip


def _connection(settings: Mapping[str, str], secret: Callable[[], str]) -> "Helpjuice":
    from supportterm.backends.helpjuice.backend import Helpjuice

    return Helpjuice(settings, secret)


HELPJUICE: Final = Shipped("helpjuice", "Helpjuice", MOST, proven(MOST, "read"), SETTINGS, "API key", _connection)
