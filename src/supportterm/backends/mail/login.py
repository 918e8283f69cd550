"""What is shown to a mail server to be let in: a password, or an OAuth2 token that is renewed when it is over."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from supportterm.backends import errors, oauth
from supportterm.backends.mail.account import Account
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    import ssl


def plain(user: str, password: str) -> bytes:
    """SASL PLAIN (RFC 4616)."""
    return f"\0{user}\0{password}".encode()


def xoauth2(user: str, token: str) -> bytes:
    """SASL XOAUTH2, as Google and Microsoft define it."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


class Login:
    """Asks for the secret when it is needed and does not keep it; of OAuth2 only the short-lived token is kept."""

    def __init__(self, account: Account, secret: Callable[[], str], tls: "Callable[[], ssl.SSLContext]") -> None:
        self._account = account
        self._secret = secret
        self._tls = tls
        self._token = ""
        self._until = 0.0
        self._fresh = False
        self.remark = ""
        """What people should know of how we are let in."""
        self.worth_another = False
        """What was refused was a token that had been right before: a new one may be taken."""

    def __repr__(self) -> str:
        return f"<Login {self._account.user}>"

    @property
    def user(self) -> str:
        return self._account.user

    def mechanism(self) -> str:
        return "XOAUTH2" if self._account.oauth else "PLAIN"

    def password(self) -> str:
        """Raises AuthFailed for one that no server could be told."""
        secret = self._secret()
        if not secret or any(c in secret for c in "\0\r\n"):
            raise errors.AuthFailed("there is no password, or one that can't be sent")
        return secret

    def answer(self) -> bytes:
        """The SASL message. Raises AuthFailed, Unavailable, Unreadable."""
        if self._account.oauth:
            return xoauth2(self.user, self._access_token())
        return plain(self.user, self.password())

    def refused(self) -> None:
        """Nobody was let in: the next token is a new one."""
        self.worth_another = bool(self._token) and not self._fresh
        self._token = ""

    def hide(self, words: str) -> str:
        """A server's words as one line, without the secret in it, should it repeat it."""
        words = safe_line(words, 200)
        for secret in (self._token, *self._secret().split()):
            words = words.replace(secret, "...") if len(secret) > 3 else words
        return words

    def _access_token(self) -> str:
        self.worth_another = False
        self._fresh = not self._token or time.monotonic() > self._until
        if self._fresh:
            self._token, lasts = self._renew()
            self._until = time.monotonic() + max(0.0, lasts - oauth.EARLY)
        return self._token

    def _renew(self) -> tuple[str, float]:
        """An access token and how many seconds it lasts, for the refresh token."""
        refresh, _, client = self._secret().strip().partition(" ")
        form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": self._account.client_id}
        form |= {"client_secret": client.strip()} if client.strip() else {}
        form |= {"scope": self._account.scope} if self._account.scope else {}
        token = oauth.asked(self._account.token_url, form, self._tls)
        self._rotated(refresh, client, token.told.get("refresh_token"))
        return token.access, token.lasts

    def _rotated(self, refresh: str, client: str, told: Any) -> None:
        """Servers that give another refresh token with each use take the old one no more (RFC 6749, 6)."""
        if not isinstance(told, str) or told in ("", refresh) or not told.isascii() or not told.isprintable():
            return
        renewed = getattr(self._secret, "renewed", None)
        trouble = renewed(f"{told} {client}".strip()) if renewed is not None else "there is no place for it"
        if trouble:
            self.remark = f"the server gives another refresh token with each use, and it can't be kept: {trouble}"

