"""What `connect mail` asks for, and the way to a connection. Free of the network until one is opened."""

from typing import Final

from supportterm.backends.mail.account import read
from supportterm.backends.mail.capabilities import MOST, PROOF
from supportterm.backends.protocol import Setting
from supportterm.backends.shipped import Shipped

_SECURITY: Final = ("tls", "starttls", "none")
SETTINGS: Final = (
    Setting("address", "Which address do you write from?", help="Like support@example.org"),
    Setting("imap", "Which server has the mailboxes?", help="Like imap.example.org, or imap.example.org:993",
            place=True),
    Setting("smtp", "Which server sends?", help="Like smtp.example.org, or smtp.example.org:587",
            place=True),
    Setting("user", "As whom do you log in?", required=False, help="Empty: the address"),
    Setting("mailboxes", "Which mailboxes are read?", default="INBOX", required=False,
            help="Names with commas between, each with its team: INBOX=support, Billing=billing"),
    Setting("since", "What lies there already?", default="now", required=False, choices=("now", "all"),
            help="now: only what comes from now on becomes tickets; all: everything does"),
    Setting("addresses", "Which teams have addresses of their own?", required=False,
            help="Pairs with commas between: support=support@example.org, billing=billing@example.org"),
    Setting("name", "Which name stands before the address?", required=False, help="Empty: the name of who wrote"),
    Setting("handled", "Where do mails go that were taken in?", required=False,
            help="A mailbox, made if it is not there; empty: they stay where they are"),
    Setting("sent", "Where are sent mails kept?", required=False, help="Empty: where the server says"),
    Setting("bcc_self", "Send a copy of each mail to yourself?", default="yes", required=False,
            choices=("yes", "no"), help="It is how a mail is found again when the server's answer was lost"),
    Setting("imap_security", "How is the line to IMAP secured?", default="tls", required=False, choices=_SECURITY),
    Setting("smtp_security", "How is the line to SMTP secured?", default="starttls", required=False,
            choices=_SECURITY),
    Setting("auth", "How do you log in?", default="password", required=False, choices=("password", "oauth2"),
            help="With oauth2 the secret is a refresh token, and the client's secret behind a space if it has one"),
    Setting("token_url", "Where are OAuth2 tokens renewed?", required=False, place=True),
    Setting("client_id", "Under which OAuth2 client?", required=False),
    Setting("scope", "With which OAuth2 scope?", required=False),
    Setting("plus", "May replies go to support+t12.…@example.org?", default="no", required=False,
            choices=("no", "yes"), help="If your server takes such addresses, a reply finds its ticket by them"),
    Setting("address_key", "With which key are those addresses signed?", required=False, help="Hexadecimal",
            ask=False, made=True),
    Setting("poll", "How many seconds between looks for mail, where the server does not tell?", default="30",
            required=False, ask=False),
    Setting("settle", "After how many seconds has a mail that left certainly come back to us?", default="1800",
            required=False, ask=False, help="Sooner nothing is sent again"),
    Setting("trust_authentication", "Which server's Authentication-Results are believed?", required=False,
            help="The name your own server signs them with; empty: nobody's"),
    Setting("ca_file", "A certificate authority of your own?", required=False, help="Path of a PEM file"),
)  # fmt: skip


def _elsewhere(cursor: str) -> str:
    from supportterm.backends.mail.feed import elsewhere

    return elsewhere(cursor)


MAIL: Final = Shipped("mail", "Mail", MOST, PROOF, SETTINGS, "password", "Mail", read, _elsewhere)
