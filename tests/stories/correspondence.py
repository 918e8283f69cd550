"""A desk whose mail lies on real servers, and a customer who writes to it."""

import email
import email.utils
from email.message import EmailMessage, Message
from email.policy import default

from person import Home

from servers.mail import PASSWORD, MailServers

DOMAIN = "example.test"


class Post:
    """A desk whose mail is a mailbox of its own, and a customer with theirs."""

    def __init__(self, home: Home, servers: MailServers) -> None:
        self.home, self.servers = home, servers
        self.desk, self.customer = servers.person(), servers.person()
        home.environment["SUPPORTTERM_SECRET_MAIL"] = PASSWORD
        ports = servers.ports
        home.shell(
            "connect", "mail", f"address={self.desk}@{DOMAIN}", f"imap=localhost:{ports['imaps']}",
            f"smtp=localhost:{ports['submission']}", f"ca_file={servers.ca}", "mailboxes=INBOX=support", "poll=1",
            "settle=3", "plus=yes",
        )  # fmt: skip

    def write(self, text: str, subject: str, *, answers: Message | None = None, **fields: str) -> None:
        """The customer's mail program sends a mail."""
        mail = EmailMessage()
        mail["From"], mail["To"] = f"Kim <{self.customer}@{DOMAIN}>", fields.pop("to", f"{self.desk}@{DOMAIN}")
        mail["Subject"], mail["Message-ID"] = subject, email.utils.make_msgid(domain="customer.test")
        if answers is not None:
            mail["In-Reply-To"] = answers["Message-ID"]
            mail["References"] = f"{answers.get('References', '')} {answers['Message-ID']}".strip()
        mail.set_content(text)
        self.servers.deliver(mail.as_bytes(), f"{self.desk}@{DOMAIN}", f"{self.customer}@{DOMAIN}")

    def got(self) -> list[EmailMessage]:
        """What lies in the customer's mailbox, oldest first."""
        found = (email.message_from_bytes(raw, policy=default) for raw in self.servers.mails(self.customer))
        return [m for m in found if isinstance(m, EmailMessage)]

    def texts(self, ticket: int) -> list[str]:
        return [body.strip() for _, body in self.home.wrote(ticket)]
