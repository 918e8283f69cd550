"""What of a desk another system can hold: what goes there, what becomes otherwise on the way, what stays. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from supportterm.core.nouns import Article, Attachment, Message, Ticket, Value
from supportterm.core.remote import Catalog
from supportterm.core.safe import safe_line
from supportterm.core.terms import Role, Status

_NEAREST: Final[Mapping[int, tuple[Status, ...]]] = {
    Status.NEW: (Status.OPEN,),
    Status.PENDING: (Status.OPEN,),
    Status.ON_HOLD: (Status.PENDING, Status.OPEN),
    Status.SOLVED: (Status.CLOSED,),
    Status.CLOSED: (Status.SOLVED,),
}
"""What stands for a status where there is none such, the best first."""
_SAID: Final = {Role.NOTE: "noted", Role.FORWARD: "forwarded"}


class Target(msgspec.Struct, frozen=True):
    """Where a desk is to go."""

    title: str
    can: frozenset[str]
    """As `Connected.can`."""
    agents: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    fields: Mapping[str, tuple[str, ...]] = {}
    """What each custom field may be; nothing: anything."""
    statuses: tuple[int, ...] = tuple(map(int, Status))
    most_bytes: int = 0

    @property
    def tickets(self) -> bool:
        """Whether tickets can go there at all."""
        return {"tickets", "open"} <= self.can

    @property
    def says(self) -> bool:
        """Whether anything can be said on them."""
        return bool({"reply", "note"} & self.can)


class Fit(msgspec.Struct, frozen=True):
    """A ticket as it goes there: with what it is opened, what is set when all is said, and what can't be."""

    values: dict[str, Value]
    tags: tuple[str, ...]
    after: dict[str, Value]
    lost: tuple[str, ...]
    """For people; the same words for the same loss."""


def target(title: str, can: Iterable[str], catalog: Catalog, most_bytes: int) -> Target:
    return Target(
        title,
        frozenset(can),
        frozenset(agent.handle for agent in catalog.agents),
        frozenset(team.handle for team in catalog.teams),
        {field.name: field.choices for field in catalog.fields},
        catalog.statuses,
        most_bytes,
    )


def fit(ticket: Ticket, there: Target) -> Fit:
    """What of *ticket* can be held there."""
    values, lost = _opened_with(ticket, there)
    after, unset = _set_afterwards(ticket, there)
    tags = ticket.tags if "tags" in there.can else ()
    return Fit(values, tags, after, (*lost, *unset, *(("the tags",) if ticket.tags and not tags else ())))


def _opened_with(ticket: Ticket, there: Target) -> tuple[dict[str, Value], list[str]]:
    """What a ticket can be opened with there, and what not."""
    values: dict[str, Value] = {}
    lost: list[str] = []
    if "priority" in there.can:
        values["priority"] = int(ticket.priority)
    else:
        lost.append("the priority")
    for name, value, known in (("team", ticket.team, there.teams), ("assignee", ticket.assignee, there.agents)):
        if value and name in there.can and value in known:
            values[name] = value
        elif value:
            lost.append(f"the {name} {value}")
    for name, held in ticket.fields.items():
        if held is None or held == "":
            continue
        choices = there.fields.get(name, ())
        if "custom" in there.can and name in there.fields and (not choices or held in choices):
            values[f"field.{name}"] = held
        else:
            lost.append(f"the field {name}")
    return values, lost


def _set_afterwards(ticket: Ticket, there: Target) -> tuple[dict[str, Value], list[str]]:
    """What can be set on it then, and what not."""
    after: dict[str, Value] = {}
    lost: list[str] = []
    if ticket.due_set is not None and "due" in there.can:
        after["due"] = ticket.due_set
    elif ticket.due_set is not None:
        lost.append("the deadline")
    status = _status(ticket.status, there)
    if status is None:
        lost.append("the status")
    else:
        after["status"] = int(status)
        if status != ticket.status:
            lost.append(f"the status {ticket.status.word}, which becomes {status.word}")
    return after, lost


def role_there(role: Role, there: Target, *, notes: bool) -> Role | None:
    """As what a message goes there: public or internal; None: not at all. *notes*: nothing that customers see."""
    if role.public and not notes and "reply" in there.can:
        return Role.REPLY
    return Role.NOTE if "note" in there.can else None


def left_behind(files: Iterable[Attachment], role: Role, there: Target) -> tuple[Attachment, ...]:
    """Those of a message's files that can't go there. *role*: as what the message goes."""
    able = ("note-files" if role is Role.NOTE else "files") in there.can
    return tuple(file for file in files if not able or file.size > there.most_bytes)


def why_not_article(article: Article, can: Collection[str]) -> str:
    """Why an article does not go where *can* be done what `Connected.can` says; empty when it does."""
    if "articles" not in can:
        return "articles"
    # Where drafts are unknown, or who may read what, it would be read by everybody.
    if article.state != "published" and "drafts" not in can:
        return "drafts"
    if article.visibility == "public" or (article.visibility == "internal" and "inner-articles" in can):
        return ""
    return "internal ones" if article.visibility == "internal" else "those for some customers"


def why_not_back(before: Article | None, after: Article, can: Collection[str]) -> str:
    """Why an article that was *before* here does not go to where it lives too as it is *after*; empty when it does.

    For whom one is that nobody here changed, was told there.
    """
    told = before is not None and before.visibility == after.visibility
    why = why_not_article(msgspec.structs.replace(after, visibility="public") if told else after, {"articles", *can})
    return f"can't keep {why} among its articles: whoever reads those there would read this one" if why else ""


def headline(message: Message) -> str:
    """Who wrote *message*, and when: what no system lets another say, as a line above its text."""
    name, address = safe_line(message.author, 80), safe_line(message.address, 120)
    who = f"{name} <{address}>" if name and address and name != address else name or address or "somebody"
    at = datetime.fromtimestamp(message.at // 1000, UTC).strftime("%Y-%m-%d %H:%M")
    return f"{who} {_SAID.get(message.role, 'wrote')} on {at} UTC:"


def _status(status: Status, there: Target) -> Status | None:
    if "status" not in there.can:
        return None
    return next((s for s in (status, *_NEAREST.get(status, ())) if int(s) in there.statuses), None)
