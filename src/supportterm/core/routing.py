"""Routes: which team a ticket goes to, and which of its agents."""

from typing import Final

import msgspec

WAYS: Final = {
    "longest-idle": "whom no ticket has gone to for the longest time",
    "least-loaded": "who has the fewest open tickets",
    "sticky": "who answered this customer last",
    "manager": "the account manager of the customer's organization",
}
"""How an agent is found among those who are here, know what it takes and have room."""


class Route(msgspec.Struct, frozen=True):
    """Where tickets of a kind go. Routes are asked in the order in which they were defined.

    The first that fits and names a team gives a ticket its team; the first that finds somebody gives it an agent.
    A ticket that has a team is only given agents of that team.
    """

    name: str
    title: str = ""
    when: str = ""
    """A query; empty: every ticket."""
    team: str = ""
    """Empty: the team stays as it is."""
    by: str = ""
    """One of `WAYS`; empty: no agent is looked for."""
    skills: tuple[str, ...] = ()
    """What the agent must know, all of it."""
