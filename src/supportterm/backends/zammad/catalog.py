"""What tickets there may hold, and the answers that are prepared there."""

from collections.abc import Iterator
from typing import TypeVar

from supportterm.backends.errors import NotAllowed
from supportterm.backends.zammad.names import OWN, Names
from supportterm.backends.zammad.rest import Rest
from supportterm.backends.zammad.wire import MacroRow, TextModule
from supportterm.core.remote import Catalog, RemoteField, RemoteMacro, handle_of
from supportterm.core.terms import Status
from supportterm.exchange.html import to_text

T = TypeVar("T")


def catalog(rest: Rest, names: Names) -> Catalog:
    states, priorities = names.states().values(), names.priorities().values()
    words = (tuple(row.name for row in states), tuple(row.name for row in priorities))
    own = [RemoteField(*one, "choice", told) for one, told in zip(OWN.items(), words, strict=True)]
    fields = [
        RemoteField(name, row.display or name, "choice" if row.choices else "text", row.choices)
        for name, row in names.fields().items()
    ]
    macros = [_macro(row, names) for row in _told(rest, "macros", MacroRow) if row.active]
    modules = [_module(row) for row in _told(rest, "text_modules", TextModule) if row.active]
    return Catalog(
        agents=names.tables().agents.agents(),
        teams=tuple(team for team in names.tables().groups.teams() if names.groups()[int(team.key)].active),
        fields=(*own, *fields),
        macros=(*macros, *modules),
        statuses=tuple(int(status) for status in Status if names.state_of(status) is not None),
    )


def _told(rest: Rest, path: str, kind: type[T]) -> Iterator[T]:
    """All of a list that not everybody may see."""
    try:
        yield from rest.everything(path, kind)
    except NotAllowed:
        return


def _macro(row: MacroRow, names: Names) -> RemoteMacro:
    """What we have no command for is left to Zammad: a macro here never does something else than there."""
    note, commands = "", []
    for field, told in row.perform.items():
        value = str(told.get("value") or "")
        match field:
            case "article.note":
                note = to_text(str(told.get("body") or ""))
            case "ticket.state_id" if value.isdecimal() and int(value) in names.states():
                commands.append(f"status {names.status(int(value)).word}")
            case "ticket.priority_id" if value.isdecimal() and int(value) in names.priorities():
                commands.append(f"priority {names.priority(int(value)).word}")
            case "ticket.tags":
                sign = "-" if told.get("operator") == "remove" else "+"
                commands += [f"tag {' '.join(f'{sign}{tag.strip()}' for tag in value.split(',') if tag.strip())}"]
    return RemoteMacro(_name(row.name, "macro", row.id), row.name, note=note, commands=tuple(commands))


def _module(row: TextModule) -> RemoteMacro:
    return RemoteMacro(_name(row.name, "text", row.id), row.name, reply=to_text(row.content or ""))


def _name(title: str, kind: str, number: int) -> str:
    return f"{handle_of(title) or kind}-{kind[0]}{number}"
