"""What kind of help desk the fake one is: what it can do, how it behaves, whom it knows."""

from typing import Any, Final, Literal

import msgspec

from supportterm.backends.protocol import Capabilities
from supportterm.core.remote import Catalog, RemoteAgent, RemoteTeam
from supportterm.core.terms import Status

US: Final = "us"
"""Who our own account is there."""
POISON: Final = "poison"
"""A text with this word in it is never taken."""
SICK: Final = "sick"
"""A text with this word in it makes the server fail, whatever it is asked about it, while `FakeRemote.sick` is set."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The first six as in `Capabilities`. Times in milliseconds."""

    marker: Literal["key", "stored", "none"] = "stored"
    guard: Literal["atomic", "checked", "reread", "looked", "none"] = "atomic"
    feed: Literal["cursor", "since", "walk", "none"] = "cursor"
    deletes: Literal["feed", "scan", "none"] = "feed"
    tags: Literal["delta", "replace", "none"] = "delta"
    history: bool = False
    lag: int = 0
    """How old something is before a feed or a search shows it."""
    overlap: int = 0
    """How much of what it has told already a feed by moments tells again."""
    coarse: bool = False
    """Moments are whole seconds there."""
    whole: bool = False
    """The feed tells all messages of a ticket and says so."""
    agents: tuple[str, ...] = ("ann", "bob", "web")
    teams: tuple[str, ...] = ("support", "billing")
    statuses: tuple[int, ...] = tuple(map(int, Status))
    rate: float = 0.0
    """Requests a second that are let through in the long run; 0: as many as come."""
    burst: int = 10
    """How many may come at once."""

    @classmethod
    def of(cls, capabilities: Capabilities, **behaviour: Any) -> "Rules":
        """A help desk at which just this can be done."""
        said = {name: getattr(capabilities, name) for name in cls.__struct_fields__[:6]}
        return cls(**said, **{"overlap": int(capabilities.overlap * 1000)} | behaviour)

    def catalog(self) -> Catalog:
        agents = tuple(RemoteAgent(name, name, name.title()) for name in self.agents)
        teams = tuple(RemoteTeam(name, str(n), name.title()) for n, name in enumerate(self.teams, 1))
        return Catalog(agents, teams, statuses=self.statuses)
