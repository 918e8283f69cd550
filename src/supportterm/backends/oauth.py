"""OAuth2: an access token, had for a secret when it is needed and kept until it is over (RFC 6749)."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from supportterm.backends import errors
from supportterm.backends.auth import LOOPBACK
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    import ssl

EARLY: Final = 60.0
"""Seconds before its end at which a token is renewed."""
_SHORTEST: Final = 300.0
"""Seconds a token is taken to last when nobody says."""


class Token(NamedTuple):
    access: str
    lasts: float
    """Seconds."""
    told: Mapping[str, Any]
    """All that was answered: some servers give another refresh token along."""


def asked(address: str, form: Mapping[str, str], tls: "Callable[[], ssl.SSLContext]") -> Token:
    """The token that *form* is answered with. Raises Invalid for an address that can't be right, AuthFailed,
    Unavailable, Untrusted, Unreadable; none of them holds what was sent."""
    import httpx

    url = _token_url(address)
    failure: errors.RemoteError
    try:
        with httpx.Client(verify=tls(), timeout=30.0, trust_env=url.host not in LOOPBACK) as http:
            response = http.post(url, data=dict(form))
        return _token_of(response.status_code, response.json(), url.host)
    except httpx.HTTPError as error:
        if "certificate" in str(error).lower():
            failure = errors.Untrusted(f"{url.host}, which renews the token, can't be reached: {errors.UNTRUSTED}")
        else:
            failure = errors.Unavailable(f"{url.host} can't be reached, which renews the token")
    except ValueError:
        failure = errors.Unreadable(f"{url.host} answered with something that is not a token")
    raise failure  # outside of the handlers, so that it drags no request along


class Tokens:
    """The token that is good now."""

    def __init__(self, ask: Callable[[], Token], clock: Callable[[], float] = time.time) -> None:
        self._ask = ask
        self._clock = clock
        self._token = ""
        self._until = 0.0
        self._good = False

    def access(self) -> str:
        """Raises what `asked` does."""
        if not self._token or self._clock() > self._until:
            token = self._ask()
            self._token, self._until = token.access, self._clock() + max(0.0, token.lasts - EARLY)
            self._good = False
        return self._token

    def worked(self) -> None:
        self._good = True

    def refused(self) -> bool:
        """The next one is another. Whether that may help: the one that was refused had been right before."""
        worth, self._token = self._good, ""
        return worth


def _token_url(text: str) -> Any:
    import httpx

    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme != "https" and not (url.scheme == "http" and url.host in LOOPBACK):
        raise errors.Invalid("token_url must be like https://login.example.org/token", {"token_url": "https is needed"})
    return url


def _token_of(status: int, told: Any, host: str) -> Token:
    """Raises ValueError for what is no answer at all."""
    if not isinstance(told, dict):
        raise ValueError(status)
    if status in (400, 401, 403):
        reason = safe_line(str(told.get("error_description") or told.get("error") or ""), 200)
        raise errors.AuthFailed(f"{host} does not renew the token{': ' + reason if reason else ''}")
    if status >= 500 or status == 429:
        raise errors.Unavailable(f"{host} answered with status {status}")
    token, lasts = told.get("access_token"), told.get("expires_in")
    if status != 200 or not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise ValueError(status)
    try:
        return Token(token, float(lasts), told)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return Token(token, _SHORTEST, told)
