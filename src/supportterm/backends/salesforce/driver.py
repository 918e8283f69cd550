"""What `connect salesforce` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.cards import DIRECTORY
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE_UNASKED

if TYPE_CHECKING:
    from supportterm.backends.salesforce.backend import Salesforce

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address of your domain there, like https://acme.my.salesforce.com"),
    Setting("client", "What is the consumer key?",
            help="Of a connected app with the client credentials flow; its consumer secret is asked for next"),
    Setting("plan", "Which field of an account says what it pays for?", required=False,
            help="Its API name, like `Plan__c`; empty: none does"),
    CA_FILE_UNASKED,
)  # fmt: skip


def _connection(settings: Mapping[str, str], secret: Callable[[], str]) -> "Salesforce":
    from supportterm.backends.salesforce.backend import Salesforce

    return Salesforce(settings, secret)


SALESFORCE: Final = Shipped(
    "salesforce", "Salesforce", DIRECTORY, {"people": "read"}, SETTINGS, "consumer secret", _connection
)
"""There is no specification of it that could be had."""
