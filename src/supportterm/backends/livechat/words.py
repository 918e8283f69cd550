"""What `connect` is asked about LiveChat."""

from collections.abc import Mapping
from typing import Final

from supportterm.backends.auth import basic, bearer
from supportterm.backends.usual import Usual, usual

PLACE: Final = "https://api.livechatinc.com"
VERSION: Final = "v3.6"


class Words(Usual, frozen=True, kw_only=True):
    """The settings of a connection, read."""

    agent: str
    """Whose words ours are: the address that is an agent's id."""
    account: str = ""
    """Whose personal access token it is; empty: the secret is an OAuth token."""
    organization: str = ""

    def authorization(self, secret: str) -> str:
        return basic(self.account, secret) if self.account else bearer(secret)


def read(settings: Mapping[str, str]) -> Words:
    """Raises Invalid, naming the setting."""
    return Words(
        **usual(settings, poll=5.0, least=2.0, settle=120.0, home=PLACE),
        agent=settings.get("agent", "").strip(),
        account=settings.get("account", "").strip(),
        organization=settings.get("organization", "").strip(),
    )
