"""What `connect helpjuice` asks for, and the way to a connection. Free of the network until one is opened."""

from typing import Final

from supportterm.backends.protocol import Capabilities, Setting
from supportterm.backends.readers import READERS
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE_UNASKED, poll

MOST: Final = Capabilities(feed="none", tickets=False, articles="read", poll=900.0)
"""It takes whatever text it is sent, over whatever is there by then, and knows no versions to tell by: so its articles
are not written from here."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.helpjuice.com"),
    READERS,
    poll(900, "Each reads all articles"),
    CA_FILE_UNASKED,
)  # fmt: skip
HELPJUICE: Final = Shipped("helpjuice", "Helpjuice", MOST, proven(MOST, "read"), SETTINGS, "API key", "Helpjuice")
