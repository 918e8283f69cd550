"""What a remote system has to offer: three protocols, all optional but `Backend`, and capabilities as data.

Backends are synchronous; the keeper calls each from a thread of its own. They keep no state beyond a session: cursors
and versions are given to them. Every method raises the errors of errors.py and no other.

A backend is added by an entry point of the group `supportterm.backends` whose object is a `Driver`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Literal, Protocol, runtime_checkable

import msgspec

from supportterm.core.remote import AnyStep, Catalog, Identity, Item, Page, Receipt, RemoteCard, RemoteTicket

Proof = Literal["real server", "specification", "read"]
"""How we know that it works: against a real server, against the vendor's specification, or only read in documents."""


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What can be done there, and how safely. What can't be is greyed out with the reason and never tried.

    As data, so that the console, `docs/backends.md` and the engine read the same.
    """

    feed: Literal["cursor", "since", "walk", "none"] = "none"
    """How changes are found: an exact cursor, a moment with an overlap, a walk through everything, not at all."""
    deletes: Literal["feed", "scan", "none"] = "none"
    """How we hear that a ticket is gone: in the feed, by looking through all of them, never."""
    guard: Literal["atomic", "checked", "reread", "looked", "none"] = "none"
    """What keeps a field write from overwriting another's: the remote refuses it; it checks, but two at the same
    moment may pass, and the history alone tells; we read, write, and look whether somebody came between; we look right
    before we write, and who comes in that instant is written over; nothing."""
    marker: Literal["key", "stored", "none"] = "none"
    """How a lost answer is cleared up: the remote knows a repeated key; our marker can be found there; a person."""
    settle: float = 180.0
    """Seconds after which a write that has not shown up never will: a request's longest life and the lag of reads."""
    poll: float = 15.0
    """Seconds between looks for changes, at least."""
    sweep: float = 0.0
    """Seconds between walks through everything, where new messages are heard of sooner; 0: there are none of these."""
    overlap: float = 0.0
    """Seconds that are read again with each page, inside the cursor."""

    tickets: bool = True
    """Tickets live there. Else they are ours, and only messages come and go (mail)."""
    open_tickets: bool = False
    reply: bool = False
    note: bool = False
    forward: bool = False
    fields: frozenset[str] = frozenset()
    """Fields that can be set: names of `core.remote.FIELDS`, and `custom` for the desk's own."""
    tags: Literal["delta", "replace", "none"] = "none"
    merge: bool = False
    files_up: bool = False
    note_files: bool = True
    """Where files can be sent: with internal notes too."""
    files_down: bool = False
    most_bytes: int = 20_000_000
    """Largest file or message taken there."""
    search: bool = False
    articles: Literal["write", "read", "none"] = "none"
    inner_articles: bool = False
    """What is internal when it is written there is read by nobody but who works there."""
    drafts: bool = False
    """An article that is not published is read by nobody but who works there, either."""
    titles: bool = True
    """An article keeps its title to the letter, in its case and with what is between words."""
    people: bool = False
    """It is a directory: people are looked up there by their address."""
    history: bool = False
    """Changes of the past are told, so that metrics of the time before can be known."""
    push: bool = False
    """`wait` returns as soon as something has changed."""


class Setting(msgspec.Struct, frozen=True):
    """One thing that `connect` asks for."""

    name: str
    question: str
    default: str = ""
    required: bool = True
    choices: tuple[str, ...] = ()
    help: str = ""
    ask: bool = True
    """False: only set by who names it."""
    made: bool = False
    """A key, made at random where nobody gives one."""
    place: bool = False
    """It names a host that the secret is sent to; with another host the secret is asked for anew."""


class Driver(Protocol):
    """What an entry point names."""

    name: str
    """`request-tracker`: letters, digits and dashes."""
    title: str
    capabilities: Capabilities
    """The most that it can; a connection's own may be less (`Backend.capabilities`)."""
    proof: Mapping[str, Proof]
    """For each name of a capability (a field of `Capabilities`) how we know; those not named: read."""
    settings: tuple[Setting, ...]
    secret: str
    """What the secret is, for people: `password`, `token`; empty when there is none."""

    def open(self, settings: Mapping[str, str], secret: Callable[[], str]) -> "Backend":
        """A connection; nothing is sent before it is used. *secret* is asked for when it is needed, and not kept.

        It may have a method `renewed(text)`, for who is given another secret instead by the other side: that one is
        kept from then on; answers why it could not be, or nothing.

        Raises Invalid, naming the setting, when a setting can't be right.
        """


@runtime_checkable
class Moves(Protocol):
    """A driver that can go on at another store than before."""

    def elsewhere(self, cursor: str) -> str:
        """*cursor*, for another store: what came there since the connection was made is news, and what is known counts
        once. Empty: all there is is told. Raises Unreadable."""


class Backend(Protocol):
    @property
    def capabilities(self) -> Capabilities: ...

    def probe(self) -> Identity:
        """Who we are there. What `connect` tests, and what is asked again when the network is back."""

    def close(self) -> None: ...


@runtime_checkable
class Helpdesk(Backend, Protocol):
    """Tickets, or at least messages, come and go."""

    def catalog(self) -> Catalog: ...

    def changes(self, cursor: str) -> Page:
        """What changed since *cursor*, oldest first; empty: from the beginning. Told at least once, maybe again."""

    def fetch(self, key: str) -> Item:
        """One ticket as it is now, with all its messages. Raises NotThere."""

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]: ...

    def write(self, step: AnyStep) -> Receipt:
        """Do one step. Raises Uncertain unless it is known that it was done, or that it was not."""

    def find(self, step: AnyStep) -> Receipt | None:
        """Whether a step is there: by its marker, or for fields by the values. Only our own writing counts."""

    def upload(self, file: Path, name: str, media_type: str) -> str:
        """A token for a file, where files are sent before the message that names them; empty: they go with it."""

    def download(self, key: str, into: IO[bytes]) -> None:
        """The bytes of a `RemoteFile`."""

    def wait(self, seconds: float) -> bool:
        """Until something may have changed, at most *seconds*; True when it did. Called from a thread of its own."""

    def handled(self, keys: tuple[str, ...]) -> None:
        """What was taken in may be put away (mail: moved to the folder for handled mail)."""


@runtime_checkable
class Knowledge(Backend, Protocol):
    def articles(self, cursor: str) -> Page: ...

    def write(self, step: AnyStep) -> Receipt: ...


@runtime_checkable
class Directory(Backend, Protocol):
    """A CRM: people looked up by their exact address."""

    def person(self, email: str) -> RemoteCard | None:
        """What is known of somebody; None: nobody there has this address."""


class Extent(msgspec.Struct, frozen=True):
    """How much there is to be read for the first time."""

    tickets: int
    seconds: float
    """That reading it takes within the remote's limits; 0: as fast as it answers."""
    of: str = "ticket"
    """What is counted."""


@runtime_checkable
class Measured(Backend, Protocol):
    """It can be said beforehand how long the first reading will take."""

    def extent(self) -> Extent: ...


@runtime_checkable
class Provable(Backend, Protocol):
    """What it keeps of ours can be proved only by writing."""

    def prove(self, key: str) -> tuple[str, ...]:
        """Write something harmless to a ticket that a person chose, and look for it; remarks, none when all is well."""
