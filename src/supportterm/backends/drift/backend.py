"""A connection to one Drift organization: conversations are read and answered, and no more than that."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from msgspec.structs import replace

from supportterm.backends import cursors
from supportterm.backends.drift.capabilities import MOST
from supportterm.backends.drift.reading import Reader
from supportterm.backends.drift.rest import Rest, number
from supportterm.backends.drift.wire import Data, Message
from supportterm.backends.drift.words import WINDING_DOWN
from supportterm.backends.errors import CannotDo
from supportterm.backends.http import parsed
from supportterm.backends.polled import Polled
from supportterm.backends.protocol import Capabilities
from supportterm.backends.usual import Usual
from supportterm.backends.windows import Window
from supportterm.core.remote import (
    Catalog,
    Identity,
    OpenTicket,
    Page,
    Receipt,
    RemoteAgent,
    RemoteTicket,
    Say,
    SetFields,
    TicketSeen,
)
from supportterm.core.terms import Role

OVERLAP: Final = 60_000
_AT_A_TIME: Final = 20
"""Conversations told at a time: the messages of each are asked for by themselves."""


class Cursor(msgspec.Struct, omit_defaults=True):
    window: Window
    token: str = ""
    """Where this round through all conversations goes on."""
    done: int = 0
    """How many of that page have been looked at."""


class Writer:
    """Replies and notes. Nothing else can be done there."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    def say(self, step: Say) -> Receipt:
        if step.role not in (Role.REPLY, Role.NOTE) or step.files or step.cc or step.bcc:
            raise CannotDo("Drift takes replies and notes: no forwards, copies or files")
        sent: dict[str, Any] = {"type": "private_note" if step.role is Role.NOTE else "chat", "body": step.body}
        path = f"conversations/{number(step.key)}/messages"
        answer = self._rest.http.write("POST", path, sent)
        made = parsed(answer, Data[Message], self._rest.host, writing=True).data
        return Receipt(key=str(made.id), number=step.key)

    def find_said(self, step: Say) -> Receipt | None:
        """Nothing of ours is kept with it. Raises NotThere where the conversation is not there."""
        self._rest.conversation(step.key)
        return None

    def open(self, step: OpenTicket) -> Receipt:
        raise CannotDo("at Drift only visitors begin a conversation")

    def set(self, step: SetFields) -> Receipt:
        raise CannotDo("Drift lets nobody set anything of a conversation by its API")

    def find_opened(self, step: OpenTicket) -> Receipt | None:
        return None

    def is_set(self, step: SetFields) -> Receipt | None:
        return None

    def upload(self, file: Path, name: str, media_type: str) -> str:
        return ""


class Drift(Polled):
    """Helpdesk, over Drift's API. A conversation is a ticket."""

    def __init__(self, words: Usual, secret: Callable[[], str], clock: Callable[[], float] = time.time) -> None:
        self._words = words
        self._clock = clock
        self._rest = Rest(words, secret, clock)
        self._reader = Reader(self._rest)
        super().__init__("Drift", Writer(self._rest))

    def __repr__(self) -> str:
        return f"<Drift at {self._words.url}>"

    @property
    def capabilities(self) -> Capabilities:
        return replace(MOST, poll=self._words.poll, settle=self._words.settle)

    def probe(self) -> Identity:
        self._rest.forget()
        organization = next((user.orgId for user in self._rest.users().values() if user.orgId), 0)
        epoch = f"{self._words.url} {organization}"
        return Identity(f"organization {organization}", epoch, self._rest.http.server_time, (WINDING_DOWN,))

    def close(self) -> None:
        super().close()
        self._rest.http.close()

    def catalog(self) -> Catalog:
        users = [user for user in self._rest.users().values() if not user.bot]
        return Catalog(
            agents=tuple(RemoteAgent(self._reader.handle(u.id), str(u.id), u.name or "", u.email or "") for u in users),
            statuses=(),
        )

    def changes(self, text: str) -> Page:
        """A round through all conversations; told are those that changed since the last one."""
        cursor, now = cursors.read(text, Cursor, "Drift's", self._begin), int(self._clock() * 1000)
        rows, further = self._rest.conversations(cursor.token)
        told: list[TicketSeen] = []
        window = cursor.window
        for row in rows[cursor.done :]:
            cursor.done += 1
            if row.updatedAt >= window.start and window.fresh(str(row.id), row.updatedAt, now):
                told.append(self._reader.seen(row))
                if len(told) == _AT_A_TIME:
                    break
        over = cursor.done >= len(rows)
        if over:
            cursor.token, cursor.done = further, 0
            if further:
                window.prune(OVERLAP)
            else:
                window.end(now, OVERLAP)
        more = not over or bool(further)
        return Page(tuple(told), msgspec.json.encode(cursor).decode(), more, pause=self._rest.pace.pause)

    def fetch(self, key: str) -> TicketSeen:
        return self._reader.seen(self._rest.conversation(key))

    def search(self, text: str, limit: int) -> tuple[RemoteTicket, ...]:
        raise CannotDo("Drift has no search")

    def download(self, key: str, into: IO[bytes]) -> None:
        raise CannotDo("files are left at Drift")

    def _begin(self) -> Cursor:
        return Cursor(Window(mark=self._words.border(self._clock())))
