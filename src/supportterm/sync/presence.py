"""Who is at which ticket: each console of a desk tells the others, over sockets beside the desk; and so does each
customer at a chat, for whom the customers' side speaks.

It is a courtesy and no lock. A word that is lost is said again with the next one; who was killed is found out when
somebody speaks to them.
"""

import os
import socket
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Annotated, Final, NamedTuple

import msgspec

from supportterm.store.errors import StoreError
from supportterm.sync.bus import bound, consoles
from supportterm.sync.lock import mode_of

_EAR: Final = ".ear"
_MOST: Final = 2048
"""Bytes of a word."""


class Present(NamedTuple):
    """Somebody who is at a ticket."""

    agent: str
    ticket: int
    writing: str = ""
    """What they write on it, as drafts call it (reply, note, forward), a customer a line; empty while they read."""
    visitor: bool = False
    """A customer, at their own chat."""


class _Word(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one console tells another."""

    console: Annotated[str, msgspec.Meta(pattern="^[0-9]+-[0-9]+$")]
    agent: str = ""
    ticket: int = 0
    """0: at none."""
    writing: str = ""
    asks: bool = False
    """It has just come, and wants to know where the others are."""
    left: bool = False
    visitor: bool = False
    changed: bool = False
    """Something of the desk was changed just now, which is in it already."""


_numbers: Final = count(1)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Word).decode


class Presence:
    """One console among those of a desk. Never raises and never waits: where no socket can be, nobody is seen."""

    def __init__(self, desk: Path, agent: str, *, visitor: bool = False) -> None:
        self._folder = consoles(desk)
        self._me = _Word(f"{os.getpid()}-{next(_numbers)}", agent, visitor=visitor)
        self._news = False
        self._others: dict[str, Present] = {}
        self._socket: socket.socket | None = None
        with suppress(OSError, StoreError):
            self._socket = bound(desk, f"{self._me.console}{_EAR}", socket.SOCK_DGRAM, mode_of(desk))
        self._tell(msgspec.structs.replace(self._me, asks=True))

    def fileno(self) -> int:
        """To be watched by an event loop, which calls `hear` when there is something; -1: there never is."""
        return self._socket.fileno() if self._socket is not None else -1

    def at(self, ticket: int, writing: str = "") -> None:
        """The person is at *ticket*, or at none with 0, and is *writing* a reply, a note, a forward or nothing."""
        now = msgspec.structs.replace(self._me, ticket=ticket, writing=writing)
        if now != self._me:
            self._me = now
            self._tell(now)

    def hear(self) -> bool:
        """Take in what others told; whether somebody is elsewhere than before."""
        before = dict(self._others)
        while self._socket is not None:
            try:
                heard = self._socket.recv(_MOST)
            except OSError:
                break
            with suppress(msgspec.DecodeError, msgspec.ValidationError):
                self._take(_decode(heard))
        return self._others != before

    def say_again(self) -> bool:
        """Tell again where one is, which finds out who is gone; whether somebody is. To be called now and then."""
        before = len(self._others)
        self._tell(self._me)
        return len(self._others) != before

    def changed(self) -> None:
        """Tell the others that something was changed: they need not wait until they look for it."""
        self._tell(msgspec.structs.replace(self._me, changed=True))

    def news(self) -> bool:
        """Whether somebody told so since the last call."""
        news, self._news = self._news, False
        return news

    @property
    def others(self) -> tuple[Present, ...]:
        """Who else of the desk is at a ticket, the same person at another console too."""
        return tuple(present for present in self._others.values() if present.ticket and not present.visitor)

    @property
    def visitors(self) -> tuple[Present, ...]:
        """The customers who are at their chats."""
        return tuple(present for present in self._others.values() if present.ticket and present.visitor)

    def on(self, ticket: int) -> tuple[Present, ...]:
        """Who else is at this ticket."""
        return tuple(present for present in self.others if present.ticket == ticket)

    def close(self) -> None:
        if self._socket is not None:
            self._tell(msgspec.structs.replace(self._me, left=True))
            self._socket.close()
            self._socket = None
            with suppress(OSError):
                self._path(self._me.console).unlink()

    def _take(self, word: _Word) -> None:
        if word.left:
            self._others.pop(word.console, None)
            return
        self._news = self._news or word.changed
        self._others[word.console] = Present(word.agent, word.ticket, word.writing, word.visitor)
        if word.asks:
            self._send(word.console, self._me)

    def _tell(self, word: _Word) -> None:
        """*word* to every other console."""
        there: set[str] = set()
        with suppress(OSError):
            there = {path.name.removesuffix(_EAR) for path in self._folder.glob(f"*{_EAR}")}
        for console in there - {self._me.console}:
            self._send(console, word)
        for console in set(self._others) - there:
            del self._others[console]

    def _send(self, console: str, word: _Word) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(_encode(word), os.fsencode(self._path(console)))
        except (ConnectionRefusedError, FileNotFoundError):  # it was killed
            self._others.pop(console, None)
            with suppress(OSError):
                self._path(console).unlink()
        except OSError:
            return  # it is busy: it hears the next word

    def _path(self, console: str) -> Path:
        return self._folder / f"{console}{_EAR}"
