"""Tickets that are for an agent, as pieces of SQL. Free of msgspec, as lists are."""

from typing import Final

FOR: Final = "SELECT ticket FROM attention WHERE agent ="
"""Tickets of the agent that is named behind it."""


def reason_sql(agent: str) -> str:
    """SQL of the newest reason why `ticket.id` is for *agent*, a parameter: `why who`; empty when it is not."""
    of_it = f"FROM attention WHERE attention.agent = {agent} AND attention.ticket = ticket.id"
    return f"ifnull((SELECT why || ' ' || who {of_it} ORDER BY at DESC LIMIT 1), '')"
