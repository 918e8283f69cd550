"""What a mail that has just come is, and where it belongs. Pure: what the desk knows is asked through `Known`.

Nothing that its sender may have made up is believed: not an agent's address in From, not a number in the subject, not a
reference to a mail of somebody else's ticket.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, Protocol

import msgspec

from supportterm.core.numbers import label
from supportterm.exchange import caution, threading
from supportterm.exchange.addressing import is_own, number_hinted, number_in
from supportterm.exchange.authentication import vouched
from supportterm.exchange.fields import Fields
from supportterm.exchange.mime import ParsedMail
from supportterm.exchange.suspicion import held_for
from supportterm.exchange.threading import Place

OWN_COPY: Final = "it is a copy of what left from here"
DUPLICATE: Final = "it has come before"


class Known(threading.Known, Protocol):
    """What the desk knows."""

    def participants(self, ticket: int) -> frozenset[str]:
        """Addresses, in small letters, of the requester and of those who wrote or were written to."""

    def closed(self, ticket: int) -> bool:
        """Whether it is closed for good, or gone: what still comes needs a new ticket."""

    def ours(self, message_id: str) -> int | None:
        """The ticket of a mail that left from here under this Message-ID; only who got that mail knows the id."""


class House(msgspec.Struct, frozen=True):
    """Who we are, as far as mails can tell. All names in small letters."""

    addresses: frozenset[str]
    """Our own."""
    agents: Mapping[str, str]
    """Address → handle."""
    key: bytes = b""
    """Makes the proofs in our addresses."""
    trusted: str = ""
    """The name by which our own server signs Authentication-Results; empty: nobody is believed to be an agent."""
    domains: frozenset[str] = frozenset()
    """Our own: what is sent to another address in one of them is sent to us."""
    old_keys: tuple[bytes, ...] = ()
    """Made the proofs in addresses that left before the key was replaced."""
    doors: frozenset[str] = frozenset()
    """List-Ids of lists that are an address of ours: people's mail comes through them."""


class Twin(NamedTuple):
    """A mail that is here already under the Message-ID of the one that came."""

    sender: str
    """Address, in small letters."""
    text: str


class Intake(msgspec.Struct, frozen=True):
    """What is to become of a mail."""

    ticket: int | None = None
    """Where it belongs; None: it begins one."""
    agent: str | None = None
    """Handle, when it is proved that an agent wrote it; else it is a customer's, whatever From says."""
    drop: str = ""
    """Why it is not taken in at all: `OWN_COPY` or `DUPLICATE`."""
    id_taken: bool = False
    """Another mail is here under its Message-ID: it needs one of its own."""
    suspended: str = ""
    """Why it is held back, for people. It begins a ticket of its own then."""
    bounce: bool = False
    """It reports on a mail that was not delivered."""
    automatic: str = ""
    """Why a machine must have written it; empty: a person."""
    why_not: str = ""
    """Why no machine may answer it; empty: one may."""
    follows: int | None = None
    """A ticket that it goes on from, in a new one: that one is closed, or this mail is held back."""
    notice: str = ""
    """What people should know about where it was put."""

    @property
    def own(self) -> bool:
        """True for a copy of what left from here."""
        return self.drop == OWN_COPY

    @property
    def may_answer(self) -> bool:
        return not (self.why_not or self.drop)


def judge(
    mail: ParsedMail,
    fields: Fields,
    house: House,
    known: Known,
    at: int,
    *,
    twin: Twin | None = None,
) -> Intake:
    """What is to become of *mail*, with the *fields* of its header, that came *at* (milliseconds). Never raises.

    *twin* is what is here under its Message-ID.
    """
    if _is_copy(mail, house, known):
        return Intake(drop=OWN_COPY)
    if twin is not None and _same(mail, twin):
        return Intake(drop=DUPLICATE)
    agent = _proved_agent(mail, fields, house)
    place, notice = _place(mail, house, known, at, agent)
    held = held_for(fields)
    closed = place is not None and known.closed(place)
    joins = place is not None and not closed and not held
    automatic = caution.machine(mail, fields, house.doors)
    return Intake(
        ticket=place if joins else None,
        agent=None if held else agent,
        id_taken=twin is not None,
        suspended=held,
        bounce=caution.returned(mail, fields),
        automatic=automatic,
        why_not=_why_not(mail, fields, house, held, agent, automatic),
        follows=None if joins else place,
        notice=notice,
    )


