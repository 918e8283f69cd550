"""What `connect intercom` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.intercom.capabilities import MOST, PROOF
from supportterm.backends.intercom.words import PLACES, read
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE, poll, settle, since

if TYPE_CHECKING:
    from supportterm.backends.intercom.backend import Intercom

SETTINGS: Final = (
    Setting("url", "Where is its data kept?", default=PLACES["us"], place=True,
            help="us, eu or au; or the address of its API"),
    since("Conversations changed since; empty: everything"),
    Setting("snooze", "For how long does a conversation sleep that is put on hold?", default="7 days", required=False),
    poll(5),
    settle(),
    CA_FILE,
)  # fmt: skip


def _connection(settings: Mapping[str, str], secret: Callable[[], str]) -> "Intercom":
    from supportterm.backends.intercom.backend import Intercom

    return Intercom(read(settings), secret)


INTERCOM: Final = Shipped("intercom", "Intercom", MOST, PROOF, SETTINGS, "access token", _connection)
