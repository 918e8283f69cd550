"""A rule's command lines carried out on a ticket, within a stroke."""

from typing import TYPE_CHECKING

from supportterm.core import templates, verbs
from supportterm.core.actions import Say, Scene, unfolded
from supportterm.core.ids import message_time
from supportterm.core.operations import Skipped, Subject
from supportterm.core.terms import Role
from supportterm.store import courtesy, leading, lookups

if TYPE_CHECKING:
    from supportterm.store.stroke import Stroke


class Acting:
    """Something that acts by itself on one ticket: it is no agent, and customers are only written to with courtesy."""

    def __init__(self, stroke: "Stroke", scene: Scene, number: int, name: str) -> None:
        """*name*: of the rule, for the log."""
        self._stroke = stroke
        self._scene = scene
        self._number = number
        self._name = name

    def carry_out(self, lines: tuple[str, ...]) -> None:
        """All of *lines*, in order. Raises Refused or ActionError when one of them can't be."""
        for line in lines:
            for act in unfolded(line, self._scene):
                if isinstance(act, Say):
                    self._say(act)
                else:
                    ticket = self._stroke.work.ticket(self._number)
                    self._stroke.do(act.verb(ticket, self._scene.rules, **act.arguments))

    def _say(self, say: Say) -> None:
        stroke, ticket = self._stroke, self._stroke.work.ticket(self._number)
        subject = Subject("ticket", self._number)
        why_not = courtesy.why_not(stroke.work.connection, ticket, stroke.now) if say.role is Role.REPLY else ""
        if why_not:
            stroke.record(subject, Skipped(self._name, f"no reply was written: {why_not}"))
            return
        wrote = stroke.work.arrive(
            self._number,
            say.role,
            leading.as_read(stroke.work, self._number, say.role, self._filled(say.text)),
            at=max(stroke.now, message_time(ticket.last_message)),
            author=self._author(say.role),
            address="",
            agent=None,
            markdown=True,
            delivery="kept",
        )
        stroke.record(subject, wrote)
        if say.then is not None:
            stroke.do(verbs.set_status(stroke.work.ticket(self._number), self._scene.rules, say.then))

    def _filled(self, text: str) -> str:
        work, ticket = self._stroke.work, self._stroke.work.ticket(self._number)
        organization = work.organization(ticket.organization) if ticket.organization is not None else None
        team = self._scene.rules.teams.get(ticket.team or "")
        facts = templates.facts(ticket, work.person(ticket.requester), organization, None, team)
        return templates.render(text, facts, templates.texts(self._scene.macros))

    def _author(self, role: Role) -> str:
        """Customers hear from the team, colleagues from the rule."""
        team = self._scene.rules.teams.get(self._stroke.work.ticket(self._number).team or "")
        if role is not Role.REPLY:
            return f"rule {self._name}"
        return team.name if team else lookups.name(self._stroke.work.connection)
