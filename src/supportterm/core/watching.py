"""An automation's time on a ticket: since when its query holds, and when it is to be looked at again. Pure.

It fires once for as long as the query holds without a break.
"""

from typing import NamedTuple

from supportterm.core.waiting import Ripening


class Watch(NamedTuple):
    """Moments in milliseconds."""

    since: int | None
    """When the query came to hold; None: it does not."""
    at: int | None
    """When to look again; None: not before something happens to the ticket."""
    fired: bool = False


class Look(NamedTuple):
    watch: Watch | None
    """None: there is nothing to wait for."""
    fire: bool = False


def awake(watch: Watch | None, held: bool, now: int) -> Watch | None:
    """A watch that time may have gone by unseen, brought to *now*; *held*: whether the query holds by time alone."""
    if watch is None or not held:
        return None
    return watch if watch.since is not None else Watch(now if watch.at is None else min(watch.at, now), watch.at)


def touched(watch: Watch | None, holds: bool, turn: int | None, ripe: Ripening, now: int) -> Watch | None:
    """How a watch stands once something happened to the ticket; None: there is nothing to wait for.

    *holds*: whether the query does; *turn*: when that may change by time alone; *ripe*: when it has held long enough.
    """
    if not holds:
        return Watch(None, turn) if turn is not None else None
    since, fired = (now, False) if watch is None or watch.since is None else (watch.since, watch.fired)
    return Watch(since, _next(since, turn, ripe, fired), fired)


def looked(watch: Watch, holds: bool, turn: int | None, ripe: Ripening, now: int) -> Look:
    """How a watch stands when its moment has come, and whether the automation fires."""
    if not holds:
        return Look(Watch(None, turn) if turn is not None else None)
    # It came to hold at that moment, though nobody may have been awake to see it.
    since = watch.since if watch.since is not None else watch.at if watch.at is not None else now
    moment = ripe(since)
    fire = not watch.fired and moment is not None and moment <= now
    fired = watch.fired or fire
    return Look(Watch(since, _next(since, turn, ripe, fired), fired), fire)


def _next(since: int, turn: int | None, ripe: Ripening, fired: bool) -> int | None:
    if fired:
        return turn
    return min((moment for moment in (ripe(since), turn) if moment is not None), default=None)
