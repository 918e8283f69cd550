"""What `connect salesforce` asks for, and the way to a connection. Free of the network until one is opened."""

from typing import Final

from supportterm.backends.cards import DIRECTORY
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped
from supportterm.backends.usual import CA_FILE_UNASKED

SETTINGS: Final = (
    Setting("url", "Where is it?", place=True, help="The address of your domain there, like https://acme.my.salesforce.com"),
    Setting("client", "What is the consumer key?",
            help="Of a connected app with the client credentials flow; its consumer secret is asked for next"),
    Setting("plan", "Which field of an account says what it pays for?", required=False,
            help="Its API name, like `Plan__c`; empty: none does"),
    CA_FILE_UNASKED,
)  # fmt: skip
SALESFORCE: Final = Shipped(
    "salesforce", "Salesforce", DIRECTORY, {"people": "read"}, SETTINGS, "consumer secret", "Salesforce"
)
"""There is no specification of it that could be had."""
