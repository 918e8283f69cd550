"""Pieces of SQL that more than one asks with: tickets that are for an agent, the log of tickets. Free of msgspec."""

from typing import Final

OF_TICKETS: Final = "+operation.subject_kind = 'ticket'"
"""For what is read by its place in the log: without the plus SQLite goes through all that ever happened to tickets."""
FOR: Final = "SELECT ticket FROM attention WHERE agent ="
"""Tickets of the agent that is named behind it."""


def reason_sql(agent: str) -> str:
    """SQL of the newest reason why `ticket.id` is for *agent*, a parameter: `why who`; empty when it is not."""
    of_it = f"FROM attention WHERE attention.agent = {agent} AND attention.ticket = ticket.id"
    return f"ifnull((SELECT why || ' ' || who {of_it} ORDER BY at DESC LIMIT 1), '')"
