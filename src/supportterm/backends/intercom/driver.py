"""What `connect intercom` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.intercom.capabilities import MOST, PROOF
from supportterm.backends.intercom.words import PLACES, read
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.intercom.backend import Intercom

SETTINGS: Final = (
    Setting("url", "Where is its data kept?", default=PLACES["us"], place=True,
            help="us, eu or au; or the address of its API"),
    Setting("since", "How far back?", default="90 days", required=False,
            help="Conversations changed since; empty: everything"),
    Setting("snooze", "For how long does a conversation sleep that is put on hold?", default="7 days", required=False),
    Setting("poll", "How many seconds between looks for changes?", default="5", required=False, ask=False),
    Setting("settle", "After how many seconds can a lost request no longer arrive?", default="180", required=False,
            ask=False, help="Sooner nothing is sent again"),
    Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file"),
)  # fmt: skip


class IntercomDriver:
    name: str = "intercom"
    title: str = "Intercom"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = PROOF
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "access token"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Intercom":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.intercom.backend import Intercom

        return Intercom(read(settings), secret)


INTERCOM: Final = IntercomDriver()
