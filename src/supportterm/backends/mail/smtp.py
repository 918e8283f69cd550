"""Submission: a mail is sent, or it is known not to be, or it is `Uncertain`.

The border is the end of DATA (RFC 5321, 4.1.1.4): before its first byte is sent the server has nothing, whatever
happened to the line; from then on only its answer says what became of the mail.
"""

import base64
import contextlib
import smtplib
import ssl
import time
from collections.abc import Callable
from typing import IO, Any, Final

from supportterm.backends import errors
from supportterm.backends.mail.account import Place
from supportterm.backends.mail.login import Login
from supportterm.backends.mail.reaching import PATIENCE, dial, unreached

KEPT: Final = 5.0
"""Seconds that a connection is kept for the next mail."""
_LAST_ANSWER: Final = 600.0
"""Seconds that a server has for its answer to the end of DATA (RFC 5321, 4.5.3.2.6)."""
_CHUNK: Final = 65_536
_END: Final = b".\r\n"


class _Line(smtplib.SMTP):
    """smtplib over a socket of ours."""

    def __init__(self, place: Place, tls: ssl.SSLContext) -> None:
        self._place = place
        self._tls = tls
        # Without a name given it would ask the network for its own, which may take long and tells it to strangers.
        super().__init__(place.host, place.port, "[127.0.0.1]", PATIENCE)

    def patience(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return dial(self._place, self._tls, timeout)


class Submission:
    """The way out. Not for two threads at once."""

    def __init__(self, place: Place, login: Login, tls: Callable[[], ssl.SSLContext]) -> None:
        self.host = place.host
        self._place = place
        self._login = login
        self._tls = tls
        self._line: _Line | None = None
        self._used = 0.0

    def probe(self) -> frozenset[str]:
        """Log in; what the server offers, in lower case. Raises errors of the backend."""
        return frozenset(self._ready().esmtp_features)

    def send(self, mail: IO[bytes], size: int, sender: str, recipients: tuple[str, ...], *, utf8: bool) -> None:
        """Hand in a mail of *size* bytes for all *recipients*, or for none of them.

        Raises Uncertain when it may have been taken; every other error means that it was not.
        """
        line = self._ready()
        try:
            self._envelope(line, size, sender, recipients, utf8)
            self._content(line, mail)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise unreached(self._place, error) from None
        except errors.RemoteError:
            self._drop()
            raise
        self._end(line)
        self._used = time.monotonic()

    def rest(self) -> None:
        """Give a connection back that nobody needs any more."""
        if self._line is not None and time.monotonic() - self._used > KEPT:
            self.close()

    def close(self) -> None:
        if self._line is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._line.patience(1.0)
                self._line.quit()
        self._drop()

    def _drop(self) -> None:
        """Hang up without a word: in the middle of a mail it would be taken for a part of it."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    # --- the steps of one mail

    def _envelope(self, line: _Line, size: int, sender: str, recipients: tuple[str, ...], utf8: bool) -> None:
        if utf8 and not line.has_extn("smtputf8"):
            words = f"{self.host} takes no addresses with letters beyond ASCII"
            raise errors.Invalid(words, {"to": "not to be written in ASCII"})
        most = line.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < size:
            words = f"the mail has {size / 1e6:.0f} MB, and {self.host} takes {int(most) / 1e6:.0f} MB"
            raise errors.Invalid(words, {"files": "too large"})
        options = [f"SIZE={size}"] if most else []
        options += ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
        line.command_encoding = "utf-8" if utf8 else "ascii"
        code, words_ = line.mail(sender, options)
        if code != 250:
            raise self._no(code, words_, sender or "an automatic mail")
        refused: dict[str, tuple[int, bytes]] = {}
        for address in recipients:
            code, words_ = line.rcpt(address)
            if code == 421:
                raise self._no(code, words_, address)
            if code not in (250, 251):
                refused[address] = (code, words_)
        if refused:
            worst = max(refused, key=lambda address: refused[address][0])
            failure = self._no(*refused[worst], ", ".join(sorted(refused)))
            if isinstance(failure, errors.Invalid):
                failure.fields = {address: self._said(words) for address, (_, words) in refused.items()}
            raise failure
        code, words_ = line.docmd("DATA")
        if code != 354:
            raise self._no(code, words_, "the mail")

    def _content(self, line: _Line, mail: IO[bytes]) -> None:
        """All but the end of DATA. Lines end in CRLF; a dot at the beginning of one is doubled."""
        begins = True
        while chunk := mail.read(_CHUNK):
            stuffed = chunk.replace(b"\n.", b"\n..")
            if begins and chunk.startswith(b"."):
                stuffed = b"." + stuffed
            line.send(stuffed)
            begins = chunk.endswith(b"\n")
        if not begins:
            line.send(b"\r\n")

    def _end(self, line: _Line) -> None:
        try:
            line.patience(_LAST_ANSWER)
            line.send(_END)
            code, words = line.getreply()
            line.patience(PATIENCE)
        except (OSError, smtplib.SMTPException, ValueError):
            self._drop()
            raise errors.Uncertain(f"the line to {self.host} broke before it said whether it took the mail") from None
        if code == 250:
            return
        self._drop()
        if not 400 <= code < 600:
            raise errors.Uncertain(f"{self.host} answered with something unreadable; it is not known what it did")
        raise self._no(code, words, "the mail")

    def _no(self, code: int, words: bytes, what: str) -> errors.RemoteError:
        """The error of a refusal; nothing was taken."""
        said = self._said(words)
        reason = f": {said}" if said else ""
        if code in (530, 534, 535, 538):
            return errors.AuthFailed(f"{self.host} wants a login{reason}")
        if code in (421, 432, 454):
            return errors.Unavailable(f"{self.host} takes no mail now{reason}")
        if 400 <= code < 500:
            return errors.RateLimited(f"{self.host} does not take {what} now{reason}")
        if 500 <= code < 600:
            return errors.Invalid(f"{self.host} does not take {what}{reason}")
        return errors.Unavailable(f"{self.host} answered with something that is not SMTP")

    # --- the connection

    def _ready(self) -> _Line:
        """A connection that is logged in, the kept one when it still answers."""
        if self._line is not None:
            if time.monotonic() - self._used <= KEPT:
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    if self._line.rset()[0] == 250:
                        return self._line
            self.close()
        try:
            return self._begin()
        except errors.AuthFailed:
            if not self._login.worth_another:
                raise
        return self._begin()

    def _begin(self) -> _Line:
        try:
            self._line = line = _Line(self._place, self._tls())
            self._greet(line)
            if self._place.security == "starttls":
                if not line.has_extn("starttls"):
                    raise errors.Unavailable(f"{self.host} can't be reached: it offers no TLS")
                line.starttls(context=self._tls())
                self._greet(line)
            self._log_in(line)
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise self._busy(error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            raise unreached(self._place, error) from None
        except errors.RemoteError:
            self._drop()
            raise
        self._used = time.monotonic()
        return line

    def _greet(self, line: _Line) -> None:
        code, words = line.ehlo()
        if code != 250:
            raise self._busy(code, words)

    def _busy(self, code: int, words: bytes | str) -> errors.RemoteError:
        said = self._said(words if isinstance(words, bytes) else words.encode())
        return errors.Unavailable(f"{self.host} takes no mail now{': ' + said if said else f' (code {code})'}")

    def _log_in(self, line: _Line) -> None:
        mechanism = self._login.mechanism()
        offered = line.esmtp_features.get("auth", "").upper().split()
        if mechanism in offered:
            code, words = line.docmd("AUTH", f"{mechanism} {_base64(self._login.answer())}")
            if code == 334:  # the reason for a refusal, to be answered with nothing
                code, words = line.docmd("")
        elif mechanism == "PLAIN" and "LOGIN" in offered:
            code, words = line.docmd("AUTH", f"LOGIN {_base64(self._login.user.encode())}")
            if code == 334:
                code, words = line.docmd(_base64(self._login.password().encode()))
        else:
            raise errors.AuthFailed(f"{self.host} does not offer to log in by {mechanism}")
        if code == 235:
            return
        self._login.refused()
        said = self._said(words)
        reason = f": {said}" if said else ""
        if 400 <= code < 500:
            raise errors.Unavailable(f"{self.host} lets nobody in now{reason}")
        raise errors.AuthFailed(f"{self.host} does not let {self._login.user} in{reason}")

    def _said(self, words: bytes) -> str:
        return self._login.hide(words.decode("utf-8", "replace"))


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
