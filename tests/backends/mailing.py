"""What tests of the mail backend share: a connection, steps to send, and what lies in the mailboxes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import whole_feed
from servers.mail import DOMAIN, PASSWORD, MailServers
from supportterm.backends.mail import MAIL
from supportterm.backends.mail.backend import Mail
from supportterm.core.remote import MailCame, Say
from supportterm.core.terms import Role

Connect = Callable[..., Mail]


@pytest.fixture
def team(mail_servers: MailServers) -> str:
    """Somebody with an empty mailbox, as whom the backend logs in: the part before the @."""
    return mail_servers.person()


@pytest.fixture
def connect(mail_servers: MailServers, team: str) -> Iterator[Connect]:
    """`connect(handled="Done")`: a connection as *team*, with those settings; `password=` for another."""
    opened: list[Mail] = []

    def make(password: str = PASSWORD, **settings: str) -> Mail:
        ports = mail_servers.ports
        base = {
            "address": f"{team}@{DOMAIN}",
            "imap": f"localhost:{ports['imaps']}",
            "smtp": f"localhost:{ports['submission']}",
            "ca_file": str(mail_servers.ca),
        }
        opened.append(MAIL.open(base | settings, lambda: password))
        return opened[-1]

    yield make
    for backend in opened:
        backend.close()


def plain_smtp(port: int) -> dict[str, str]:
    """Settings for a line without TLS, with which a test can meddle."""
    return {"smtp": f"localhost:{port}", "smtp_security": "none"}


def plain_imap(port: int) -> dict[str, str]:
    return {"imap": f"localhost:{port}", "imap_security": "none"}


def say(*to: str, **more: Any) -> Say:
    """A reply that can be sent, to the customer when nobody is named."""
    values: dict[str, Any] = {
        "marker": whole_feed.marker(), "key": "", "role": Role.REPLY, "body": "Have you tried a new cartridge?",
        "author": "Dana", "to": to or (f"customer@{DOMAIN}",), "subject": "The printer", "number": 12,
    }  # fmt: skip
    return Say(**(values | more))


def mail(name: str, body: str = "It jams.", more: str = "") -> bytes:
    """A mail whose Message-ID is *name*."""
    return (
        f"From: Max <max@{DOMAIN}>\r\nSubject: {name}\r\nMessage-ID: <{name}@{DOMAIN}>\r\n{more}\r\n{body}\r\n"
    ).encode()


def names(items: Any) -> list[str]:
    """The Message-IDs of mails, without what stands behind the @."""
    found = []
    for item in items:
        raw = item.raw if isinstance(item, MailCame) else item
        line = next((line for line in raw.split(b"\n") if line.lower().startswith(b"message-id:")), b"<@")
        found.append(line.partition(b"<")[2].partition(b"@")[0].decode())
    return found


def everything(backend: Mail, cursor: str = "") -> tuple[list[MailCame], str]:
    """All that there is to be told from a cursor, and where it ends."""
    items, end = whole_feed.everything(backend, cursor)
    return [item for item in items if isinstance(item, MailCame)], end