def _why_not(mail: ParsedMail, fields: Fields, house: House, held: str, agent: str | None, automatic: str) -> str:
    if held:
        return "it is held back"
    if agent is not None or mail.sender.key in house.agents:
        return "it bears an agent's address"
    return caution.may_answer(
        mail, fields, house.addresses, own_domains=house.domains, doors=house.doors, automatic=automatic
    )


def _is_copy(mail: ParsedMail, house: House, known: Known) -> bool:
    """What left from here came back: under our id, from us. A stranger who writes under our id is not dropped."""
    sender = mail.sender.key
    from_us = is_own(sender, house.addresses) or sender in house.agents
    return from_us and bool(mail.message_id) and known.ours(mail.message_id) is not None


def _same(mail: ParsedMail, twin: Twin) -> bool:
    """The same mail on two ways: a list may have put a line below one of them."""
    if twin.sender != mail.sender.key:
        return False
    one, other = sorted((mail.text.strip(), twin.text.strip()), key=len)
    return one == other or (bool(one) and other.startswith(one))


def _place(mail: ParsedMail, house: House, known: Known, at: int, agent: str | None) -> tuple[int | None, str]:
    """The ticket that a mail belongs to, and what is to be said of that."""
    for address in (*mail.to, *mail.cc):
        number = number_in(address.address, house.addresses, house.key, *house.old_keys)
        if number is not None:
            return number, ""
    for message_id in threading.ancestors(mail):  # an id that we made is random: who knows it got the mail
        ticket = known.ours(message_id)
        if ticket is not None:
            return ticket, ""
    there = _Guarded(known, mail.sender.key, house, agent)
    hinted = number_hinted(mail.subject)
    ticket = threading.place(mail, at, there, ours=frozenset(house.agents) if agent else frozenset())
    if ticket is None and hinted is not None and there.takes_part(hinted):
        ticket = hinted
    if ticket is not None or there.refused is None:
        return ticket, ""
    return None, f"it refers to {label(there.refused)}, in which {mail.sender.key or 'its sender'} took no part"


class _Guarded(threading.Known):
    """Shows to one sender only the tickets that they take part in, and remembers which others they asked for."""

    def __init__(self, known: Known, sender: str, house: House, agent: str | None) -> None:
        self._known = known
        self._sender = sender
        self._agent = agent
        self._believed = agent is not None or not (sender in house.agents or is_own(sender, house.addresses))
        self.refused: int | None = None

    def takes_part(self, ticket: int) -> bool:
        """An agent who proved it may write anywhere; an address of the house without proof is nobody's."""
        if self._agent is not None:
            return True
        return self._believed and "@" in self._sender and self._sender in self._known.participants(ticket)

    def by_id(self, message_id: str) -> int | None:
        return self._allowed(self._known.by_id(message_id))

    def awaiting(self, message_id: str) -> int | None:
        return self._allowed(self._known.awaiting(message_id))

    def by_subject(self, subject: str, people: Iterable[str]) -> Iterable[Place]:
        wanted = tuple(p for p in people if "@" in p) if self._believed else ()
        return self._known.by_subject(subject, wanted) if wanted else ()

    def _allowed(self, ticket: int | None) -> int | None:
        if ticket is None or self.takes_part(ticket):
            return ticket
        self.refused = ticket if self.refused is None else self.refused
        return None


def _proved_agent(mail: ParsedMail, fields: Fields, house: House) -> str | None:
    """The agent who wrote it, when our own server says that the sender is who they say."""
    handle = house.agents.get(mail.sender.key)
    return handle if handle is not None and vouched(mail, fields, house.trusted) else None
