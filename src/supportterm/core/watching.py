"""An automation's time on a ticket: since when its query holds, and when it is to be looked at again. Pure.

It fires once for as long as the query holds without a break.
"""

from typing import NamedTuple, Protocol

from supportterm.core.waiting import Ripening


class Watch(NamedTuple):
    """Moments in milliseconds."""

    since: int | None
    """When the query came to hold; None: it does not."""
    at: int | None
    """When to look again, which may be before there is something to see; None: not before something happens to the
    ticket."""
    fired: bool = False


class Look(NamedTuple):
    watch: Watch | None
    """None: there is nothing to wait for."""
    fire: bool = False


class Sight(Protocol):
    """A query asked of a ticket as it is, at any moment."""

    def holds(self, at: int) -> bool: ...
    def turn(self, at: int) -> int | None:
        """When that may change by time alone, after the moment *at*."""


def brought(watch: Watch, sight: Sight, now: int) -> Watch:
    """What time alone has made of a watch by *now*, whoever was awake to see it: since when the query holds."""
    since, moment, fired = watch.since, watch.at, watch.fired
    while moment is not None and moment <= now:
        if not sight.holds(moment):
            since, fired = None, False
        elif since is None:
            since = moment
        moment = sight.turn(moment)
    return Watch(since, moment, fired)


def touched(watch: Watch | None, holds: bool, turn: int | None, ripe: Ripening, now: int) -> Watch | None:
    """How a watch stands once something happened to the ticket; None: there is nothing to wait for.

    *holds*: whether the query does; *turn*: when that may change by time alone; *ripe*: when it has held long enough.
    """
    if not holds:
        return Watch(None, turn) if turn is not None else None
    since, fired = (now, False) if watch is None or watch.since is None else (watch.since, watch.fired)
    return Watch(since, _next(since, turn, ripe, fired), fired)


def looked(watch: Watch, ripe: Ripening, now: int) -> Look:
    """How a watch stands that was brought to *now*, at which it was to be looked at, and whether it fires."""
    since, turn, fired = watch
    if since is None:
        return Look(watch if turn is not None else None)
    moment = ripe(since)
    fire = not fired and moment is not None and moment <= now
    fired = fired or fire
    return Look(Watch(since, _next(since, turn, ripe, fired), fired), fire)


def later(watch: Watch, other: Watch, now: int) -> bool:
    """Whether *other* is *watch*, to be looked at later: then the earlier look, still to come, is soon enough.

    Much that is done to a ticket puts off what waits until nothing was done for a while: that is not written each time.
    """
    if watch.since != other.since or watch.fired != other.fired or watch.at is None or watch.at <= now:
        return False
    return other.at is None or watch.at <= other.at


def _next(since: int, turn: int | None, ripe: Ripening, fired: bool) -> int | None:
    moment = None if fired else ripe(since)
    if moment is None or turn is None:
        return turn if moment is None else moment
    return min(moment, turn)
