"""One small HTTP client for every backend that needs one.

It is bound to one server: credentials go there and nowhere else, whatever a page, a header or a redirect says. TLS is
always verified (an own CA can be named), plain http is for this machine only. Every method raises the errors of
errors.py and no other, and none of them holds a header, a URL with a query or a secret.
"""

import contextlib
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import IO, Any, Final, TypeVar

import httpx
import msgspec

from supportterm import __version__
from supportterm.backends import errors
from supportterm.backends.auth import LOOPBACK, without_secret
from supportterm.backends.http_errors import Answer, refusal, server_time
from supportterm.core.safe import storable

MOST_BYTES: Final = 64_000_000
"""Largest answer that is read."""
_REDIRECTS: Final = 5
_CONNECT: Final = 15.0
_TIMEOUT: Final = httpx.Timeout(60.0, connect=_CONNECT, pool=_CONNECT)
# Idle connections are dropped before servers drop theirs (2 s with some): a write never meets a line that is being cut.
_LIMITS: Final = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=1.0)
_UNSENT: Final = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol
)  # fmt: skip

T = TypeVar("T")
Params = Mapping[str, Any]


@cache
def authorities() -> ssl.SSLContext:
    """Those that everybody believes. They are hundreds: to read them takes longer than many a request, so all
    connections share them."""
    return httpx.create_ssl_context()


