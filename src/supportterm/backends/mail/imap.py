"""An IMAP session: logged in, its errors those of errors.py, its answers values."""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple

from imap_tools.imap_utf7 import utf7_decode, utf7_encode

from supportterm.backends import errors
from supportterm.backends.mail.account import Place
from supportterm.backends.mail.imap_line import ImapLine
from supportterm.backends.mail.login import Login
from supportterm.backends.mail.reaching import unreached

_LIST: Final = re.compile(rb'\(([^)]*)\) (?:"\\?(?:.)"|NIL) (.*)', re.DOTALL)
_UID: Final = re.compile(rb"\bUID ([0-9]{1,10})")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE ([0-9]{1,12})")
_DATE: Final = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_WIDEST: Final = 50_000
"""UIDs asked for at once: what exists of them fits into one line of an answer."""


class Opened(NamedTuple):
    """A mailbox, looked into."""

    validity: int
    """UIDs mean the same as long as this does."""
    next_uid: int
    """All mails have a lower UID; 0 when the server doesn't say."""
    exists: int


class Listed(NamedTuple):
    uid: int
    size: int
    at: int
    """When it was received, milliseconds; 0 when the server doesn't say."""


class Session:
    def __init__(self, place: Place, login: Login, tls: ssl.SSLContext) -> None:
        """Connect and log in. Raises Unavailable, AuthFailed, Unreadable."""
        self.host = place.host
        self._place = place
        self._login = login
        self.opened = ""
        """Name of the mailbox that is open."""
        with self.translated():
            self.line = ImapLine(place, tls)
        try:
            with self.translated():
                self._log_in()
                answer = self.line.capability()[1]
            words = b" ".join(w for w in answer if isinstance(w, bytes)).decode("ascii", "replace")
            self.capabilities = frozenset(words.upper().split())
        except BaseException:
            self.line.shutdown()
            raise

    def __repr__(self) -> str:
        return f"<Session {self.host}>"

    def has(self, capability: str) -> bool:
        return capability in self.capabilities

    def close(self) -> None:
        """Without a word: what is on its way is not waited for."""
        self.line.shutdown()

    # --- mailboxes

    def look_into(self, name: str, *, change: bool = False) -> Opened:
        """Open a mailbox, to be changed or only to be read. Raises NotThere when there is none of that name."""
        self.opened = ""
        with self.translated():
            told, words = self.line.select(quoted(name), readonly=not change)
            if told != "OK":
                if self._listed(name):  # that it can't be opened now says nothing about what is in it
                    raise errors.Unavailable(f"{self.host} does not open the mailbox {name!r}{self._words(words)}")
                raise errors.NotThere(f"there is no mailbox {name!r} at {self.host}{self._words(words)}")
            self.opened = name
            return Opened(self._number("UIDVALIDITY"), self._number("UIDNEXT"), self._number("EXISTS", words))

    def next_uid(self, name: str) -> int:
        """UIDNEXT of a mailbox that is not open; 0 when it can't be told."""
        with self.translated():
            words = self.line.status(quoted(name), "(UIDNEXT)")[1]
        found = re.search(rb"UIDNEXT ([0-9]{1,10})", words[0]) if words and isinstance(words[0], bytes) else None
        return int(found[1]) if found else 0

    def folders(self) -> list[tuple[str, frozenset[str]]]:
        """Every mailbox with its flags, like `\\Sent`, in lower case."""
        with self.translated():
            told = self._ok(self.line.list('""', '"*"'))
        found = []
        for line in told:
            whole = line[0].rpartition(b"{")[0] + line[1] if isinstance(line, tuple) else line
            match = _LIST.fullmatch(whole) if isinstance(whole, bytes) else None
            if match:
                name = match[2].strip()
                if name.startswith(b'"'):
                    name = re.sub(rb"\\(.)", rb"\1", name[1:-1])
                flags = frozenset(match[1].decode("ascii", "replace").lower().split())
                with contextlib.suppress(ValueError):
                    found.append((utf7_decode(name), flags))
        return found

    def make(self, name: str) -> None:
        """Create a mailbox. Raises NotAllowed."""
        with self.translated():
            told, words = self.line.create(quoted(name))
            if told != "OK":
                raise errors.NotAllowed(f"{self.host} makes no mailbox {name!r}{self._words(words)}")
            self.line.subscribe(quoted(name))

    # --- mails of the open mailbox

    def uids(self, after: int, before: int, most: int) -> list[int]:
        """The first *most* UIDs between the two, ascending."""
        first, width, found = after + 1, 1_000, list[int]()
        while first < before and not found:
            found = self.search("UID", f"{first}:{min(first + width, before) - 1}")
            first += width
            width = min(2 * width, _WIDEST)
        return sorted(uid for uid in found if after < uid < before)[:most]

    def search(self, *words: str) -> list[int]:
        with self.translated():
            told = self._ok(self.line.uid("SEARCH", *words))
        return [int(number) for number in b" ".join(w for w in told if w).split() if number.isdigit()]

    def listed(self, uids: Iterable[int]) -> list[Listed]:
        """What is known of mails without fetching them, ascending; those that are gone are left out."""
        wanted = set(uids)
        if not wanted:
            return []
        with self.translated():
            told = self._ok(self.line.uid("FETCH", _set(wanted), "(UID RFC822.SIZE INTERNALDATE)"))
        found = {}
        for line in told:
            uid = _UID.search(line) if isinstance(line, bytes) else None
            if uid and int(uid[1]) in wanted:
                size, date = _SIZE.search(line), _DATE.search(line)
                found[int(uid[1])] = Listed(int(uid[1]), int(size[1]) if size else 0, _moment(date[1]) if date else 0)
        return [found[uid] for uid in sorted(found)]

    def content(self, uid: int, what: str, most: int) -> bytes | None:
        """At most *most* bytes of a mail (`""`) or of its `HEADER`, unread as it was; None when it is gone."""
        with self.translated():
            told = self._ok(self.line.uid("FETCH", str(uid), f"(UID BODY.PEEK[{what}]<0.{most}>)"))
        return next((bytes(p[1]) for p in told if isinstance(p, tuple) and b"BODY[" in p[0].upper()), None)

    def contents(self, uids: Iterable[int], most: int) -> dict[int, bytes]:
        """As `content` of many whole mails, asked for at once.

        Those that are gone are left out, and what a server tells in a way of its own: `content` tells them apart.
        """
        wanted = set(uids)
        if not wanted:
            return {}
        with self.translated():
            told = self._ok(self.line.uid("FETCH", _set(wanted), f"(UID BODY.PEEK[]<0.{most}>)"))
        found = {}
        for part in told:
            uid = _UID.search(part[0]) if isinstance(part, tuple) and b"BODY[" in part[0].upper() else None
            if uid and int(uid[1]) in wanted:
                found[int(uid[1])] = bytes(part[1])
        return found

    # --- putting mails somewhere

    def move(self, uids: Iterable[int], name: str) -> None:
        """Move mails of the open mailbox; nothing but them is expunged. Raises CannotDo where that can't be done."""
        wanted = _set(uids)
        with self.translated():
            if self.has("MOVE"):
                self._ok(self.line.uid("MOVE", wanted, quoted(name)))
            elif self.has("UIDPLUS"):
                self._ok(self.line.uid("COPY", wanted, quoted(name)))
                self._ok(self.line.uid("STORE", wanted, "+FLAGS.SILENT", r"(\Deleted)"))
                self._ok(self.line.uid("EXPUNGE", wanted))
            else:
                raise errors.CannotDo(f"{self.host} can't move mails")

    def append(self, name: str, raw: bytes) -> None:
        """Put a mail that has been read into a mailbox."""
        with self.translated():
            self._ok(self.line.append(quoted(name), r"(\Seen)", None, raw))

    # --- inside

    def _log_in(self) -> None:
        line, login, mechanism = self.line, self._login, self._login.mechanism()
        offered = {str(word).upper() for word in line.capabilities}
        if f"AUTH={mechanism}" in offered:
            answer = login.answer()
            try:
                # A second question is the server's reason for a refusal, to be answered with nothing.
                line.authenticate(mechanism, lambda asked: answer if not asked else b"")
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise self._refused(error) from None
        elif mechanism == "PLAIN" and "LOGINDISABLED" not in offered:
            try:
                line.login(quoted_text(login.user), login.password())
            except UnicodeEncodeError:
                raise errors.AuthFailed(f"{self.host} takes only plain ASCII as a password") from None
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise self._refused(error) from None
        else:
            raise errors.AuthFailed(f"{self.host} does not offer to log in by {mechanism}")

    def _listed(self, name: str) -> bool:
        alike = str.upper if name.upper() == "INBOX" else str
        return any(
            alike(n) == alike(name) for n, flags in self.folders() if not flags & {r"\noselect", r"\nonexistent"}
        )

    def _refused(self, error: Exception) -> errors.RemoteError:
        self._login.refused()
        words = self._login.hide(_decoded(error.args[:1]))
        if "UNAVAILABLE" in words.upper() or "LIMIT" in words.upper():
            return errors.Unavailable(f"{self.host} lets nobody in now: {words}")
        return errors.AuthFailed(f"{self.host} does not let {self._login.user} in{': ' + words if words else ''}")

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """What goes wrong with the line or the server in the block becomes an error of errors.py."""
        try:
            yield
        except (OSError, imaplib.IMAP4.abort) as error:
            if "TLS not supported" in str(error):
                raise errors.Unavailable(f"{self.host} can't be reached: it offers no TLS") from None
            raise unreached(self._place, error) from None
        except imaplib.IMAP4.error as error:
            words = self._login.hide(_decoded(error.args[:1]))
            if "TLS" in words.upper():
                raise errors.Unavailable(f"{self.host} can't be reached: it offers no TLS") from None
            raise errors.Unreadable(f"{self.host} does not do what it is asked: {words}") from None
        except (ValueError, IndexError, TypeError, AttributeError, KeyError):  # imaplib stumbles over any nonsense
            raise errors.Unreadable(f"{self.host} answered with something that is not IMAP") from None

    def _ok(self, answer: tuple[str, list[Any]]) -> list[Any]:
        told, words = answer
        if told != "OK":
            raise errors.Unreadable(f"{self.host} does not do what it is asked{self._words(words)}")
        return words

    def _words(self, words: Any) -> str:
        said = self._login.hide(_decoded(words))
        return f": {said}" if said else ""

    def _number(self, name: str, words: Any = None) -> int:
        told = words if words is not None else self.line.response(name)[1]
        return int(told[-1]) if told and told[-1] and bytes(told[-1]).isdigit() else 0


def quoted(name: str) -> str:
    """A mailbox's name as IMAP writes it."""
    return quoted_text(utf7_encode(name).decode("ascii"))


def quoted_text(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _set(uids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(uids)))


def _decoded(words: Any) -> str:
    parts = (words or ()) if isinstance(words, list | tuple) else (words,)
    return " ".join(p.decode("utf-8", "replace") if isinstance(p, bytes) else str(p) for p in parts if p)


def _moment(date: bytes) -> int:
    try:
        return int(parsedate_to_datetime(date.decode("ascii", "replace").strip()).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError, IndexError):
        return 0
