"""What can be asked of a ticket: pure, (what is, arguments) → what shall happen.

A verb answers with the operations it plans, an empty list when things already are so, and raises Refused
with a plain sentence when it can't be. It never acts; the desk does, in one transaction.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from supportterm.core.ids import LAST_MOMENT
from supportterm.core.nouns import Agent, Field, Team, Ticket, Value
from supportterm.core.numbers import label
from supportterm.core.operations import (
    Absorb,
    Announced,
    Escalate,
    Follow,
    Known,
    Later,
    LinkArticle,
    MergeInto,
    Planned,
    Routed,
    Set,
    Snooze,
    SplitFrom,
    SplitOff,
    Subject,
    Suspend,
    Tag,
    Wrote,
)
from supportterm.core.refusal import Refused
from supportterm.core.terms import SUSPENDED, Priority, Role, Status

_MAX_REASON: Final = 300
_LARGEST: Final = 10**15
"""Every whole number up to it is exact, in JSON, in SQLite and here."""


class Rules(msgspec.Struct, frozen=True):
    """What a verb may know of the desk: who is here, who asks, and what time it is (milliseconds)."""

    now: int
    me: str
    agents: Mapping[str, Agent] = {}
    teams: Mapping[str, Team] = {}
    fields: Mapping[str, Field] = {}


def set_status(ticket: Ticket, rules: Rules, status: Status) -> list[Planned]:
    """Any status but back to new; a snooze ends with it."""
    check_workable(ticket)
    if status == ticket.status:
        return []
    if held_back(ticket):
        raise Refused(f"{_name(ticket)} is held back; `release` lets it in")
    if status is Status.NEW:
        raise Refused(f"{_name(ticket)} is not new any more; open it instead")
    plan = [_set(ticket, "status", int(status), int(ticket.status))]
    if ticket.snoozed_until is not None and status >= Status.SOLVED:
        plan.append(_plan(ticket, Snooze()))
    return plan


def set_priority(ticket: Ticket, rules: Rules, priority: Priority) -> list[Planned]:
    check_workable(ticket)
    if priority == ticket.priority:
        return []
    return [_set(ticket, "priority", int(priority), int(ticket.priority))]


def set_subject(ticket: Ticket, rules: Rules, subject: str) -> list[Planned]:
    check_workable(ticket)
    words = " ".join(subject.split())
    if not words:
        raise Refused("a subject needs at least one word")
    return [] if words == ticket.subject else [_set(ticket, "subject", words, ticket.subject)]


def assign(ticket: Ticket, rules: Rules, agent: str | None) -> list[Planned]:
    """To an agent by handle, or to nobody with None. A new ticket that is taken becomes open."""
    check_workable(ticket)
    if agent == ticket.assignee:
        return []
    if agent is not None and rules.agents and agent not in rules.agents:
        raise Refused(f"there is no agent {agent!r}; there are {', '.join(rules.agents)}")
    if agent is not None and agent in rules.agents and rules.agents[agent].role == "light":
        raise Refused(f"{agent} is a light agent, who writes notes and has no tickets")
    plan = [_set(ticket, "assignee", agent, ticket.assignee)]
    if agent is not None and ticket.status is Status.NEW:
        plan.append(_set(ticket, "status", int(Status.OPEN), int(ticket.status)))
    return plan


def set_team(ticket: Ticket, rules: Rules, team: str | None) -> list[Planned]:
    """Within a tier; `escalate` is how a ticket goes up. An assignee outside the new team lets go."""
    check_workable(ticket)
    if team == ticket.team:
        return []
    plan = [_set(ticket, "team", team, ticket.team)]
    if team is None:
        return plan
    to = _team(rules, team)
    if to.tier > ticket.tier:
        raise Refused(f"{to.name} is tier {to.tier} and {_name(ticket)} is at tier {ticket.tier}; escalate it instead")
    if to.tier != ticket.tier:
        plan.append(_set(ticket, "tier", to.tier, ticket.tier))
    holder = rules.agents.get(ticket.assignee or "")
    if holder is not None and holder.teams and team not in holder.teams:
        plan.append(_set(ticket, "assignee", None, ticket.assignee))
    return plan


def set_requester(ticket: Ticket, rules: Rules, person: int) -> list[Planned]:
    check_workable(ticket)
    return [] if person == ticket.requester else [_set(ticket, "requester", person, ticket.requester)]


def set_organization(ticket: Ticket, rules: Rules, organization: int | None) -> list[Planned]:
    check_workable(ticket)
    if organization == ticket.organization:
        return []
    return [_set(ticket, "organization", organization, ticket.organization)]


def set_due(ticket: Ticket, rules: Rules, due: int | None) -> list[Planned]:
    check_workable(ticket)
    _check_moment(due)
    return [] if due == ticket.due_set else [_set(ticket, "due", due, ticket.due_set)]


def set_field(ticket: Ticket, rules: Rules, name: str, value: Value) -> list[Planned]:
    """A custom field of the desk; None empties it."""
    check_workable(ticket)
    field = rules.fields.get(name)
    if field is None:
        there = ", ".join(rules.fields) or "none yet"
        raise Refused(f"there is no field {name!r}; there are: {there}")
    if value is not None:
        value = fitting(field, value)
    old = ticket.fields.get(name)
    return [] if value == old else [_set(ticket, f"field.{name}", value, old)]


def tag(ticket: Ticket, rules: Rules, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> list[Planned]:
    check_workable(ticket)
    adding = tuple(sorted({tag_word(t) for t in add} - set(ticket.tags)))
    going = tuple(sorted({tag_word(t) for t in remove} & set(ticket.tags)))
    return [_plan(ticket, Tag(adding, going))] if adding or going else []


def follow(ticket: Ticket, rules: Rules, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> list[Planned]:
    """Agents who want to hear of this ticket."""
    check_workable(ticket)
    strangers = [a for a in add if rules.agents and a not in rules.agents]
    if strangers:
        raise Refused(f"there is no agent {strangers[0]!r}; there are {', '.join(rules.agents)}")
    adding = tuple(sorted(set(add) - set(ticket.followers)))
    going = tuple(sorted(set(remove) & set(ticket.followers)))
    return [_plan(ticket, Follow(adding, going))] if adding or going else []


def escalate(ticket: Ticket, rules: Rules, to: str, reason: str, tried: str = "", question: str = "") -> list[Planned]:
    """Hand *ticket* to a team of a higher tier; the reason travels on the hand-off card."""
    check_workable(ticket)
    team = _team(rules, to)
    if team.tier <= ticket.tier:
        raise Refused(f"{team.name} is tier {team.tier}; {_name(ticket)} is already at tier {ticket.tier}")
    if not reason.strip():
        raise Refused("an escalation needs a reason: the next tier starts from it")
    base: dict[str, Value] = {"team": ticket.team, "tier": ticket.tier, "assignee": ticket.assignee}
    plan = [_plan(ticket, Escalate(team.handle, team.tier, reason.strip(), tried, question), base)]
    if ticket.status is not Status.OPEN:
        plan.append(_set(ticket, "status", int(Status.OPEN), int(ticket.status)))
    return plan


def route(ticket: Ticket, rules: Rules, routed: Routed) -> list[Planned]:
    """What a route gives: a team with its tier, an agent; and why."""
    check_workable(ticket)
    plan = [_plan(ticket, routed)]
    if routed.team:
        tier = _team(rules, routed.team).tier
        plan.append(_set(ticket, "team", routed.team, ticket.team))
        if tier != ticket.tier:
            plan.append(_set(ticket, "tier", tier, ticket.tier))
    return plan + assign(ticket, rules, routed.agent) if routed.agent else plan


def snooze(ticket: Ticket, rules: Rules, until: int) -> list[Planned]:
    """Out of the queue until *until* (milliseconds)."""
    check_workable(ticket)
    _check_moment(until)
    if until <= rules.now:
        raise Refused("that moment has passed; a snooze needs one to come")
    if ticket.status >= Status.SOLVED:
        raise Refused(f"{_name(ticket)} is {ticket.status.word}; there is nothing to snooze")
    if until == ticket.snoozed_until:
        return []
    return [_plan(ticket, Snooze(until), {"snoozed": ticket.snoozed_until})]


def write_later(ticket: Ticket, rules: Rules, entry: str, role: Role, until: int) -> list[Planned]:
    """A message, kept in the outbox as *entry*, is to be said at the moment *until* (milliseconds)."""
    check_workable(ticket)
    _check_moment(until)
    if until <= rules.now:
        raise Refused("that moment has passed; name one to come")
    return [_plan(ticket, Later(entry, int(role), until))]


def wake(ticket: Ticket, rules: Rules) -> list[Planned]:
    check_workable(ticket)
    if ticket.snoozed_until is None:
        return []
    return [_plan(ticket, Snooze(), {"snoozed": ticket.snoozed_until})]


def suspend(ticket: Ticket, rules: Rules, reason: str = "") -> list[Planned]:
    """Hold *ticket* back, out of all work, until somebody lets it in again."""
    check_workable(ticket)
    if ticket.home:
        raise Refused(f"{_name(ticket)} lives at {ticket.home}; close it or mark it as spam there")
    words = " ".join(reason.split())[:_MAX_REASON] or "somebody held it back"
    if words == ticket.suspended and held_back(ticket):
        return []
    return [_plan(ticket, Suspend(words), {"status": int(ticket.status), "suspended": ticket.suspended})]


def release(ticket: Ticket, rules: Rules) -> list[Planned]:
    """Let a ticket in that is held back; it is new then."""
    check_workable(ticket)
    if not held_back(ticket):
        return []
    return [_plan(ticket, Suspend(), {"status": int(ticket.status), "suspended": ticket.suspended})]


def held_back(ticket: Ticket) -> bool:
    """By its tag, which is what views and queries ask."""
    return SUSPENDED in ticket.tags


def merge(ticket: Ticket, rules: Rules, into: Ticket) -> list[Planned]:
    """*ticket* goes on in *into*, which gets its tags, followers and people; both logs are kept."""
    check_workable(ticket)
    check_workable(into)
    if ticket.id == into.id:
        raise Refused(f"{_name(ticket)} can't be merged into itself")
    plan = [_plan(ticket, MergeInto(into.id), {"status": int(ticket.status)}), _plan(into, Absorb(ticket.id))]
    tags = tuple(sorted(set(ticket.tags) - set(into.tags)))
    if tags:
        plan.append(_plan(into, Tag(add=tags)))
    followers = tuple(sorted(set(ticket.followers) - set(into.followers)))
    if followers:
        plan.append(_plan(into, Follow(add=followers)))
    return plan


def split(ticket: Ticket, rules: Rules, into: int, messages: tuple[int, ...]) -> list[Planned]:
    """*messages* go on in the new ticket *into*; here they stay, so that what was said here can still be followed."""
    check_workable(ticket)
    return [_plan(ticket, SplitOff(into, messages)), Planned(Subject("ticket", into), SplitFrom(ticket.id))]


def link_article(ticket: Ticket, rules: Rules, article: int, link: bool = True) -> list[Planned]:
    check_workable(ticket)
    return [] if (article in ticket.articles) is link else [_plan(ticket, LinkArticle(article, link))]


def announce(ticket: Ticket, rules: Rules, webhook: str) -> list[Planned]:
    """Tell *webhook* of the ticket."""
    check_workable(ticket)
    return [_plan(ticket, Announced(webhook))]


def write(
    ticket: Ticket, rules: Rules, wrote: Wrote, then: Status | None = None, *, thanks: bool = False
) -> list[Planned]:
    """A message joins the ticket, and its status follows.

    A customer's message opens what was pending, on hold or solved and ends a snooze; a bare *thanks* leaves solved what
    is. An agent's reply opens a new ticket. *then* is the status an agent asks for with it (send and solve).
    """
    check_workable(ticket)
    plan = [_plan(ticket, wrote)]
    role = Role(wrote.role)
    if role is Role.CUSTOMER:
        rests = ticket.status <= Status.OPEN or held_back(ticket) or (thanks and ticket.status >= Status.SOLVED)
        then = None if rests else Status.OPEN
        if ticket.snoozed_until is not None:
            plan.append(_plan(ticket, Snooze(), {"snoozed": ticket.snoozed_until}))
    elif then is None and role is Role.REPLY and ticket.status is Status.NEW:
        then = Status.OPEN
    if then is not None:
        plan += set_status(ticket, rules, then)
    return plan


def check_workable(ticket: Ticket) -> None:
    """Raises Refused when *ticket* goes on in another."""
    if ticket.merged_into is not None:
        raise Refused(f"{_name(ticket)} was merged into {label(ticket.merged_into)}; work there, or undo the merge")


def _name(ticket: Ticket) -> str:
    return label(ticket.id, ticket.number)


def _check_moment(at: int | None) -> None:
    if at is not None and not 0 <= at <= LAST_MOMENT:
        raise Refused("that is too far away: times here lie between 1970 and 2100")


def _team(rules: Rules, handle: str) -> Team:
    team = rules.teams.get(handle)
    if team is None:
        there = ", ".join(rules.teams) or "none yet: define one with `team`"
        raise Refused(f"there is no team {handle!r}; there are {there}")
    return team


def fitting(field: Field, value: Value) -> Value:
    """*value* as the field holds it."""
    if field.kind == "number":
        try:
            number = float(str(value))
        except ValueError:
            raise Refused(f"{field.name} is a number, not {str(value)!r}") from None
        if not abs(number) <= _LARGEST:  # also what is no number at all: nan
            raise Refused(f"{field.name} can't be {str(value)!r}: numbers here have at most 15 digits")
        return int(number) if number.is_integer() else number
    text = str(value)
    if field.kind == "choice" and text not in field.choices:
        raise Refused(f"{field.name} is one of {', '.join(field.choices)}, not {text!r}")
    return text


def tag_word(text: str) -> str:
    """Tags are one lower-case word, so that they can be typed, listed and searched."""
    word = "-".join(text.strip().lstrip("#+").lower().split())
    if not word or any(c in word for c in "\"\\',:()[]{}") or not word.isprintable():
        raise Refused(f"{text!r} can't be a tag: use letters, digits, dashes and dots")
    return word


def _set(ticket: Ticket, field: str, value: Value, old: Value) -> Planned:
    return _plan(ticket, Set(field, value), {field: old})


def _plan(ticket: Ticket, payload: Known, base: dict[str, Value] | None = None) -> Planned:
    return Planned(Subject("ticket", ticket.id), payload, base or {})
