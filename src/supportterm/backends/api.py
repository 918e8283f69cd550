"""Base of what speaks to one vendor's API: answers as types, asked for at the pace that is let through."""

from collections.abc import Mapping
from typing import IO, Any, Final, TypeVar

from supportterm.backends.errors import NotThere
from supportterm.backends.http import Http, Params, parsed
from supportterm.backends.http_errors import Answer
from supportterm.backends.pace import Pace

_AS_FAST_AS_IT_ANSWERS: Final = 1_000_000
"""Requests a minute, where nobody counts them."""

T = TypeVar("T")


class Api:
    def __init__(self, http: Http, pace: Pace | None = None) -> None:
        self.http = http
        self.pace = pace or Pace(_AS_FAST_AS_IT_ANSWERS)

    @property
    def host(self) -> str:
        return self.http.host

    def get(self, path: str, kind: type[T], params: Params | None = None) -> T:
        return parsed(self.heard(self.http.get(path, params)), kind, self.host)

    def ask(self, path: str, kind: type[T], body: Mapping[str, Any]) -> T:
        """Read with a POST."""
        return parsed(self.heard(self.http.query(path, {}, body)), kind, self.host)

    def write(self, method: str, path: str, body: Any, kind: type[T]) -> T:
        """Raises Uncertain unless it is known that it was done, or that it was not."""
        return parsed(self.http.write(method, path, body), kind, self.host, writing=True)

    def fetch(self, url: str | None, into: IO[bytes]) -> None:
        """A file that lies at *url*, maybe elsewhere, where nobody is told who we are. Raises NotThere without one."""
        if not url:
            raise NotThere(f"{self.host} does not have this file")
        self.http.download(url, into, elsewhere=True)

    def heard(self, answer: Answer) -> Answer:
        """An answer came to a request that nobody waits for."""
        self.pace.heard(answer)
        return answer
