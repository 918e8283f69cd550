"""Telling a webhook something: one POST to an address that may be anywhere but in here.

Whoever declares a webhook must not be able to reach, through this machine, what only this machine can reach. So the
name is looked up here, each address it leads to is looked at, and the request goes to that very address, whatever the
name leads to a moment later; it follows no redirect and asks no proxy. TLS is verified against the name.

Every keeper has one ready and most never tell anything: the HTTP client is loaded by the first request.
"""

import ipaddress
import socket
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from supportterm import __version__
from supportterm.backends import errors
from supportterm.backends.http_errors import Answer, retry_after, said
from supportterm.core.safe import safe_line

if TYPE_CHECKING:
    import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_TIMEOUT: Final = 10.0
"""Seconds, half of which are enough to connect."""
_READ: Final = 4_096
"""Bytes of an answer that says no, for its words."""


class Outward:
    """Requests to anywhere but here, from one thread.

    *allowed*: hosts, addresses and networks in here that may be reached all the same, plain http too.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._hosts = {one.lower() for one in allowed}
        self._networks = [network for one in allowed if (network := network_of(one)) is not None]
        self._client: httpx.Client | None = None

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Tell *body*; when this returns the other side has said yes.

        Raises Unavailable when nothing was sent, Uncertain when it may have arrived, NotThere when the other side wants
        nothing more, NotAllowed when it may not be told from here, and RateLimited or Invalid when it said no.
        """
        import httpx

        to = httpx.URL(url)
        address = self._address(to)
        there = {
            "host": to.netloc.decode("ascii"), "user-agent": f"supportterm/{__version__}",
            "content-type": "application/json", **headers,
        }  # fmt: skip
        failure: errors.RemoteError | None
        try:
            with self._opened().stream(
                "POST", to.copy_with(host=str(address)), content=body, headers=there,
                extensions={"sni_hostname": to.host},
            ) as response:  # fmt: skip
                failure = _judged(response, to.host)
        except httpx.HTTPError as error:
            failure = _lost(error, to.host)
        if failure is not None:  # raised out here, so that it drags no request along
            raise failure

    def _address(self, url: "httpx.URL") -> Address:
        """Where to send it. Raises NotAllowed, or Unavailable when the name leads nowhere."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            there = [entry[4][0] for entry in socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError):
            raise errors.Unavailable(f"{url.host} can't be found") from None
        found = [ipaddress.ip_address(str(one).partition("%")[0]) for one in there]
        outside = [one for one in found if self._may_reach(url, one)]
        if not outside:
            shown = found[0] if found else "nowhere"
            if url.scheme == "http" and found and all(map(is_outside, found)):
                raise errors.NotAllowed(f"{url.host} is told nothing without TLS; its address must begin with https")
            raise errors.NotAllowed(
                f"{url.host} leads to {shown}, which is in here; `webhook_hosts` in config.yaml allows it"
            )
        return outside[0]

    def _may_reach(self, url: "httpx.URL", address: Address) -> bool:
        if url.host.lower() in self._hosts or any(address in network for network in self._networks):
            return True
        return url.scheme == "https" and is_outside(address)

    def _opened(self) -> "httpx.Client":
        import httpx

        from supportterm.backends.http import authorities

        if self._client is None:
            timeout = httpx.Timeout(_TIMEOUT, connect=_TIMEOUT / 2)
            # No connection is kept: the next one is looked up anew.
            limits = httpx.Limits(max_connections=1, max_keepalive_connections=0)
            self._client = httpx.Client(
                verify=authorities(), timeout=timeout, limits=limits, follow_redirects=False, trust_env=False
            )
        return self._client


def is_outside(address: Address) -> bool:
    """Whether anybody in the world reaches the same by *address*, also by the address of another kind within it."""
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in _within(address))


def network_of(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """An address or a network, as a network; None for a name."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _within(address: Address) -> Iterator[Address]:
    """*address*, or that which it stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is None:
        yield address
    else:
        yield inner


def _judged(response: "httpx.Response", host: str) -> errors.RemoteError | None:
    """What an answer means; None: it says yes."""
    status = response.status_code
    if 200 <= status < 300:
        return None
    if status == 410:
        return errors.NotThere(f"{host} wants nothing more (status 410)")
    if 300 <= status < 400:
        return errors.Invalid(f"{host} sends elsewhere (status {status}), which is not followed: declare the address")
    if status in (502, 504):
        return errors.Uncertain(f"{host} answered with status {status}; it is not known whether it was told")
    body = b""
    for chunk in response.iter_bytes(_READ):
        body = chunk[:_READ]
        break
    answer = Answer(status, {k.lower(): v for k, v in response.headers.items()}, body, 0.0)
    words = safe_line(said(answer), 120)
    reason = f"{host} answered with status {status}{f': {words}' if words else ''}"
    if status in (429, 503):
        return errors.RateLimited(reason, retry_after(answer))
    return errors.Invalid(reason)


def _lost(error: "httpx.HTTPError", host: str) -> errors.RemoteError:
    import httpx

    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.UnsupportedProtocol):
        said_so = str(error).lower()
        if "certificate" in said_so or "ssl" in said_so:
            return errors.Untrusted(f"{host} could not prove who it is: its certificate is not trusted")
        return errors.Unavailable(f"{host} can't be reached")
    if isinstance(error, httpx.TimeoutException):
        return errors.Uncertain(f"{host} did not answer in time; it is not known whether it was told")
    return errors.Uncertain(f"the line to {host} broke; it is not known whether it was told")
