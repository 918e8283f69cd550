"""What every backend promises that is told at once when something happens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, Final, Protocol

import pytest

from fakes.chatwoot_cable import Front
from fakes.chatwoot_face import PUBSUB
from fakes.livechat_station import Station
from fakes.server import TOKEN
from fakes.vendor_kinds import KINDS
from supportterm.backends import errors
from supportterm.backends.livechat.rtm import Socket


class Far(Protocol):
    lines: list[Any]
    """Those that were laid to it, the newest last."""


Served = Callable[[bool], AbstractContextManager[tuple[Far, Any]]]
"""The far side, and what waits for it, in a block; whether it lets us in."""


@contextmanager
def chatwoot(lets_in: bool) -> Iterator[tuple[Far, Any]]:
    vendor = KINDS["chatwoot"].vendor()
    front = Front(vendor)
    if not lets_in:
        front.pubsub = "another"
    with vendor.serving(), front.serving(), closing(KINDS["chatwoot"].connect(vendor, url=front.url)) as desk:
        yield front, desk


@contextmanager
def livechat(lets_in: bool) -> Iterator[tuple[Far, Any]]:
    station = Station(TOKEN if lets_in else "another")
    with station.serving() as words, closing(Socket(words, lambda: TOKEN, lambda key: None)) as socket:
        yield station, socket


PUSHED: Final[dict[str, Served]] = {"chatwoot": chatwoot, "livechat": livechat}
every = pytest.mark.parametrize("served", PUSHED.values(), ids=PUSHED)


@every
def test_where_nothing_happens_nothing_is_heard_and_one_line_is_kept(served: Served) -> None:
    with served(True) as (far, here):
        assert not here.wait(0.05) and not here.wait(0.05) and len(far.lines) == 1


@every
def test_a_line_that_broke_is_news_and_laid_anew(served: Served) -> None:
    with served(True) as (far, here):
        assert not here.wait(0.05)
        far.lines[-1].close()
        assert here.wait(10)
        assert not here.wait(0.05) and len(far.lines) == 2


@every
def test_who_is_not_let_in_says_so_without_the_secret(served: Served) -> None:
    with served(False) as (_, here):
        with pytest.raises(errors.Unavailable) as caught:
            here.wait(5)
        assert TOKEN not in str(caught.value) and PUBSUB not in str(caught.value)