class Http:
    """Requests to one server, from any thread."""

    def __init__(
        self,
        base: str,
        authorization: Callable[[], str],
        *,
        ca_file: str = "",
        header: str = "Authorization",
        headers: Mapping[str, str] | None = None,
        judge: Callable[[Answer], errors.RemoteError | None] = lambda answer: None,
        most: int = MOST_BYTES,
        seconds: float | None = None,
    ) -> None:
        """*base* is the address that paths are relative to; *authorization* gives the header, when it is needed,
        and *header* is its name; where it gives nothing, none is sent.
        *headers* go with every request to this server. *judge* knows what some answers mean that this server means
        otherwise than others do. *most*: bytes of the largest answer that is read. *seconds*: how long an answer may
        take, from its beginning to its end; by default as long as it goes on coming.

        Raises Invalid for an address that can't be right.
        """
        try:
            self._base = httpx.URL(base.rstrip("/"))
        except httpx.InvalidURL:
            raise errors.Invalid("that is no address of a server", {"url": "not an address"}) from None
        self.host = self._base.host
        self._loopback = self.host in LOOPBACK
        if self._base.scheme not in ("https", "http") or not self.host or self._base.userinfo:
            raise errors.Invalid("the address must be like https://desk.example.org", {"url": "not an address"})
        if self._base.scheme == "http" and not self._loopback:
            raise errors.Invalid("without TLS (https) only this machine is talked to", {"url": "https is needed"})
        self._authorization = authorization
        self._header = header
        self._ca_file = ca_file
        self._always = {} if headers is None else headers  # the same mapping: what is put into it later goes along
        self._judge = judge
        self._most = most
        self._seconds = seconds
        self._client: httpx.Client | None = None
        self._lines: list[socket.socket] = []
        self._hung_up = False
        self._hanging = threading.Lock()
        self.server_time: int | None = None
        """Milliseconds UTC, of the last answer that told."""

    def __repr__(self) -> str:
        return f"<Http {self._base}>"

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def hang_up(self) -> None:
        """Cut every line at once, from any thread: what waits for an answer raises Unavailable, and so will all later.

        A request that is not connected yet is cut as soon as it is. Whoever asks calls `close` as always.
        """
        with self._hanging:
            self._hung_up = True
            for line in self._lines:
                _cut(line)

    # --- asking

    def get(self, path: str, params: Params | None = None, *, missing: bool = False) -> Answer:
        """Read; *path* may be an absolute address on the same server. With *missing*, a 404 or 410 is an answer."""
        return self._read("GET", path, params, None, missing)

    def page(self, path: str, params: Params | None = None) -> Answer:
        """Read what is shown to people there, where that says more."""
        return self._read("GET", path, params, None, False, {"Accept": "text/html"})

    def query(self, path: str, params: Params, body: object) -> Answer:
        """Read with a POST, for what is too long for an address."""
        return self._read("POST", path, params, msgspec.json.encode(body), False)

    def options(self, path: str) -> Answer:
        """What may be sent to *path*, where a server tells that."""
        return self._read("OPTIONS", path, None, None, False)

    def write(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Change something. Raises Uncertain unless it is known that it was done, or that it was not."""
        return self._write(method, self._url(path, None), msgspec.json.encode(body), headers or {})

    def send(self, path: str, params: Params, content: bytes, media_type: str) -> Answer:
        """Hand in bytes as they are. Raises as `write` does."""
        return self._write("POST", self._url(path, params), content, {"Content-Type": media_type})

    def download(self, path: str, into: IO[bytes], *, most: int = MOST_BYTES, elsewhere: bool = False) -> int:
        """The bytes of a file, in pieces; how many. Another server that it may lie on is given no credentials.

        *elsewhere*: *path* itself may be an address on another server.
        """
        url = self._may_lie(path) if elsewhere else self._url(path, None)
        for _ in range(_REDIRECTS):
            target, count = self._fetch(url, into, most)
            if target is None:
                return count
            url = target
        raise errors.Unreadable(f"{self.host} sends in circles")

    # --- inside

    def _write(self, method: str, url: httpx.URL, content: bytes, headers: Mapping[str, str]) -> Answer:
        answer, failure = self._exchange(method, url, content, headers, True)
        if answer is not None:
            failure = self._refused(answer, True)
        if failure is not None:
            raise failure
        assert answer is not None
        if answer.body and "json" not in answer.headers.get("content-type", ""):
            raise errors.Uncertain(f"{self.host} answered with a page for people; is a login page in between?")
        return answer

    def _read(
        self, method: str, path: str, params: Params | None, body: bytes | None, missing: bool,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        url: httpx.URL | None = self._url(path, params)
        for _ in range(_REDIRECTS):
            assert url is not None
            answer, failure = self._exchange(method, url, body, headers or {}, False)
            if answer is None:
                break
            url = self._redirect(answer, url) if method == "GET" else None
            if url is None or not self._ours(url):
                break
        if answer is None:
            assert failure is not None
            raise failure
        failure = None if missing and answer.status in (404, 410) else self._refused(answer, False)
        if failure is not None:
            raise failure
        return answer

    def _url(self, path: str, params: Params | None) -> httpx.URL:
        """The address of *path*. Raises Unreadable when a page of the server leads to another one."""
        try:
            url = httpx.URL(path) if "://" in path[:12] else httpx.URL(f"{self._base}/{path.lstrip('/')}")
        except httpx.InvalidURL:
            raise errors.Unreadable(f"{self.host} leads to an address that is none") from None
        if not self._ours(url):
            raise errors.Unreadable(f"{self.host} leads to another server; nothing was sent there")
        return url if params is None else url.copy_merge_params(dict(params))

    def _ours(self, url: httpx.URL) -> bool:
        return (url.scheme, url.host, url.port) == (self._base.scheme, self.host, self._base.port) and not url.userinfo

    def _may_lie(self, address: str) -> httpx.URL:
        """Where a file is said to be. Raises Unreadable for what can't be, and for a server without TLS."""
        try:
            return self._safe(httpx.URL(address))
        except httpx.InvalidURL:
            raise errors.Unreadable(f"{self.host} leads to an address that is none") from None

    def _safe(self, url: httpx.URL) -> httpx.URL:
        if self._ours(url) or url.scheme == "https" or (self._loopback and url.scheme == "http"):
            return url
        raise errors.Unreadable(f"{self.host} sends to a server without TLS; nothing was sent there")

    def _redirect(self, answer: Answer, url: httpx.URL) -> httpx.URL | None:
        if not 300 <= answer.status < 400 or answer.status == 304 or "location" not in answer.headers:
            return None
        try:
            return url.join(answer.headers["location"])
        except httpx.InvalidURL:
            return None

    def trust(self) -> ssl.SSLContext:
        """Whose certificates are believed. Raises Invalid where the file that was named holds none."""
        if not self._ca_file:
            return authorities()
        try:
            return ssl.create_default_context(cafile=self._ca_file)
        except (OSError, ssl.SSLError):
            words = f"there is no certificate in {self._ca_file}"
            raise errors.Invalid(words, {"ca_file": "unreadable"}) from None

    def _opened(self) -> httpx.Client:
        if self._client is None:
            timeout = _TIMEOUT if self._seconds is None else httpx.Timeout(self._seconds, connect=_CONNECT)
            self._client = httpx.Client(
                verify=self.trust(), timeout=timeout, limits=_LIMITS, follow_redirects=False,
                trust_env=not self._loopback,
            )  # fmt: skip
        return self._client

    def _exchange(
        self, method: str, url: httpx.URL, body: bytes | None, headers: Mapping[str, str], writing: bool
    ) -> tuple[Answer | None, errors.RemoteError | None]:
        """One request with credentials. The failure is answered, not raised, so that it drags no request along."""
        client = self._opened()
        sent = self._headers(True) | {"Accept": "application/json"}
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent |= headers
        until = None if self._seconds is None else time.monotonic() + self._seconds
        try:
            with client.stream(
                method, url, content=body, headers=sent, extensions={"trace": self._told_of}
            ) as response:
                chunks, size = [], 0
                for chunk in response.iter_bytes():
                    size += len(chunk)
                    if until is not None and time.monotonic() > until:
                        return None, self._lost(writing, f"{self.host} did not answer in time")
                    if size > self._most:
                        return None, self._lost(writing, f"{self.host} answered with more than anybody can read")
                    chunks.append(chunk)
                answer = _answer(response, b"".join(chunks))
        except httpx.HTTPError as error:
            return None, self._failure(error, writing)
        self.server_time = server_time(answer) or self.server_time
        return answer, None

    def _told_of(self, event: str, about: Mapping[str, Any]) -> None:
        """Note each line as it is made, and again once TLS is on it: before an answer begins, nothing else tells."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            line = about["return_value"].get_extra_info("socket")
            with self._hanging:
                self._lines = [*(one for one in self._lines if one.fileno() >= 0), line]
                if self._hung_up:
                    _cut(line)

    def _fetch(self, url: httpx.URL, into: IO[bytes], most: int) -> tuple[httpx.URL | None, int]:
        """Write what lies at *url*; where it leads on to, if it does."""
        failure: errors.RemoteError | None
        ours, count = self._ours(url), 0
        try:
            with self._opened().stream("GET", url, headers=self._headers(ours)) as response:
                answer = _answer(response, b"")
                target = self._redirect(answer, url)
                if target is not None:
                    return self._safe(target), 0
                failure = self._refused(answer, False) if ours else refusal(answer, url.host, writing=False)
                if failure is None:
                    for chunk in response.iter_bytes():
                        count += len(chunk)
                        if count > most:
                            failure = errors.Unreadable("the file is larger than it may be")
                            break
                        into.write(chunk)
        except httpx.HTTPError as error:
            failure = self._failure(error, False)
        if failure is not None and not ours and not isinstance(failure, errors.NotThere | errors.NotAllowed):
            # What it wants a secret for, or a pause, is no matter of the connection.
            failure = errors.Unreadable(f"{url.host} does not give the file")
        if failure is not None:
            raise failure
        return None, count

    def _headers(self, ours: bool) -> dict[str, str]:
        headers = {"User-Agent": f"supportterm/{__version__}"}
        told = self._authorization() if ours else ""
        return {**headers, **self._always, **({self._header: told} if told else {})} if ours else headers

    def _failure(self, error: httpx.HTTPError, writing: bool) -> errors.RemoteError:
        if isinstance(error, _UNSENT):
            tls = "certificate" in str(error).lower() or "ssl" in str(error).lower()
            if tls:
                return errors.Untrusted(f"{self.host} can't be reached: {errors.UNTRUSTED}")
            return errors.Unavailable(f"{self.host} can't be reached: no connection")
        if isinstance(error, httpx.TimeoutException):
            return self._lost(writing, f"{self.host} did not answer in time")
        if isinstance(error, httpx.DecodingError):
            return self._lost(writing, f"{self.host} answered with something unreadable")
        if writing:
            return errors.Uncertain(f"the line to {self.host} broke; it is not known whether it was done")
        return errors.Unavailable(f"the line to {self.host} broke")

    def _lost(self, writing: bool, words: str) -> errors.RemoteError:
        if writing:
            return errors.Uncertain(f"{words}; it is not known whether it was done")
        return errors.Unavailable(words) if "in time" in words else errors.Unreadable(words)

    def _refused(self, answer: Answer, writing: bool) -> errors.RemoteError | None:
        """The error of an answer, if it is one; the secret is not in it, whatever the server repeats."""
        failure = self._judge(answer) or refusal(answer, self.host, writing=writing)
        if failure is not None:
            failure.args = (without_secret(str(failure), self._authorization()),)
        return failure


def parsed(answer: Answer, kind: type[T], host: str = "the server", *, writing: bool = False) -> T:
    """The JSON of an answer as *kind*; numbers may come as text. Raises Unreadable, or Uncertain after a write."""
    failure: errors.RemoteError = errors.Unreadable(f"{host} answered with something that is not an answer")
    if writing:
        failure = errors.Uncertain(f"{host} answered with something unreadable; it is not known whether it was done")
    if "json" in answer.headers.get("content-type", ""):
        try:
            return msgspec.json.decode(answer.body, type=kind, strict=False)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            pass
        try:
            # Half a surrogate pair, or bytes that are no UTF-8: the rest of the answer is as good as any.
            whole = json.loads(answer.body.decode("utf-8", "replace"))
            mended = storable(json.dumps(whole, ensure_ascii=False))
            return msgspec.json.decode(mended.encode(), type=kind, strict=False)
        except (ValueError, RecursionError):
            pass
    raise failure


def _cut(line: socket.socket) -> None:
    """End a connection under whoever reads it: to close it would leave them waiting, and the server too."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # not the method of a TLS socket, which unmakes what is read


def _answer(response: httpx.Response, body: bytes) -> Answer:
    return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body, time.time())
