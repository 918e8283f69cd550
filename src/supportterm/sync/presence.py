"""Who is at which ticket: each console of a desk tells the others, over sockets beside the desk; and the customers'
side tells them who is at their chat.

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
_NAMED: Final = 80
"""Tickets that are named in a word; of more it is said that anything may have changed."""


class Present(NamedTuple):
    """Somebody who is at a ticket."""

    agent: str
    ticket: int
    writing: str = ""
    """What they write on it, as drafts call it: reply, note, forward; empty while they read."""
    typing: bool = False
    """Whether their fingers move, which whom they answer may know."""


class Word(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one console tells another."""

    console: Annotated[str, msgspec.Meta(pattern="^[0-9]+-[0-9]+$")]
    agent: str = ""
    ticket: int = 0
    """0: at none."""
    writing: str = ""
    typing: bool = False
    asks: bool = False
    """It has just come, and wants to know where the others are."""
    left: bool = False
    changed: bool = False
    """Something of the desk was changed just now, which is in it already,"""
    tickets: tuple[int, ...] = ()
    """of these tickets; none named: of any."""
    chats: tuple[tuple[int, bool | None], ...] = ()
    """Chats whose customers are there, and whether they type; None: who has left."""
    whole: bool = False
    """Of other chats than those the customers have left."""


_numbers: Final = count(1)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Word).decode


class Presence:
    """One console among those of a desk. Never raises and never waits: where no socket can be, nobody is seen."""

    def __init__(self, desk: Path, agent: str) -> None:
        self._folder = consoles(desk)
        self._me = Word(f"{os.getpid()}-{next(_numbers)}", agent)
        self._news: set[int] | None = None
        self._anything = False
        self._others: dict[str, Present] = {}
        self._visitors: dict[str, dict[int, bool]] = {}
        """By who speaks for them."""
        self._socket: socket.socket | None = None
        with suppress(OSError, StoreError):
            self._socket = bound(desk, f"{self._me.console}{_EAR}", socket.SOCK_DGRAM, mode_of(desk))
        self._tell(msgspec.structs.replace(self._me, asks=True))

    def fileno(self) -> int:
        """To be watched by an event loop, which calls `hear` when there is something; -1: there never is."""
        return self._socket.fileno() if self._socket is not None else -1

    def at(self, ticket: int, writing: str = "", *, typing: bool = False) -> None:
        """The person is at *ticket*, or at none with 0, and is *writing* a reply, a note, a forward or nothing."""
        now = msgspec.structs.replace(self._me, ticket=ticket, writing=writing, typing=typing)
        if now != self._me:
            self._me = now
            self._tell(now)

    def hear(self) -> bool:
        """Take in what others told; whether somebody is elsewhere than before."""
        before = dict(self._others), self.visitors
        while self._socket is not None:
            try:
                heard = self._socket.recv(_MOST)
            except OSError:
                break
            with suppress(msgspec.DecodeError, msgspec.ValidationError):
                self._take(_decode(heard))
        return (self._others, self.visitors) != before

    def say_again(self) -> bool:
        """Tell again where one is, which finds out who is gone; whether somebody is. To be called now and then."""
        before = len(self._others), len(self._visitors)
        self._tell(self._me)
        return (len(self._others), len(self._visitors)) != before

    def changed(self, tickets: tuple[int, ...] = ()) -> None:
        """Tell the others that something was changed, on these *tickets* or anything: they need not look for it."""
        named = tickets if len(tickets) <= _NAMED else ()
        self._tell(msgspec.structs.replace(self._me, changed=True, tickets=named))

    def news(self) -> frozenset[int] | None:
        """The tickets of which somebody told so since the last call, none named: anything; None when nobody did."""
        news, anything = self._news, self._anything
        self._news, self._anything = None, False
        return None if news is None else frozenset() if anything else frozenset(news)

    @property
    def others(self) -> tuple[Present, ...]:
        """Who else of the desk is at a ticket, the same person at another console too."""
        return tuple(present for present in self._others.values() if present.ticket)

    @property
    def visitors(self) -> dict[int, bool]:
        """The chats whose customers are there, and whether they type."""
        return {chat: types for chats in self._visitors.values() for chat, types in chats.items()}

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

    def _take(self, word: Word) -> None:
        if word.left:
            self._forget(word.console)
            return
        if word.changed:
            self._news = {*(self._news or ()), *word.tickets}
            self._anything = self._anything or not word.tickets
        self._others[word.console] = Present(word.agent, word.ticket, word.writing, word.typing)
        if word.whole:
            self._visitors[word.console] = {}
        for chat, types in word.chats:
            there = self._visitors.setdefault(word.console, {})
            there.pop(chat, None)
            if types is not None:
                there[chat] = types
        if word.asks:
            self._answer(word.console)

    def _answer(self, console: str) -> None:
        """Tell who has just come where one is."""
        self._send(console, self._me)

    def _forget(self, console: str) -> None:
        self._others.pop(console, None)
        self._visitors.pop(console, None)

    def _tell(self, word: Word) -> None:
        """*word* to every other console."""
        there: set[str] = set()
        with suppress(OSError):
            there = {name.removesuffix(_EAR) for name in os.listdir(self._folder) if name.endswith(_EAR)}
        for console in there - {self._me.console}:
            self._send(console, word)
        for console in set(self._others) - there:
            self._forget(console)

    def _send(self, console: str, word: Word) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(_encode(word), os.fsencode(self._path(console)))
        except (ConnectionRefusedError, FileNotFoundError):  # it was killed
            self._forget(console)
            with suppress(OSError):
                self._path(console).unlink()
        except OSError:
            return  # it is busy: it hears the next word

    def _path(self, console: str) -> Path:
        return self._folder / f"{console}{_EAR}"
