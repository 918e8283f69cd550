"""Real mail servers as a counterpart. Tickets are ours there, so a key stands for a customer's mail: its Message-ID."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from servers.mail import PASSWORD, MailServers
from servers.mail_configuration import DOMAIN
from supportterm.backends.mail import MAIL
from supportterm.backends.mail.backend import Mail
from supportterm.core.remote import Say


class PostCounterpart:
    name = "mail"
    secret = PASSWORD
    capabilities = MAIL.capabilities

    def __init__(self, servers: MailServers) -> None:
        self._servers = servers
        self._desk, self._customer = servers.person(), servers.person()
        ports = servers.ports
        self._settings = {
            "address": f"{self._desk}@{DOMAIN}",
            "imap": f"localhost:{ports['imaps']}",
            "smtp": f"localhost:{ports['submission']}",
            "ca_file": str(servers.ca),
            "since": "all",
        }

    def backend(self) -> Mail:
        return MAIL.open(self._settings, lambda: PASSWORD)

    def stranger(self) -> Mail:
        return MAIL.open(self._settings, lambda: "0123456789abcdef")

    def open(self, subject: str, body: str, files: Mapping[str, bytes] | None = None) -> str:
        mail = EmailMessage()
        mail["From"], mail["To"] = f"{self._customer}@{DOMAIN}", f"{self._desk}@{DOMAIN}"
        mail["Subject"], mail["Message-ID"] = subject, f"<{uuid.uuid4()}@customer.test>"
        mail.set_content(body)
        self._servers.deliver(mail.as_bytes(policy=policy.SMTP), f"{self._desk}@{DOMAIN}")
        self._servers.await_mail(self._desk, "Message-ID", str(mail["Message-ID"]))
        return str(mail["Message-ID"])

    def customer(self, key: str, body: str) -> None:
        self.open("Re: again", body)

    def agent(self, key: str, body: str) -> None:
        raise NotImplementedError

    def set(self, key: str, field: str, value: Any) -> None:
        raise NotImplementedError

    def step(self, step: Say) -> Say:
        """*step* as the desk gives it to mail: to somebody, about something."""
        return Say(step.marker, "", step.role, step.body, to=(f"{self._customer}@{DOMAIN}",), subject="Contract")

    def said(self, key: str) -> Sequence[str]:
        found = (message_from_bytes(raw, policy=policy.default) for raw in self._servers.mails(self._customer))
        return [body.get_content() for m in found if (body := m.get_body(("plain",))) is not None]

    def edit(self, key: str, old: str, new: str) -> bool:
        return False

    def publish(self, title: str, body: str) -> None:
        raise NotImplementedError

    def merge(self, key: str, into: str) -> bool:
        raise NotImplementedError

    def delete(self, key: str) -> None:
        raise NotImplementedError

    @contextmanager
    def away(self) -> Iterator[None]:
        self._servers.offline()
        yield
        self._servers.online()
