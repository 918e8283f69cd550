"""Who may do what on a desk. Pure: what was done, and by whom → a sentence that says why it may not be.

    light   writes internal notes, follows tickets, keeps views of their own
    agent   works tickets: everything there is on them, on people, organizations and articles
    lead    also macros, everybody's views, and who is away, in which team, with which skills and capacity
    admin   everything: all else that the desk defines, its connections, imports

Roles hold as soon as one agent has another than `agent`; until then everybody may do everything.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Final

from supportterm.core.definitions import readable
from supportterm.core.directory import Definitions
from supportterm.core.nouns import Agent
from supportterm.core.operations import AnyPayload, Define, Follow, PassedOver, Undo, Wrote
from supportterm.core.terms import Role

Roles = Mapping[str, str]
"""The role of each agent, by handle; empty where roles do not hold."""


class Right(IntEnum):
    """Each holds those before it."""

    NOTE = 0
    WORK = 1
    LEAD = 2
    RUN = 3


_RIGHTS: Final = {"light": Right.NOTE, "agent": Right.WORK, "lead": Right.LEAD, "admin": Right.RUN}
_CALLED: Final = {"light": "a light agent", "agent": "an agent", "lead": "a lead", "admin": "an admin"}
_MINE: Final = frozenset({"signature", "away", "away_until", "phone"})
"""What agents say of themselves."""
_STAFFING: Final = frozenset({"away", "away_until", "skills", "capacity", "teams"})
"""What leads say of agents."""
_PLURAL: Final = {
    "policy": "policies", "macro": "macros", "setting": "the bot's settings", "incoming": "webhooks",
    "desk": "the desk's name",
}  # fmt: skip


def roles_of(definitions: Definitions) -> Roles:
    """The roles that hold on a desk with these definitions."""
    found = {name: str(spec.get("role", "agent")) for (what, name), spec in definitions.items() if what == "agent"}
    return found if any(role != "agent" for role in found.values()) else {}


def why_not_to(roles: Roles, me: str, right: Right, doing: str) -> str:
    """Why *me* may not do what takes *right*, which is called *doing*; empty when they may."""
    if not roles:
        return ""
    role = roles.get(me)
    if role is None:
        return f"{doing} is not for {me}, who is no agent of this desk; an admin adds them with `agent add {me}`"
    if _RIGHTS.get(role, Right.NOTE) >= right:
        return ""
    if role == "light" and right is Right.WORK:
        return f"{doing} is not for a light agent, who writes notes and follows tickets; {me} is one"
    who = "leads and admins" if right is Right.LEAD else "admins"
    return f"{doing} is for {who}, and {me} is {_CALLED.get(role, role)}"


def why_not(
    roles: Roles, me: str, done: Iterable[AnyPayload], defined: tuple[Definitions, Definitions] | None = None
) -> str:
    """Why *me* may not have done this; empty when they may.

    *done*: what happened, and what was taken back or brought back. *defined*: what the desk defined before, and
    defines by now, where it is otherwise.
    """
    if not roles:
        return ""
    for payload in done:
        right, doing = _needed(payload)
        if reason := why_not_to(roles, me, right, doing):
            return reason
    before, after = defined or ({}, {})
    for key in {*before, *after}:
        if before.get(key) != after.get(key):
            right = _defining(me, key[0], key[1], before.get(key), after.get(key))
            doing = f"defining {_PLURAL.get(key[0], f'{key[0]}s')}"
            if reason := why_not_to(roles, me, right, doing):
                return reason
    return ""


def _needed(payload: AnyPayload) -> tuple[Right, str]:
    match payload:
        case Follow():
            return Right.NOTE, "following"
        case PassedOver():
            return Right.NOTE, "skipping"
        case Define() | Undo():  # what they change is what counts
            return Right.NOTE, "that"
        case Wrote(role=Role.NOTE):
            return Right.NOTE, "writing notes"
        case Wrote(role=Role.REPLY | Role.FORWARD):
            return Right.WORK, "writing to customers"
    return Right.WORK, "changing tickets, people and articles"


def _defining(
    me: str, what: str, name: str, was: Mapping[str, object] | None, will: Mapping[str, object] | None
) -> Right:
    match what:
        case "view" if all(spec is None or spec.get("owner") == me for spec in (was, will)):
            return Right.NOTE
        case "agent" if was is not None and will is not None:
            changed = _changed(name, was, will)
            return Right.NOTE if name == me and changed <= _MINE else Right.LEAD if changed <= _STAFFING else Right.RUN
        case "macro" | "view":
            return Right.LEAD
    return Right.RUN


def _changed(handle: str, was: Mapping[str, object], will: Mapping[str, object]) -> set[str]:
    """The fields of an agent that are otherwise; what is not said is as it is by default."""
    both = list(readable("agent", ((handle, was), (handle, will))))
    return {f for f in Agent.__struct_fields__ if len(both) < 2 or getattr(both[0], f) != getattr(both[1], f)}
