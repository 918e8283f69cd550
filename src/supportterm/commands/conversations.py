"""The chats under way, as the agent at a desk sees them: in the list of the console, and for who takes the next one."""

from typing import TYPE_CHECKING

from supportterm.core.conversations import Conversation, is_for, waits_since
from supportterm.core.orders import parse_order
from supportterm.core.query import parse

if TYPE_CHECKING:
    from supportterm.desk import Desk

MOST = 200
"""Chats that are looked at, the most recently changed."""
_QUERY = parse("channel:chat is:active")
_ORDER = parse_order("-updated")


def under_way(desk: "Desk") -> tuple[Conversation, ...]:
    """Chats that are not solved, in no order. Who was there a moment ago counts as being at theirs."""
    rows = desk.window(_QUERY, _ORDER, size=MOST).rows
    numbers = [row.id for row in rows]
    unanswered, handed = desk.customers.unanswered_since(numbers), desk.customers.handed_since(numbers)
    visits, now = desk.customers.visits(numbers), desk.clock()
    agents = {agent.handle: agent for agent in desk.agents()}
    teams = agents[desk.me].teams if desk.me in agents else ()
    names = {handle: agent.name for handle, agent in agents.items()} | {desk.me: ""}
    return tuple(
        Conversation(
            row.id, row.requester or row.email, row.subject, row.updated_at,
            waits_since(row.status, unanswered.get(row.id), handed.get(row.id)),
            row.assignee is not None, is_for(row.assignee, row.team, desk.me, teams),
            names.get(row.assignee, row.assignee) if row.assignee is not None else "",
            visits[row.id].here > now if row.id in visits else None,
        )
        for row in rows
    )  # fmt: skip
