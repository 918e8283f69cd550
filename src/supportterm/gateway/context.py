"""What every page has at hand: the desk's door, the site, the templates, who asks."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from supportterm.core.refusal import Refused
from supportterm.desk import Desk
from supportterm.gateway.hub import Hub
from supportterm.gateway.rates import Rate, Rates, network_of
from supportterm.gateway.site import Site
from supportterm.gateway.statics import Statics

P = ParamSpec("P")
T = TypeVar("T")


class TooOften(Exception):
    """Somebody asks more often than they may; *seconds* until they may again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _none(webhook: str) -> str:
    raise Refused("there are no secrets here")


class Gateway:
    """One customers' side, on an open desk."""

    def __init__(
        self,
        desk: Desk,
        site: Site,
        rates: Rates | None = None,
        *,
        leave: Callable[[], object] = lambda: None,
        secret: Callable[[str], str] = _none,
    ) -> None:
        """*leave* sees to it that what was written leaves; *secret* gives that of a webhook, or raises Refused.

        Raises StoreError when the desk can't be written.
        """
        self.desk = desk
        self.portal = desk.portal
        self.customers = desk.customers
        self.webhooks = desk.webhooks
        self.leave = leave
        self.secret = secret
        self.hub = Hub(desk)
        self.site = site
        self.statics = Statics()
        self.rates = rates or Rates()
        self.key = self.portal.key()

    def now(self) -> int:
        """Milliseconds, by the desk's clock."""
        return self.desk.clock()

    async def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """*work* of the desk as it is defined by now, on another thread: it may wait for the disk."""

        def freshly() -> T:
            self.desk.refresh()
            return work(*args, **kwargs)

        return await run_in_threadpool(freshly)

    def allow(self, connection: HTTPConnection, rate: Rate, *people: str) -> None:
        """Count one more of this *rate* for the address that asks, and for each of *people*. Raises TooOften."""
        address = network_of(connection.client.host if connection.client else "")
        wait = max(self.rates.take(rate, who) for who in (address, *people))
        if wait:
            raise TooOften(wait)


def of(connection: HTTPConnection) -> Gateway:
    """The gateway whose app answers *connection*."""
    found: Any = connection.app.state.gateway
    assert isinstance(found, Gateway)
    return found
