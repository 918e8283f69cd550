"""What `connect helpscout` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.helpscout.capabilities import MOST
from supportterm.backends.helpscout.words import HOME, read
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.helpscout.backend import HelpScout

SETTINGS: Final = (
    Setting("app", "Which app of yours?", help="Its App ID: Your Profile → My Apps → Create My App"),
    Setting("inboxes", "Which inboxes?", required=False, help="Names with commas between; empty: all that are seen"),
    Setting("since", "How far back?", default="90 days", required=False,
            help="Conversations changed since; empty: everything"),
    Setting("url", "Where is its API?", default=HOME, required=False, ask=False, place=True),
    Setting("poll", "How many seconds between looks for changes?", default="60", required=False, ask=False,
            help="At least 10"),
    Setting("settle", "After how many seconds can a lost request no longer arrive?", default="180", required=False,
            ask=False, help="Sooner you are not asked about it"),
    Setting("ca_file", "A certificate authority of your own?", required=False, ask=False, help="Path of a PEM file"),
)  # fmt: skip


class HelpScoutDriver:
    name: str = "helpscout"
    title: str = "Help Scout"
    capabilities: Capabilities = MOST
    proof: Mapping[str, Proof] = {}
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "App Secret"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "HelpScout":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.helpscout.backend import HelpScout

        return HelpScout(read(settings), secret)


HELPSCOUT: Final = HelpScoutDriver()
