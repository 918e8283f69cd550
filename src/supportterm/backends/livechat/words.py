"""What `connect` is asked about LiveChat."""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.backends.auth import basic, bearer
from supportterm.backends.settings import age, seconds

PLACE: Final = "https://api.livechatinc.com"
VERSION: Final = "v3.6"


class Words(msgspec.Struct, frozen=True):
    """The settings of a connection, read."""

    url: str
    agent: str
    """Whose words ours are: the address that is an agent's id."""
    account: str = ""
    """Whose personal access token it is; empty: the secret is an OAuth token."""
    organization: str = ""
    since: str = ""
    ca_file: str = ""
    poll: float = 5.0
    settle: float = 120.0

    def authorization(self, secret: str) -> str:
        return basic(self.account, secret) if self.account else bearer(secret)


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        url=settings.get("url", "").strip().rstrip("/") or PLACE,
        agent=settings.get("agent", "").strip(),
        account=settings.get("account", "").strip(),
        organization=settings.get("organization", "").strip(),
        since=age(settings, "since"),
        ca_file=settings.get("ca_file", "").strip(),
        poll=max(2.0, seconds(settings, "poll", 5.0)),
        settle=seconds(settings, "settle", 120.0),
    )
