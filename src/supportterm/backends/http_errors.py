"""Answers of an HTTP server → the errors of errors.py.

What matters is whether something was done. A read that fails did nothing. A write that was refused in so many words
(4xx) did nothing either; a write whose answer is missing, broken, a 5xx or another's page is `Uncertain`.
"""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

import msgspec

from supportterm.backends import errors
from supportterm.core.safe import safe_line

LONGEST_WAIT: Final = 15 * 60.0
"""Seconds; a server that asks for more is asked again after this."""
_LONGEST_WORDS: Final = 300
_NESTED: Final = 4
_SAID: Final = ("message", "description", "detail", "error", "errors")
_UNIX: Final = 1_000_000_000
"""X-RateLimit-Reset from here on is a moment, below it is a number of seconds."""

T = TypeVar("T")


class Answer(msgspec.Struct, frozen=True):
    """What a server said; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: float
    """When it came, Unix seconds by our clock."""

    def __repr__(self) -> str:
        return f"<answer {self.status}, {len(self.body)} bytes>"


def json_of(part: bytes | memoryview) -> Answer:
    """A part of an answer, to be read as one."""
    return Answer(200, {"content-type": "application/json"}, bytes(part), 0.0)


def said(answer: Answer) -> str:
    """The server's own words for a refusal, on one line; empty where it said nothing for people."""
    if "json" not in answer.headers.get("content-type", ""):
        return ""
    try:
        told: Any = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, RecursionError):
        return ""
    return safe_line(_words(told, _NESTED), _LONGEST_WORDS)


def _words(told: Any, deep: int) -> str:
    """What is said in an answer, which may lie in a list or in an object of its own, at most so *deep*."""
    if isinstance(told, str) or deep == 0:
        return told if isinstance(told, str) else ""
    if isinstance(told, dict):
        return _words(next((told[name] for name in _SAID if told.get(name)), ""), deep - 1)
    if isinstance(told, list):
        return "; ".join(filter(None, (_words(one, deep - 1) for one in told)))
    return ""


def told(answer: Answer, kind: type[T]) -> T | None:
    """An answer as *kind*, where it is one."""
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return None


def server_time(answer: Answer) -> int | None:
    """Milliseconds UTC of the `Date` header."""
    moment = _moment(answer.headers.get("date", ""))
    return None if moment is None else int(moment * 1000)


def retry_after(answer: Answer) -> float | None:
    """Seconds after which the server wants to be asked again, at most LONGEST_WAIT; None when it does not say."""
    now = _moment(answer.headers.get("date", "")) or answer.at
    for name in ("retry-after", "x-ratelimit-retry-after", "x-ratelimit-reset"):
        text = answer.headers.get(name, "").strip()
        try:
            seconds = float(text)
        except ValueError:
            moment = _moment(text)
            if moment is None:
                continue
            seconds = moment - now
        else:
            seconds = seconds - now if name == "x-ratelimit-reset" and seconds >= _UNIX else seconds
        # A NaN is neither below nor above: `min` with it second leaves the limit.
        return max(0.0, min(LONGEST_WAIT, seconds))
    return None


def refusal(answer: Answer, host: str, *, writing: bool) -> errors.RemoteError | None:
    """The error that an answer stands for; None for one that says yes (2xx, 304)."""
    status, words = answer.status, said(answer)
    reason = f": {words}" if words else ""
    if 200 <= status < 300 or status == 304:
        return None
    if status == 401:
        return errors.AuthFailed(f"{host} does not accept the secret{reason}")
    if status == 403:
        return errors.NotAllowed(f"{host} does not allow it{reason}")
    if status in (404, 410):
        return errors.NotThere(f"{host} does not have it{reason}")
    if status in (409, 412):
        return errors.Conflict(f"it was changed at {host} meanwhile{reason}")
    if status == 429:
        return errors.RateLimited(f"{host} asks for a pause{reason}", retry_after(answer))
    if 400 <= status < 500 and status not in (407, 408):
        return errors.Invalid(f"{host} does not take it{reason or f' (status {status})'}")
    if writing:
        return errors.Uncertain(f"{host} answered with status {status}; it is not known whether it was done")
    if 300 <= status < 400:
        return errors.Unreadable(f"{host} sends its callers elsewhere; is a login page in between?")
    return errors.Unavailable(f"{host} answered with status {status}{reason}", retry_after(answer))


def _moment(text: str) -> float | None:
    """Unix seconds of an HTTP date."""
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
