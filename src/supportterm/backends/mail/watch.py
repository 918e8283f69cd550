"""Hearing that a mail has come, over a connection of its own: IDLE on the first mailbox, a look at the others."""

import threading
import time
from collections.abc import Callable
from typing import Final

from supportterm.backends import errors
from supportterm.backends.mail.account import Account
from supportterm.backends.mail.imap import Session

LOOK: Final = 30.0
"""Seconds between looks at the mailboxes beside the first."""
_LONGEST: Final = 25 * 60.0
"""Seconds after which IDLE is begun anew: servers may hang up after half an hour (RFC 2177)."""
_TAG: Final = b"W1"


class Watch:
    """For one thread; `close` may be called from another."""

    def __init__(self, account: Account, connect: Callable[[], Session]) -> None:
        self._account = account
        self._connect = connect
        self._session: Session | None = None
        self._exists = 0
        self._others: dict[str, int] = {}
        self._closed = threading.Event()

    def wait(self, seconds: float) -> bool:
        """Until something may have come, at most *seconds*. Raises errors of the backend when nobody is there."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self._closed.is_set():
            fresh = self._session is None
            try:
                session = self._session or self._begin()
                if not session.has("IDLE"):
                    self._closed.wait(left)
                    return False
                if self._idle(session, min(left, LOOK if len(self._account.mailboxes) > 1 else _LONGEST)):
                    return True
                if self._elsewhere(session):
                    return True
            except errors.RemoteError:
                self._drop()
                if fresh:
                    raise
                # The line that was kept has broken; what came meanwhile is to be seen in the mailbox.
                return not self._closed.is_set()
        return False

    def close(self) -> None:
        self._closed.set()
        self._drop()

    def _begin(self) -> Session:
        self._session = session = self._connect()
        if session.has("IDLE"):
            for box in self._account.mailboxes[1:]:
                self._others[box.name] = session.next_uid(box.name)
            self._exists = session.look_into(self._account.mailboxes[0].name).exists
        return session

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _idle(self, session: Session, seconds: float) -> bool:
        """IDLE for at most *seconds*; True when there are more mails than before. Raises Unavailable, Unreadable."""
        until = time.monotonic() + seconds
        with session.translated():
            session.line.send(_TAG + b" IDLE\r\n")
            came = False
            while True:
                line = session.line.readline()
                if line.startswith(b"+"):
                    break
                if line.startswith(_TAG):
                    raise errors.Unreadable(f"{session.host} offers IDLE and refuses it")
                came = self._heard(line) or came
            while not came and not self._closed.is_set():
                heard = session.line.line_within(until - time.monotonic())
                if heard is None:
                    break
                came = self._heard(heard)
            session.line.send(b"DONE\r\n")
            while not (line := session.line.readline()).startswith(_TAG):
                came = self._heard(line) or came
        return came

    def _heard(self, line: bytes) -> bool:
        """Whether a line says that there is more; lines without a meaning for us are passed over."""
        words = line.split()
        if len(words) < 3 or words[0] != b"*" or not words[1].isdigit():
            if words[:2] == [b"*", b"BYE"]:
                raise errors.Unavailable("the server hung up")
            return False
        before, kind = self._exists, words[2].upper()
        if kind == b"EXPUNGE":
            self._exists = max(0, before - 1)
        elif kind == b"EXISTS":
            self._exists = int(words[1])
        return self._exists > before

    def _elsewhere(self, session: Session) -> bool:
        for name, before in self._others.items():
            now = session.next_uid(name)
            self._others[name] = now
            if now != before:
                return True
        return False
