"""Who asks, and when."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import tzinfo


class Context(NamedTuple):
    """The moment in milliseconds, the asking agent's handle, the zone that dates are read in (None: UTC), their teams.

    A store that is asked looks the teams up itself.
    """

    now: int
    me: str = ""
    zone: "tzinfo | None" = None
    teams: tuple[str, ...] = ()
