"""How often somebody may ask: a bucket of tokens for each address and person, which fills again with time."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

MOST: Final = 50_000
"""Buckets that are remembered; those that were not used for longest make room, and they are nearly full by then."""


class Rate(NamedTuple):
    burst: int
    """How often at once,"""
    seconds: float
    """and in how many seconds one more is allowed."""


READ: Final = Rate(120, 0.25)
SEARCH: Final = Rate(60, 0.2)
WRITE: Final = Rate(8, 30)
"""Whatever changes the desk."""
LINK: Final = Rate(3, 600)
"""Mails with a link to one's own requests."""

LINE: Final = Rate(20, 1.5)
"""Lines of a chat."""
CHATS: Final = Rate(20, 10)
"""Chats that are opened, or taken up again after the line was lost."""
HOOK: Final = Rate(60, 0.5)
"""What programs elsewhere tell, from one address."""
NOTED: Final = Rate(1, 10)
"""What was wrong with it, of one webhook."""


class Rates:
    """For one event loop: nothing here waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[tuple[Rate, str], tuple[float, float]] = OrderedDict()

    def take(self, rate: Rate, who: str) -> float:
        """0 when *who* may go on, which is counted; else after how many seconds they may."""
        now, key = self._clock(), (rate, who)
        tokens, at = self._buckets.pop(key, (float(rate.burst), now))
        tokens = min(rate.burst, tokens + (now - at) / rate.seconds)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) * rate.seconds


def network_of(address: str) -> str:
    """Whom an address stands for: with IPv6 one person has as many as they like, in a network of their own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if found.version == 6 and found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
