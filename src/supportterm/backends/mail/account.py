"""The settings of a mail connection, read: which servers, which mailboxes, which addresses. Pure."""

import re
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from supportterm.backends.auth import LOOPBACK
from supportterm.backends.errors import Invalid
from supportterm.core.mail_address import ADDRESS
from supportterm.core.remote import handle_of

Security = Literal["tls", "starttls", "none"]
_PORTS: Final = {"imap": {"tls": 993, "starttls": 143, "none": 143}, "smtp": {"tls": 465, "starttls": 587, "none": 25}}
_PLACE: Final = re.compile(r"(?:\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[\w.-]{1,253}))(?::(?P<port>[0-9]{1,5}))?")


class Place(msgspec.Struct, frozen=True):
    """A server and how it is spoken to."""

    host: str
    port: int
    security: Security


class Mailbox(msgspec.Struct, frozen=True):
    name: str
    team: str = ""
    """Handle of the team whose mail comes here; empty: nobody's yet."""


class Account(msgspec.Struct, frozen=True):
    imap: Place
    smtp: Place
    user: str
    mailboxes: tuple[Mailbox, ...]
    address: str
    """From which is written when the team has no address of its own."""
    addresses: Mapping[str, str]
    """Team → address."""
    name: str = ""
    """What stands before the address; empty: the name of who wrote."""
    everything: bool = False
    """Take in what lies there already, too."""
    handled: str = ""
    sent: str = ""
    bcc_self: bool = True
    ca_file: str = ""
    oauth: bool = False
    token_url: str = ""
    client_id: str = ""
    scope: str = ""
    poll: float = 30.0
    settle: float = 1800.0
    """Seconds; as in `Capabilities`."""
    address_key: bytes = b""
    """Makes addresses that lead to a ticket; empty: none are made."""

    def address_of(self, team: str | None) -> str:
        return self.addresses.get(team or "", self.address)

    @property
    def domains(self) -> frozenset[str]:
        return frozenset(a.rpartition("@")[2].lower() for a in (self.address, *self.addresses.values()))


def read(settings: Mapping[str, str]) -> Account:
    """Raises Invalid, naming the setting."""
    given = {name: text.strip() for name, text in settings.items()}
    addresses = _addresses(given.get("addresses", ""))
    address = given.get("address", "") or next(iter(addresses.values()), "")
    if not ADDRESS.fullmatch(address):
        raise Invalid("there must be an address to write from, like support@example.org", {"address": "no address"})
    mailboxes, handled = _mailboxes(given.get("mailboxes", "")), _name(given, "handled")
    if any(box.name.lower() == handled.lower() for box in mailboxes):
        raise Invalid(f"{handled} is read: handled mail must go elsewhere", {"handled": "one of the mailboxes"})
    oauth = _choice(given, "auth", ("password", "oauth2")) == "oauth2"
    for name in ("token_url", "client_id"):
        if oauth and not given.get(name):
            raise Invalid(f"OAuth2 needs the setting {name}", {name: "missing"})
    return Account(
        imap=_place(given, "imap"),
        smtp=_place(given, "smtp"),
        user=given.get("user", "") or address,
        mailboxes=mailboxes,
        address=address,
        addresses=addresses,
        name=given.get("name", ""),
        everything=_choice(given, "since", ("now", "all")) == "all",
        handled=handled,
        sent=_name(given, "sent"),
        bcc_self=_choice(given, "bcc_self", ("yes", "no")) == "yes",
        ca_file=given.get("ca_file", ""),
        oauth=oauth,
        token_url=given.get("token_url", ""),
        client_id=given.get("client_id", ""),
        scope=given.get("scope", ""),
        poll=_seconds(given, "poll", 30.0),
        settle=_seconds(given, "settle", 1800.0),
        address_key=_key(given) if _choice(given, "plus", ("no", "yes")) == "yes" else b"",
    )


def _seconds(given: Mapping[str, str], name: str, default: float) -> float:
    text = given.get(name, "")
    if text and not (text.isdecimal() and 1 <= int(text) <= 86_400):
        raise Invalid(f"{name} is in whole seconds, at least 1", {name: "not seconds"})
    return float(text or default)


def _choice(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of *choices*, the first when nothing is said."""
    text = given.get(name, "") or choices[0]
    if text not in choices:
        raise Invalid(f"{name} is {' or '.join(choices)}, not {text!r}", {name: "not one of these"})
    return text


def _place(given: Mapping[str, str], name: str) -> Place:
    security: Security = "starttls" if name == "smtp" else "tls"
    said = given.get(f"{name}_security", "")
    if said:
        if said not in ("tls", "starttls", "none"):
            raise Invalid(f"{name}_security is tls, starttls or none, not {said!r}", {f"{name}_security": "unknown"})
        security = said  # type: ignore[assignment]
    found = _PLACE.fullmatch(given.get(name, ""))
    if found is None:
        raise Invalid(f"{name} must be a server's name, like {name}.example.org", {name: "not a name"})
    host = found["six"] or found["host"]
    port = int(found["port"] or _PORTS[name][security])
    if not 0 < port < 65536:
        raise Invalid(f"there is no port {port}", {name: "no such port"})
    if security == "none" and host not in LOOPBACK:
        raise Invalid("without TLS only this machine is talked to", {f"{name}_security": "TLS is needed"})
    return Place(host, port, security)


def _mailboxes(text: str) -> tuple[Mailbox, ...]:
    found: dict[str, Mailbox] = {}
    for word in filter(None, map(str.strip, (text or "INBOX").split(","))):
        name, _, team = word.rpartition("=") if "=" in word else (word, "", "")
        name = name.strip()
        found[name] = Mailbox(_clean("mailboxes", name), handle_of(team))
    return tuple(found.values())


def _addresses(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in text.replace(",", " ").split():
        team, equals, address = word.partition("=")
        if not equals or not handle_of(team) or not ADDRESS.fullmatch(address):
            raise Invalid(f"addresses are pairs like support=support@example.org, not {word!r}", {"addresses": "pairs"})
        found[handle_of(team)] = address
    return found


def _name(given: Mapping[str, str], name: str) -> str:
    text = given.get(name, "")
    return _clean(name, text) if text else ""


def _clean(setting: str, name: str) -> str:
    if not name or len(name) > 200 or any(ord(c) < 32 or c == "\x7f" for c in name):
        raise Invalid(f"{name!r} can't be the name of a mailbox", {setting: "not a name"})
    return name


def _key(given: Mapping[str, str]) -> bytes:
    try:
        return bytes.fromhex(given.get("address_key", ""))
    except ValueError:
        raise Invalid("address_key must be hexadecimal", {"address_key": "not hexadecimal"}) from None
