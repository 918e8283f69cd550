"""The little language in which conversations are written down.

A step has one entry, who and what:

    dana: text                  a person writes, an agent replies
    mira > pending: text        and the ticket becomes pending in the same stroke
    note mira: text             internal
    forward mira to ADDRESS: text
    do mira: [take, assign ola, status open, priority high, +tag, -tag, area=mobile, follow ola, article SLUG,
              suspend REASON, snooze 2d, due 3h, overdue 20m]       the last three count from this very moment
    escalate mira: {to, reason, tried, question}
    merge mira: KEY             this conversation goes on in the one that is called KEY

*text* may come with `files: [name]` and, for a mail that was HTML, `html: true` beside it. Lines that the file only
wraps are one line of the message.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from supportterm.core.moments import parse_age
from supportterm.core.nouns import Value
from supportterm.core.terms import PRIORITY_BY_WORD, STATUS_BY_WORD, Role, Status
from supportterm.demo.content import Thread


class Says(msgspec.Struct, frozen=True):
    """A message by a person or an agent, with the status asked for in the same stroke."""

    who: str
    role: Role
    text: str
    then: Status | None = None
    to: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    html: bool = False


class Does(msgspec.Struct, frozen=True):
    """A verb of core/verbs.py by an agent. Times among the arguments are milliseconds from now on."""

    who: str
    verb: str
    arguments: dict[str, Any]


class Merges(msgspec.Struct, frozen=True):
    who: str
    into: str


Step = Says | Does | Merges


def steps(thread: Thread, agents: frozenset[str]) -> Iterator[Step]:
    """What happens in *thread*, in order. Raises ValueError naming the step that makes no sense."""
    for step in thread.talk:
        ((head, what), *beside) = step.items()
        try:
            yield from _read(head, what, dict(beside), agents)
        except (KeyError, ValueError, TypeError) as error:
            raise ValueError(f"{thread.subject}: the step {head!r} makes no sense ({error})") from error


def _read(head: str, what: Any, beside: dict[str, Any], agents: frozenset[str]) -> Iterator[Step]:
    word, _, who = head.partition(" ")
    if word == "do":
        for act in [what] if isinstance(what, str) else what:
            yield _does(who, act)
    elif word == "escalate":
        yield Does(who, "escalate", dict(what))
    elif word == "merge":
        yield Merges(who, what)
    elif word == "note":
        yield _says(who, Role.NOTE, what, beside)
    elif word == "forward":
        who, to = who.split(" to ")
        yield _says(who, Role.FORWARD, what, beside, to=(to,))
    else:
        who, _, then = head.partition(" > ")
        role = Role.REPLY if who in agents else Role.CUSTOMER
        yield _says(who, role, what, beside, then=STATUS_BY_WORD[then] if then else None)


def _says(
    who: str, role: Role, text: Any, beside: dict[str, Any], then: Status | None = None, to: tuple[str, ...] = ()
) -> Says:
    return Says(who, role, unwrapped(str(text)), then, to, tuple(beside.get("files", ())), beside.get("html", False))


WRAPPED: Final = 84
"""Characters from which on a line ends because the file does, not because its writer wanted it to."""


def unwrapped(text: str) -> str:
    """*text* with the lines joined that are long enough to have been wrapped; quotes and short lines stay."""
    lines: list[str] = []
    goes_on = False
    for line in text.strip().split("\n"):
        if goes_on and line and not line.startswith((">", "-", "http")):
            lines[-1] += " " + line
        else:
            lines.append(line)
        goes_on = len(line) >= WRAPPED and not line.startswith(">")
    return "\n".join(lines)


def _does(who: str, act: str) -> Does:
    word, _, rest = act.partition(" ")
    if tag := re.fullmatch(r"([+-])(\S+)", act):
        return Does(who, "tag", {"add" if tag[1] == "+" else "remove": (tag[2],)})
    if field := re.fullmatch(r"(\w+)=(.*)", act):
        return _field(who, field[1], field[2])
    match word:
        case "take":
            return Does(who, "assign", {"agent": who})
        case "assign":
            return Does(who, "assign", {"agent": rest})
        case "status":
            return Does(who, "set_status", {"status": STATUS_BY_WORD[rest]})
        case "priority":
            return Does(who, "set_priority", {"priority": PRIORITY_BY_WORD[rest]})
        case "follow":
            return Does(who, "follow", {"add": (rest,)})
        case "suspend":
            return Does(who, "suspend", {"reason": rest})
        case "snooze":
            return Does(who, "snooze", {"until": parse_age(rest)})
        case "due":
            return Does(who, "set_due", {"due": parse_age(rest)})
        case "overdue":
            return Does(who, "set_due", {"due": -parse_age(rest)})
        case "article":
            return Does(who, "link_article", {"article": rest})
    raise ValueError(f"nobody knows how to {act!r}")


def _field(who: str, name: str, value: Value) -> Does:
    return Does(who, "set_field", {"name": name, "value": value})
