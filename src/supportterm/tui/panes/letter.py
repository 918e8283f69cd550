"""What is being written, beside its text: for whom, on what, with which files. Values only."""

from typing import Final, NamedTuple

from supportterm.core.numbers import label
from supportterm.core.refusal import Refused
from supportterm.core.terms import Role
from supportterm.core.writing import After, Draft, NewFile, NewMessage, NewTicket

KINDS: Final = {Role.REPLY: "reply", Role.NOTE: "note", Role.FORWARD: "forward"}
ROLES: Final = {kind: role for role, kind in KINDS.items()}
NEW: Final = "new"
ADDRESSED: Final = ("to", "cc", "bcc")
"""What of a letter holds addresses."""


class Letter(NamedTuple):
    """A message, or a new ticket, before it is sent."""

    kind: str
    """reply, note, forward or new."""
    ticket: int
    """0 for a new ticket."""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    subject: str = ""
    channel: str = "phone"
    """Of a new ticket."""
    files: tuple[NewFile, ...] = ()
    number: str = ""
    """What people call the ticket, where that is not its id."""
    way: str = ""
    """Where it goes once it is sent, or why nowhere; empty where that is not worth a word."""
    afterwards: str = ""
    """What the console does once it is sent: `next`, `close`."""
    about: tuple[str, ...] = ()
    """What a text stands on that a machine drafted, and what is to be looked at in it, a line each."""
    seen: frozenset[int] = frozenset()
    """The messages and events that its author has seen, the newest of the ticket, by their ids in the timeline."""

    def is_same(self, other: "Letter") -> bool:
        """Whether both are the same letter, however far each was written."""
        return (self.ticket, self.kind) == (other.ticket, other.kind)

    @property
    def called(self) -> str:
        """The ticket, as people call it."""
        return label(self.ticket, self.number)

    @property
    def public(self) -> bool:
        """Whether people outside the house read it."""
        return self.kind in ("reply", "forward")

    @property
    def title(self) -> str:
        """Who reads it, in words that can't be taken for another's."""
        to = ", ".join(self.to) or "nobody yet"
        match self.kind:
            case "note":
                return "INTERNAL NOTE — colleagues only"
            case "forward":
                return f"FORWARD to {to}"
            case "new":
                return f"NEW TICKET for {to}"
        return f"PUBLIC REPLY to {to}"

    def addressed(self, field: str, found: tuple[str, ...]) -> "Letter":
        """With other addresses in one of `ADDRESSED`."""
        match field:
            case "to":
                return self._replace(to=found)
            case "cc":
                return self._replace(cc=found)
        return self._replace(bcc=found)

    def draft(self, text: str) -> Draft:
        return Draft(
            self.ticket, self.kind, text, self.to, self.cc, self.subject, self.files, self.channel, bcc=self.bcc
        )

    def resumed(self, draft: Draft) -> "Letter":
        """With what *draft* kept."""
        return self._replace(
            to=draft.to or self.to,
            cc=draft.cc,
            bcc=draft.bcc,
            subject=draft.subject or self.subject,
            channel=draft.channel or self.channel,
            files=draft.files,
        )

    def message(self, text: str, after: After, *, anyway: bool = False) -> NewMessage:
        """What the desk is given; *anyway* sends it although newer messages came.

        Raises Refused when there is nothing to send or nobody to send it to.
        """
        if not text.strip():
            raise Refused("there is no text yet; write it first")
        if self.kind == "forward" and not self.to:
            raise Refused("forward to whom? name an address with `to`")
        mailed = self.kind != "note"
        return NewMessage(
            ROLES[self.kind],
            text.rstrip(),
            to=self.to if mailed else (),
            cc=self.cc if mailed else (),
            bcc=self.bcc if mailed else (),
            files=self.files,
            then=after.status,
            seen_upto=None if anyway or not self.public else max(self.seen, default=0),
        )

    def new_ticket(self, text: str) -> NewTicket:
        """Raises Refused when it lacks a requester or a subject."""
        if not self.to:
            raise Refused("a new ticket needs the address of who asks; name it with `to`")
        if not self.subject.strip():
            raise Refused("a new ticket needs a subject; name it with `subject`")
        return NewTicket(
            email=self.to[0], subject=self.subject, body=text.rstrip(), channel=self.channel, files=self.files
        )


def attached(letter: Letter, name: str) -> NewFile:
    """The file of *letter* called *name*, or at that place from 1. Raises Refused when there is none like that."""
    if not letter.files:
        raise Refused("no file is attached")
    if not name and len(letter.files) == 1:
        return letter.files[0]
    if name.isdecimal() and 0 < int(name) <= len(letter.files):
        return letter.files[int(name) - 1]
    found = next((file for file in letter.files if file.name == name), None)
    if found is None:
        raise Refused(f"which file? There are {', '.join(file.name for file in letter.files)}")
    return found


def addresses(text: str) -> tuple[str, ...]:
    """Mail addresses separated by commas or spaces. Raises Refused at the first that is none."""
    found = tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
    for address in found:
        name, at, host = address.partition("@")
        if not (name and at and host) or "@" in host or not address.isprintable():
            raise Refused(f"{address!r} is not a mail address")
    return found
