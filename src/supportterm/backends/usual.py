"""What nearly every connection is told: where it is, how far back and how often it looks. Asked for, and read."""

from collections.abc import Mapping
from typing import Final, TypedDict

import msgspec
from msgspec.structs import replace

from supportterm.backends.protocol import Capabilities, Setting
from supportterm.backends.settings import age, milliseconds, seconds

HELPDESK: Final = Capabilities(open_tickets=True, reply=True, note=True, files_up=True, files_down=True)
"""What nearly every help desk lets be done; its driver says how safely, and what else."""
CA_FILE: Final = Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file")
CA_FILE_UNASKED: Final = replace(CA_FILE, ask=False)
"""Of those that stand in no company's own house."""


def since(what: str = "Tickets changed since; empty: everything", days: str = "90 days") -> Setting:
    return Setting("since", "How far back?", default=days, required=False, help=what)


def poll(every: int, about: str = "", of: str = "changes") -> Setting:
    """*every*: seconds."""
    question = f"How many seconds between looks for {of}?"
    return Setting("poll", question, default=str(every), required=False, ask=False, help=about)


def settle(every: int = 180, sooner: str = "nothing is sent again") -> Setting:
    """*every*: seconds. *sooner*: what is not done before they are over."""
    question = "After how many seconds can a lost request no longer arrive?"
    return Setting("settle", question, default=str(every), required=False, ask=False, help=f"Sooner {sooner}")


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the settings of a connection, read."""

    url: str
    since: str = ""
    """As `settings.age` answers; empty: everything."""
    ca_file: str = ""
    poll: float = 60.0
    settle: float = 180.0
    """Seconds; as in `Capabilities`."""

    def border(self, clock: float) -> int:
        """What was changed before is left there: milliseconds, 0 for nothing. *clock*: now, in seconds."""
        return int(clock * 1000) - milliseconds(self.since) if self.since else 0


class Told(TypedDict):
    url: str
    since: str
    ca_file: str
    poll: float
    settle: float


def address(settings: Mapping[str, str], *, home: str = "", cloud: str = "", path: str = "") -> str:
    """Where it is. *home*: when nothing is said; *cloud*: `zendesk.com`, where a name alone is below it; *path* is left
    out at the end."""
    url = settings.get("url", "").strip().rstrip("/").removesuffix(path) or home
    return f"https://{url}.{cloud}" if cloud and url and "://" not in url and "." not in url else url


def usual(
    settings: Mapping[str, str], *, poll: float, least: float = 1.0, settle: float = 180.0, home: str = "",
    cloud: str = "", path: str = "",
) -> Told:  # fmt: skip
    """What `Usual` is made of. *home*, *cloud*, *path*: as in `address`. *poll* and *settle*: seconds when nothing is
    said, *least* those between two looks at least.

    Raises Invalid, naming the setting.
    """
    return Told(
        url=address(settings, home=home, cloud=cloud, path=path),
        since=age(settings, "since"),
        ca_file=settings.get("ca_file", "").strip(),
        poll=max(least, seconds(settings, "poll", poll)),
        settle=seconds(settings, "settle", settle),
    )
