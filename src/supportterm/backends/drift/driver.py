"""What `connect drift` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.drift.capabilities import MOST, PROOF
from supportterm.backends.drift.words import PLACE, read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE, poll, settle, since

if TYPE_CHECKING:
    from supportterm.backends.drift.backend import Drift

SETTINGS: Final = (
    Setting("url", "Where is its API?", default=PLACE, required=False, place=True, ask=False),
    since("Conversations changed since; empty: everything"),
    poll(60, "Each look goes through all conversations: Drift has no list of what changed"),
    settle(),
    CA_FILE,
)  # fmt: skip


def _connection(settings: Mapping[str, str], secret: Callable[[], str]) -> "Drift":
    from supportterm.backends.drift.backend import Drift

    return Drift(read(settings), secret)


DRIFT: Final = Shipped("drift", "Drift (winding down)", MOST, PROOF, SETTINGS, "access token", _connection)
