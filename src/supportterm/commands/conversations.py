"""The chats under way, as the agent at a desk sees them: in the list of the console, and for who takes the next one."""

from typing import TYPE_CHECKING

from supportterm.core.conversations import Conversation, answers_owed, is_for, waits_since
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
    names = {row.id: row.requester or row.email for row in rows}
    tickets = desk.tickets([row.id for row in rows])
    answered = [t for t in tickets if t.replied_at is not None and answers_owed(t)]
    unanswered = desk.customers.unanswered_since({t.id: t.replied_at or 0 for t in answered})
    visits, now = desk.customers.visits([t.id for t in tickets]), desk.clock()
    agents = {agent.handle: agent for agent in desk.agents()}
    teams = agents[desk.me].teams if desk.me in agents else ()
    return tuple(
        Conversation(
            t, names[t.id], waits_since(t, unanswered.get(t.id)), is_for(t, desk.me, teams),
            "" if t.assignee in (None, desk.me) else agents[t.assignee].name if t.assignee in agents else t.assignee,
            visits[t.id].here > now if t.id in visits else None,
        )
        for t in tickets
    )  # fmt: skip
