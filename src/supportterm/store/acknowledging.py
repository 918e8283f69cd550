"""A team's automatic answer to who opened a ticket."""

from typing import TYPE_CHECKING

from supportterm.core.autoreply import render
from supportterm.core.numbers import label
from supportterm.core.operations import Subject
from supportterm.core.terms import Role
from supportterm.store import courtesy, leading

if TYPE_CHECKING:
    from supportterm.core.operations import Wrote
    from supportterm.core.verbs import Rules
    from supportterm.store.stroke import Stroke


def acknowledge(stroke: "Stroke", rules: "Rules", number: int, name: str, actor: str) -> "Wrote | None":
    """Write the answer of the ticket's team, if it has one and a machine may answer; what was written, to be sent.

    *name*: who asked, as they call themselves. *actor*: by whom it is written.
    """
    ticket = stroke.work.ticket(number)
    team = rules.teams.get(ticket.team or "")
    if team is None or team.auto_reply in ("", "none"):
        return None
    if courtesy.why_not(stroke.work.connection, ticket, stroke.now):
        return None
    body = render(team.auto_reply, number=label(ticket.id, ticket.number), subject=ticket.subject, name=name)
    body = leading.as_read(stroke.work, number, Role.REPLY, body)
    wrote = stroke.work.arrive(
        number, Role.REPLY, body, at=stroke.now, author=team.name, address="", agent=None, markdown=True,
        delivery="kept",
    )  # fmt: skip
    stroke.record(Subject("ticket", number), wrote, actor=actor)
    return wrote
