"""What `connect confluence` asks for, and the way to a connection. Free of the network until one is opened."""

from typing import Final

from supportterm.backends.protocol import Capabilities, Setting
from supportterm.backends.readers import READERS
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE_UNASKED, poll

MOST: Final = Capabilities(
    feed="none", tickets=False, articles="write", guard="atomic", marker="stored", settle=60.0, poll=300.0
)
"""What was written is found again by what a page says: there is one page of a title in a space."""
SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address in the browser, like https://acme.atlassian.net"),
    Setting("email", "Whose API token is it?", help="The address of the account"),
    Setting("spaces", "Which spaces?", required=False, help="Keys with commas between, like KB,FAQ; empty: all. New "
            "articles go into the first"),
    READERS,
    poll(300),
    CA_FILE_UNASKED,
)  # fmt: skip

PROOF: Final = proven(MOST, "specification", but=("guard",))
"""That a stale version is refused with 409 is only read: the vendor's file does not say with what."""
CONFLUENCE: Final = Shipped("confluence", "Confluence", MOST, PROOF, SETTINGS, "API token", "Confluence")
