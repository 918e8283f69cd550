"""What mail can do, and how we know."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.protocol import Capabilities, Proof

MOST_BYTES: Final = 18_000_000
"""Of files: written for mail they take a third more, and most servers take 25 MB."""

MOST: Final = Capabilities(
    feed="cursor",
    marker="stored",
    settle=1800.0,
    poll=30.0,
    tickets=False,
    reply=True,
    forward=True,
    files_up=True,
    most_bytes=MOST_BYTES,
    push=True,
)
UNPROVED: Final = msgspec.structs.replace(MOST, marker="none", settle=180.0)
"""Where it is not known that copies come back: what is not found says nothing."""

PROOF: Final[Mapping[str, Proof]] = dict.fromkeys(
    ("feed", "marker", "reply", "forward", "files_up", "push"), "real server"
)
