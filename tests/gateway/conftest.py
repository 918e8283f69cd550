"""A customers' side on a desk of its own, asked over HTTP as a browser asks, without a network between."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Browser

from clocks import Clock
from supportterm.desk import Desk
from supportterm.gateway.context import Gateway
from supportterm.gateway.rates import Rates
from supportterm.gateway.site import Site

BASE = "https://help.acme.example"


@pytest.fixture
def clock() -> Clock:
    return Clock(1_790_000_000_000)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    with Desk.create(tmp_path / "acme.desk", "Acme", me="dana", clock=clock) as made:
        made.define("team", "support", {"name": "Support"})
        made.define("agent", "dana", {"name": "Dana", "teams": ["support"]})
        yield made


@pytest.fixture
def gateway(desk: Desk, clock: Clock) -> Gateway:
    return Gateway(desk, Site(BASE), Rates(lambda: clock() / 1000))


@pytest.fixture
def browser(gateway: Gateway) -> Browser:
    return Browser(gateway)


@pytest.fixture
def browsers(gateway: Gateway) -> Callable[[str], Browser]:
    """Another visitor, at another address."""
    return lambda address: Browser(gateway, address)


@pytest.fixture
def write(desk: Desk) -> Callable[..., int]:
    """Writes an article, published for everybody unless said otherwise; answers its number."""
    given = {"state": "published", "visibility": "public"}
    return lambda slug, title, body, **more: desk.put_article(slug=slug, title=title, body=body, **{**given, **more})
