"""What `connect drift` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.drift.capabilities import MOST, PROOF
from supportterm.backends.drift.words import PLACE, read
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.drift.backend import Drift

SETTINGS: Final = (
    Setting("url", "Where is its API?", default=PLACE, required=False, place=True, ask=False),
    Setting("since", "How far back?", default="90 days", required=False,
            help="Conversations changed since; empty: everything"),
    Setting("poll", "How many seconds between looks for changes?", default="60", required=False, ask=False,
            help="Each look goes through all conversations: Drift has no list of what changed"),
    Setting("settle", "After how many seconds can a lost request no longer arrive?", default="180", required=False,
            ask=False, help="Sooner nothing is sent again"),
    Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file"),
)  # fmt: skip


class DriftDriver:
    name: str = "drift"
    title: str = "Drift (winding down)"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = PROOF
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "access token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Drift":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.drift.backend import Drift

        return Drift(read(settings), secret)


DRIFT: Final = DriftDriver()
