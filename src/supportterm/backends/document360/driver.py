"""What `connect document360` asks for, and the way to a connection. Free of the network until one is opened."""

from typing import Final

from supportterm.backends.protocol import Capabilities, Setting
from supportterm.backends.readers import READERS
from supportterm.backends.shipped import Shipped, proven
from supportterm.backends.usual import CA_FILE_UNASKED, poll

URL: Final = "https://apihub.document360.io"
MOST: Final = Capabilities(
    feed="none", tickets=False, articles="write", drafts=True, guard="looked", marker="stored", settle=60.0, poll=300.0
)
"""Its versions have numbers, and what is written is a version of its own until it is published: so one that came
meanwhile is seen, and stays there even when it came in the instant before ours was published."""
SETTINGS: Final = (
    Setting("email", "Under whose name are articles changed?", required=False,
            help="The address of a team account; empty: nothing is written there"),
    Setting("workspace", "Which workspace?", required=False, help="Its name; empty: the main one"),
    Setting("language", "Which language?", required=False, help="Its code, like en; empty: the workspace's own"),
    Setting("category", "Into which category do new articles go?", required=False,
            help="Its name, for those whose section is no category there; empty: these are refused"),
    READERS,
    Setting("url", "Which data centre?", default=URL, place=True, ask=False,
            help=f"{URL}, or like https://apihub.us.document360.io"),
    poll(300),
    CA_FILE_UNASKED,
)  # fmt: skip

PROOF: Final = proven(MOST, "specification", but=("guard",))
"""That what is published is not written over but forked, that the list comes in pages, and how much is let through in a
minute is only read in its pages."""
DOCUMENT360: Final = Shipped("document360", "Document360", MOST, PROOF, SETTINGS, "API token", "Document360")
