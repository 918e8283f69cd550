"""What `connect salesforce` asks for, and the way to a connection. Free of the network until one is opened."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from supportterm.backends.cards import DIRECTORY
from supportterm.backends.protocol import Capabilities, Proof, Setting

if TYPE_CHECKING:
    from supportterm.backends.salesforce.backend import Salesforce

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address of your domain there, like https://acme.my.salesforce.com"),
    Setting("client", "What is the consumer key?",
            help="Of a connected app with the client credentials flow; its consumer secret is asked for next"),
    Setting("plan", "Which field of an account says what it pays for?", required=False,
            help="Its API name, like `Plan__c`; empty: none does"),
    Setting("ca_file", "A certificate authority of your own?", required=False, ask=False, help="Path of a PEM file"),
)  # fmt: skip


class SalesforceDriver:
    name: str = "salesforce"
    title: str = "Salesforce"
    capabilities: Capabilities = DIRECTORY
    proof: Mapping[str, Proof] = {"people": "read"}
    """There is no specification of it that could be had."""
    settings: tuple[Setting, ...] = SETTINGS
    secret: str = "consumer secret"

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Salesforce":
        """Raises Invalid, naming the setting."""
        from supportterm.backends.salesforce.backend import Salesforce

        return Salesforce(settings, secret)


SALESFORCE: Final = SalesforceDriver()
