"""What can be done at Drift, and how we know."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.protocol import Capabilities, Proof

MOST: Final = Capabilities(feed="walk", marker="none", settle=180.0, poll=60.0, reply=True, note=True)
"""Nobody sets a status, an assignee or a tag by its API."""
PROOF: Final[Mapping[str, Proof]] = {}
"""There is no specification of the vendor's to hold it to; what its pages say was read, and Drift is winding down."""
